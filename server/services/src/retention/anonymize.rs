//! Moving what still adds up to the anonymous patron.

use carrel_domain::{PatronId, retention::Rule};
use carrel_store::DatabaseTransaction;

use super::worker::{Batch, Job};
use crate::{ServiceError, Services};

impl Services {
    pub(super) async fn anonymize_rows(&self, _job: &mut Job<'_>, _rule: &Rule) -> Result<Batch, ServiceError> {
        Ok(Batch::Last)
    }

    pub(super) async fn move_everything(
        &self,
        _job: &mut Job<'_>,
        _patron: PatronId,
    ) -> Result<Option<DatabaseTransaction>, ServiceError> {
        Ok(Some(self.store().begin().await?))
    }
}
