//! Sessions with how much the library holds about their patrons, for home pages that are asked for at the same time.
//!
//! Counting begins with opening thirty tables and indexes, which takes longer than the counting itself. Whoever comes while a
//! statement runs is read by the next one, together with all others who wait: nobody waits for company, and the more come,
//! the less each costs.

use std::{collections::HashMap, sync::Arc};

use carrel_store::{
    Store,
    session::{self, SignedIn},
};
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::{Clock, ServiceError};

/// At most so many sessions are read by one statement.
const MOST: usize = 16;
/// So many statements run at the same time.
const READERS: usize = 4;

/// The hash of a token, and who waits for its session.
type Waiting = (String, oneshot::Sender<Result<Option<SignedIn>, ServiceError>>);

/// Reads home pages' sessions.
#[derive(Debug)]
pub(crate) struct HomeReader {
    sender: mpsc::Sender<Waiting>,
}

impl HomeReader {
    /// Starts reading; it ends when this is dropped.
    pub fn start(store: &Store, clock: &Clock) -> Self {
        let (sender, receiver) = mpsc::channel(1024);
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..READERS {
            tokio::spawn(read_all(store.clone(), clock.clone(), Arc::clone(&receiver)));
        }
        Self { sender }
    }

    /// The session with this token, if it is good.
    pub async fn find(&self, token_hash: String) -> Result<Option<SignedIn>, ServiceError> {
        let lost = || ServiceError::System(String::from("sessions are not read any more"));
        let (tell, found) = oneshot::channel();
        self.sender.send((token_hash, tell)).await.map_err(|_| lost())?;
        found.await.map_err(|_| lost())?
    }
}

async fn read_all(store: Store, clock: Clock, receiver: Arc<Mutex<mpsc::Receiver<Waiting>>>) {
    let mut waiting = Vec::with_capacity(MOST);
    while receiver.lock().await.recv_many(&mut waiting, MOST).await > 0 {
        read(&store, &clock, std::mem::take(&mut waiting)).await;
    }
}

async fn read(store: &Store, clock: &Clock, waiting: Vec<Waiting>) {
    let hashes: Vec<&str> = waiting.iter().map(|(hash, _)| hash.as_str()).collect();
    let Ok(found) = session::find_with_counts(store.reader(), &hashes, clock.now()).await else {
        // What is wrong with one is not the others' failure. All at once: a database out of reach lets each wait long.
        for (hash, tell) in waiting {
            let (store, clock) = (store.clone(), clock.clone());
            tokio::spawn(async move {
                let found = session::find_with_counts(store.reader(), &[&hash], clock.now()).await;
                let _ = tell.send(found.map(|mut found| found.pop()).map_err(ServiceError::from));
            });
        }
        return;
    };
    let found: HashMap<String, SignedIn> =
        found.into_iter().map(|session| (session.token_hash.clone(), session)).collect();
    for (hash, tell) in waiting {
        // Whoever gave up waiting has nothing to hear.
        let _ = tell.send(Ok(found.get(&hash).cloned()));
    }
}
