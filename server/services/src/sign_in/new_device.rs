//! Telling an owner when somebody signs in with a browser that was not seen before.

use carrel_domain::{OrganizationId, PatronId, PatronScope};
use carrel_store::{credential::Account, session};

use super::{Visitor, throttle::place_hash};
use crate::{ServiceError, Services, security_notice::SecurityEvent};

/// A shared computer has no token of its own: its place is remembered instead, for so long in seconds.
const PLACE_SECONDS: i64 = 30 * 24 * 60 * 60;

impl Services {
    /// Whether the browser is new to the account. The very first one is not: there is nothing to compare it with.
    pub(super) async fn is_new_device(&self, account: &Account, visitor: &Visitor) -> Result<bool, ServiceError> {
        let (db, now, patron) = (self.store().reader(), self.clock().now(), PatronId(account.id));
        if let Some(device) = &visitor.device
            && session::knows_device(db, patron, &device.hash(), now).await?
        {
            return Ok(false);
        }
        if !session::has_devices(db, patron, now).await? {
            return Ok(false);
        }
        if !visitor.is_shared_computer {
            return Ok(true);
        }
        // On the library's own computers one mail a month is enough.
        let place = place_hash(self, patron, visitor);
        if session::knows_device(db, patron, &place, now).await? {
            return Ok(false);
        }
        session::remember_device(self.store().writer(), patron, &place, now.plus_seconds(PLACE_SECONDS)).await?;
        Ok(true)
    }

    /// Tells the owner. A mail that cannot be written keeps nobody out.
    pub(super) async fn tell_of_new_device(&self, account: &Account, organization: OrganizationId) {
        let owner = PatronScope::of_background_work(PatronId(account.id), organization);
        match self.tell_owner(self.store().writer(), owner, SecurityEvent::NewDevice).await {
            Ok(()) => self.wake_mail(),
            Err(error) => tracing::error!(%error, "the owner of an account could not be told of a new device"),
        }
    }
}
