//! `carrel admin`.

use carrel_domain::{OrganizationId, Role};
use carrel_store::{organization, patron};
use clap::Subcommand;
use jiff::tz::TimeZone;

use super::{CommandError, open_migrated_store};
use crate::config::Config;

/// What there is to look after.
#[derive(Subcommand)]
pub(super) enum AdminAction {
    /// Set up the organization: its name, time zone and currency. Changes the one there is.
    Organization {
        /// Name people know.
        #[arg(long)]
        name: String,
        /// IANA time zone of its libraries.
        #[arg(long, default_value = "Europe/Helsinki")]
        time_zone: String,
        /// ISO 4217 code of its amounts.
        #[arg(long, default_value = "EUR")]
        currency: String,
    },
    /// Name a library.
    Library {
        /// The library system's code.
        code: String,
        /// Name people know.
        name: String,
    },
    /// Name a patron category.
    Category {
        /// The library system's code.
        code: String,
        /// Name people know.
        name: String,
    },
    /// Give someone a role: patron, desk, privacy-officer, auditor, main-user or administrator.
    Role {
        /// Their card number.
        cardnumber: String,
        /// The role.
        role: String,
    },
}

/// Does it.
pub(super) async fn run(config: &Config, action: AdminAction) -> Result<(), CommandError> {
    let store = open_migrated_store(config).await?;
    let db = store.writer();
    if let AdminAction::Organization { name, time_zone, currency } = &action {
        TimeZone::get(time_zone).map_err(|_| format!("`{time_zone}` is no IANA time zone, such as Europe/Helsinki"))?;
        organization::set(db, config.organization.as_deref(), name, time_zone, currency).await?;
        println!("The organization is “{name}”.");
        return Ok(());
    }
    let found = organization::find(db, config.organization.as_deref()).await?;
    let found = found.ok_or("there is no organization yet: run `carrel admin organization --name NAME` first")?;
    let id = OrganizationId(found.id);
    match action {
        AdminAction::Library { code, name } => organization::name_library(db, id, &code, &name).await?,
        AdminAction::Category { code, name } => organization::name_category(db, id, &code, &name).await?,
        AdminAction::Role { cardnumber, role } => {
            let role = Role::from_name(&role).ok_or_else(|| {
                format!("there is no role `{role}`; there are {}", Role::ALL.map(Role::name).join(", "))
            })?;
            if !patron::set_role(db, id, &cardnumber, role).await? {
                return Err("no patron has this card number".into());
            }
        }
        AdminAction::Organization { .. } => {}
    }
    println!("Done.");
    Ok(())
}
