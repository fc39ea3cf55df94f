//! Linked identities: whose they are, and ending that.

use carrel_domain::{PatronScope, Timestamp};
use carrel_store::{credential, openid, passkey};

use super::{OpenIdError, OpenIdProblem, ProviderName, sealed::open};
use crate::{
    ServiceError, Services,
    audit::{Change, Entry, Event, Origin},
    security_notice::SecurityEvent,
    sessions::Session,
    token::{Token, opaque_id},
};

/// One of somebody's identities, as its owner sees it.
#[derive(Clone, Debug)]
pub struct LinkedIdentity {
    /// Opaque id.
    pub public_id: String,
    /// Short name of the provider.
    pub provider: String,
    /// What people call the provider, while the settings have it.
    pub display: Option<String>,
    /// Since when.
    pub since: Timestamp,
    /// Last sign-in with it.
    pub last_used: Timestamp,
}

impl Services {
    /// The identities of whoever is signed in.
    pub async fn list_identities(
        &self,
        session: &Session,
        language: carrel_domain::Language,
    ) -> Result<Vec<LinkedIdentity>, ServiceError> {
        let links = openid::list_links(self.store().reader(), session.actor.own_data()).await?;
        let display = |name: &str| {
            let provider = self.inner.options.openid.find(name)?;
            Some(provider.settings().display_name(language.code()).to_owned())
        };
        Ok(links
            .into_iter()
            .map(|link| LinkedIdentity {
                display: display(&link.provider),
                public_id: link.public_id,
                provider: link.provider,
                since: Timestamp(link.created_at),
                last_used: Timestamp(link.last_used_at),
            })
            .collect())
    }

    /// The provider whose identity waits in this browser to be linked.
    pub async fn pending_identity(
        &self,
        browser: &Token,
        language: carrel_domain::Language,
    ) -> Result<Option<ProviderName>, ServiceError> {
        let pending = openid::find_pending(self.store().reader(), &browser.hash(), self.clock().now()).await?;
        let provider = pending.as_ref().and_then(|pending| self.inner.options.openid.find(&pending.provider));
        Ok(provider.map(|provider| ProviderName {
            name: provider.settings().name.clone(),
            display: provider.settings().display_name(language.code()).to_owned(),
        }))
    }

    /// Links the identity that waits in this browser to whoever is signed in.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`] if nothing waits any more, or it is somebody's.
    pub async fn link_pending(&self, session: &Session, browser: &Token, origin: &Origin) -> Result<(), ServiceError> {
        let now = self.clock().now();
        if !session.is_verified(now) {
            return Err(ServiceError::StepUpNeeded);
        }
        let hash = browser.hash();
        let gone = ServiceError::Impossible("identity-gone");
        let Some(pending) = openid::take_pending(self.store().writer(), &hash, now).await? else { return Err(gone) };
        let Some(subject) = open::<String>(&self.inner.keyring, &pending_name(&hash), &pending.sealed) else {
            return Err(gone);
        };
        let identity = openid::Identity { provider: &pending.provider, issuer: &pending.issuer, subject: &subject };
        if self.link(session.actor.own_data(), identity, Some(session), origin).await? {
            Ok(())
        } else {
            Err(ServiceError::Impossible("identity-taken"))
        }
    }

    /// Says no to the identity that waits in this browser.
    pub async fn drop_pending(&self, browser: &Token) -> Result<(), ServiceError> {
        openid::take_pending(self.store().writer(), &browser.hash(), self.clock().now()).await?;
        Ok(())
    }

    /// Ends a link of whoever is signed in.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::NotFound`]; [`ServiceError::Impossible`] if it is the last way in.
    pub async fn unlink(&self, session: &Session, public_id: &str, origin: &Origin) -> Result<(), ServiceError> {
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let owner = session.actor.own_data();
        let event = Event { action: "identity-unlinked", category: None, purpose: "sign-in", outcome: "done" };
        let change = Change::of("identity", public_id);
        let entry = self.entry_of(&session.actor, Some(owner.patron()), origin, event, change).await?;
        let transaction = self.store().begin().await?;
        // Of two that are ended at once, on two nodes, one must see that the other is the last.
        carrel_store::organization::lock(&transaction, owner.organization()).await?;
        let links = openid::list_links(&transaction, owner).await?;
        let has_another = credential::find_hash(&transaction, owner.patron()).await?.is_some()
            || !passkey::list(&transaction, owner.patron()).await?.is_empty();
        if !openid::remove_link(&transaction, owner, public_id).await? {
            return Err(ServiceError::NotFound);
        }
        if links.len() == 1 && !has_another {
            return Err(ServiceError::Impossible("identity-last"));
        }
        self.close(transaction, entry, owner, SecurityEvent::IdentityUnlinked).await
    }

    /// Links an identity, tells its owner and logs it: all three, or none. `false` if it is somebody's already.
    pub(super) async fn link(
        &self,
        owner: PatronScope,
        identity: openid::Identity<'_>,
        by: Option<&Session>,
        origin: &Origin,
    ) -> Result<bool, ServiceError> {
        let now = self.clock().now();
        let public_id = opaque_id()?;
        let event = Event { action: "identity-linked", category: None, purpose: "sign-in", outcome: "done" };
        let change = Change::of("identity", &public_id).from_to(None, Some(identity.provider.to_owned()));
        let entry = match by {
            Some(session) => self.entry_of(&session.actor, Some(owner.patron()), origin, event, change).await?,
            None => Entry {
                patron: Some(owner.patron()),
                role: Some(carrel_domain::Role::Patron),
                network: origin.network.clone(),
                request_id: origin.request_id.clone(),
                interface: origin.interface,
                object: change.object,
                new_value: change.new,
                ..Entry::of_system(now, owner.organization(), event.action, event.purpose)
            },
        };
        let transaction = self.store().begin().await?;
        if !openid::add_link(&transaction, &public_id, owner, identity, now).await? {
            return Ok(false);
        }
        self.close(transaction, entry, owner, SecurityEvent::IdentityLinked).await?;
        Ok(true)
    }

    /// Tells the owner and writes the log, last.
    async fn close(
        &self,
        transaction: carrel_store::DatabaseTransaction,
        entry: Entry,
        owner: PatronScope,
        event: SecurityEvent,
    ) -> Result<(), ServiceError> {
        self.tell_owner(&transaction, owner, event).await?;
        self.commit_logged(transaction, &[entry]).await?;
        self.wake_mail();
        Ok(())
    }
}

/// The name a waiting subject is sealed under.
pub(super) fn pending_name(browser_hash: &str) -> String {
    format!("openid-pending:{browser_hash}")
}

impl OpenIdError {
    /// The problem a page can say, if it is one.
    pub const fn problem(&self) -> Option<OpenIdProblem> {
        match self {
            Self::Problem(problem) => Some(*problem),
            Self::Service(_) => None,
        }
    }
}
