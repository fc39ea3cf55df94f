//! `carrel settings`.

use std::io::Write as _;

use super::CommandError;
use crate::config::{Config, SETTINGS};

/// Prints every setting as a commented settings file.
pub(super) fn print(_config: &Config) -> Result<(), CommandError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "# Settings of Carrel. Each can also be set in the environment: listen is CARREL_LISTEN.")?;
    for setting in SETTINGS {
        writeln!(out, "\n# {}\n# {} = \"{}\"", setting.help, setting.name, setting.default)?;
    }
    writeln!(out, "\n# A provider's settings:\n# [[openid]]")?;
    for key in carrel_openid::KEYS {
        writeln!(out, "\n# {}\n# {} = {}", key.help, key.name, key.example)?;
    }
    writeln!(out, "\n# Koha's settings:\n# [koha]")?;
    for key in carrel_koha::KEYS {
        writeln!(out, "\n# {}\n# {} = {}", key.help, key.name, key.example)?;
    }
    Ok(())
}
