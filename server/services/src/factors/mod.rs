//! Second factors: codes from an app, passkeys, and the recovery codes for the day both are lost.

mod challenge;
#[cfg(test)]
mod fuzz;
mod passkeys;
mod policy;
mod qr;
mod recovery_codes;
mod reset;
mod totp;

use carrel_domain::{Actor, Method, PatronId, Timestamp};
use carrel_store::{DatabaseTransaction, audit::Entry, passkey, second_factor, session};
pub use carrel_store::{passkey::Passkey, second_factor::Factors};

pub(crate) use self::challenge::Purpose;
pub use self::{
    passkeys::LONGEST_NAME,
    policy::{GRACE_DAYS, RequiredFactor, StaffFactor},
    qr::QrCode,
    reset::IdentityProof,
    totp::NewTotp,
};
use crate::{
    ServiceError, Services,
    audit::{Event, Origin},
    factors::recovery_codes::NewCodes,
    security_notice::SecurityEvent,
    sessions::Session,
    token::Token,
};

/// A form of an authenticator that was begun is good for so long, in seconds: enrolment and challenges.
const FORM_SECONDS: i64 = 5 * 60;

/// A second factor that was added.
#[derive(Debug)]
pub struct FactorAdded {
    /// The session's new token.
    pub token: Token,
    /// The recovery codes, if these are the account's first.
    pub codes: Option<Vec<String>>,
}

/// What goes with a new factor: the log's entries, and the account's first recovery codes.
struct Adding {
    entries: Vec<Entry>,
    codes: Option<NewCodes>,
}

/// What an account has, for its owner.
#[derive(Clone, Debug)]
pub struct MyFactors {
    /// How many of each.
    pub factors: Factors,
    /// Since when codes from an app are asked for.
    pub totp_since: Option<Timestamp>,
    /// The passkeys.
    pub passkeys: Vec<Passkey>,
    /// Whether this Carrel can take passkeys: its address has a name.
    pub takes_passkeys: bool,
    /// Whether a second factor is required, and when at the latest.
    pub required: StaffFactor,
}

impl Services {
    /// What the account of whoever is signed in has.
    pub async fn my_factors(&self, session: &Session) -> Result<MyFactors, ServiceError> {
        let db = self.store().reader();
        let patron = session.actor.patron;
        let totp = second_factor::find_totp(db, patron).await?;
        Ok(MyFactors {
            factors: second_factor::count(db, patron).await?,
            totp_since: totp.map(|totp| Timestamp(totp.added_at)),
            passkeys: passkey::list(db, patron).await?,
            takes_passkeys: self.takes_passkeys(),
            required: session.factor,
        })
    }

    /// How many factors of each kind an account has.
    pub async fn factors_of(&self, patron: PatronId) -> Result<Factors, ServiceError> {
        Ok(second_factor::count(self.store().reader(), patron).await?)
    }

    /// Whether this Carrel can take passkeys.
    pub fn takes_passkeys(&self) -> bool {
        self.inner.webauthn.is_some()
    }

    /// Checks what somebody typed as their second factor, and uses it up: a code from their app, or a recovery code.
    pub(crate) async fn check_code(
        &self,
        patron: PatronId,
        typed: &str,
        origin: &Origin,
    ) -> Result<Option<Method>, ServiceError> {
        let plain: String = typed.chars().filter(|letter| !letter.is_whitespace()).take(64).collect();
        if plain.len() == totp::DIGITS && plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(self.use_totp(patron, &plain).await?.then_some(Method::Totp));
        }
        Ok(self.use_recovery_code(patron, &plain, origin).await?.then_some(Method::RecoveryCode))
    }

    /// Nothing about factors changes without PIN, code or passkey given just now (ASVS 7.5).
    fn must_be_verified(&self, session: &Session) -> Result<(), ServiceError> {
        if session.is_verified(self.clock().now()) { Ok(()) } else { Err(ServiceError::StepUpNeeded) }
    }

    /// The entry of the log for something that happened to a patron's factors.
    async fn factor_entry(
        &self,
        actor: &Actor,
        patron: PatronId,
        origin: &Origin,
        action: &'static str,
    ) -> Result<Entry, ServiceError> {
        let event = Event { action, category: None, purpose: "sign-in", outcome: "done" };
        self.entry_of(actor, Some(patron), origin, event, Default::default()).await
    }

    /// Writes the entries as the transaction's last statement, and ends it.
    async fn commit_factors(&self, transaction: DatabaseTransaction, entries: &[Entry]) -> Result<(), ServiceError> {
        self.commit_logged(transaction, entries).await?;
        self.wake_mail();
        Ok(())
    }

    /// What adding a factor needs before its transaction begins.
    async fn begin_adding(
        &self,
        session: &Session,
        origin: &Origin,
        action: &'static str,
    ) -> Result<Adding, ServiceError> {
        let actor = &session.actor;
        let mut entries = vec![self.factor_entry(actor, actor.patron, origin, action).await?];
        let codes = self.first_codes(actor.patron).await?;
        if codes.is_some() {
            entries.push(self.factor_entry(actor, actor.patron, origin, "recovery-codes-made").await?);
        }
        Ok(Adding { entries, codes })
    }

    /// Ends the transaction in which a factor was added. The session knows that it was given, and has a new token (ASVS
    /// 7.2.4): whoever just added one need not sign in anew.
    async fn finish_adding(
        &self,
        transaction: DatabaseTransaction,
        session: &Session,
        method: Method,
        event: SecurityEvent,
        adding: Adding,
    ) -> Result<FactorAdded, ServiceError> {
        let (actor, now) = (&session.actor, self.clock().now());
        if let Some(codes) = &adding.codes {
            second_factor::replace_codes(&transaction, actor.patron, &codes.kept, now).await?;
        }
        let (proof, token) = (session.proof.clone().and(method), Token::generate()?);
        session::strengthen(&transaction, actor.session, &proof).await?;
        session::verify(&transaction, actor.session, &token.hash(), now).await?;
        self.tell_owner(&transaction, actor.own_data(), event).await?;
        self.commit_factors(transaction, &adding.entries).await?;
        Ok(FactorAdded { token, codes: adding.codes.map(|codes| codes.shown) })
    }
}
