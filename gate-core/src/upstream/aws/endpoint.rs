//! Endpoint: where Bedrock's models are reached.

use crate::upstream::percent;

/// The name that requests to Bedrock's models are signed for.
pub const BEDROCK_SERVICE: &str = "bedrock";

/// The path of a conversation with a model: `/model/{modelId}/converse`, or `/converse-stream`.
///
/// The id is one segment, whatever it holds: ids have colons (`...-v1:0`), and ARNs of inference profiles slashes.
/// `None` for ids that cannot be a segment (the empty one, `.`, `..`).
pub fn converse_path(model: &str, is_stream: bool) -> Option<String> {
    let verb = if is_stream { "converse-stream" } else { "converse" };
    Some(format!("/model/{}/{verb}", percent::segment(model)?))
}

/// The region that a host of Bedrock's belongs to: `bedrock-runtime.REGION.amazonaws.com`, also its FIPS, dual-stack,
/// Chinese and private names. `None` for other hosts, whose region must be told.
pub fn region_of_host(host: &str) -> Option<&str> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let domains = [".vpce.amazonaws.com", ".amazonaws.com.cn", ".amazonaws.com", ".api.aws"];
    let labels = domains.into_iter().find_map(|domain| host.strip_suffix(domain))?;
    let (service, region) = labels.rsplit_once('.')?;
    let service = service.rsplit('.').next()?;
    let is_region = region.contains('-')
        && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    (matches!(service, "bedrock-runtime" | "bedrock-runtime-fips") && is_region).then_some(region)
}

#[cfg(test)]
mod tests {
    use super::{converse_path, region_of_host};

    #[test]
    fn a_model_is_one_segment_whatever_its_id_holds() {
        for (model, is_stream, path) in [
            ("amazon.nova-lite-v1:0", false, "/model/amazon.nova-lite-v1%3A0/converse"),
            ("us.anthropic.claude-opus-4-1", true, "/model/us.anthropic.claude-opus-4-1/converse-stream"),
            (
                "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.x.y-v1:0",
                true,
                "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.x.y-v1%3A0/converse-stream",
            ),
            ("../../secrets?x#y", false, "/model/..%2F..%2Fsecrets%3Fx%23y/converse"),
        ] {
            assert_eq!(converse_path(model, is_stream).as_deref(), Some(path), "{model}");
        }
        for model in ["", ".", ".."] {
            assert_eq!(converse_path(model, false), None, "{model}");
        }
    }

    #[test]
    fn the_region_stands_in_the_name_of_the_host() {
        for (host, region) in [
            ("bedrock-runtime.us-east-1.amazonaws.com", Some("us-east-1")),
            ("bedrock-runtime.us-east-1.amazonaws.com.", Some("us-east-1")),
            ("bedrock-runtime-fips.us-gov-west-1.amazonaws.com", Some("us-gov-west-1")),
            ("bedrock-runtime.cn-north-1.amazonaws.com.cn", Some("cn-north-1")),
            ("bedrock-runtime.eu-west-3.api.aws", Some("eu-west-3")),
            ("vpce-1a2b.bedrock-runtime.eu-central-1.vpce.amazonaws.com", Some("eu-central-1")),
            ("bedrock-runtime.amazonaws.com", None),
            ("s3.us-east-1.amazonaws.com", None),
            ("bedrock-runtime.us-east-1.amazonaws.com.evil.test", None),
            ("bedrock-runtime.US.amazonaws.com", None),
            ("localhost", None),
            ("", None),
        ] {
            assert_eq!(region_of_host(host), region, "{host}");
        }
    }
}
