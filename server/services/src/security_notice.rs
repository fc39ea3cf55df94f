//! Telling owners what happened to their accounts (ASVS 6.3.7).

use carrel_domain::PatronScope;
use carrel_store::ConnectionTrait;

use crate::{ServiceError, Services};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityEvent {
    TotpAdded,
    TotpRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    PasskeyCopied,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    FactorsReset,
}

impl Services {
    pub(crate) async fn tell_owner(
        &self,
        _db: &impl ConnectionTrait,
        _to: PatronScope,
        _event: SecurityEvent,
    ) -> Result<(), ServiceError> {
        Ok(())
    }
}
