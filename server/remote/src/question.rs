//! What is asked, for one patron.

use bytes::Bytes;
use carrel_client::{Answer, Asking, Trouble};
use http::{
    HeaderName, HeaderValue, Method, Request,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use url::Url;

use crate::{settings::QuestionSettings, source::Facts};

/// A question with a patron's facts in it.
pub(crate) struct Question {
    address: Url,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Bytes>,
    /// What says who asks goes here.
    authorization: HeaderName,
}

impl Question {
    /// The question for a patron; `None` if they lack a fact that it needs.
    pub(crate) fn new(
        settings: &QuestionSettings,
        base: &str,
        authorization: Option<&HeaderName>,
        facts: &Facts,
    ) -> Option<Self> {
        let plain = |text: &str| Some(text.to_owned());
        let path = settings.path.fill(facts, in_path)?;
        let mut address = Url::parse(&format!("{base}{path}")).ok()?;
        if !settings.query.is_empty() {
            let mut pairs = address.query_pairs_mut();
            for (name, text) in &settings.query {
                pairs.append_pair(name, &text.fill(facts, plain)?);
            }
        }
        let headers = settings.headers.iter().map(|(name, text)| {
            let mut value = HeaderValue::from_str(&text.fill(facts, plain)?).ok()?;
            value.set_sensitive(true);
            Some((name.clone(), value))
        });
        let headers = headers.collect::<Option<Vec<_>>>()?;
        let body = match &settings.body {
            Some(fields) => {
                let fields = fields.iter().map(|(name, text)| Some((name.clone(), text.fill(facts, plain)?.into())));
                Some(Bytes::from(Value::Object(fields.collect::<Option<Map<_, _>>>()?).to_string()))
            }
            None => None,
        };
        Some(Self { address, headers, body, authorization: authorization.cloned().unwrap_or(AUTHORIZATION) })
    }
}

/// A fact as one part of a path: never a way up, never more than a part.
fn in_path(text: &str) -> Option<String> {
    let is_way = text.bytes().all(|byte| byte == b'.');
    (!is_way).then(|| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string())
}

impl Asking for Question {
    fn request(&self, header: Option<HeaderValue>) -> Result<Request<Bytes>, Trouble> {
        let method = if self.body.is_some() { Method::POST } else { Method::GET };
        let mut request =
            Request::builder().method(method).uri(self.address.as_str()).header(ACCEPT, "application/json");
        if let Some(header) = header {
            request = request.header(&self.authorization, header);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if self.body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        request.body(self.body.clone().unwrap_or_default()).map_err(|_| Trouble::Refused)
    }

    fn is_about_somebody_else(&self, _: &Answer) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_fact_is_no_way_up_and_no_other_path() {
        assert_eq!(in_path("20 1/2?x#y").as_deref(), Some("20%201%2F2%3Fx%23y"));
        assert_eq!((in_path(".."), in_path(".")), (None, None));
    }

    proptest! {
        #[test]
        fn whatever_a_fact_says_the_path_keeps_its_form(fact in ".{1,20}") {
            let Some(part) = in_path(&fact) else { return Ok(()) };
            let url = Url::parse(&format!("https://ill.example/a/{part}/b")).unwrap();
            prop_assert_eq!(url.path_segments().unwrap().count(), 3);
            prop_assert_eq!((url.host_str(), url.query(), url.fragment()), (Some("ill.example"), None, None));
        }
    }
}
