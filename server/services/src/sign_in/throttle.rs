//! The counters that slow guessing down, kept in the database so that several nodes count together.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use carrel_domain::{Actor, PatronId};
use carrel_store::{session, throttle};

use super::{Attempt, Visitor};
use crate::{ServiceError, Services, audit::Origin};

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
/// Wrong second factors allowed in a window for one account from all unknown browsers: a code has a million values only.
const STEP_ACCOUNT_LIMIT: i64 = 10;
/// Links that open nothing, allowed in a window for one account.
const LINK_LIMIT: i64 = 10;
/// Ways to a provider, begun and not ended well, allowed in a window from one network.
const OPENID_LIMIT: i64 = 300;
/// Wrong secrets of one client of the interface, allowed in a window from one network.
const CLIENT_LIMIT: i64 = 10;
/// Links for a new password, sent in a window for one account. Each is good for longer than a window.
const RECOVERY_LIMIT: i64 = 5;
/// Addresses that one patron may ask to have confirmed in a window.
const EMAIL_LIMIT: i64 = 5;

impl Services {
    pub(super) async fn throttles(
        &self,
        name: &str,
        patron: Option<PatronId>,
        attempt: &Attempt,
    ) -> Result<Vec<Throttle>, ServiceError> {
        let now = self.clock().now();
        if let (Some(patron), Some(device)) = (patron, &attempt.visitor.device)
            && session::knows_device(self.store().reader(), patron, &device.hash(), now).await?
        {
            return Ok(vec![Throttle::new(self, "device", &device.hash(), DEVICE_LIMIT)]);
        }
        // Card number and user name are two names of one account; an unknown name counts by itself, so that both answer alike.
        let account = patron.map_or_else(|| name.to_lowercase(), |patron| format!("\n{}", patron.0));
        let network = attempt.visitor.origin.network.as_deref().unwrap_or_default();
        Ok(vec![
            Throttle::new(self, "pair", &format!("{network}\n{account}"), PAIR_LIMIT),
            Throttle { is_shared: true, ..Throttle::new(self, "network", network, NETWORK_LIMIT) },
            Throttle::new(self, "account", &account, ACCOUNT_LIMIT),
        ])
    }

    /// Counts the attempt as failed until it succeeds; answers the seconds to wait if it is one too many.
    pub(super) async fn charge(&self, throttles: &[Throttle]) -> Result<Option<i64>, ServiceError> {
        let now = self.clock().now();
        for throttle in throttles {
            let count = throttle::charge(self.store().writer(), &throttle.bucket, now, WINDOW_SECONDS).await?;
            if count.failures > throttle.limit {
                return Ok(Some(count.window_ends_at.seconds_since(now).max(1)));
            }
        }
        Ok(None)
    }

    async fn charge_or_refuse(&self, throttles: &[Throttle]) -> Result<(), ServiceError> {
        self.charge(throttles).await?.map_or(Ok(()), |seconds| Err(ServiceError::Throttled { seconds }))
    }

    /// Refuses where there were too many already; counts nothing.
    async fn refuse_if_full(&self, throttles: &[Throttle]) -> Result<(), ServiceError> {
        let now = self.clock().now();
        for throttle in throttles {
            let count = throttle::look(self.store().reader(), &throttle.bucket, now).await?;
            if let Some(count) = count.filter(|count| count.failures >= throttle.limit) {
                return Err(ServiceError::Throttled { seconds: count.window_ends_at.seconds_since(now).max(1) });
            }
        }
        Ok(())
    }

