//! A code on paper, for patrons whom no mail reaches: handed out by staff who checked who stands before them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use carrel_domain::{PatronId, PatronScope, Permission, Timestamp, data_request::IdentityMethod};
use carrel_store::{
    credential,
    recovery::{self, NewRecovery, Way},
    role_grant,
};
use tokio::time::Instant;

use super::{ANSWER_TIME, CODE_SECONDS, LINK_SECONDS};
use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    entered,
    sessions::Session,
    sign_in::CodeThrottle,
    token::{Token, fill_random},
};

/// Crockford's base 32: no letter that looks like a digit or another letter.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code: 60 random bits.
const LENGTH: usize = 12;
/// Characters in a group, for reading.
const GROUP: usize = 4;
/// Characters that a reason may have.
const LONGEST_REASON: usize = 500;

/// A code that was just made: shown once, kept only as a hash.
#[derive(Clone)]
pub struct PaperCode {
    /// As it is printed: three groups of four.
    pub code: String,
    /// Whom it is for.
    pub cardnumber: String,
    /// Good until then.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for PaperCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PaperCode(…)")
    }
}

impl Services {
    /// Makes a code for a patron whose identity was checked just now. An older one no longer works.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`]: `recovery-own`, `recovery-of-staff` for somebody with
    /// a role unless one may grant roles, `recovery-needs-reason`.
    pub async fn issue_paper_code(
        &self,
        session: &Session,
        public_id: &str,
        method: IdentityMethod,
        reason: &str,
        origin: &Origin,
    ) -> Result<PaperCode, ServiceError> {
        let scope = self.check_recovery(session, public_id, origin).await?;
        let now = self.clock().now();
        let roles = role_grant::held(self.store().reader(), scope.patron(), now).await?;
        if !roles.is_empty() && !session.actor.has(Permission::AdminRoles) {
            // Whoever hands out a code could use it: nobody gets at more rights than they grant anyway.
            return Err(ServiceError::Impossible("recovery-of-staff"));
        }
        let reason = entered::text(reason, LONGEST_REASON).ok_or(ServiceError::Impossible("recovery-needs-reason"))?;
        let line = carrel_store::patron_search::get(self.store().reader(), scope.patron()).await?;
        let cardnumber =
            line.and_then(|line| line.cardnumber).ok_or(ServiceError::Impossible("recovery-without-card"))?;
        let code = generate()?;
        let expires_at = now.plus_seconds(CODE_SECONDS);
        let change = Change { object: None, old: None, new: Some(format!("{}: {reason}", method.name())) };
        let event = Event { action: "recovery-code-issued", category: None, purpose: "service", outcome: "done" };
        let entry = self.entry_of(&session.actor, Some(scope.patron()), origin, event, change).await?;
        let new = NewRecovery {
            of: scope,
            way: Way::Paper,
            token_hash: self.code_hash(scope.patron(), &code),
            expires_at,
            started_by: Some(session.actor.patron),
        };
        let transaction = self.store().begin().await?;
        recovery::revoke(&transaction, scope, Some(Way::Paper), now).await?;
        recovery::add(&transaction, new, now).await?;
        self.commit_logged(transaction, &[entry]).await?;
        Ok(PaperCode { code: grouped(&code), cardnumber, expires_at })
    }

    /// Takes a code with its card number and answers the link that a new password is set with. Unknown card, wrong and
    /// used code are answered the same, at the same time.
    ///
    /// # Errors
    /// [`ServiceError::WrongSecret`], [`ServiceError::Throttled`] after too many of those.
    pub async fn use_paper_code(&self, card: &str, code: &str, origin: &Origin) -> Result<Token, ServiceError> {
        let answer_at = Instant::now() + ANSWER_TIME;
        let result = self.try_paper_code(card, code, origin).await;
        tokio::time::sleep_until(answer_at).await;
        result
    }

    async fn try_paper_code(&self, card: &str, code: &str, origin: &Origin) -> Result<Token, ServiceError> {
        let organization = self.profile().await?.id;
        let card = card.trim();
        let throttle = CodeThrottle::new(self, card, origin);
        if let Err(error) = throttle.charge(self).await {
            self.log_sign_in(organization, None, origin, "recovery-refused", "refused").await?;
            return Err(error);
        }
        let is_name = !card.is_empty() && card.len() <= 320 && !card.contains('\0');
        let accounts = if is_name {
            credential::find_accounts(self.store().reader(), organization, card).await?
        } else {
            Vec::new()
        };
        // No patron has this key: the same is asked of the database for a card that is unknown.
        let patron = if let [only] = accounts.as_slice() { PatronId(only.id) } else { PatronId(0) };
        let now = self.clock().now();
        let token = Token::generate()?;
        let code = read(code).unwrap_or_default();
        let hash = self.code_hash(patron, &code);
        let until = now.plus_seconds(LINK_SECONDS);
        let known = (patron.0 != 0).then_some(patron);
        if !recovery::exchange(self.store().writer(), &hash, &token.hash(), until, now).await? {
            self.log_sign_in(organization, known, origin, "recovery-refused", "refused").await?;
            return Err(ServiceError::WrongSecret);
        }
        throttle.forgive(self).await?;
        self.log_sign_in(organization, known, origin, "recovery-code-used", "done").await?;
        Ok(token)
    }

    /// What is kept of a code: it is too short for a hash that anybody can make.
    fn code_hash(&self, patron: PatronId, code: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.inner.keyring.keyed_hash(&format!("recovery-code\n{}\n{code}", patron.0)))
    }

    /// Whether the patron in scope can be sent a link.
    pub async fn can_mail_recovery(&self, scope: PatronScope) -> Result<bool, ServiceError> {
        match self.check_addressee(scope).await {
            Ok(_) => Ok(true),
            Err(ServiceError::Mail(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn generate() -> Result<String, ServiceError> {
    let mut bytes = [0_u8; LENGTH];
    fill_random(&mut bytes)?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
}

/// Three groups of four.
fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A code as somebody typed it: small letters, other groups, and letters that look like digits are understood.
pub(crate) fn read(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .take(LENGTH + 1)
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let is_code = code.len() == LENGTH && code.bytes().all(|byte| ALPHABET.contains(&byte));
    is_code.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_understood_however_it_is_typed() {
        assert_eq!(read(" abcd-efgh-jk0l ").as_deref(), Some("ABCDEFGHJK01"));
        assert_eq!(read("ABCD EFGH JKO1").as_deref(), Some("ABCDEFGHJK01"));
        for nonsense in ["", "ABCD-EFGH-JKM", "ABCD-EFGH-JKMNP", "ABCD-EFGH-JKMÄ", "ABCD-EFGH-JKMU"] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn every_code_can_be_read_back() {
        for _ in 0..100 {
            let code = generate().unwrap();
            assert_eq!(read(&grouped(&code).to_lowercase()), Some(code));
        }
    }
}
