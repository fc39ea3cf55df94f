//! One other system, shared by everybody who asks it something.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use carrel_domain::Timestamp;
use http::{HeaderValue, Request, StatusCode};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

use crate::{
    answer::trouble_of,
    breaker::{Breaker, Health},
    error::Trouble,
    http::{Answer, Http},
    settings::PeerSettings,
    token::Tokens,
};

/// One other system. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Peer {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    settings: PeerSettings,
    http: Http,
    tokens: Tokens,
    breaker: Breaker,
    permits: Semaphore,
}

/// One question, which may have to be asked twice.
pub trait Asking: Sync {
    /// The request; `header` is who asks, for the header `Authorization`.
    ///
    /// # Errors
    /// It cannot be made.
    fn request(&self, header: Option<HeaderValue>) -> Result<Request<Bytes>, Trouble>;

    /// Whether a 401 is about somebody else than Carrel itself: then no new token is fetched.
    fn is_about_somebody_else(&self, _: &Answer) -> bool {
        false
    }
}

impl Peer {
    /// One with these settings. Asks nothing yet.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new(settings: PeerSettings) -> std::io::Result<Self> {
        let inner = Inner {
            http: Http::new(&settings)?,
            tokens: Tokens::new(),
            breaker: Breaker::new(),
            permits: Semaphore::new(settings.limits.connections),
            settings,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// How it is.
    pub fn health(&self) -> Health {
        self.inner.breaker.health()
    }

    /// Asks, until `end` at the latest; the answer is any that says something, failures of the system itself being none.
    /// Whoever asks tells how it went ([`Peer::note`]), for only they know whether the answer can be used.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn ask(&self, question: &impl Asking, now: Timestamp, end: Instant) -> Result<Answer, Trouble> {
        self.inner.breaker.admit(now)?;
        let permit = timeout_at(end, self.inner.permits.acquire()).await;
        let Ok(Ok(_permit)) = permit else { return Err(Trouble::Busy) };
        self.exchange(question, now, end).await
    }

    async fn exchange(&self, question: &impl Asking, now: Timestamp, end: Instant) -> Result<Answer, Trouble> {
        let Inner { settings, http, tokens, .. } = &*self.inner;
        let begun = Instant::now();
        let patience = settings.limits.answer_patience;
        let end = end.min(begun + patience);
        let work = async {
            let header = tokens.header(settings, http, now, None).await?;
            let answer = http.send(question.request(header.clone())?).await?;
            if answer.status != StatusCode::UNAUTHORIZED || question.is_about_somebody_else(&answer) {
                return Ok(answer);
            }
            let Some(header) = header else { return Ok(answer) };
            // The token may have been withdrawn before its time: a new one, once.
            match tokens.header(settings, http, now, Some(&header)).await {
                Ok(newer) => http.send(question.request(newer)?).await,
                Err(Trouble::Unauthorized) => Ok(answer),
                Err(trouble) => Err(trouble),
            }
        };
        let answer = match timeout_at(end, work).await {
            Ok(answer) => answer?,
            // Who waited only for a moment cannot say that it is slow.
            Err(_) if begun.elapsed() * 2 < patience => return Err(Trouble::Busy),
            Err(_) => return Err(Trouble::Slow),
        };
        match trouble_of(&answer) {
            Some(trouble) if trouble.is_failure() => Err(trouble),
            _ => Ok(answer),
        }
    }

    /// Tells the breaker, and the log, how it went. `what` was asked for is a word of the program or of the settings, never
    /// anybody's data.
    pub fn note(&self, what: &str, now: Timestamp, trouble: Option<Trouble>) {
        let peer = self.inner.settings.name.as_str();
        let breaker = &self.inner.breaker;
        match trouble {
            // Nobody was asked, or not for long enough.
            Some(Trouble::Resting | Trouble::Busy | Trouble::NotOffered(_)) => {}
            Some(trouble) if trouble.is_failure() => {
                if breaker.failed(now, trouble) {
                    tracing::warn!(peer, endpoint = what, %trouble, "another system is left alone for a while");
                } else {
                    tracing::info!(peer, endpoint = what, %trouble, "another system did not answer as it must");
                }
            }
            Some(trouble) => {
                tracing::debug!(peer, endpoint = what, %trouble, "no answer that can be used");
                breaker.succeeded();
            }
            None => breaker.succeeded(),
        }
    }

    /// How long one answer may take.
    pub fn answer_patience(&self) -> Duration {
        self.inner.settings.limits.answer_patience
    }
}
