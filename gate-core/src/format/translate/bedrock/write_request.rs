//! Write request: a conversation as a request to Converse.

use super::BedrockTarget;
use super::extras::{Extras, Thinking};
use super::media::Names;
use super::target::ModelFamily;
use super::tools::{own_choice, write_tools};
use super::words;
use super::write_blocks::Writer;
use crate::format::FormatFault;
use crate::format::model::{Conversation, OutputForm, Sampling};
use crate::format::translate::Dropped;
use crate::format::translate::out::Out;
use crate::format::translate::value::inexpressible;

/// Writes a request. The model, and whether the answer is to be streamed, stand in the address.
pub(in crate::format::translate) fn write_request(
    conversation: &Conversation,
    target: BedrockTarget,
    dropped: &mut Dropped,
) -> Result<Vec<u8>, FormatFault> {
    refuse(conversation)?;
    let family = target.family;
    let choice = own_choice(conversation, family)?;
    let thinking = Thinking::decide(conversation, target, dropped);
    let extras = Extras { top_k: conversation.sampling.top_k, thinking, choice, family };
    let mut out = Out::default();
    out.object();
    let mut writer = Writer { target, names: Names::default(), dropped, out: &mut out };
    writer.turns(&conversation.turns)?;
    writer.system(conversation)?;
    write_tools(conversation, extras.choice.is_some(), target, dropped, &mut out)?;
    write_sampling(&conversation.sampling, thinking, family, dropped, &mut out);
    extras.write(dropped, &mut out);
    write_sequence_path(&conversation.sampling, family, &mut out);
    write_output(conversation, thinking, &mut out);
    write_user(conversation.user.as_deref(), dropped, &mut out);
    if let Some(tier) = conversation.tier.and_then(words::tier) {
        out.key("serviceTier").object().member("type", tier).end_object();
    }
    out.end_object();
    Ok(out.into_bytes())
}

/// Refuses what the caller could not do without.
fn refuse(conversation: &Conversation) -> Result<(), FormatFault> {
    if conversation.sampling.choices.is_some_and(|choices| choices != 1) {
        return Err(inexpressible("n", "it gives one answer"));
    }
    if conversation.sampling.logprobs.is_some() {
        return Err(inexpressible("logprobs", "it tells no probabilities"));
    }
    if conversation.output == OutputForm::Json {
        return Err(inexpressible("response_format", "it needs a schema, use `json_schema`"));
    }
    Ok(())
}

/// Notes what the format has no word for.
fn drop_unsaid(sampling: &Sampling, dropped: &mut Dropped) {
    for (name, is_there) in [
        ("seed", sampling.seed.is_some()),
        ("frequency_penalty", sampling.frequency_penalty.is_some()),
        ("presence_penalty", sampling.presence_penalty.is_some()),
    ] {
        if is_there {
            dropped.add(name);
        }
    }
}

fn write_sampling(
    sampling: &Sampling,
    thinking: Thinking,
    family: ModelFamily,
    dropped: &mut Dropped,
    out: &mut Out,
) {
    drop_unsaid(sampling, dropped);
    let mut config = Out::default();
    config.object().integer_if("maxTokens", sampling.max_output);
    let thinks = thinking.binds_sampling();
    match &sampling.temperature {
        Some(temperature) if thinks && temperature.value() < 1.0 => dropped.add("temperature"),
        Some(temperature) if temperature.value() > 1.0 => {
            dropped.add("temperature");
            config.key("temperature").integer(1);
        }
        temperature => {
            config.number_if("temperature", temperature.as_ref());
        }
    }
    match &sampling.top_p {
        Some(share) if thinks && share.value() < 0.95 => dropped.add("top_p"),
        share => {
            config.number_if("topP", share.as_ref());
        }
    }
    write_stop(&sampling.stop, family, dropped, &mut config);
    config.end_object();
    if !config.is_empty_object() {
        out.key("inferenceConfig").append(&config);
    }
}

/// Whether a text may end an answer: the format takes no empty one, Anthropic's models none of white space alone.
fn can_stop(text: &str, family: ModelFamily) -> bool {
    if family == ModelFamily::Claude { !text.trim().is_empty() } else { !text.is_empty() }
}

fn write_stop(stop: &[String], family: ModelFamily, dropped: &mut Dropped, out: &mut Out) {
    let mut texts = stop.iter().filter(|text| can_stop(text, family)).peekable();
    if stop.iter().any(|text| !can_stop(text, family)) {
        dropped.add("stop");
    }
    if texts.peek().is_none() {
        return;
    }
    out.key("stopSequences").array();
    for text in texts {
        out.text(text);
    }
    out.end_array();
}

/// Asks which text the answer ended at, where the model's own answer tells it.
fn write_sequence_path(sampling: &Sampling, family: ModelFamily, out: &mut Out) {
    if family == ModelFamily::Claude && sampling.stop.iter().any(|text| can_stop(text, family)) {
        out.key("additionalModelResponseFieldPaths").array().text("/stop_sequence").end_array();
    }
}

fn write_output(conversation: &Conversation, thinking: Thinking, out: &mut Out) {
    let effort = thinking.output_effort();
    let form = match &conversation.output {
        OutputForm::Schema { name, schema, .. } => Some((name.as_deref(), schema)),
        OutputForm::Text | OutputForm::Json => None,
    };
    if effort.is_none() && form.is_none() {
        return;
    }
    out.key("outputConfig").object().member_if("effort", effort);
    if let Some((name, schema)) = form {
        out.key("textFormat").object().member("type", "json_schema").key("structure").object();
        out.key("jsonSchema").object().member_if("name", name).member("schema", schema.as_str());
        out.end_object().end_object().end_object();
    }
    out.end_object();
}

/// Who asks stands in what the account's own logs are searched by, whose letters are few.
fn write_user(user: Option<&str>, dropped: &mut Dropped, out: &mut Out) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" :_@$#=/+,-.".contains(&byte);
    match user {
        None => {}
        Some(user) if user.len() <= 256 && user.bytes().all(is_plain) => {
            out.key("requestMetadata").object().member("user_id", user).end_object();
        }
        Some(_) => dropped.add("user"),
    }
}
