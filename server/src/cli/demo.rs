//! `carrel demo`.

use carrel_services::Clock;
use carrel_sources::{SourceError, demo};
use clap::Args;

use super::{CommandError, demo_requests, open_migrated_store};
use crate::config::Config;

/// What `carrel demo` takes.
#[derive(Args)]
pub(super) struct DemoArguments {
    /// Do nothing, quietly, if the database has another library's patrons already.
    #[arg(long)]
    if_empty: bool,
}

/// Fills the demo library, unless it is there, and says who can sign in.
pub(super) async fn run(config: &Config, arguments: DemoArguments) -> Result<(), CommandError> {
    let store = open_migrated_store(config).await?;
    let summary = match demo::load(&store, Clock::system().now()).await {
        Ok(summary) => summary,
        Err(SourceError::NotEmpty) if arguments.if_empty => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    demo_requests::add(config, &store, &summary).await?;
    if let Some(added) = &summary.added {
        println!("The demo library is ready: {} patrons, {} rows.", added.patrons.added, added.rows().added);
    }
    println!("Who can sign in on {}:\n\n  card number   PIN    who", config.base_url);
    for account in &summary.accounts {
        println!("  {:<13} {:<6} {} ({})", account.cardnumber, account.pin, account.name, account.shows);
    }
    println!();
    Ok(())
}
