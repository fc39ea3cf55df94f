//! Sessions with how much the library holds about their patrons, for home pages that are asked for at the same time.
//!
//! Counting begins with opening thirty tables and indexes, which takes longer than the counting itself.

use std::collections::HashMap;

use carrel_store::{
    Store,
    session::{self, SignedIn},
};

use crate::{Clock, ServiceError, together::Kind};

/// The session with a token of this hash, if it is good.
#[derive(Debug)]
pub(crate) struct HomeSession {
    pub store: Store,
    pub clock: Clock,
}

impl Kind for HomeSession {
    type Question = String;
    type Answer = SignedIn;
    const MOST: usize = 16;
    const READERS: usize = 4;

    async fn read(&self, hashes: Vec<String>) -> Result<HashMap<String, SignedIn>, ServiceError> {
        let hashes: Vec<&str> = hashes.iter().map(String::as_str).collect();
        let found = session::find_with_counts(self.store.reader(), &hashes, self.clock.now()).await?;
        Ok(found.into_iter().map(|session| (session.token_hash.clone(), session)).collect())
    }
}
