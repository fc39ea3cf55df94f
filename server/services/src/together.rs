//! Questions of one kind to the database that are asked at the same time, answered by one statement.
//!
//! A question costs more than its answer: it goes to another thread or process and back, and what it needs is opened first.
//! Whoever comes while a statement runs is answered by the next one, together with all others who wait: nobody waits for
//! company, and the more come, the less each costs. Nothing is kept: every question is put to the database after it came.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use tokio::sync::{Mutex, mpsc, oneshot};

use crate::ServiceError;

/// A kind of question.
pub(crate) trait Kind: Send + Sync + 'static {
    /// What is asked.
    type Question: Clone + Eq + Hash + Send + Sync + 'static;
    /// What is answered.
    type Answer: Clone + Send + 'static;
    /// At most so many are answered by one statement.
    const MOST: usize;
    /// So many statements run at the same time.
    const READERS: usize;

    /// Answers those questions that there is an answer to.
    fn read(
        &self,
        questions: Vec<Self::Question>,
    ) -> impl Future<Output = Result<HashMap<Self::Question, Self::Answer>, ServiceError>> + Send;
}

/// Who waits for the answer to a question.
type Asker<K> = oneshot::Sender<Result<Option<<K as Kind>::Answer>, ServiceError>>;
type Waiting<K> = (<K as Kind>::Question, Asker<K>);

/// Answers questions of a kind.
#[derive(Debug)]
pub(crate) struct Together<K: Kind> {
    sender: mpsc::Sender<Waiting<K>>,
}

impl<K: Kind> Together<K> {
    /// Starts answering; it ends when this is dropped.
    pub fn start(kind: K) -> Self {
        let (sender, receiver) = mpsc::channel(1024);
        let (kind, receiver) = (Arc::new(kind), Arc::new(Mutex::new(receiver)));
        for _ in 0..K::READERS {
            tokio::spawn(answer_all(Arc::clone(&kind), Arc::clone(&receiver)));
        }
        Self { sender }
    }

    /// Asks, and waits for the answer; `None` if there is none.
    ///
    /// # Errors
    /// Those of this question alone, whatever becomes of the others.
    pub async fn ask(&self, question: K::Question) -> Result<Option<K::Answer>, ServiceError> {
        let lost = || ServiceError::System(String::from("questions are not answered any more"));
        let (tell, answer) = oneshot::channel();
        self.sender.send((question, tell)).await.map_err(|_| lost())?;
        answer.await.map_err(|_| lost())?
    }
}

async fn answer_all<K: Kind>(kind: Arc<K>, receiver: Arc<Mutex<mpsc::Receiver<Waiting<K>>>>) {
    let mut waiting = Vec::with_capacity(K::MOST);
    while receiver.lock().await.recv_many(&mut waiting, K::MOST).await > 0 {
        answer(&kind, std::mem::take(&mut waiting)).await;
    }
}

async fn answer<K: Kind>(kind: &Arc<K>, waiting: Vec<Waiting<K>>) {
    let Ok(found) = kind.read(waiting.iter().map(|(question, _)| question.clone()).collect()).await else {
        // What is wrong with one is not the others' failure. All at once: a database out of reach lets each wait long.
        for (question, tell) in waiting {
            let kind = Arc::clone(kind);
            tokio::spawn(async move {
                let found = kind.read(vec![question.clone()]).await;
                let _ = tell.send(found.map(|mut found| found.remove(&question)));
            });
        }
        return;
    };
    for (question, tell) in waiting {
        // Whoever gave up waiting has nothing to hear.
        let _ = tell.send(Ok(found.get(&question).cloned()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Doubles even numbers, has no answer to odd ones, and fails wherever 13 is among them.
    #[derive(Default)]
    struct Doubled {
        statements: Arc<AtomicUsize>,
    }

    impl Kind for Doubled {
        type Question = u32;
        type Answer = u32;
        const MOST: usize = 8;
        const READERS: usize = 1;

        async fn read(&self, numbers: Vec<u32>) -> Result<HashMap<u32, u32>, ServiceError> {
            self.statements.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            if numbers.contains(&13) {
                return Err(ServiceError::System(String::from("13")));
            }
            Ok(numbers.into_iter().filter(|number| number % 2 == 0).map(|number| (number, number * 2)).collect())
        }
    }

    #[tokio::test]
    async fn whoever_asks_at_the_same_time_shares_a_statement_and_gets_their_own_answer() {
        let doubled = Doubled::default();
        let statements = Arc::clone(&doubled.statements);
        let together = Together::start(doubled);
        let answers = futures::future::join_all((0..8).map(|number| together.ask(number))).await;
        for (number, answer) in (0..8).zip(answers) {
            assert_eq!(answer.unwrap(), (number % 2 == 0).then_some(number * 2));
        }
        assert!(statements.load(Ordering::SeqCst) <= 2, "{statements:?}");
    }

    #[tokio::test]
    async fn what_fails_for_one_is_not_the_others_failure() {
        let together = Together::start(Doubled::default());
        let answers = futures::future::join_all([12, 13, 14].map(|number| together.ask(number))).await;
        assert_eq!(
            answers.iter().map(|answer| answer.as_ref().ok().copied()).collect::<Vec<_>>(),
            [Some(Some(24)), None, Some(Some(28))]
        );
    }
}
