//! A conversation: some questions and answers, which together take no longer than they may.

use std::time::Duration;

use bytes::Bytes;
use carrel_client::{Answer, Asking, Trouble, json, trouble_of};
use carrel_domain::Timestamp;
use http::{
    Method, Request, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use serde_json::Value;
use tokio::time::Instant;
use url::Url;

use crate::{
    endpoint::Endpoint,
    id::KohaId,
    koha::{Inner, Koha},
    offer::Availability,
};

/// Some questions to a Koha, with one end for all of them.
#[derive(Clone, Debug)]
pub struct Conversation {
    koha: Koha,
    now: Timestamp,
    begun: Instant,
    end: Instant,
}

/// A question in a conversation.
struct Asked<'a> {
    conversation: &'a Conversation,
    question: &'a Question<'a>,
}

impl Asking for Asked<'_> {
    fn request(&self, header: Option<HeaderValue>) -> Result<Request<Bytes>, Trouble> {
        self.conversation.request(self.question, header)
    }

    fn is_about_somebody_else(&self, answer: &Answer) -> bool {
        is_about_somebody_else(self.question.endpoint, answer)
    }
}

/// One question.
pub(crate) struct Question<'a> {
    pub(crate) endpoint: Endpoint,
    pub(crate) patron: Option<KohaId>,
    pub(crate) query: &'a [(&'a str, &'a str)],
    /// Headers besides those of every question; ASCII.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: Option<Value>,
}

impl<'a> Question<'a> {
    pub(crate) const fn new(endpoint: Endpoint, patron: Option<KohaId>) -> Self {
        Self { endpoint, patron, query: &[], headers: &[], body: None }
    }

    pub(crate) const fn with_query(mut self, query: &'a [(&'a str, &'a str)]) -> Self {
        self.query = query;
        self
    }

    pub(crate) const fn with_headers(mut self, headers: &'a [(&'a str, &'a str)]) -> Self {
        self.headers = headers;
        self
    }

    pub(crate) fn with_body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }
}

impl Conversation {
    pub(crate) fn new(koha: Koha, now: Timestamp, patience: Duration) -> Self {
        let begun = Instant::now();
        Self { koha, now, begun, end: begun + patience }
    }

    /// What time it is: a conversation may take a while.
    pub(crate) fn now(&self) -> Timestamp {
        self.now.plus_seconds(self.begun.elapsed().as_secs().cast_signed())
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.koha.inner
    }

    /// Asks; the answer is any that says something, failures of the library system being none.
    pub(crate) async fn ask(&self, question: &Question<'_>) -> Result<Answer, Trouble> {
        let result = self.ask_quietly(question).await;
        self.note(question.endpoint, result.as_ref().err().copied());
        result
    }

    async fn ask_quietly(&self, question: &Question<'_>) -> Result<Answer, Trouble> {
        let inner = self.inner();
        inner.offers.check(question.endpoint)?;
        inner.peer.ask(&Asked { conversation: self, question }, self.now(), self.end).await
    }

    /// Tells the breaker, and the log, how it went.
    fn note(&self, endpoint: Endpoint, trouble: Option<Trouble>) {
        self.inner().peer.note(endpoint.code(), self.now(), trouble);
    }

    fn request(&self, question: &Question<'_>, header: Option<HeaderValue>) -> Result<Request<Bytes>, Trouble> {
        let address = self.inner().settings.address_of(question.endpoint, question.patron);
        let mut address = Url::parse(&address).map_err(|_| Trouble::Refused)?;
        if !question.query.is_empty() {
            address.query_pairs_mut().extend_pairs(question.query);
        }
        let method = match question.endpoint.method() {
            "post" => Method::POST,
            "put" => Method::PUT,
            "delete" => Method::DELETE,
            _ => Method::GET,
        };
        let mut request = Request::builder().method(method).uri(address.as_str()).header(ACCEPT, "application/json");
        if let Some(header) = header {
            request = request.header(AUTHORIZATION, header);
        }
        for (name, value) in question.headers {
            request = request.header(*name, *value);
        }
        if question.body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = question.body.as_ref().map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
        request.body(body).map_err(|_| Trouble::Refused)
    }

