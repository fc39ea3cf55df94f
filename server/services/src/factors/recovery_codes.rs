//! Recovery codes: ten of them, each good once, for the day the app or the passkey is lost.
//!
//! A code has twelve letters and digits. The first four find it and stand in the database as they are; the other eight are
//! hashed like a password (ASVS 6.5.2), so that checking a code costs one hash and not ten.

use std::collections::BTreeSet;

use carrel_domain::{PatronId, PatronScope};
use carrel_store::{DatabaseTransaction, second_factor};

use crate::{
    ServiceError, Services,
    audit::Origin,
    password::{self, Check},
    security_notice::SecurityEvent,
    sessions::Session,
    token::fill_random,
};

/// How many there are.
const COUNT: usize = 10;
/// Letters of the part that finds a code, and of a group when it is written down.
const GROUP: usize = 4;
/// Letters of a code.
const LENGTH: usize = 3 * GROUP;
/// Crockford's alphabet: none of its letters is taken for another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Codes that were just made.
pub(super) struct NewCodes {
    /// For their owner, once.
    pub shown: Vec<String>,
    /// For the database: selector and hash.
    pub kept: Vec<(String, String)>,
}

pub(super) fn random_code() -> Result<String, ServiceError> {
    let mut bytes = [0; LENGTH];
    fill_random(&mut bytes)?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

pub(super) fn in_groups(code: &str) -> String {
    let groups: Vec<&str> = (0..LENGTH).step_by(GROUP).filter_map(|at| code.get(at..at + GROUP)).collect();
    groups.join("-")
}

/// A code as it was typed: small letters, other dashes, and letters taken for digits are meant well.
pub(super) fn read(typed: &str) -> Option<(String, String)> {
    let letter = |letter: char| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let code: String = typed.chars().filter(|letter| letter.is_ascii_alphanumeric()).map(letter).collect();
    let is_code = code.len() == LENGTH && code.bytes().all(|byte| LETTERS.contains(&byte));
    is_code.then(|| (code[..GROUP].to_owned(), code[GROUP..].to_owned()))
}

impl Services {
    /// Makes codes for whoever has none.
    pub(super) async fn first_codes(&self, patron: PatronId) -> Result<Option<NewCodes>, ServiceError> {
        if self.factors_of(patron).await?.codes > 0 {
            return Ok(None);
        }
        Ok(Some(new_codes().await?))
    }

    /// Makes new codes; the old ones are good no longer. They are shown once.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::NotFound`] for whoever has no second factor.
    pub async fn make_recovery_codes(&self, session: &Session, origin: &Origin) -> Result<Vec<String>, ServiceError> {
        self.must_be_verified(session)?;
        let actor = &session.actor;
        if !self.factors_of(actor.patron).await?.any() {
            return Err(ServiceError::NotFound);
        }
        let codes = new_codes().await?;
        let entry = self.factor_entry(actor, actor.patron, origin, "recovery-codes-made").await?;
        let transaction = self.store().begin().await?;
        second_factor::replace_codes(&transaction, actor.patron, &codes.kept, self.clock().now()).await?;
        self.tell_owner(&transaction, actor.own_data(), SecurityEvent::RecoveryCodesMade).await?;
        self.commit_factors(transaction, &[entry]).await?;
        Ok(codes.shown)
    }

    /// Uses a code up, if it is one.
    pub(super) async fn use_recovery_code(
        &self,
        patron: PatronId,
        typed: &str,
        origin: &Origin,
    ) -> Result<bool, ServiceError> {
        let parts = read(typed);
        let found = match &parts {
            Some((selector, _)) => second_factor::find_code(self.store().reader(), patron, selector).await?,
            None => None,
        };
        let secret = parts.map(|(_, secret)| secret).unwrap_or_default();
        let check = password::check(secret, found.as_ref().map(|found| found.hash.clone())).await?;
        let (Some(found), true) = (found, check == Check::Right) else { return Ok(false) };
        let organization = self.profile().await?.id;
        if !second_factor::use_code(self.store().writer(), patron, found.id, self.clock().now()).await? {
            return Ok(false);
        }
        let scope = PatronScope::of_background_work(patron, organization);
        self.tell_owner(self.store().writer(), scope, SecurityEvent::RecoveryCodeUsed).await?;
        self.wake_mail();
        self.log_sign_in(organization, Some(patron), origin, "factor-code-used", "done").await?;
        Ok(true)
    }

    /// Codes stand in for a factor: without one they go, too.
    pub(super) async fn forget_codes_of_nothing(
        &self,
        transaction: &DatabaseTransaction,
        patron: PatronId,
    ) -> Result<(), ServiceError> {
        if !second_factor::count(transaction, patron).await?.any() {
            second_factor::remove_codes(transaction, patron).await?;
        }
        Ok(())
    }
}

async fn new_codes() -> Result<NewCodes, ServiceError> {
    let mut selectors = BTreeSet::new();
    let mut codes = NewCodes { shown: Vec::with_capacity(COUNT), kept: Vec::with_capacity(COUNT) };
    while codes.shown.len() < COUNT {
        let code = random_code()?;
        let (selector, secret) = code.split_at(GROUP);
        if selectors.insert(selector.to_owned()) {
            codes.kept.push((selector.to_owned(), password::hash(secret.to_owned()).await?));
            codes.shown.push(in_groups(&code));
        }
    }
    Ok(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let code = random_code().unwrap();
        let expected = Some((code[..4].to_owned(), code[4..].to_owned()));
        assert_eq!(read(&in_groups(&code)), expected);
        assert_eq!(read(&in_groups(&code).to_lowercase().replace('-', " – ")), expected);
        assert_eq!(read("o0il-abcd-efgh"), read("0011-ABCD-EFGH"));
        for wrong in ["", "123456", "0000-0000-000U", "0000-0000-0000-0", "ääää-ääää-ääää"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
