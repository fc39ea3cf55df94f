//! Answers of other services, in this node's memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use carrel_domain::{PatronId, Timestamp, remote::RemoteData};
use carrel_remote::Facts;
use tokio::sync::watch;

/// What came longer ago is forgotten, in seconds.
const LONGEST: i64 = 60 * 60;
/// After an attempt that failed, the next one is made after so many seconds, however often a page is looked at.
const REST: i64 = 20;
/// No more answers are kept, and no more bytes of them.
const MOST: usize = 4_000;
const MOST_BYTES: usize = 64 << 20;

/// Whose, and of which service.
type Key = (PatronId, usize);

struct Answer {
    facts: Facts,
    data: Arc<RemoteData>,
    asked_at: Timestamp,
    bytes: usize,
}

/// Answers, and questions that are on their way.
#[derive(Default)]
pub(crate) struct Kept {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    answers: HashMap<Key, Answer>,
    bytes: usize,
    on_their_way: HashMap<Key, watch::Receiver<()>>,
}

impl Kept {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An answer that is young enough not to be asked for again.
    pub(crate) fn fresh(&self, key: Key, facts: &Facts, now: Timestamp, fresh: Duration) -> Option<Arc<RemoteData>> {
        let inner = self.inner();
        let answer = inner.answers.get(&key).filter(|answer| answer.facts == *facts)?;
        let is_whole = answer.data.parts.iter().all(|part| part.trouble.is_none());
        let limit = if is_whole { fresh.as_secs().cast_signed() } else { REST };
        (0..limit).contains(&now.seconds_since(answer.asked_at)).then(|| Arc::clone(&answer.data))
    }

    /// The last answer to the same question, whatever it is worth.
    pub(crate) fn known(&self, key: Key, facts: &Facts, now: Timestamp) -> Option<Arc<RemoteData>> {
        let inner = self.inner();
        let answer = inner.answers.get(&key).filter(|answer| answer.facts == *facts && !is_old(answer, now))?;
        Some(Arc::clone(&answer.data))
    }

    /// Begins asking; or whoever tells of the end of what is on its way already.
    pub(crate) fn begin(&self, key: Key) -> Result<(watch::Sender<()>, watch::Receiver<()>), watch::Receiver<()>> {
        let mut inner = self.inner();
        if let Some(end) = inner.on_their_way.get(&key) {
            return Err(end.clone());
        }
        let (tell, end) = watch::channel(());
        inner.on_their_way.insert(key, end.clone());
        Ok((tell, end))
    }

    /// Nothing is on its way any more.
    pub(crate) fn end(&self, key: Key) {
        self.inner().on_their_way.remove(&key);
    }

    /// Keeps an answer. A part that did not come keeps the rows that came before, with the reason.
    pub(crate) fn keep(&self, key: Key, facts: Facts, mut data: RemoteData, now: Timestamp) {
        let mut inner = self.inner();
        if let Some(before) = inner.answers.remove(&key) {
            inner.bytes -= before.bytes;
            if before.facts == facts && before.data.parts.len() == data.parts.len() {
                for (part, old) in data.parts.iter_mut().zip(&before.data.parts) {
                    let is_young = old.fetched_at.is_some_and(|at| (0..LONGEST).contains(&now.seconds_since(at)));
                    if part.trouble.is_some() && part.fetched_at.is_none() && is_young {
                        part.rows.clone_from(&old.rows);
                        part.fetched_at = old.fetched_at;
                    }
                }
            }
        }
        let texts = data.parts.iter().flat_map(|part| &part.rows).flatten();
        let bytes = texts.map(|text| text.len() + 24).sum::<usize>() + 500;
        if bytes > MOST_BYTES {
            return;
        }
        inner.make_room(bytes, now);
        inner.bytes += bytes;
        inner.answers.insert(key, Answer { facts, data: Arc::new(data), asked_at: now, bytes });
    }
}

