//! `carrel audit`.

use std::{fs, path::PathBuf};

use carrel_domain::PatronScope;
use carrel_services::{Clock, Services, checkpoints::Note};
use carrel_store::{
    audit::{Fault, Verdict},
    patron,
};
use clap::Subcommand;
use indicatif::{HumanBytes, HumanCount};

use super::{CommandError, open_migrated_store, progress::bar, services};
use crate::config::Config;

/// What can be done with the log.
#[derive(Subcommand)]
pub(super) enum AuditAction {
    /// Prove that nobody changed, removed, inserted or reordered entries of the log, or name the first such entry. Ends
    /// with 1 if the log is not whole.
    Verify {
        /// A checkpoint that was copied elsewhere; may be given several times.
        #[arg(long = "checkpoint")]
        checkpoints: Vec<PathBuf>,
    },
    /// Move old entries to the archive now, and drop months whose time is over. The portal does it by itself every minute.
    Archive {
        /// Only say where the log lies.
        #[arg(long)]
        status: bool,
    },
    /// Sign what the log is now. One is made every day by itself.
    Checkpoint {
        /// Also write it into this file, to be copied elsewhere; - prints it.
        #[arg(long)]
        export: Option<PathBuf>,
    },
    /// Erase from the log what could tell who a patron is, once the law asks for it. The proof stays.
    Erase {
        /// Their card number.
        cardnumber: String,
        /// On what ground, such as "GDPR 17(1)(b)".
        #[arg(long)]
        ground: String,
    },
}

/// Does it.
pub(super) async fn run(config: &Config, action: AuditAction) -> Result<(), CommandError> {
    let store = open_migrated_store(config).await?;
    let services = services(config, store, Clock::system()).await?;
    match action {
        AuditAction::Verify { checkpoints } => {
            let copies = checkpoints.iter().map(read_note).collect::<Result<Vec<_>, _>>()?;
            let bar = bar();
            let proof = services
                .verify_log(&copies, |done, total| {
                    bar.set_length(total.unsigned_abs());
                    bar.set_position(done.unsigned_abs());
                    bar.set_message(format!("{} entries", HumanCount(done.unsigned_abs())));
                })
                .await;
            bar.finish_and_clear();
            let proof = proof?;
            tell_erased(&proof.verdict);
            if proof.verdict.dropped > 0 {
                println!(
                    "{} entries were dropped from the archive when their time was over: of them the proof is left.",
                    HumanCount(proof.verdict.dropped.unsigned_abs())
                );
            }
            if proof.unknown > 0 {
                println!("{} checkpoints are signed with a key that is not in the key file.", proof.unknown);
            }
            match proof.verdict.fault {
                None => {
                    println!(
                        "The log is whole: {} entries ({} bytes) and {} checkpoints were checked.",
                        HumanCount(proof.verdict.entries.unsigned_abs()),
                        proof.verdict.bytes,
                        proof.checkpoints + copies.len()
                    );
                    Ok(())
                }
                Some(fault) => Err(in_words(fault).into()),
            }
        }
        AuditAction::Archive { status } => {
            if !status {
                archive(&services, config).await?;
            }
            tell_status(&services).await
        }
        AuditAction::Checkpoint { export } => {
            let note = services.make_checkpoint().await?;
            match export {
                Some(path) if path.as_os_str() == "-" => print!("{note}"),
                Some(path) => {
                    fs::write(&path, note.to_string()).map_err(|error| format!("{}: {error}", path.display()))?;
                    println!("The checkpoint of {} entries is in {}.", note.entries, path.display());
                }
                None => println!("A checkpoint of {} entries was made.", note.entries),
            }
            Ok(())
        }
        AuditAction::Erase { cardnumber, ground } => {
            let organization = services.profile().await?.id;
            let patron = patron::find_by_cardnumber(services.store().reader(), organization, &cardnumber).await?;
            let patron = patron.ok_or("no patron has this card number")?;
            let scope = PatronScope::of_background_work(patron, organization);
            let count = services.erase_from_log(scope, &ground).await?;
            println!("{} entries no longer tell whom they are about.", HumanCount(count));
            Ok(())
        }
    }
}

async fn archive(services: &Services, config: &Config) -> Result<(), CommandError> {
    if config.archive_url.is_none() {
        return Err("there is no archive. Set `archive_url` to a PostgreSQL database of its own.".into());
    }
    let bar = bar();
    let run =
        services.archive_log(|moved| bar.set_message(format!("{} entries", HumanCount(moved.unsigned_abs())))).await;
    bar.finish_and_clear();
    let run = run?;
    if run.is_elsewhere {
        println!("Another node is at it.");
    }
    println!("{} entries moved to the archive.", HumanCount(run.moved.unsigned_abs()));
    for (month, entries) in &run.dropped {
        println!("{month} was dropped: {} entries. Their proof is kept.", HumanCount(entries.unsigned_abs()));
    }
    match run.stuck_at {
        Some(entry) => Err(format!("entry {entry} is not what was written: run `carrel audit verify`").into()),
        None => Ok(()),
    }
}

async fn tell_status(services: &Services) -> Result<(), CommandError> {
    let Some(status) = services.archive_status().await? else {
        println!("There is no archive.");
        return Ok(());
    };
    if status.position == 0 {
        println!("Nothing is in the archive.");
        return Ok(());
    }
    let newest = carrel_services::checkpoints::written(status.newest);
    println!("Entries up to {} are in the archive, the youngest of {newest}.", status.position);
    for size in status.months {
        println!("{}  {}", size.month, HumanBytes(size.bytes));
    }
    Ok(())
}

fn read_note(path: &PathBuf) -> Result<Note, CommandError> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let note = Note::parse(&text).ok_or_else(|| format!("{} is no checkpoint", path.display()))?;
    if !note.is_signed() {
        return Err(format!("{} was changed: its signature is wrong", path.display()).into());
    }
    println!("{}: {} entries, {}, signed with key {}", path.display(), note.entries, note.at, note.key);
    Ok(note)
}

fn tell_erased(verdict: &Verdict) {
    for erased in &verdict.erased {
        let places = if erased.first == erased.last {
            format!("Entry {}", erased.first)
        } else {
            format!("{} entries from {} to {}", erased.count, erased.first, erased.last)
        };
        let day = carrel_services::checkpoints::written(carrel_domain::Timestamp(erased.at));
        println!("{places}: personal data erased at {day} on the ground “{}”.", erased.ground);
    }
}

fn in_words(fault: Fault) -> String {
    let found = match fault {
        Fault::Changed(at) => format!("entry {at} was changed"),
        Fault::Removed(at) => format!("entry {at} was removed"),
        Fault::Inserted(at) => format!("entry {at} was inserted"),
        Fault::Reordered(at) => format!("entry {at} stands where another was written: entries were reordered"),
        Fault::Head(at) => {
            format!("the end of the log is not where it was written: it was cut or set back at entry {at}")
        }
        Fault::Break(at) => format!("before entry {at}, the head of the log was changed from outside"),
        Fault::Checkpoint(at) => format!("the log is not the one that the checkpoint of {at} entries was made of"),
    };
    let missing_key = if fault == Fault::Changed(1) {
        " If the key file was replaced, put the old key into it, below the new one, and try again."
    } else {
        ""
    };
    format!("the log is not whole: {found}. Entries before that are as they were written.{missing_key}")
}
