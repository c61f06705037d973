//! Change: what a stored provider is to be, checked before it is kept.

use super::{Desk, Known, ProviderView, failed, slug};
use crate::config::{ProviderConfig, ProviderKind};
use crate::id::{OrgId, ProviderRowId};
use crate::refusal::Refusal;
use crate::store::Target;
use crate::targets::{Source, from_target, origin};
use crate::upstream::{BaseUrl, may_name};

/// The highest priority number and weight: far beyond any use, and far below what arithmetic could trip over.
const NUMBER_MAX: u32 = 1_000_000;

/// What is to change of a provider; what is not stated stays, or takes its default.
#[derive(Debug, Clone, Default)]
pub struct TargetChange {
    /// What people call it, 1 to 64 characters.
    pub name: Option<String>,
    /// Which kind of provider, as the configuration spells it.
    pub kind: Option<String>,
    /// Its base URL.
    pub base_url: Option<String>,
    /// Among providers of one model the lowest number is asked first.
    pub priority: Option<u32>,
    /// Its share among providers of one priority; 0: only when no other is left.
    pub weight: Option<u32>,
    /// Whether it is asked at all.
    pub enabled: Option<bool>,
    /// Whether callers may send their own key there although the address is not well known.
    pub allow_passthrough_key: Option<bool>,
}

impl Desk {
    /// Stores a provider under this id as a whole: what is not stated takes its default, the address that of the
    /// provider as it is known. Says whether it was not stored before.
    pub async fn put_provider(
        &self,
        org: OrgId,
        id: &str,
        change: TargetChange,
    ) -> Result<(ProviderView, bool), Refusal> {
        let _turn = self.providers_turn.lock().await;
        let known = self.known_providers(org).await?;
        if !slug::is_id(id) {
            let message =
                "A provider's id has 1 to 64 lower-case letters, digits, `-` and `_`, and is not `gate`.";
            return Err(Refusal::malformed_field(message, "provider_id"));
        }
        let before = known.find(id);
        let is_new = before.is_none_or(|(_, stored)| stored.row.target.is_none());
        let known_as = before.map(|(effective, _)| effective.config.clone());
        let base = known_as.or_else(|| ProviderConfig::well_known(id));
        let base = base.map_or_else(
            || defaults(id, ProviderKind::Custom, ""),
            |config| defaults(id, config.kind, &config.base_url),
        );
        self.save(org, &known, id, (base, change)).await?;
        Ok((self.find_provider(org, id).await?, is_new))
    }

    /// Stores a provider that was given a name; its id is made of that.
    pub async fn create_provider(&self, org: OrgId, change: TargetChange) -> Result<ProviderView, Refusal> {
        let _turn = self.providers_turn.lock().await;
        let known = self.known_providers(org).await?;
        let name = change.name.clone().ok_or_else(|| missing("name"))?;
        let kind = read_kind(change.kind.as_deref().ok_or_else(|| missing("kind"))?)?;
        let is_taken = |id: &str| known.stored.iter().any(|stored| stored.row.provider_id == id);
        let id = slug::of(&name, is_taken);
        self.save(org, &known, &id, (defaults(&name, kind, ""), change)).await?;
        self.find_provider(org, &id).await
    }

    /// Changes a provider by its number. One of the configuration is stored from then on, and shadows it.
    pub async fn change_provider(
        &self,
        org: OrgId,
        row: ProviderRowId,
        change: TargetChange,
    ) -> Result<ProviderView, Refusal> {
        let _turn = self.providers_turn.lock().await;
        let known = self.known_providers(org).await?;
        let id = id_of(&known, row)?;
        let (effective, stored) = known.find(&id).ok_or(Refusal::NotFound)?;
        let base = stored.row.target.clone().unwrap_or_else(|| as_target(&effective.config));
        self.save(org, &known, &id, (base, change)).await?;
        self.find_provider(org, &id).await
    }

    /// Forgets a stored provider with its keys; one of the configuration that it shadowed takes part again.
    pub async fn delete_provider(&self, org: OrgId, id: &str) -> Result<(), Refusal> {
        let _turn = self.providers_turn.lock().await;
        let known = self.known_providers(org).await?;
        let (effective, stored) = known.find(id).ok_or(Refusal::NotFound)?;
        if effective.source == Source::Configured {
            let message =
                "This provider stands in the configuration; it can be switched off, but not deleted.";
            return Err(Refusal::Conflict { message: message.to_owned() });
        }
        self.store.providers.delete(org, stored.row.id).await.map_err(failed)?;
        if self.configured_for(org).iter().any(|config| config.id == id) {
            self.store.providers.add(org, &[id], self.clock.unix_ms()).await.map_err(failed)?;
        }
        self.refresh_providers().await
    }

