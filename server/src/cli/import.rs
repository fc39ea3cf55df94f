//! `carrel import`.
use clap::Subcommand;

use super::CommandError;
use crate::config::Config;

/// From where.
#[derive(Subcommand)]
pub(super) enum ImportAction {
    /// From Koha's all-data answers, one JSON object a line.
    Alldata {
        /// The file, or - for standard input.
        file: String,
    },
}

/// Imports.
pub(super) async fn run(_config: &Config, _action: ImportAction) -> Result<(), CommandError> {
    Err("being written".into())
}
