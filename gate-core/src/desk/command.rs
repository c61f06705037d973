//! Command: everything the command line can ask for, as one value that travels to a running server or is carried
//! out in place; the answer is JSON either way.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Desk;
use super::keys::{MadeKey, NewKey, describe};
use super::providers::ProviderView;
use crate::refusal::Refusal;

/// One management command.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Makes a key; the answer shows its secret this once.
    CreateKey(NewKey),
    /// Lists the keys.
    ListKeys,
    /// Shows one key.
    ShowKey {
        /// Its name or id.
        key: String,
    },
    /// Changes settings of a key.
    SetKey {
        /// Its name or id.
        key: String,
        /// Settings by name, and their values.
        changes: Vec<(String, Value)>,
    },
    /// Ends a key.
    RevokeKey {
        /// Its name or id.
        key: String,
    },
    /// Replaces a key by a successor; the answer shows the new secret this once.
    RotateKey {
        /// Its name or id.
        key: String,
        /// Hours the old key keeps working.
        grace_hours: u64,
    },
    /// Usage by day.
    Usage {
        /// How many days, today included.
        days: u32,
    },
    /// Lists the providers.
    ListProviders,
    /// Seals every stored provider key anew under a new master key.
    RotateMasterKey,
    /// How the installation stands.
    Doctor,
}

impl Desk {
    /// Carries out a command. The answer is one JSON value, a list where there are several rows.
    pub async fn command(&self, command: Command) -> Result<Value, Refusal> {
        match command {
            Command::CreateKey(new) => self.create_key(new).await.map(shown_once),
            Command::ListKeys => Ok(self.list_keys().await?.iter().map(describe).collect()),
            Command::ShowKey { key } => self.find_key(&key).await.map(|key| describe(&key)),
            Command::SetKey { key, changes } => self.set_key(&key, &changes).await.map(|key| describe(&key)),
            Command::RevokeKey { key } => self.revoke_key(&key).await.map(|key| describe(&key)),
            Command::RotateKey { key, grace_hours } => {
                self.rotate_key(&key, grace_hours).await.map(shown_once)
            }
            Command::Usage { days } => self.usage_table(days).await,
            Command::ListProviders => {
                Ok(self.list_providers(self.home.org).await?.iter().map(show_provider).collect())
            }
            Command::RotateMasterKey => {
                let renewed = self.rotate_master_key().await?;
                Ok(json!({ "resealed": renewed.resealed, "older_keys": renewed.older_keys }))
            }
            Command::Doctor => Ok(self.doctor().await),
        }
    }
}

/// A provider as the command line lists it.
fn show_provider(provider: &ProviderView) -> Value {
    json!({
        "id": provider.id,
        "name": provider.name,
        "kind": provider.config.kind.name(),
        "base_url": provider.config.base_url,
        "priority": provider.config.priority,
        "enabled": provider.config.enabled,
        "has_secret": provider.has_secret,
        "keys": provider.keys.iter().map(|key| format!("{} ({})", key.masked, key.status.name())).collect::<Vec<_>>(),
    })
}

/// The one answer that holds a secret.
fn shown_once(made: MadeKey) -> Value {
    json!({
        "id": made.key.public_id,
        "key": made.secret.expose(),
        "name": made.key.name,
        "dialect": made.key.family.name(),
        "scopes": made.key.scopes,
    })
}
