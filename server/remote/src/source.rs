//! One other service, asked for one patron.

use std::{collections::BTreeMap, sync::Arc};

use carrel_client::{Authentication, Health, Peer, Trouble, json, trouble_of};
use carrel_domain::{
    Timestamp,
    remote::{PatronFact, RemoteData, RemotePart},
};
use http::HeaderName;
use tokio::time::Instant;

use crate::{
    question::Question,
    reading::rows,
    settings::{QuestionSettings, RemoteSettings},
};

/// Why nothing was asked: the patron has no such fact.
pub const MISSING_FACT: &str = "missing-fact";

/// Facts of one patron, for questions.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<PatronFact, String>);

/// They are somebody's: never in a log.
impl std::fmt::Debug for Facts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Facts")
    }
}

impl Facts {
    /// Of these; what is empty is none.
    pub fn new(facts: impl IntoIterator<Item = (PatronFact, String)>) -> Self {
        let facts = facts.into_iter().map(|(fact, text)| (fact, text.trim().to_owned()));
        Self(facts.filter(|(_, text)| !text.is_empty()).collect())
    }

    pub(crate) fn get(&self, fact: PatronFact) -> Option<&str> {
        self.0.get(&fact).map(String::as_str)
    }
}

/// One other service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct RemoteSource {
    settings: Arc<RemoteSettings>,
    peer: Peer,
    authorization: Option<HeaderName>,
}

impl RemoteSource {
    /// One with these settings. Asks nothing yet.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new(settings: RemoteSettings) -> std::io::Result<Self> {
        let authorization = match &settings.peer.authentication {
            Authentication::Header { name, .. } => HeaderName::from_bytes(name.as_bytes()).ok(),
            _ => None,
        };
        Ok(Self { peer: Peer::new(settings.peer.clone())?, settings: Arc::new(settings), authorization })
    }

    /// Its settings.
    pub fn settings(&self) -> &RemoteSettings {
        &self.settings
    }

    /// How it is.
    pub fn health(&self) -> Health {
        self.peer.health()
    }

    /// Nothing is known yet: what a page shows while it is asked, and why.
    pub fn unknown(&self, trouble: &'static str) -> RemoteData {
        self.data(self.settings.questions.iter().map(|question| part(question, Vec::new(), None, Some(trouble))))
    }

    fn data(&self, parts: impl Iterator<Item = RemotePart>) -> RemoteData {
        let RemoteSettings { name, title, .. } = &*self.settings;
        RemoteData { name: name.clone(), title: title.clone(), parts: parts.collect() }
    }

    /// Asks everything about a patron, at once, no longer than one answer may take.
    pub async fn fetch(&self, facts: &Facts, now: Timestamp) -> RemoteData {
        let end = Instant::now() + self.peer.answer_patience();
        let asked = self.settings.questions.iter().enumerate().map(|(number, question)| async move {
            match self.ask(number, question, facts, now, end).await {
                Ok(rows) => part(question, rows, Some(now), None),
                Err(why) => part(question, Vec::new(), None, Some(why)),
            }
        });
        self.data(futures::future::join_all(asked).await.into_iter())
    }

    async fn ask(
        &self,
        number: usize,
        settings: &QuestionSettings,
        facts: &Facts,
        now: Timestamp,
        end: Instant,
    ) -> Result<Vec<Vec<String>>, &'static str> {
        let question = Question::new(settings, &self.settings.base, self.authorization.as_ref(), facts);
        let question = question.ok_or(MISSING_FACT)?;
        let answer = self.peer.ask(&question, now, end).await;
        let read = answer.and_then(|answer| match trouble_of(&answer) {
            Some(trouble) => Err(trouble),
            None => rows(&json(&answer)?, settings, facts),
        });
        self.peer.note(&format!("path {}", number + 1), now, read.as_ref().err().copied());
        read.map_err(Trouble::code)
    }
}

fn part(
    question: &QuestionSettings,
    rows: Vec<Vec<String>>,
    fetched_at: Option<Timestamp>,
    trouble: Option<&'static str>,
) -> RemotePart {
    RemotePart { title: question.title.clone(), fields: question.fields.clone(), rows, fetched_at, trouble }
}
