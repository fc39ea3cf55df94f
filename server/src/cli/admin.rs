//! `carrel admin`.

use carrel_domain::{Grant, OrganizationId, PatronId, Role, age::AgeLimits};
use carrel_services::{Clock, token::opaque_id};
use carrel_store::{
    Store, organization, patron,
    role_grant::{self, NewGrant},
};
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
    /// Name a patron category, and say which ages it is for: staff are told of patrons whom it does not fit.
    Category {
        /// The library system's code.
        code: String,
        /// Name people know.
        name: String,
        /// Not before this age (Koha: `dateofbirthrequired`); without both limits, what was said before stays.
        #[arg(long, value_name = "YEARS")]
        minimum_age: Option<u16>,
        /// Not beyond this age (Koha: `upperagelimit`); 0 is no limit.
        #[arg(long, value_name = "YEARS")]
        maximum_age: Option<u16>,
    },
    /// Give someone a role in the whole organization: desk, privacy-officer, auditor, main-user or administrator;
    /// `patron` takes all of theirs away.
    Role {
        /// Their card number.
        cardnumber: String,
        /// The role.
        role: String,
    },
    /// Make the first administrator: short for `role CARDNUMBER administrator`.
    Create {
        /// Their card number.
        cardnumber: String,
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
        AdminAction::Category { code, name, minimum_age, maximum_age } => {
            organization::name_category(db, id, &code, &name).await?;
            if minimum_age.is_some() || maximum_age.is_some() {
                let limits = AgeLimits { minimum: minimum_age, maximum: maximum_age };
                organization::set_age_limits(db, id, &code, limits).await?;
            }
        }
        AdminAction::Role { cardnumber, role } => {
            let role = Role::from_name(&role).ok_or_else(|| {
                format!("there is no role `{role}`; there are {}", Role::ALL.map(Role::name).join(", "))
            })?;
            let holder = patron::find_by_cardnumber(db, id, &cardnumber).await?;
            let holder = holder.ok_or("no patron has this card number")?;
            give(&store, id, holder, role).await?;
        }
        AdminAction::Create { cardnumber } => {
            let holder = patron::find_by_cardnumber(db, id, &cardnumber).await?;
            let holder = holder.ok_or("no patron has this card number")?;
            give(&store, id, holder, Role::Administrator).await?;
        }
        AdminAction::Organization { .. } => {}
    }
    println!("Done.");
    Ok(())
}

/// Gives a role, unless it is held already; [`Role::Patron`] takes away all others.
async fn give(store: &Store, organization: OrganizationId, holder: PatronId, role: Role) -> Result<(), CommandError> {
    let (now, db) = (Clock::system().now(), store.writer());
    if role == Role::Patron {
        role_grant::revoke_all(db, holder, "command line", now).await?;
        return Ok(());
    }
    let grant = Grant { role, library: None };
    if role_grant::held(db, holder, now).await?.contains(&grant) {
        return Ok(());
    }
    let public_id = opaque_id()?;
    let reason = String::from("command line");
    let new = NewGrant { public_id, organization, patron: holder, grant, reason, by: None, expires_at: None };
    Ok(role_grant::add(db, new, now).await?)
}