    pub(super) async fn give_back(&self, throttles: &[Throttle]) -> Result<(), ServiceError> {
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

/// A place that an account was signed in to from: network and browser, so that nobody without the key can tell which.
pub(super) fn place_hash(services: &Services, patron: PatronId, visitor: &Visitor) -> String {
    let network = visitor.origin.network.as_deref().unwrap_or_default();
    let browser = visitor.device_name.as_deref().unwrap_or_default();
    let text = format!("place\n{}\n{network}\n{browser}", patron.0);
    URL_SAFE_NO_PAD.encode(services.inner.keyring.keyed_hash(&text))
}

/// One counter and its limit.
pub(super) struct Throttle {
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
        services.charge_or_refuse(&self.0).await
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
        services.charge_or_refuse(std::slice::from_ref(&self.0)).await
    }

    pub(crate) async fn forgive(&self, services: &Services) -> Result<(), ServiceError> {
        services.give_back(std::slice::from_ref(&self.0)).await
    }
}

/// The counters of wrong second factors. A browser that signed in to the account before has one of its own, so that nobody
/// who knows the PIN can keep the owner out.
pub(super) struct StepThrottle(Vec<Throttle>);

impl StepThrottle {
    pub(super) async fn new(services: &Services, patron: PatronId, visitor: &Visitor) -> Result<Self, ServiceError> {
        let now = services.clock().now();
        if let Some(device) = &visitor.device
            && session::knows_device(services.store().reader(), patron, &device.hash(), now).await?
        {
            return Ok(Self(vec![Throttle::new(services, "step-device", &device.hash(), PAIR_LIMIT)]));
        }
        let network = visitor.origin.network.as_deref().unwrap_or_default();
        Ok(Self(vec![
            Throttle::new(services, "step-pair", &format!("{network}\n{}", patron.0), PAIR_LIMIT),
            Throttle::new(services, "step-account", &patron.0.to_string(), STEP_ACCOUNT_LIMIT),
        ]))
    }

    pub(super) async fn charge(&self, services: &Services) -> Result<Option<i64>, ServiceError> {
        services.charge(&self.0).await
    }

    pub(super) async fn forgive(&self, services: &Services) -> Result<(), ServiceError> {
        services.give_back(&self.0).await
    }
}

/// The counter of people who leave for a provider: each is a row until they are back.
pub(crate) struct OpenIdThrottle(Throttle);

impl OpenIdThrottle {
    pub(crate) fn new(services: &Services, origin: &Origin) -> Self {
        let network = origin.network.as_deref().unwrap_or_default();
        Self(Throttle { is_shared: true, ..Throttle::new(services, "openid-network", network, OPENID_LIMIT) })
    }

    pub(crate) async fn charge(&self, services: &Services) -> Result<(), ServiceError> {
        services.charge_or_refuse(std::slice::from_ref(&self.0)).await
    }

    pub(crate) async fn give_back(&self, services: &Services) -> Result<(), ServiceError> {
        services.give_back(std::slice::from_ref(&self.0)).await
    }
}

/// The counters of whoever says that they forgot their password. Fewer mails are sent in a window than links stay good for:
/// whoever is sent no more has some, also if it was a stranger who asked.
pub(crate) struct RecoveryThrottle {
    network: Throttle,
    name: Throttle,
}

impl RecoveryThrottle {
    pub(crate) fn new(services: &Services, name: &str, origin: &Origin) -> Self {
        let network = origin.network.as_deref().unwrap_or_default();
        Self {
            network: Throttle {
                is_shared: true,
                ..Throttle::new(services, "recovery-network", network, NETWORK_LIMIT)
            },
            name: Throttle::new(services, "recovery-name", &name.trim().to_lowercase(), RECOVERY_LIMIT),
        }
    }

    /// Seconds to wait, if there were too many questions from the network.
    pub(crate) async fn charge_network(&self, services: &Services) -> Result<Option<i64>, ServiceError> {
        services.charge(std::slice::from_ref(&self.network)).await
    }

    /// Whether something may still be sent for this name. Nobody is told.
    pub(crate) async fn charge_name(&self, services: &Services) -> Result<bool, ServiceError> {
        Ok(services.charge(std::slice::from_ref(&self.name)).await?.is_none())
    }

    /// Whether something may still be sent to this account, by whichever name it was asked for. Nobody is told.
    pub(crate) async fn charge_patron(&self, services: &Services, patron: PatronId) -> Result<bool, ServiceError> {
        let account = Throttle::new(services, "recovery-account", &patron.0.to_string(), RECOVERY_LIMIT);
        Ok(services.charge(&[account]).await?.is_none())
    }
}

/// The counters of codes on paper, apart from those of signing in: trying codes keeps nobody from that.
pub(crate) struct CodeThrottle([Throttle; 3]);

impl CodeThrottle {
    pub(crate) fn new(services: &Services, card: &str, origin: &Origin) -> Self {
        let (account, network) = (card.to_lowercase(), origin.network.as_deref().unwrap_or_default());
        Self([
            Throttle::new(services, "code-pair", &format!("{network}\n{account}"), PAIR_LIMIT),
            Throttle { is_shared: true, ..Throttle::new(services, "code-network", network, NETWORK_LIMIT) },
            Throttle::new(services, "code-account", &account, ACCOUNT_LIMIT),
        ])
    }