    /// Asks for something, and reads it as JSON without secrets.
    pub(crate) async fn read(&self, question: &Question<'_>) -> Result<(Value, Answer), Trouble> {
        let result = self.ask_quietly(question).await.and_then(|answer| match trouble_of(&answer) {
            Some(trouble) => Err(self.learn(question.endpoint, trouble, &answer)),
            None => json(&answer).map(|value| (value, answer)),
        });
        self.note(question.endpoint, result.as_ref().err().copied());
        result
    }

    /// Asks for a change. What came back, if it is JSON.
    pub(crate) async fn write(&self, question: &Question<'_>) -> Result<(StatusCode, Option<Value>), Trouble> {
        let answer = self.ask(question).await?;
        match trouble_of(&answer) {
            Some(trouble) => Err(self.learn(question.endpoint, trouble, &answer)),
            // Whoever answers a change with a page for people has not made it.
            None if answer.is_page() => Err(Trouble::NotJson),
            None => Ok((answer.status, json(&answer).ok())),
        }
    }

    /// What is not there as a whole is remembered, and not asked for again for a while.
    fn learn(&self, endpoint: Endpoint, trouble: Trouble, answer: &Answer) -> Trouble {
        let offers = &self.inner().offers;
        let is_described = offers.current().of(endpoint) == Availability::Offered;
        if !is_missing(endpoint, answer) || (is_described && answer.status == StatusCode::NOT_FOUND) {
            // Koha says in JSON that there is no such patron: a page for people comes from something before it.
            return if trouble == Trouble::NotFound && answer.is_page() { Trouble::NotJson } else { trouble };
        }
        if !is_described {
            offers.is_missing(endpoint, self.now());
        }
        Trouble::NotOffered(endpoint.code())
    }
}

/// Whether it is the endpoint that is missing, and not one patron. Stock Koha takes `alldata` for a patron's number, and
/// refuses parameters that an older version does not know.
fn is_missing(endpoint: Endpoint, answer: &Answer) -> bool {
    match answer.status {
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => true,
        StatusCode::BAD_REQUEST => matches!(
            endpoint,
            Endpoint::AllData
                | Endpoint::Checkouts
                | Endpoint::AllCheckouts
                | Endpoint::Holds
                | Endpoint::Debits
                | Endpoint::Credits
                | Endpoint::Suggestions
        ),
        StatusCode::NOT_FOUND => {
            // Koha names what it does not find: “Patron not found”. For a path that it does not have, it says “Not Found”.
            let said = json(answer).ok();
            let said = said.as_ref().and_then(error_text).unwrap_or_default();
            !said.to_lowercase().contains("patron")
                && !matches!(endpoint, Endpoint::Patron | Endpoint::Patrons | Endpoint::Token | Endpoint::Description)
        }
        _ => false,
    }
}

/// A refused password is not a refused client: Koha's words for the latter begin like this.
fn is_about_somebody_else(endpoint: Endpoint, answer: &Answer) -> bool {
    endpoint == Endpoint::PasswordValidation && !is_about_us(answer)
}

/// Koha does not take Carrel's own credentials.
pub(crate) fn is_about_us(answer: &Answer) -> bool {
    let said = json(answer).ok();
    let said = said.as_ref().and_then(error_text).unwrap_or_default();
    ["Authentication", "Basic authentication", "Session", "Unexpected authentication"]
        .iter()
        .any(|start| said.starts_with(start))
}

/// What an error says, for comparing it with words of Koha's; never for people or logs.
fn error_text(value: &Value) -> Option<&str> {
    value.get("error").and_then(Value::as_str).or_else(|| value.get("errors")?.get(0)?.get("message")?.as_str())
}
