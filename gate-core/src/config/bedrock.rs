//! Bedrock: how the names of Amazon's hosts and their regions follow from each other.

/// Domains below which Bedrock's hosts are: private endpoints, China, the world, dual-stack.
const DOMAINS: [&str; 4] = [".vpce.amazonaws.com", ".amazonaws.com.cn", ".amazonaws.com", ".api.aws"];

/// The region a host of Bedrock's belongs to: `bedrock-runtime.REGION.amazonaws.com` and its other forms.
pub(super) fn region_of_host(host: &str) -> Option<&str> {
    let labels = DOMAINS.into_iter().find_map(|domain| host.strip_suffix(domain))?;
    let (service, region) = labels.rsplit_once('.')?;
    let service = service.rsplit('.').next()?;
    (matches!(service, "bedrock-runtime" | "bedrock-runtime-fips") && is_region(region)).then_some(region)
}

/// Where Bedrock is in this region; `None` for what is no region's name, which must not become part of an address.
pub(super) fn base_url(region: &str) -> Option<String> {
    let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    is_region(region).then(|| format!("https://bedrock-runtime.{region}.{domain}"))
}

/// Whether a text has the form of a region's name: `eu-west-3`.
pub(super) fn is_region(text: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= 32 && text.split('-').count() >= 3 && text.split('-').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::{base_url, region_of_host};

    #[test]
    fn a_region_makes_a_host_and_a_host_tells_its_region() {
        for (region, host) in [
            ("us-east-1", "bedrock-runtime.us-east-1.amazonaws.com"),
            ("us-gov-west-1", "bedrock-runtime.us-gov-west-1.amazonaws.com"),
            ("cn-north-1", "bedrock-runtime.cn-north-1.amazonaws.com.cn"),
        ] {
            assert_eq!(base_url(region), Some(format!("https://{host}")), "{region}");
            assert_eq!(region_of_host(host), Some(region), "{host}");
        }
        for (host, region) in [
            ("bedrock-runtime-fips.us-east-1.amazonaws.com", Some("us-east-1")),
            ("bedrock-runtime.eu-west-3.api.aws", Some("eu-west-3")),
            ("vpce-1a2b.bedrock-runtime.eu-central-1.vpce.amazonaws.com", Some("eu-central-1")),
            ("bedrock-runtime.amazonaws.com", None),
            ("s3.us-east-1.amazonaws.com", None),
            ("bedrock-runtime.us-east-1.amazonaws.com.evil.example", None),
            ("localhost", None),
        ] {
            assert_eq!(region_of_host(host), region, "{host}");
        }
        for region in ["", "us", "us-east", "US-EAST-1", "us-east-1.evil.example/", "us--1"] {
            assert_eq!(base_url(region), None, "{region}");
        }
    }
}
