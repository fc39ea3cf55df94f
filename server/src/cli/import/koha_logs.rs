//! `carrel import koha-logs`.

use std::path::PathBuf;

use carrel_services::Clock;
use carrel_sources::koha::Address;
use carrel_store::{koha_log::Imported, organization};
use clap::Args;
use indicatif::HumanCount;
use jiff::tz::TimeZone;

use super::{find_organization, koha::read_password};
use crate::{
    cli::{self, CommandError, open_migrated_store, progress::bar},
    config::Config,
    koha_log,
};

/// What `carrel import koha-logs` takes.
#[derive(Args)]
#[command(after_help = "Import patrons first: entries about people who are not here are left out.\n\
    Entries come in once, however often this is called, and keep the time that Koha gave them.")]
pub(in crate::cli) struct KohaLogsArguments {
    /// mysql://USER@HOST[:PORT]/DATABASE, as for `carrel import koha`. Without it, the Koha of the settings is asked by its
    /// interface, patron by patron.
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    /// File with the password; otherwise the environment's CARREL_KOHA_PASSWORD.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// What this Koha is called here, if there are several.
    #[arg(long, default_value = "koha")]
    name: String,
}

/// Imports and says what was done.
pub(super) async fn run(config: &Config, arguments: KohaLogsArguments) -> Result<(), CommandError> {
    let address = match &arguments.from {
        Some(from) => Some(Address::parse(from, read_password(arguments.password_file.as_deref())?)?),
        None => None,
    };
    let store = open_migrated_store(config).await?;
    let organization = find_organization(config, &store).await?;
    let now = Clock::system().now();
    let bar = bar();
    let tell = |so_far: Imported| {
        let Imported { added, known, strangers } = so_far;
        bar.set_position(added + known + strangers);
        bar.set_message(format!("{} entries came in", HumanCount(added)));
    };
    let done = match address {
        Some(address) => koha_log::from_database(&store, organization, address, &arguments.name, now, tell).await,
        None => {
            let koha = cli::koha(config)?.ok_or("say where Koha’s database is with --from, or set up [koha]")?;
            let found = organization::get(store.reader(), organization).await?.ok_or("the organization is gone")?;
            let zone = TimeZone::get(&found.time_zone)?;
            koha_log::from_interface(&store, organization, &koha, &arguments.name, (&zone, now), tell).await
        }
    };
    bar.finish_and_clear();
    let done = done.map_err(|error| {
        format!("reading Koha's log stopped: {error}. What came in stays; the same command goes on from there.")
    })?;
    println!("{} entries came in; {} were here already.", HumanCount(done.added), HumanCount(done.known));
    if done.strangers > 0 {
        println!("{} are about people who are not here, and were left out.", HumanCount(done.strangers));
    }
    Ok(())
}
