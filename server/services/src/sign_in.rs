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

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use carrel_domain::{Actor, PatronId, Timestamp, access::strongest};
use carrel_store::{credential, entity::session::Model, role_grant, session, throttle};
use tokio::time::Instant;

use crate::{
    ServiceError, Services,
    audit::Origin,
    password::{self, Check},
    sessions::Lifetime,
    token::Token,
};

/// A refused sign-in is answered no sooner than this after it came, whatever the reason.
const REFUSAL_TIME: Duration = Duration::from_millis(400);
/// How long failures are remembered, in seconds.
const WINDOW_SECONDS: i64 = 15 * 60;
/// Failures allowed in a window for one account from one network.
const PAIR_LIMIT: i64 = 5;
/// Failures allowed in a window from one network; a library's own computers share one.
const NETWORK_LIMIT: i64 = 100;
/// Failures allowed in a window for one account from all unknown browsers.
const ACCOUNT_LIMIT: i64 = 30;
/// Failures allowed in a window for one account from a browser it knows.
const DEVICE_LIMIT: i64 = 10;
/// A browser is known for so long, in seconds.
const DEVICE_SECONDS: i64 = 180 * 24 * 60 * 60;
/// Links that open nothing, allowed in a window for one account.
const LINK_LIMIT: i64 = 10;
/// Longer names and secrets than anybody has are not looked at.
const LONGEST: usize = 1024;

/// Someone who wants to sign in.
pub struct Attempt {
    /// Card number or user name as typed.
    pub name: String,
    /// PIN or password as typed.
    pub secret: String,
    /// “This is a shared computer.”
    pub is_shared_computer: bool,
    /// The browser's device token, if it has one.
    pub device: Option<Token>,
    /// Browser and system in words, for the list of sessions.
    pub device_name: Option<String>,
    /// Where from.
    pub origin: Origin,
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
    /// Unknown, wrong, or closed: never told which.
    Refused,
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
        if !matches!(outcome, Ok(Outcome::Done(_))) {
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
            self.log_sign_in(profile.id, patron, &attempt.origin, "sign-in-refused", "refused").await?;
            return Ok(Outcome::Throttled { seconds });
        }
        let secret = if is_too_long { String::new() } else { attempt.secret.clone() };
        let check = password::check(secret, account.map(|account| account.hash.clone())).await?;
        let (Some(account), Some(patron)) = (account, patron) else {
            self.log_sign_in(profile.id, None, &attempt.origin, "sign-in-failed", "refused").await?;
            return Ok(Outcome::Refused);
        };
        match check {
            Check::Wrong => {
                self.log_sign_in(profile.id, Some(patron), &attempt.origin, "sign-in-failed", "refused").await?;
                return Ok(Outcome::Refused);
            }
            Check::RightWithNewHash(new) => {
                let db = self.store().writer();
                credential::upgrade_hash(db, patron, &account.hash, &new, self.clock().now()).await?;
            }
            Check::Right => {}
        }
        self.give_back(&throttles).await?;
        let signed_in = self.open_session(account, &attempt).await?;
        self.log_sign_in(profile.id, Some(patron), &attempt.origin, "sign-in", "done").await?;
        Ok(Outcome::Done(signed_in))
    }

    async fn open_session(&self, account: &credential::Account, attempt: &Attempt) -> Result<SignedIn, ServiceError> {
        let now = self.clock().now();
        let grants = role_grant::held(self.store().reader(), PatronId(account.id), now).await?;
        let lifetime = Lifetime::of(strongest(&grants), attempt.is_shared_computer);
        let token = Token::generate()?;
        let row = Model {
            id: 0,
            token_hash: token.hash(),
            patron_id: account.id,
            created_at: now.0,
            last_used_at: now.0,
            verified_at: now.0,
            idle_seconds: lifetime.idle,
            expires_at: now.plus_seconds(lifetime.absolute).0,
            is_shared_computer: i64::from(attempt.is_shared_computer),
            network: attempt.origin.network.clone().unwrap_or_default(),
            device: attempt.device_name.clone(),
        };
        session::add(self.store().writer(), row).await?;
        let device = if attempt.is_shared_computer { None } else { Some(self.remember_device(account, now).await?) };
        Ok(SignedIn { token, device, language: account.language.clone() })
    }

    async fn remember_device(&self, account: &credential::Account, now: Timestamp) -> Result<Token, ServiceError> {
        let device = Token::generate()?;
        let until = now.plus_seconds(DEVICE_SECONDS);
        session::remember_device(self.store().writer(), PatronId(account.id), &device.hash(), until).await?;
        Ok(device)
    }

    async fn throttles(
        &self,
        name: &str,
        patron: Option<PatronId>,
        attempt: &Attempt,
    ) -> Result<Vec<Throttle>, ServiceError> {
        let now = self.clock().now();
        if let (Some(patron), Some(device)) = (patron, &attempt.device)
            && session::knows_device(self.store().reader(), patron, &device.hash(), now).await?
        {
            return Ok(vec![Throttle::new(self, "device", &device.hash(), DEVICE_LIMIT)]);
        }
        let account = name.to_lowercase();
        let network = attempt.origin.network.as_deref().unwrap_or_default();
        Ok(vec![
            Throttle::new(self, "pair", &format!("{network}\n{account}"), PAIR_LIMIT),
            Throttle { is_shared: true, ..Throttle::new(self, "network", network, NETWORK_LIMIT) },
            Throttle::new(self, "account", &account, ACCOUNT_LIMIT),
        ])
    }

    /// Counts the attempt as failed until it succeeds; answers the seconds to wait if it is one too many.
    async fn charge(&self, throttles: &[Throttle]) -> Result<Option<i64>, ServiceError> {
        let now = self.clock().now();
        for throttle in throttles {
            let count = throttle::charge(self.store().writer(), &throttle.bucket, now, WINDOW_SECONDS).await?;
            if count.failures > throttle.limit {
                return Ok(Some(count.window_ends_at.seconds_since(now).max(1)));
            }
        }
        Ok(None)
    }

    async fn charge_or_wait(&self, throttles: &[Throttle]) -> Result<(), ServiceError> {
        match self.charge(throttles).await? {
            Some(seconds) => Err(ServiceError::Throttled { seconds }),
            None => Ok(()),
        }
    }

    async fn give_back(&self, throttles: &[Throttle]) -> Result<(), ServiceError> {
        for throttle in throttles {
            if throttle.is_shared {
                throttle::refund(self.store().writer(), &throttle.bucket).await?;
            } else {
                throttle::forgive(self.store().writer(), &throttle.bucket).await?;
            }
        }
        Ok(())
    }
}

