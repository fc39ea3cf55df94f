//! One Koha, shared by everybody who asks it something.

use std::{sync::Arc, time::Duration};

use carrel_client::{Health, Peer, Trouble};
use carrel_domain::Timestamp;

use crate::{
    conversation::Conversation,
    offer::{Offer, Offers},
    settings::KohaSettings,
};

/// One Koha. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Koha {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) settings: KohaSettings,
    pub(crate) peer: Peer,
    pub(crate) offers: Offers,
}

impl Koha {
    /// A Koha with these settings. Asks nothing yet.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new(settings: KohaSettings) -> std::io::Result<Self> {
        let inner = Inner { peer: Peer::new(settings.peer())?, offers: Offers::new(), settings };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Its settings.
    pub fn settings(&self) -> &KohaSettings {
        &self.inner.settings
    }

    /// Begins a conversation that is over after this time, whatever is asked in it.
    pub fn converse(&self, now: Timestamp, patience: Duration) -> Conversation {
        Conversation::new(self.clone(), now, patience)
    }

    /// How it is.
    pub fn health(&self) -> Health {
        self.inner.peer.health()
    }

    /// What it offers, as far as is known.
    pub fn offer(&self) -> Offer {
        self.inner.offers.current()
    }

    /// Reads what it offers, if that is not known or was read long ago: at start, and now and then.
    ///
    /// # Errors
    /// It does not say; what is known already stays.
    pub async fn look_around(&self, now: Timestamp) -> Result<Offer, Trouble> {
        if self.inner.offers.is_stale(now) {
            self.converse(now, self.inner.settings.refresh_patience).read_offer().await?;
        }
        Ok(self.offer())
    }
}
