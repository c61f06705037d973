//! `gate`: the sidecar and its command line.
#![forbid(unsafe_code)]

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use gate_core::desk::command::Command;
use gate_sidecar::cli::{self, Arguments, Common, Failure, Job, Serve};
use gate_sidecar::{logging, runtime, server};
use serde_json::Value;

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit codes: 0 done, 1 refused or failed (`scan`: found something), 2 wrong usage, which the argument parser answers
/// itself (`scan`: or something could not be examined).
fn main() -> ExitCode {
    let done = match Arguments::parse().action.job() {
        Job::Scan(scan) => return scan.run(),
        Job::Serve(serve) => run(&serve),
        Job::Manage(command, common) => manage(command, &common),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing is left to tell it to if standard error is closed.
            let _ = writeln!(std::io::stderr(), "gate: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(serve: &Serve) -> Result<(), Failure> {
    let loaded = serve.load().map_err(anyhow::Error::from)?;
    logging::start(&loaded.config.log);
    let runtime = runtime::serving().map_err(anyhow::Error::from)?;
    Ok(runtime.block_on(server::run(loaded))?)
}

fn manage(command: Command, common: &Common) -> Result<(), Failure> {
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
