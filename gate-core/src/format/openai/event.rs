//! Event: which text of an answer an event of a Responses stream carries.

/// A text of an answer that grows over a stream of the Responses API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventText {
    /// What the model says.
    Output,
    /// Why it does not.
    Refusal,
    /// What it thinks.
    Reasoning,
    /// A summary of what it thinks.
    ReasoningSummary,
    /// The arguments of a call, which are JSON written as a string.
    Arguments,
    /// The input of a custom tool, in whatever language the tool takes.
    ToolInput,
    /// Code that is to run.
    Code,
    /// What is said in a piece of sound.
    Transcript,
}

impl EventText {
    /// Whether the text is a JSON document.
    pub fn is_json(self) -> bool {
        self == Self::Arguments
    }
}

/// Which text an event of this `type` carries, and the member it stands in: `delta` when it is the next piece of the
/// text, another when it is the whole. `None` for events whose texts, if any, stand in items and parts, and for those
/// that are not known.
///
/// ```
/// use gate_core::format::openai::{EventText, text_of_event};
///
/// let delta = text_of_event("response.function_call_arguments.delta");
/// assert_eq!(delta, Some((EventText::Arguments, "delta")));
/// let done = text_of_event("response.output_text.done");
/// assert_eq!(done, Some((EventText::Output, "text")));
/// assert_eq!(text_of_event("response.completed"), None);
/// ```
pub fn text_of_event(kind: &str) -> Option<(EventText, &'static str)> {
    let (name, step) = kind.strip_prefix("response.")?.rsplit_once('.')?;
    let (text, whole) = match name {
        "output_text" => (EventText::Output, "text"),
        "refusal" => (EventText::Refusal, "refusal"),
        "reasoning_text" | "reasoning" => (EventText::Reasoning, "text"),
        "reasoning_summary_text" | "reasoning_summary" => (EventText::ReasoningSummary, "text"),
        "function_call_arguments" | "mcp_call_arguments" | "mcp_call.arguments" => {
            (EventText::Arguments, "arguments")
        }
        "custom_tool_call_input" => (EventText::ToolInput, "input"),
        "code_interpreter_call_code" | "code_interpreter_call.code" => (EventText::Code, "code"),
        "audio.transcript" | "audio_transcript" | "output_audio_transcript" => {
            (EventText::Transcript, "transcript")
        }
        _ => return None,
    };
    match step {
        "delta" => Some((text, "delta")),
        "done" => Some((text, whole)),
        _ => None,
    }
}
