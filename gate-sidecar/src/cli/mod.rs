//! Command line: what `gate` understands, and how its answers are printed.

mod client;
mod print;
mod scan;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use gate_core::config::{self, ConfigError, Loaded, Overrides, ProcessEnvironment};
use gate_core::desk::command::Command;
use gate_core::desk::keys::NewKey;
use gate_core::desk::settings::read_value;
use serde_json::Value;

pub use client::{Failure, carry_out};
pub use print::print;
pub use scan::Scan;

/// Governs what AI agents do: every call to a model passes one chain of checks and leaves one record.
#[derive(Debug, Parser)]
#[command(name = "gate", version, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What `gate` can do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Runs the sidecar until it is told to stop.
    Serve(Serve),
    /// Finds personal data and secrets in files or standard input; needs no server and no configuration.
    Scan(Scan),
    /// Makes, lists, changes and ends keys.
    #[command(subcommand)]
    Keys(Keys),
    /// Lists providers and keeps the key under which their keys are sealed.
    #[command(subcommand)]
    Providers(Providers),
    /// Shows requests, tokens and cost by day.
    Usage {
        /// How many days, today included (1 to 90).
        #[arg(long, default_value_t = 7)]
        days: u32,
        /// Where, and how to print.
        #[command(flatten)]
        common: Common,
    },
    /// Checks the installation.
    Doctor {
        /// Where, and how to print.
        #[command(flatten)]
        common: Common,
    },
}

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// The configuration file; without one the defaults hold.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Address to listen on instead of the configured ones.
    #[arg(long, value_name = "ADDR")]
    pub listen: Vec<String>,
    /// Directory of the database.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
}

/// What every management command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// Directory of the database.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Prints one JSON object per line.
    #[arg(long)]
    pub json: bool,
}

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Makes a key and shows its secret, this once.
    Create(Create),
    /// Lists the keys.
    List {
        /// Where, and how to print.
        #[command(flatten)]
        common: Common,
    },
    /// Shows a key.
    Show {
        /// Its name or id.
        key: String,
        /// Where, and how to print.
        #[command(flatten)]
        common: Common,
    },
    /// Ends a key at once.
    Revoke {
        /// Its name or id.
        key: String,
        /// Where, and how to print.
        #[command(flatten)]
        common: Common,
    },
    /// Makes a successor and lets the key run out.
    Rotate {
        /// Its name or id.
        key: String,
        /// Hours the old key keeps working (0 to 168).
        #[arg(long, default_value_t = 0)]
        grace_hours: u64,
        /// Where, and how to print.
        #[command(flatten)]
        common: Common,
    },
    /// Changes settings, such as `rpmLimit=30 allowedModels=gpt-4o,gpt-4o-mini redaction.secrets=true`.
    Set {
        /// Its name or id.
        key: String,
        /// Settings as NAME=VALUE; `none` clears a limit.
        #[arg(required = true, value_parser = read_change)]
        changes: Vec<(String, Value)>,
        /// Where, and how to print.
        #[command(flatten)]
        common: Common,
    },
}

/// What can be done with providers.
#[derive(Debug, Subcommand)]
pub enum Providers {
    /// Lists the providers and their stored keys, masked.
    List {
        /// Where, and how to print.
        #[command(flatten)]
        common: Common,
    },
    /// Seals every stored provider key anew, under a new master key or the newest of the configuration.
    RotateMaster {
        /// Where, and how to print.
        #[command(flatten)]
        common: Common,
    },
}

/// What a new key is to be.
#[derive(Debug, Args)]
pub struct Create {
    /// Its name, unique among the live keys.
    #[arg(long)]
    pub name: String,
    /// The family of its secret: anuragate, curate-me or curate-me-runner.
    #[arg(long, default_value = "anuragate")]
    pub dialect: String,
    /// What it may do, separated by commas.
    #[arg(long, value_delimiter = ',')]
    pub scopes: Vec<String>,
    /// What it may spend in a UTC day, in USD.
    #[arg(long, value_name = "USD")]
    pub daily_budget: Option<String>,
    /// What it may spend in a UTC month, in USD.
    #[arg(long, value_name = "USD")]
    pub monthly_budget: Option<String>,
    /// Requests per minute, or `none` for no limit.
    #[arg(long, value_name = "N")]
    pub rpm: Option<String>,
    /// A secret to use instead of a drawn one.
    #[arg(long)]
    pub secret: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// What the arguments ask for, by what it takes to do it.
#[derive(Debug)]
pub enum Job {
    /// A server, until it is told to stop.
    Serve(Serve),
    /// Text alone: no installation is looked at.
    Scan(Scan),
    /// One command on an installation.
    Manage(Command, Common),
}

impl Action {
    /// Sorts the actions by what it takes to do them.
    pub fn job(self) -> Job {
        let (command, common) = match self {
            Self::Serve(serve) => return Job::Serve(serve),
            Self::Scan(scan) => return Job::Scan(scan),
            Self::Usage { days, common } => (Command::Usage { days }, common),
            Self::Doctor { common } => (Command::Doctor, common),
            Self::Keys(keys) => keys.command(),
            Self::Providers(providers) => providers.command(),
        };
        Job::Manage(command, common)
    }
}

impl Serve {
    /// The configuration to serve with.
    pub fn load(&self) -> Result<Loaded, ConfigError> {
        let overrides = Overrides { data_dir: self.data_dir.clone(), listen: self.listen.clone() };
        config::load(self.config.as_deref(), &overrides, &ProcessEnvironment)
    }
}

impl Keys {
    fn command(self) -> (Command, Common) {
        match self {
            Self::Create(create) => create.command(),
            Self::List { common } => (Command::ListKeys, common),
            Self::Show { key, common } => (Command::ShowKey { key }, common),
            Self::Revoke { key, common } => (Command::RevokeKey { key }, common),
            Self::Rotate { key, grace_hours, common } => (Command::RotateKey { key, grace_hours }, common),
            Self::Set { key, changes, common } => (Command::SetKey { key, changes }, common),
        }
    }
}

impl Providers {
    fn command(self) -> (Command, Common) {
        match self {
            Self::List { common } => (Command::ListProviders, common),
            Self::RotateMaster { common } => (Command::RotateMasterKey, common),
        }
    }
}

impl Create {
    fn command(self) -> (Command, Common) {
        let limits = [
            ("daily_budget", self.daily_budget),
            ("monthly_budget", self.monthly_budget),
            ("rpm_limit", self.rpm),
        ];
        let settings = limits
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), read_value(&text?))))
            .collect();
        let new = NewKey {
            name: self.name,
            dialect: self.dialect,
            scopes: self.scopes,
            settings,
            secret: self.secret,
        };
        (Command::CreateKey(new), self.common)
    }
}

impl Common {
    /// The configuration of the installation that is meant.
    pub fn load(&self) -> Result<Loaded, ConfigError> {
        let overrides = Overrides { data_dir: self.data_dir.clone(), listen: Vec::new() };
        config::load(self.config.as_deref(), &overrides, &ProcessEnvironment)
    }
}

fn read_change(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("settings are written NAME=VALUE")?;
    Ok((name.to_owned(), read_value(value)))
}