/// One counter and its limit.
struct Throttle {
    bucket: String,
    limit: i64,
    /// Counts several people: a success takes back its own attempt only.
    is_shared: bool,
}

impl Throttle {
    fn new(services: &Services, kind: &str, what: &str, limit: i64) -> Self {
        let digest = services.inner.keyring.keyed_hash(&format!("throttle\n{kind}\n{what}"));
        Self { bucket: URL_SAFE_NO_PAD.encode(digest), limit, is_shared: false }
    }
}

/// The counters of links that open nothing: whoever tries tokens is slowed down (ASVS 6.3.1).
pub(crate) struct LinkThrottle([Throttle; 2]);

impl LinkThrottle {
    pub(crate) fn new(services: &Services, actor: &Actor, origin: &Origin) -> Self {
        let network = origin.network.as_deref().unwrap_or_default();
        Self([
            Throttle::new(services, "link", &actor.patron.0.to_string(), LINK_LIMIT),
            Throttle { is_shared: true, ..Throttle::new(services, "link-network", network, NETWORK_LIMIT) },
        ])
    }

    /// Counts a try as failed before it is made, so that of many at once no more than the limit are looked at.
    ///
    /// # Errors
    /// [`ServiceError::Throttled`] if it is one too many.
    pub(crate) async fn charge(&self, services: &Services) -> Result<(), ServiceError> {
        services.charge_or_wait(&self.0).await
    }

    /// Takes one try back: the link was the patron's own.
    pub(crate) async fn refund(&self, services: &Services) -> Result<(), ServiceError> {
        for throttle in &self.0 {
            throttle::refund(services.store().writer(), &throttle.bucket).await?;
        }
        Ok(())
    }
}

/// The counter of a PIN asked again: somebody at an unattended computer must not guess on.
pub(crate) struct StepUpThrottle(Throttle);

impl StepUpThrottle {
    pub(crate) fn new(services: &Services, actor: &Actor) -> Self {
        Self(Throttle::new(services, "step-up", &actor.session.0.to_string(), PAIR_LIMIT))
    }

    pub(crate) async fn charge(&self, services: &Services) -> Result<(), ServiceError> {
        services.charge_or_wait(std::slice::from_ref(&self.0)).await
    }

    pub(crate) async fn forgive(&self, services: &Services) -> Result<(), ServiceError> {
        services.give_back(std::slice::from_ref(&self.0)).await
    }
}
