//! How many calls a client may make: a token bucket in the database, so that all nodes count together.
//!
//! Not every call costs a write: a node takes some calls at once and hands them out. What it took and did not hand out is
//! lost to the client when the node stops; never are there more than the client may make.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use carrel_domain::ApiClientId;
use carrel_store::api_client;

use super::ApiError;
use crate::Services;

/// At most so many calls are taken at once.
const MOST_AT_ONCE: i64 = 20;

/// Calls that this node took and has not handed out.
#[derive(Debug, Default)]
pub struct Allowances(Mutex<HashMap<ApiClientId, i64>>);

impl Allowances {
    fn hand_out(&self, client: ApiClientId) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match left.get_mut(&client).filter(|left| **left > 0) {
            Some(left) => {
                *left -= 1;
                true
            }
            None => false,
        }
    }

    fn keep(&self, client: ApiClientId, calls: i64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(client).or_default() += calls;
    }
}

impl Services {
    /// Counts one call of a client's.
    ///
    /// # Errors
    /// [`ApiError::TooManyCalls`] with the seconds to wait.
    pub(super) async fn count_call(&self, client: ApiClientId, per_minute: i64) -> Result<(), ApiError> {
        let allowances = &self.inner.allowances;
        if allowances.hand_out(client) {
            return Ok(());
        }
        let (db, now) = (self.store().writer(), self.clock().now());
        let some = (per_minute / 10).clamp(1, MOST_AT_ONCE);
        if api_client::take_calls(db, client, some, now).await? {
            allowances.keep(client, some - 1);
            return Ok(());
        }
        if some > 1 && api_client::take_calls(db, client, 1, now).await? {
            return Ok(());
        }
        Err(ApiError::TooManyCalls { seconds: api_client::seconds_to_wait(self.store().reader(), client, now).await? })
    }
}
