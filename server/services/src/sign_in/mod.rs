//! Signing in with card number and PIN or password.
//!
//! Same answer and same time for an unknown card and a wrong PIN (ASVS 6.3.8). Guessing is slowed down by three
//! counters in the database, so that several nodes count together:
//! - **account and network**: someone guessing one card's PIN;
//! - **network**: someone trying one PIN on many cards;
//! - **account**: someone guessing from many networks.
//!
//! A stranger could fill the last one to keep a patron out. So a browser that signed in to the account before has a
//! counter of its own instead, which nobody else can fill ("device cookies", OWASP).

mod admission;
mod methods;
mod new_device;
mod second_step;
mod throttle;

use std::time::Duration;

use carrel_domain::{Method, PatronId, Proof};
use carrel_store::credential;
use tokio::time::Instant;

pub(crate) use self::throttle::{
    ClientThrottle, CodeThrottle, EmailThrottle, LinkThrottle, OpenIdThrottle, RecoveryThrottle, RefusalThrottle,
    StepUpThrottle, TokenThrottle,
};
pub use self::{
    admission::Visitor,
    methods::{Door, Group, SignInRules},
    second_step::{Answer, SecondStep, StepOutcome},
};
use crate::{ServiceError, Services, library_system::SecretCheck, password_policy, token::Token};

/// A refused sign-in is answered no sooner than this after it came, whatever the reason.
const REFUSAL_TIME: Duration = Duration::from_millis(400);
/// Longer names and secrets than anybody has are not looked at.
const LONGEST: usize = 1024;

/// Someone who wants to sign in.
pub struct Attempt {
    /// Card number or user name as typed.
    pub name: String,
    /// PIN or password as typed.
    pub secret: String,
    /// Who stands at the door.
    pub visitor: Visitor,
}

/// A sign-in that worked.
#[derive(Debug)]
pub struct SignedIn {
    /// For the session cookie.
    pub token: Token,
    /// For the device cookie; none on a shared computer.
    pub device: Option<Token>,
    /// The patron's own language tag.
    pub language: Option<String>,
}

/// What became of an attempt.
#[derive(Debug)]
pub enum Outcome {
    /// Signed in.
    Done(SignedIn),
    /// Right so far; the account asks for a second factor. The token is for the step's own cookie.
    SecondStep(Token),
    /// Unknown, wrong, or closed: never told which.
    Refused,
    /// The proof was right, but the library asks this group to come another way.
    OtherWay {
        /// The ways they may use.
        instead: Vec<Door>,
    },
    /// Right, but the owner closed the account until they choose a new password.
    Locked,
    /// Right, but the membership ended long ago, and the account is on its way out.
    Expired,
    /// The library system decides, and cannot be asked now.
    Away,
    /// Too many attempts.
    Throttled {
        /// Seconds until the next one counts.
        seconds: i64,
    },
}

impl Services {
    /// Tries to sign in.
    pub async fn sign_in(&self, attempt: Attempt) -> Result<Outcome, ServiceError> {
        let answer_at = Instant::now() + REFUSAL_TIME;
        let outcome = self.try_sign_in(attempt).await;
        if !matches!(outcome, Ok(Outcome::Done(_) | Outcome::SecondStep(_))) {
            tokio::time::sleep_until(answer_at).await;
        }
        outcome
    }

    async fn try_sign_in(&self, attempt: Attempt) -> Result<Outcome, ServiceError> {
        let profile = self.profile().await?;
        let name = attempt.name.trim();
        let is_too_long = name.len() > LONGEST || attempt.secret.len() > LONGEST;
        // PostgreSQL has no NUL in texts: asking for one is an error, and the answer would not be that for an unknown card.
        let accounts = if is_too_long || name.contains('\0') {
            Vec::new()
        } else {
            credential::find_accounts(self.store().reader(), profile.id, name).await?
        };
        let account = match accounts.as_slice() {
            [only] => Some(only),
            [] => None,
            _ => {
                tracing::error!("two patrons share a card number or user name: nobody can sign in with it");
                None
            }
        };
        let patron = account.map(|account| PatronId(account.id));
        let throttles = self.throttles(name, patron, &attempt).await?;
        if let Some(seconds) = self.charge(&throttles).await? {
            self.log_sign_in(profile.id, patron, &attempt.visitor.origin, "sign-in-refused", "refused").await?;
            return Ok(Outcome::Throttled { seconds });
        }
        let secret = if is_too_long { String::new() } else { attempt.secret.clone() };
        let name = if is_too_long || name.contains('\0') { "" } else { name };
        let (account, stronger) = match self.check_secret(name, &secret, account).await? {
            SecretCheck::Right(account, stronger) => (account, stronger),
            SecretCheck::Wrong => {
                self.log_sign_in(profile.id, patron, &attempt.visitor.origin, "sign-in-failed", "refused").await?;
                return Ok(Outcome::Refused);
            }
            SecretCheck::Unavailable => {
                // Nobody found out whether it was right: it is not held against them.
                self.give_back(&throttles).await?;
                self.log_sign_in(profile.id, patron, &attempt.visitor.origin, "sign-in-failed", "failed").await?;
                return Ok(Outcome::Away);
            }
        };
        let patron = PatronId(account.id);
        if let Some(new) = stronger {
            let old = account.hash.as_deref().unwrap_or_default();
            credential::upgrade_hash(self.store().writer(), patron, old, &new, self.clock().now()).await?;
        }
        self.give_back(&throttles).await?;
        // A secret that came from elsewhere: now is the only time when it is known whether it would do for staff.
        let looked = password_policy::look(&attempt.secret);
        if account.checked_length.is_some_and(|known| known < looked) {
            credential::note_checked(self.store().writer(), patron, looked).await?;
        }
        self.admit(&account, Proof::single(Method::Secret), &attempt.visitor).await
    }
}
