//! Guardians and who is in their care (requirement M9): what one sees of the other, who is told, who decides.
//!
//! The library's staff decide, by patron category of the ward, which categories guardians see and until which age. A guardian
//! looks; each look is in the ward's log. The ward is told, wherever their own data stand, who sees what and until when. All
//! of it is asked of the database each time: a guardianship that ends with an import ends here at once.

mod decide;
mod look;
mod told;

use std::collections::HashMap;

use carrel_domain::{
    OrganizationId,
    guardian::{GuardianRule, GuardianRules, Seen, Unseen},
};
use carrel_store::{ConnectionTrait, setting};

pub use self::{
    decide::{Decided, Reach},
    look::{InCare, Ward, WardRows},
    told::{StaffView, Told},
};
use crate::{
    ServiceError,
    settings::{LibrarySettings, MyDataDisplay},
};

/// Setting: what guardians see; `guardians@CODE` of wards in one patron category.
const GUARDIANS: &str = "guardians";
/// A category whose wards are seen as all others are.
const AS_USUAL: &str = "as-usual";
/// What is stored while nobody decided, for the log.
const UNDECIDED: &str = "undecided";

/// What a guardian sees, or why it is nothing.
pub type Sees = Result<Seen, Unseen>;

/// The rules as staff set them.
fn read_rules(stored: &HashMap<String, String>) -> GuardianRules {
    let prefix = format!("{GUARDIANS}@");
    let own = stored.iter().filter_map(|(name, value)| Some((name.strip_prefix(&prefix)?, value)));
    GuardianRules {
        usual: stored.get(GUARDIANS).map(|text| GuardianRule::parse(text)),
        of_category: own
            .filter(|(_, value)| value.as_str() != AS_USUAL)
            .map(|(code, value)| (code.to_owned(), GuardianRule::parse(value)))
            .collect(),
    }
}

/// The rules in force. Where patrons do not see their own data by themselves, their guardians do not either.
async fn rules_in_force(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<GuardianRules, ServiceError> {
    let stored = setting::list(db, organization).await?;
    let is_shown = LibrarySettings::read(&stored).my_data_display == MyDataDisplay::Always;
    Ok(if is_shown { read_rules(&stored) } else { GuardianRules::default() })
}
