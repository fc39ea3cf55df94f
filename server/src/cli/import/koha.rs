//! `carrel import koha`.

use std::path::PathBuf;

use carrel_services::Clock;
use carrel_sources::koha::{self, Address, Options};
use carrel_store::import::Leaving;
use clap::{Args, ValueEnum};
use indicatif::HumanCount;

use super::{Bar, find_organization, name_rejects, read_guard, report, stopped, today};
use crate::{
    cli::{CommandError, open_migrated_store},
    config::Config,
};

/// Where the password is read from, unless from a file.
const PASSWORD: &str = "CARREL_KOHA_PASSWORD";

/// What `carrel import koha` takes.
#[derive(Args)]
#[command(after_help = "Begin like this:\n  \
    in MariaDB:  CREATE USER carrel@'%' IDENTIFIED BY '…'; GRANT SELECT ON koha_library.* TO carrel@'%';\n  \
    here:        carrel import koha --from mysql://carrel@db.example.org/koha_library --password-file /etc/carrel/koha --dry-run\n\n\
    Without --dry-run it is done. The same command again, from a timer, takes what changed since. Once a week --full also \
    notices what no timestamp tells, such as a title that was corrected.")]
pub(in crate::cli) struct KohaArguments {
    /// mysql://USER@HOST[:PORT]/DATABASE. Encrypted unless HOST is this machine; ?tls=none if it need not be, ?ca=FILE for
    /// a certificate of your own authority, ?socket=FILE for a local socket. The password is never part of it.
    #[arg(long, value_name = "ADDRESS")]
    from: String,
    /// File with the password; otherwise the environment's CARREL_KOHA_PASSWORD.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// What this Koha is called here, if there are several.
    #[arg(long, default_value = "koha")]
    name: String,
    /// Read everybody again, not only those of whom something changed.
    #[arg(long)]
    full: bool,
    /// Compare and count, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where refused lines go; by default into this folder, as koha.rejects.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// What becomes of patrons who came from there and are no longer there.
    #[arg(long, value_enum, default_value_t)]
    leavers: Leavers,
    /// How many of a hundred may be gone at once; more stop the import.
    #[arg(long, value_name = "PERCENT")]
    most_leavers: Option<u8>,
}

/// What becomes of leavers.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Leavers {
    /// Nothing: that they left is noted in the log.
    #[default]
    Leave,
    /// They can no longer sign in.
    Lock,
    /// Their membership ends today: the retention rule of patrons does the rest.
    Stages,
}

impl From<Leavers> for Leaving {
    fn from(leavers: Leavers) -> Self {
        match leavers {
            Leavers::Leave => Self::Leave,
            Leavers::Lock => Self::Lock,
            Leavers::Stages => Self::Stages,
        }
    }
}

/// Imports and says what was done.
pub(super) async fn run(config: &Config, arguments: KohaArguments) -> Result<(), CommandError> {
    let address = Address::parse(&arguments.from, read_password(arguments.password_file.as_deref())?)?;
    let store = open_migrated_store(config).await?;
    let organization = find_organization(config, &store).await?;
    let now = Clock::system().now();
    let reject_path = Some(arguments.rejects.unwrap_or_else(|| PathBuf::from(format!("{}.rejects", arguments.name))));
    let options = Options {
        organization,
        address,
        name: arguments.name,
        is_whole: arguments.full,
        dry_run: arguments.dry_run,
        leaving: arguments.leavers.into(),
        guard: read_guard(arguments.most_leavers)?.unwrap_or_default(),
        reject_path: reject_path.clone(),
        now,
        today: today(&store, organization, now).await?,
    };
    let plan = koha::plan(&store, options).await?;
    let count = |number| HumanCount(number).to_string();
    for table in &plan.missing {
        eprintln!("The table {table} is not there, or this user may not read it: what it holds is left out.");
    }
    let which = if plan.is_whole { "all are read" } else { "those of whom something may have changed" };
    println!("{} patrons in Koha; {} to read ({which}).", count(plan.patrons), count(plan.selected));
    let would = if arguments.dry_run { "would be " } else { "" };
    let what = match Leaving::from(arguments.leavers) {
        Leaving::Leave => "left alone",
        Leaving::Lock => "locked",
        Leaving::Stages => "given to the retention rule",
    };
    if plan.left + plan.back > 0 {
        println!("{} are no longer there ({would}{what}); {} are back.", count(plan.left), count(plan.back));
    }
    let mut bar = Bar::new();
    let summary = plan.run(&store, &mut bar).await;
    bar.bar.finish_and_clear();
    let summary = summary.map_err(stopped)?;
    report(&summary, arguments.dry_run);
    name_rejects(&summary, arguments.dry_run, reject_path);
    Ok(())
}

pub(super) fn read_password(file: Option<&std::path::Path>) -> Result<Option<String>, CommandError> {
    let Some(file) = file else { return Ok(std::env::var(PASSWORD).ok().filter(|password| !password.is_empty())) };
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("the password file {} cannot be read: {error}", file.display()))?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}
