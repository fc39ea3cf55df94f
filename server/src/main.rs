//! The `carrel` command.

mod memory;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    memory::hold_little();
    match carrel::cli::Command::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("carrel: {error}");
            ExitCode::FAILURE
        }
    }
}
