//! Carrel's own database is the record.

use async_trait::async_trait;
use carrel_domain::Timestamp;

use super::{AllData, ContactChange, LibrarySystem, Outcome, PatronKey, Person, PreferenceChange, Said, Trouble};

/// No library system but Carrel's own record: what is asked for is here already, and what is told was done when it was
/// written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Local;

#[async_trait]
impl LibrarySystem for Local {
    fn is_elsewhere(&self) -> bool {
        false
    }

    async fn person(&self, _: PatronKey<'_>, _: Timestamp) -> Result<Option<Person>, Trouble> {
        Ok(None)
    }

    async fn all_data(&self, _: &str, _: Timestamp) -> Result<Option<AllData>, Trouble> {
        Ok(None)
    }

    async fn check_secret(&self, _: &str, _: &str, _: Timestamp) -> Result<Said, Trouble> {
        Ok(Said::AskHere)
    }

    async fn change_contact(&self, _: &str, _: &[ContactChange], _: Timestamp) -> Result<Outcome, Trouble> {
        Ok(Outcome::Done)
    }

    async fn set_preferences(&self, _: &str, _: &[PreferenceChange], _: Timestamp) -> Result<Outcome, Trouble> {
        Ok(Outcome::Done)
    }

    async fn anonymize_history(&self, _: &str, _: Timestamp) -> Result<Outcome, Trouble> {
        Ok(Outcome::Done)
    }

    async fn changed_since(&self, _: Option<Timestamp>, _: u32, _: Timestamp) -> Result<Vec<String>, Trouble> {
        Ok(Vec::new())
    }
}
