//! Check: whether a body is a request of its format, as far as Gate reads it.

use super::{ClientFormat, Request};
use crate::format::FormatFault;
use crate::format::json::Kind;

/// The most answers one request may ask for.
const MAX_CHOICES: u64 = 128;

impl Request {
    pub(super) fn check(&self) -> Result<(), FormatFault> {
        if self.document.kind(self.document.root()) != Kind::Object {
            return Err(FormatFault::whole("The request body must be a JSON object."));
        }
        self.check_model()?;
        self.check_body()?;
        if self.path.is_none()
            && self.field("stream").is_some_and(|node| self.document.as_bool(node).is_none())
        {
            return Err(FormatFault::of("stream", "`stream` must be true or false."));
        }
        if self.format == ClientFormat::ChatCompletions {
            self.check_stream_options()?;
        }
        for place in self.format.choices() {
            self.check_count(place, MAX_CHOICES)?;
        }
        self.format.limits().iter().try_for_each(|place| self.check_count(place, u64::MAX))
    }

    fn check_model(&self) -> Result<(), FormatFault> {
        if let Some(path) = &self.path {
            let named = !path.model.is_empty();
            return named
                .then_some(())
                .ok_or_else(|| FormatFault::of("model", "The path must name a model."));
        }
        match self.field("model").map(|node| self.document.as_str(node)) {
            Some(Some(model)) if !model.is_empty() => Ok(()),
            Some(_) => Err(FormatFault::of("model", "`model` must be a non-empty string.")),
            None => Err(FormatFault::of("model", "`model` is required.")),
        }
    }

    /// What is asked: messages are objects in a list; other inputs may be a text as well.
    fn check_body(&self) -> Result<(), FormatFault> {
        let (name, is_list) = self.format.body();
        let Some(body) = self.field(name) else {
            // A response may go on from an earlier one, or from a prompt that the provider keeps.
            return match self.format {
                ClientFormat::Responses => Ok(()),
                _ => Err(FormatFault::of(name, format!("`{name}` is required."))),
            };
        };
        let is_text = self.document.as_str(body).is_some();
        if is_text && !is_list {
            return Ok(());
        }
        if self.document.items(body).next().is_none() {
            let what = if is_list { "a non-empty array" } else { "a text or a non-empty array" };
            return Err(FormatFault::of(name, format!("`{name}` must be {what}.")));
        }
        if self.format == ClientFormat::Embeddings {
            return Ok(());
        }
        match self.document.items(body).position(|item| self.document.kind(item) != Kind::Object) {
            Some(index) => {
                let param = format!("{name}[{index}]");
                Err(FormatFault::of(&param, format!("`{param}` must be an object.")))
            }
            None => Ok(()),
        }
    }

    fn check_stream_options(&self) -> Result<(), FormatFault> {
        let Some(options) = self.field("stream_options") else { return Ok(()) };
        let include = self.at(&["stream_options", "include_usage"]);
        let is_flag = include.is_none_or(|node| self.document.as_bool(node).is_some());
        if self.document.kind(options) == Kind::Object && is_flag {
            return Ok(());
        }
        Err(FormatFault::of("stream_options", "`stream_options` must be an object of booleans."))
    }

    fn check_count(&self, place: &[&str], most: u64) -> Result<(), FormatFault> {
        let Some(node) = self.at(place) else {
            return Ok(());
        };
        let name = place.join(".");
        match self.document.as_u64(node) {
            Some(count) if (1..=most).contains(&count) => Ok(()),
            _ if most == u64::MAX => {
                Err(FormatFault::of(&name, format!("`{name}` must be a positive integer.")))
            }
            _ => Err(FormatFault::of(&name, format!("`{name}` must be an integer from 1 to {most}."))),
        }
    }
}
