//! `carrel import`.

mod koha;
mod koha_logs;
mod register;

use std::path::PathBuf;

use carrel_domain::{Date, OrganizationId, Timestamp};
use carrel_services::Clock;
use carrel_sources::{
    alldata::{self, Input, Observer, Options, Progress, Rejection, Summary},
    leavers::Guard,
};
use carrel_store::{Store, organization};
use clap::{Args, Subcommand};
use indicatif::{HumanCount, ProgressBar};

use super::{CommandError, open_migrated_store, progress::bar};
use crate::config::Config;

/// At most so many refused lines are named on the screen; the reject file has them all.
const REJECTIONS_SHOWN: u64 = 20;

/// From where.
#[derive(Subcommand)]
pub(super) enum ImportAction {
    /// From Koha's all-data answers, one JSON object a line. Importing the same file twice changes nothing; an import that
    /// was killed goes on where it was.
    Alldata(AlldataArguments),
    /// Straight from Koha's database (MariaDB or MySQL; Koha 20.05 or newer). Reads, and nothing else. The first time
    /// everybody, later those of whom something changed.
    Koha(koha::KohaArguments),
    /// What Koha's own log says about patrons who are here: from its database, or by its interface.
    KohaLogs(koha_logs::KohaLogsArguments),
    /// From another register: CSV, JSON or LDIF, by a mapping file that says which column is which field.
    Register(register::RegisterArguments),
}

/// What `carrel import alldata` takes.
#[derive(Args)]
pub(super) struct AlldataArguments {
    /// The file, or - for standard input.
    file: PathBuf,
    /// Compare and count, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where refused lines go; by default into this folder, under the file's name with `.rejects` added.
    #[arg(long)]
    rejects: Option<PathBuf>,
}

/// Imports and says what was done.
pub(super) async fn run(config: &Config, action: ImportAction) -> Result<(), CommandError> {
    match action {
        ImportAction::Alldata(arguments) => run_alldata(config, arguments).await,
        ImportAction::Koha(arguments) => koha::run(config, arguments).await,
        ImportAction::KohaLogs(arguments) => koha_logs::run(config, arguments).await,
        ImportAction::Register(arguments) => register::run(config, arguments).await,
    }
}

async fn run_alldata(config: &Config, arguments: AlldataArguments) -> Result<(), CommandError> {
    let store = open_migrated_store(config).await?;
    let is_pipe = arguments.file.as_os_str() == "-";
    let organization = find_organization(config, &store).await?;
    let input = if is_pipe { Input::Stdin } else { Input::File(arguments.file.clone()) };
    let mut options = Options::new(organization, input, Clock::system().now());
    options.dry_run = arguments.dry_run;
    options.reject_path = Some(arguments.rejects.unwrap_or_else(|| rejects_beside(&arguments.file, is_pipe)));
    let reject_path = options.reject_path.clone();
    let mut bar = Bar::new();
    let summary = alldata::run(&store, options, &mut bar).await;
    bar.bar.finish_and_clear();
    let summary = summary.map_err(stopped)?;
    report(&summary, arguments.dry_run);
    name_rejects(&summary, arguments.dry_run, reject_path);
    Ok(())
}

fn stopped(error: carrel_sources::SourceError) -> CommandError {
    format!("the import stopped: {error}. What was imported stays; the same command goes on from there.").into()
}

fn name_rejects(summary: &Summary, is_dry_run: bool, path: Option<PathBuf>) {
    if summary.rejected > 0
        && !is_dry_run
        && let Some(path) = path
    {
        println!("The {} refused lines are in {}.", summary.rejected, path.display());
    }
}

/// The organization of the settings; a database without any gets one.
async fn find_organization(config: &Config, store: &Store) -> Result<OrganizationId, CommandError> {
    Ok(match organization::find(store.reader(), config.organization.as_deref()).await? {
        Some(found) => OrganizationId(found.id),
        None => {
            let slug = config.organization.as_deref().unwrap_or("library");
            organization::add(store.writer(), slug, "Library", "Europe/Helsinki", "EUR").await?
        }
    })
}

/// The day it is in the library.
async fn today(store: &Store, organization: OrganizationId, now: Timestamp) -> Result<Date, CommandError> {
    let found = organization::get(store.reader(), organization).await?.ok_or("the organization is gone")?;
    Ok(carrel_sources::day_in(&found.time_zone, now)?)
}

/// How many may leave at once, if it was said.
fn read_guard(percent: Option<u8>) -> Result<Option<Guard>, CommandError> {
    percent
        .map(|percent| Guard::new(percent).ok_or("--most-leavers is a percentage, 0 to 100"))
        .transpose()
        .map_err(Into::into)
}

fn rejects_beside(file: &std::path::Path, is_pipe: bool) -> PathBuf {
    if is_pipe {
        return PathBuf::from("import.rejects");
    }
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".rejects");
    // The file's own folder may be read-only: refused lines go where the command runs.
    PathBuf::from(name)
}

fn report(summary: &Summary, is_dry_run: bool) {
    if summary.resumed_after > 0 {
        println!("Went on after line {}.", HumanCount(summary.resumed_after));
    }
    let would = if is_dry_run { "would be " } else { "" };
    println!("{:<22}{:>12}{:>12}{:>12}{:>12}", "", format!("{would}added"), "changed", "left", "removed");
    for (name, counts) in summary.tally.by_table() {
        println!(
            "{name:<22}{:>12}{:>12}{:>12}{:>12}",
            HumanCount(counts.added).to_string(),
            HumanCount(counts.changed).to_string(),
            HumanCount(counts.left).to_string(),
            HumanCount(counts.removed).to_string()
        );
    }
    if summary.tally.erased > 0 {
        println!("{} patrons were erased here and are not brought back.", HumanCount(summary.tally.erased));
    }
    let rows = summary.tally.rows().rows();
    let seconds = summary.elapsed.as_secs_f64();
    println!(
        "{} lines, {} refused, {} rows in {seconds:.1} s.",
        HumanCount(summary.lines),
        HumanCount(summary.rejected),
        HumanCount(rows)
    );
}

/// Draws progress, and names refused lines as they come.
struct Bar {
    bar: ProgressBar,
    rejections: u64,
}

impl Bar {
    fn new() -> Self {
        Self { bar: bar(), rejections: 0 }
    }
}

impl Observer for Bar {
    fn resumed(&mut self, lines: u64) {
        self.bar.println(format!("This was begun before: going on after line {lines}."));
    }

    fn progress(&mut self, progress: &Progress) {
        let (done, total) = match progress.total_lines {
            Some(lines) => (progress.lines, Some(lines)),
            None => (progress.bytes, progress.total_bytes),
        };
        if let Some(total) = total {
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
        let rate = progress.rate();
        self.bar.set_message(format!("{} lines, {} rows, {rate:.0} rows/s", progress.lines, progress.rows));
    }

    fn rejected(&mut self, rejection: &Rejection) {
        self.rejections += 1;
        if self.rejections <= REJECTIONS_SHOWN {
            let field = rejection.field.as_deref().map(|field| format!(", {field}")).unwrap_or_default();
            let text = format!("line {}{field}: {}", rejection.line, rejection.reason);
            if self.bar.is_hidden() {
                eprintln!("{text}");
            } else {
                self.bar.println(text);
            }
        }
    }
}
