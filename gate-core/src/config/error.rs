//! Error: everything that is wrong with a configuration, each with its place and what to do.

use std::fmt;

/// A configuration that cannot be used. It lists every fault, not only the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// What is wrong, in the order of the layers.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong. It never holds the value of a setting that is a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands: `gate.toml:12`, `GATE_LISTEN`, `--listen`, `defaults`.
    pub place: String,
    /// The setting (`server.drain_ms`); empty when the text could not be read at all.
    pub setting: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it; empty when the message says enough.
    pub hint: String,
}

impl Fault {
    pub(super) fn new(
        place: impl Into<String>,
        setting: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { place: place.into(), setting: setting.into(), message: message.into(), hint: hint.into() }
    }
}

impl From<Vec<Fault>> for ConfigError {
    fn from(faults: Vec<Fault>) -> Self {
        Self { faults }
    }
}

impl From<Fault> for ConfigError {
    fn from(fault: Fault) -> Self {
        Self { faults: vec![fault] }
    }
}

impl std::error::Error for ConfigError {}

/// One line for each fault.
impl fmt::Display for ConfigError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                out.write_str("\n")?;
            }
            write!(out, "{fault}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: ", self.place)?;
        if !self.setting.is_empty() {
            write!(out, "`{}` ", self.setting)?;
        }
        out.write_str(&self.message)?;
        if !self.hint.is_empty() {
            write!(out, " ({})", self.hint)?;
        }
        Ok(())
    }
}
