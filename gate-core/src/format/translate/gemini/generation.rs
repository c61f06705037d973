//! Generation: how the answer is drawn and which form it has, read from `generationConfig`.

use super::names::{camel, whole};
use super::{schema, thinking};
use crate::format::FormatFault;
use crate::format::model::{Conversation, JsonText, OutputForm, Sampling};
use crate::format::translate::Dropped;
use crate::format::translate::fate::{self, Fate};
use crate::format::translate::value::{Value, Within, inexpressible};

/// What becomes of members that no other format has.
const FATES: &[(&str, Fate)] = &[
    ("audioTimestamp", Fate::Drop),
    ("enableEnhancedCivicAnswers", Fate::Drop),
    ("imageConfig", Fate::Drop),
    ("mediaResolution", Fate::Drop),
    ("modelSelectionConfig", Fate::Drop),
    ("routingConfig", Fate::Drop),
    ("enableAffectiveDialog", Fate::Refuse("it does not answer in sound")),
    ("responseFormat", Fate::Refuse("use `responseMimeType` and `responseJsonSchema`")),
    ("speechConfig", Fate::Refuse("it does not answer in sound")),
];

/// Reads the whole of it.
pub(super) fn read(
    config: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    let mut form = Form::default();
    for (key, value) in config.object("generationConfig")?.members() {
        let name = camel(key);
        let is_known = read_sampling(&name, value, &mut conversation.sampling)?
            || form.read(&name, value)?
            || read_limits(&name, value)?;
        if name == "thinkingConfig" {
            thinking::read(value, conversation, dropped).within(|| name.into_owned())?;
        } else if !is_known {
            fate::meet(FATES, &name, dropped)?;
        }
    }
    conversation.output = form.output()?;
    Ok(())
}

/// The members that are about drawing the answer; `false` for others.
fn read_sampling(name: &str, value: Value<'_>, sampling: &mut Sampling) -> Result<bool, FormatFault> {
    match name {
        "maxOutputTokens" => sampling.max_output = Some(whole(value, name)?),
        "temperature" => sampling.temperature = Some(value.number(name)?),
        "topP" => sampling.top_p = Some(value.number(name)?),
        "topK" => sampling.top_k = Some(whole(value, name)?),
        "seed" => sampling.seed = Some(value.number(name)?),
        "presencePenalty" => sampling.presence_penalty = Some(value.number(name)?),
        "frequencyPenalty" => sampling.frequency_penalty = Some(value.number(name)?),
        "stopSequences" => {
            for (index, text) in value.array(name)? {
                sampling.stop.push(text.owned(&format!("stopSequences[{index}]"))?);
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// The members that ask for more than one text; `false` for others.
fn read_limits(name: &str, value: Value<'_>) -> Result<bool, FormatFault> {
    match name {
        "candidateCount" if whole(value, name)? > 1 => {
            Err(inexpressible("candidateCount", "it gives one answer"))
        }
        "responseLogprobs" if value.bool(name)? => {
            Err(inexpressible("responseLogprobs", "it tells no probabilities"))
        }
        "responseModalities" if !value.array(name)?.all(|(_, kind)| is_text(kind)) => {
            Err(inexpressible("responseModalities", "it answers in text only"))
        }
        // How many probabilities are told says nothing where none are.
        "candidateCount" | "responseLogprobs" | "responseModalities" | "logprobs" => Ok(true),
        _ => Ok(false),
    }
}

fn is_text(kind: Value<'_>) -> bool {
    kind.text().is_some_and(|kind| kind.eq_ignore_ascii_case("TEXT"))
}

/// The form of the answer, which stands in several members.
#[derive(Default)]
struct Form {
    media_type: Option<String>,
    schema: Option<JsonText>,
}

impl Form {
    /// `false` for members that are not about the form.
    fn read(&mut self, name: &str, value: Value<'_>) -> Result<bool, FormatFault> {
        match name {
            "responseMimeType" => self.media_type = Some(value.owned(name)?),
            "responseSchema" => self.schema = Some(schema::read(value.object(name)?, true)?),
            "responseJsonSchema" => self.schema = Some(value.object(name)?.json()),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Google's schemas need not name all members that others demand of a strict one, so that none is called strict.
    fn output(self) -> Result<OutputForm, FormatFault> {
        match (self.media_type.as_deref(), self.schema) {
            (None | Some("application/json"), Some(schema)) => {
                Ok(OutputForm::Schema { name: None, schema, is_strict: false })
            }
            (Some("application/json"), None) => Ok(OutputForm::Json),
            (None | Some("text/plain" | ""), None) => Ok(OutputForm::Text),
            _ => Err(inexpressible("responseMimeType", "only text/plain and application/json can")),
        }
    }
}
