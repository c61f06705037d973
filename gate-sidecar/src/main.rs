//! `gate`: the sidecar and its command line.
#![forbid(unsafe_code)]

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use gate_sidecar::cli::{self, Action, Arguments, Failure};
use serde_json::Value;

use gate_sidecar::{logging, runtime, server};

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit codes: 0 done, 1 refused or failed, 2 wrong usage (which the argument parser answers itself).
fn main() -> ExitCode {
    match run(Arguments::parse().action) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing is left to tell it to if standard error is closed.
            let _ = writeln!(std::io::stderr(), "gate: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(action: Action) -> Result<(), Failure> {
    let (command, common) = match action.command() {
        Ok(managed) => managed,
        Err(serve) => {
            let loaded = serve.load().map_err(anyhow::Error::from)?;
            logging::start(&loaded.config.log);
            let runtime = runtime::serving().map_err(anyhow::Error::from)?;
            return Ok(runtime.block_on(server::run(loaded))?);
        }
    };
    let loaded = common.load().map_err(anyhow::Error::from)?;
    let runtime = runtime::managing().map_err(anyhow::Error::from)?;
    let answer = runtime.block_on(cli::carry_out(loaded, command))?;
    cli::print(&mut std::io::stdout(), &answer, common.json).map_err(anyhow::Error::from)?;
    // A report that is not well is an answer, and a failure for scripts.
    match answer.get("ok") {
        Some(Value::Bool(false)) => Err(Failure::Refused("not everything is well".to_owned())),
        _ => Ok(()),
    }
}
