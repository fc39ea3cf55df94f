//! `carrel import register`.

use std::path::PathBuf;

use carrel_services::Clock;
use carrel_sources::register::{self, Options, Report};
use carrel_store::import::Leaving;
use clap::Args;
use indicatif::HumanCount;

use super::{find_organization, read_guard, today};
use crate::{
    cli::{CommandError, open_migrated_store},
    config::Config,
    registers::read_mapping,
};

/// What `carrel import register` takes.
#[derive(Args)]
#[command(after_help = "A mapping file, students.toml:\n\n  \
    [register]\n  name = \"students\"        # what it is called here; stays the same\n  format = \"csv\"           # csv, json or ldif\n  \
    delimiter = \";\"\n  encoding = \"latin-1\"     # or utf-8\n  leavers = \"stages\"       # leave, lock or stages\n\n  \
    [key]\n  from = \"student number\"  # who somebody is there; never changes\n  finds = \"cardnumber\"     # a patron who has it is them\n\n  \
    [fields]\n  surname = \"family name\"\n  cardnumber = \"student number\"\n  dateofbirth = { from = \"born\", date = \"%d.%m.%Y\" }\n  \
    branchcode = { constant = \"MAIN\" }\n  categorycode = { from = \"role\", values = { staff = \"STAFF\", student = \"STUDENT\" }, default = \"OTHER\" }\n\n\
    Look at what it would do: carrel import register students.csv --mapping students.toml --check\n\
    The reference of mapping files is in docs/OPERATIONS.md.")]
pub(in crate::cli) struct RegisterArguments {
    /// The register's file.
    file: PathBuf,
    /// Which column is which field.
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// Tell what would be added, changed and left, with samples, and change nothing. Shows personal data on the screen.
    #[arg(long)]
    check: bool,
    /// How many of a hundred may be gone at once, for this time; more stop the import.
    #[arg(long, value_name = "PERCENT")]
    most_leavers: Option<u8>,
}

/// Reads a register and says what was done.
pub(super) async fn run(config: &Config, arguments: RegisterArguments) -> Result<(), CommandError> {
    let mapping = read_mapping(&arguments.mapping)?;
    let guard = read_guard(arguments.most_leavers)?;
    let store = open_migrated_store(config).await?;
    let organization = find_organization(config, &store).await?;
    let now = Clock::system().now();
    let leaving = mapping.leaving();
    let today = today(&store, organization, now).await?;
    let is_check = arguments.check;
    let options = Options { organization, file: arguments.file, mapping, is_check, guard, now, today };
    print(&register::run(&store, options).await?, leaving, arguments.check);
    Ok(())
}

fn print(report: &Report, leaving: Leaving, is_check: bool) {
    let would = if is_check { "would be " } else { "" };
    let rows = [
        ("records", report.records),
        ("left out by [only]", report.outside),
        ("added", report.added),
        ("changed", report.changed),
        ("as they were", report.left),
        ("no patrons, not added", report.unknown),
        ("erased here, not added", report.erased),
        ("refused", report.refused),
        ("no longer there", report.leavers),
    ];
    for (name, count) in rows.iter().filter(|(name, count)| *count > 0 || *name == "records") {
        let would = if matches!(*name, "added" | "changed") { would } else { "" };
        println!("{:<32}{:>12}", format!("{would}{name}"), HumanCount(*count).to_string());
    }
    let what = match leaving {
        Leaving::Leave => "left alone",
        Leaving::Lock => "locked",
        Leaving::Stages => "given to the retention rule",
    };
    if report.leavers > 0 {
        println!("Those who are no longer there {}{what}.", if is_check { "would be " } else { "were " });
    }
    if report.are_leavers_unknown {
        println!("Somebody could not be read: nobody is taken for one who left this time.");
    }
    for refusal in &report.refusals {
        let field = refusal.field.map(|field| format!(", {field}")).unwrap_or_default();
        eprintln!("line {}{field}: {}", refusal.line, refusal.reason);
    }
    if report.refused > report.refusals.len() as u64 {
        eprintln!("… and {} more.", report.refused - report.refusals.len() as u64);
    }
    if is_check {
        print_check(report);
    }
}

fn print_check(report: &Report) {
    for (kind, samples) in &report.samples {
        for sample in samples {
            println!("\nline {} would be {kind}:", sample.line);
            for (field, before, after) in sample.changes.iter().filter(|(_, before, after)| before != after) {
                let before = if before.is_empty() { String::new() } else { format!("{before} → ") };
                println!("  {field}: {before}{}", if after.is_empty() { "(nothing)" } else { after });
            }
        }
    }
    let list = |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
    if !report.unused.is_empty() {
        println!("\nColumns that the mapping does not use: {}", list(&report.unused));
    }
    if !report.missing.is_empty() {
        println!("Names in the mapping that no record has: {}", list(&report.missing));
    }
    println!("\nNothing was changed.");
}
