//! The `carrel` command.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match carrel::cli::Command::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("carrel: {error}");
            ExitCode::FAILURE
        }
    }
}
