//! Asking Koha whether a password is right.

use carrel_client::{Answer, Trouble, json as read_json, trouble_of};
use http::StatusCode;
use serde_json::json;

use crate::{
    conversation::{Conversation, Question, is_about_us},
    endpoint::Endpoint,
    id::KohaId,
};

/// What Koha says of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is right; whose it is, if Koha says so.
    Right(Option<KohaId>),
    /// It is not, or there is nobody.
    Wrong,
}

impl Conversation {
    /// Whether a password belongs to a card number or user name. Koha answers 201 or, before 23.11, 204 if so, and 400,
    /// 401 or 404 if not. Whatever else comes, it cannot say: that is a [`Trouble`], and lets nobody in.
    ///
    /// # Errors
    /// Every [`Trouble`].
    pub async fn check_password(&self, identifier: &str, password: &str) -> Result<Verdict, Trouble> {
        let body = json!({"identifier": identifier, "password": password});
        let question = Question::new(Endpoint::PasswordValidation, None).with_body(body);
        let answer = self.ask(&question).await?;
        match answer.status {
            StatusCode::NO_CONTENT => Ok(Verdict::Right(None)),
            StatusCode::CREATED => {
                let said = read_json(&answer).map_err(|_| Trouble::WrongShape)?;
                Ok(Verdict::Right(said.get("patron_id").and_then(KohaId::of_value)))
            }
            // A proxy's page says nothing about a password.
            _ if answer.is_page() => Err(trouble_of(&answer).unwrap_or(Trouble::NotJson)),
            StatusCode::UNAUTHORIZED if is_about_us(&answer) => Err(Trouble::Unauthorized),
            StatusCode::NOT_FOUND if is_no_endpoint(&answer) => {
                Err(Trouble::NotOffered(Endpoint::PasswordValidation.code()))
            }
            // Koha's validation of requests lists what it does not understand.
            StatusCode::BAD_REQUEST if read_json(&answer).is_ok_and(|said| said.get("errors").is_some()) => {
                Err(Trouble::Refused)
            }
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND => Ok(Verdict::Wrong),
            _ => Err(trouble_of(&answer).unwrap_or(Trouble::WrongShape)),
        }
    }
}

/// For a path that it does not have, Koha's framework says just this.
fn is_no_endpoint(answer: &Answer) -> bool {
    let said = read_json(answer).unwrap_or_default();
    let message = said.get("errors").and_then(|errors| errors.get(0)).and_then(|error| error.get("message"));
    message.and_then(serde_json::Value::as_str).is_some_and(|text| text.trim_end_matches('.') == "Not Found")
}