    pub(crate) async fn charge(&self, services: &Services) -> Result<(), ServiceError> {
        services.charge_or_refuse(&self.0).await
    }

    pub(crate) async fn forgive(&self, services: &Services) -> Result<(), ServiceError> {
        services.give_back(&self.0).await
    }
}

/// The counter of links from mails that open nothing, where nobody is signed in: by network.
pub(crate) struct TokenThrottle(Throttle);

impl TokenThrottle {
    pub(crate) fn new(services: &Services, origin: &Origin) -> Self {
        let network = origin.network.as_deref().unwrap_or_default();
        Self(Throttle { is_shared: true, ..Throttle::new(services, "token-network", network, NETWORK_LIMIT) })
    }

    /// Whether there were too many already.
    pub(crate) async fn check(&self, services: &Services) -> Result<(), ServiceError> {
        services.refuse_if_full(std::slice::from_ref(&self.0)).await
    }

    /// Counts one; of many at once those above the limit are refused.
    pub(crate) async fn charge(&self, services: &Services) -> Result<(), ServiceError> {
        services.charge_or_refuse(std::slice::from_ref(&self.0)).await
    }
}

/// The counter of addresses that somebody calls theirs: each is a mail to somebody.
pub(crate) struct EmailThrottle([Throttle; 1]);

impl EmailThrottle {
    pub(crate) fn new(services: &Services, actor: &Actor) -> Self {
        Self([Throttle::new(services, "email", &actor.patron.0.to_string(), EMAIL_LIMIT)])
    }

    pub(crate) async fn charge(&self, services: &Services) -> Result<(), ServiceError> {
        services.charge_or_refuse(&self.0).await
    }
}

/// The counters of programs that say who they are: by network, and by client and network.
///
/// Unlike a PIN, a secret of 256 bits cannot be guessed however many tries come at once: only wrong ones are counted, so that
/// a program whose parts begin all at the same time is not taken for somebody who guesses.
pub(crate) struct ClientThrottle([Throttle; 2]);

impl ClientThrottle {
    pub(crate) fn new(services: &Services, client: &str, origin: &Origin) -> Self {
        let network = origin.network.as_deref().unwrap_or_default();
        Self([
            Throttle { is_shared: true, ..Throttle::new(services, "client-network", network, NETWORK_LIMIT) },
            Throttle::new(services, "client-pair", &format!("{network}\n{client}"), CLIENT_LIMIT),
        ])
    }

    /// Refuses after too many wrong tries.
    ///
    /// # Errors
    /// [`ServiceError::Throttled`].
    pub(crate) async fn check(&self, services: &Services) -> Result<(), ServiceError> {
        services.refuse_if_full(&self.0).await
    }

    /// It was wrong. A network that is full has no new counters made.
    ///
    /// # Errors
    /// [`ServiceError::Throttled`] if it is one too many.
    pub(crate) async fn charge(&self, services: &Services) -> Result<(), ServiceError> {
        services.charge_or_refuse(&self.0).await
    }
}

/// The counter of refusals that are written into the log: whoever stole a token cannot fill it.
pub(crate) struct RefusalThrottle([Throttle; 1]);

impl RefusalThrottle {
    pub(crate) fn new(services: &Services, client: &str, origin: &Origin) -> Self {
        let network = origin.network.as_deref().unwrap_or_default();
        Self([Throttle::new(services, "client-refused", &format!("{network}\n{client}"), CLIENT_LIMIT)])
    }

    /// Whether one more is written.
    pub(crate) async fn allows(&self, services: &Services) -> Result<bool, ServiceError> {
        Ok(services.charge(&self.0).await?.is_none())
    }
}