    /// The same by its number.
    pub async fn delete_provider_by_row(&self, org: OrgId, row: ProviderRowId) -> Result<(), Refusal> {
        let id = id_of(&self.known_providers(org).await?, row)?;
        self.delete_provider(org, &id).await
    }

    async fn save(
        &self,
        org: OrgId,
        known: &Known,
        id: &str,
        (base, change): (Target, TargetChange),
    ) -> Result<(), Refusal> {
        let target = changed(base, change)?;
        let moved = from_target(id, &target);
        self.check_address(&moved)?;
        if let Some((effective, stored)) = known.find(id)
            && !stored.keys.is_empty()
            && origin(&effective.config) != origin(&moved)
        {
            let message =
                "The stored keys of this provider were given for another address: delete them first.";
            return Err(Refusal::Conflict { message: message.to_owned() });
        }
        self.store.providers.save(org, id, &target, self.clock.unix_ms()).await.map_err(failed)?;
        self.refresh_providers().await
    }

    /// Whether requests may go to this address. What its name resolves to is checked again at every connect.
    fn check_address(&self, config: &ProviderConfig) -> Result<(), Refusal> {
        let refused = |message: String| Refusal::malformed_field(message, "base_url");
        if config.base_url.is_empty() {
            return Err(refused("A provider that is not well known needs a `base_url`.".to_owned()));
        }
        if config.kind == ProviderKind::Bedrock && config.region.is_none() {
            return Err(refused("The address of Bedrock must name its region.".to_owned()));
        }
        let as_given = BaseUrl::parse(&config.base_url).and(BaseUrl::parse(&config.api_root()));
        let base = as_given.map_err(|error| refused(format!("This is no base URL: {error}.")))?;
        let (host, port) = base.host_and_port();
        may_name(host, port, &self.outside.allow).map_err(|_| {
            refused("This address is private, and `allow_private_targets` does not list it.".to_owned())
        })
    }
}

fn id_of(known: &Known, row: ProviderRowId) -> Result<String, Refusal> {
    let stored = known.stored.iter().find(|stored| stored.row.id == row).ok_or(Refusal::NotFound)?;
    Ok(stored.row.provider_id.clone())
}

/// A provider with nothing stated but its name, kind and address.
fn defaults(name: &str, kind: ProviderKind, base_url: &str) -> Target {
    Target { name: name.to_owned(), ..as_target(&ProviderConfig::at(name, kind, base_url)) }
}

/// The settings of a provider as they would be stored.
pub(in crate::desk) fn as_target(config: &ProviderConfig) -> Target {
    Target {
        name: config.id.clone(),
        kind: config.kind.name().to_owned(),
        base_url: config.base_url.clone(),
        priority: config.priority,
        weight: config.weight,
        enabled: config.enabled,
        allow_passthrough_key: config.allow_passthrough_key,
    }
}

fn changed(base: Target, change: TargetChange) -> Result<Target, Refusal> {
    let kind = change.kind.as_deref().map(read_kind).transpose()?;
    let number = |value: Option<u32>, base: u32, param: &str| match value.unwrap_or(base) {
        number if number <= NUMBER_MAX => Ok(number),
        _ => Err(Refusal::malformed_field(format!("`{param}` is at most {NUMBER_MAX}."), param)),
    };
    let name = change.name.unwrap_or(base.name);
    if !(1..=64).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(Refusal::malformed_field("A name has 1 to 64 characters.", "name"));
    }
    Ok(Target {
        name,
        kind: kind.map_or(base.kind, |kind| kind.name().to_owned()),
        base_url: change.base_url.unwrap_or(base.base_url),
        priority: number(change.priority, base.priority, "priority")?,
        weight: number(change.weight, base.weight, "weight")?,
        enabled: change.enabled.unwrap_or(base.enabled),
        allow_passthrough_key: change.allow_passthrough_key.unwrap_or(base.allow_passthrough_key),
    })
}

fn read_kind(name: &str) -> Result<ProviderKind, Refusal> {
    ProviderKind::from_name(name).ok_or_else(|| {
        let known = ProviderKind::ALL.map(ProviderKind::name).join(", ");
        Refusal::malformed_field(format!("`kind` is one of {known}."), "kind")
    })
}

fn missing(param: &str) -> Refusal {
    Refusal::malformed_field(format!("`{param}` is missing."), param)
}