impl Inner {
    /// Forgets what is old, and then the oldest, until there is room.
    fn make_room(&mut self, bytes: usize, now: Timestamp) {
        let is_full = |inner: &Self| inner.answers.len() >= MOST || inner.bytes + bytes > MOST_BYTES;
        self.answers.retain(|_, answer| !is_old(answer, now));
        self.bytes = self.answers.values().map(|answer| answer.bytes).sum();
        while is_full(self) {
            let oldest = self.answers.iter().min_by_key(|(_, answer)| answer.asked_at).map(|(key, _)| *key);
            let Some(answer) = oldest.and_then(|key| self.answers.remove(&key)) else { return };
            self.bytes -= answer.bytes;
        }
    }
}

fn is_old(answer: &Answer, now: Timestamp) -> bool {
    !(0..LONGEST).contains(&now.seconds_since(answer.asked_at))
}

#[cfg(test)]
mod tests {
    use carrel_domain::remote::{PatronFact, RemotePart, Words};

    use super::*;

    const NOW: Timestamp = Timestamp(1_790_000_000);
    const FRESH: Duration = Duration::from_secs(300);

    fn facts(card: &str) -> Facts {
        Facts::new([(PatronFact::CardNumber, card.to_owned())])
    }

    fn data(text: &str, at: Option<Timestamp>) -> RemoteData {
        let rows = if text.is_empty() { Vec::new() } else { vec![vec![text.to_owned()]] };
        let trouble = at.is_none().then_some("slow");
        let part = RemotePart { title: Words::default(), fields: Vec::new(), rows, fetched_at: at, trouble };
        RemoteData { name: String::from("ill"), title: Words::default(), parts: vec![part] }
    }

    const KEY: Key = (PatronId(1), 0);

    #[test]
    fn an_answer_is_fresh_for_its_time_and_for_the_same_question() {
        let kept = Kept::default();
        kept.keep(KEY, facts("7"), data("x", Some(NOW)), NOW);
        assert!(kept.fresh(KEY, &facts("7"), NOW.plus_seconds(299), FRESH).is_some());
        assert!(kept.fresh(KEY, &facts("7"), NOW.plus_seconds(300), FRESH).is_none());
        assert!(kept.fresh(KEY, &facts("8"), NOW, FRESH).is_none(), "another card");
        assert!(kept.known(KEY, &facts("8"), NOW).is_none());
        assert!(kept.known((PatronId(2), 0), &facts("7"), NOW).is_none(), "another patron");
    }

    #[test]
    fn what_came_before_stays_beside_the_reason_for_an_hour() {
        let kept = Kept::default();
        kept.keep(KEY, facts("7"), data("x", Some(NOW)), NOW);
        let later = NOW.plus_seconds(1_000);
        kept.keep(KEY, facts("7"), data("", None), later);
        let known = kept.known(KEY, &facts("7"), later).unwrap();
        assert_eq!((known.parts[0].rows[0][0].as_str(), known.parts[0].fetched_at), ("x", Some(NOW)));
        assert_eq!(known.parts[0].trouble, Some("slow"));
        assert!(kept.fresh(KEY, &facts("7"), later.plus_seconds(REST), FRESH).is_none(), "it is tried again soon");
        kept.keep(KEY, facts("7"), data("", None), NOW.plus_seconds(LONGEST));
        assert!(kept.known(KEY, &facts("7"), NOW.plus_seconds(LONGEST)).unwrap().parts[0].rows.is_empty());
    }

    #[test]
    fn memory_has_an_end() {
        let kept = Kept::default();
        for number in 0..5_000 {
            kept.keep((PatronId(number), 0), facts("7"), data("x", Some(NOW)), NOW.plus_seconds(number / 10));
        }
        assert_eq!(kept.inner().answers.len(), MOST);
        let large = "y".repeat(40 << 20);
        for number in 0..3 {
            kept.keep((PatronId(number), 1), facts("7"), data(&large, Some(NOW)), NOW.plus_seconds(600));
        }
        assert!(kept.inner().bytes <= MOST_BYTES);
    }
}
