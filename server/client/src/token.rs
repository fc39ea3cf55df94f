//! Saying who asks: a token that is kept until shortly before it expires, or a user's name and password.

use std::pin::Pin;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use carrel_domain::Timestamp;
use http::HeaderValue;
use oauth2::{
    AsyncHttpClient, AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, RequestTokenError,
    TokenResponse as _, TokenUrl, basic::BasicClient,
};
use tokio::sync::Mutex;

use crate::{
    answer::trouble_of,
    error::Trouble,
    http::Http,
    settings::{Authentication, PeerSettings},
};

/// A token that says nothing of its time is kept so many seconds; Koha's hold for an hour.
const USUAL: u64 = 10 * 60;
/// A token is not used in its last seconds: two clocks may differ, and the question is on its way for a while.
const MARGIN: i64 = 60;

struct Token {
    header: HeaderValue,
    until: Timestamp,
}

/// Keeps the token.
pub(crate) struct Tokens {
    kept: Mutex<Option<Token>>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens")
    }
}

impl Tokens {
    pub(crate) const fn new() -> Self {
        Self { kept: Mutex::const_new(None) }
    }

    /// What goes into the header that says who asks, if there is one. `refused` is one that was not taken: it is not given
    /// again.
    pub(crate) async fn header(
        &self,
        settings: &PeerSettings,
        http: &Http,
        now: Timestamp,
        refused: Option<&HeaderValue>,
    ) -> Result<Option<HeaderValue>, Trouble> {
        let (id, secret) = match &settings.authentication {
            // There is no other one.
            Authentication::Nobody | Authentication::Header { .. } | Authentication::User { .. }
                if refused.is_some() =>
            {
                return Err(Trouble::Unauthorized);
            }
            Authentication::Nobody => return Ok(None),
            Authentication::Header { token, .. } => return sensitive(token).map(Some),
            Authentication::User { name, password } => {
                return sensitive(&format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))).map(Some);
            }
            Authentication::Client { id, secret } => (id, secret),
        };
        // Held while one is fetched, so that all who wait get that one.
        let mut kept = self.kept.lock().await;
        if let Some(token) = kept.as_ref()
            && now < token.until
            && refused != Some(&token.header)
        {
            return Ok(Some(token.header.clone()));
        }
        *kept = None;
        let token = fetch(settings, http, now, id, secret).await?;
        let header = token.header.clone();
        *kept = Some(token);
        Ok(Some(header))
    }
}

async fn fetch(settings: &PeerSettings, http: &Http, now: Timestamp, id: &str, secret: &str) -> Result<Token, Trouble> {
    let address = TokenUrl::new(settings.token_address.clone()).map_err(|_| Trouble::Unreachable)?;
    let client = BasicClient::new(ClientId::new(id.to_owned()))
        .set_client_secret(ClientSecret::new(secret.to_owned()))
        .set_token_uri(address)
        // Koha reads them from the body, as every server may (RFC 6749, 2.3.1).
        .set_auth_type(AuthType::RequestBody);
    let answer = client.exchange_client_credentials().request_async(http).await.map_err(|error| match error {
        RequestTokenError::Request(Trouble::NotFound) => Trouble::NotOffered("token"),
        RequestTokenError::Request(trouble) => trouble,
        RequestTokenError::Parse(..) => Trouble::WrongShape,
        RequestTokenError::ServerResponse(_) | RequestTokenError::Other(_) => Trouble::Unauthorized,
    })?;
    let seconds = answer.expires_in().map_or(USUAL, |time| time.as_secs()).min(24 * 60 * 60).cast_signed();
    Ok(Token {
        header: sensitive(&format!("Bearer {}", answer.access_token().secret()))?,
        until: now.plus_seconds((seconds - MARGIN).max(seconds / 2)),
    })
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Trouble;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Trouble>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let answer = self.send(request.map(Bytes::from)).await?;
            match trouble_of(&answer) {
                // What the credentials are worth stands in the body, and comes out as `ServerResponse`.
                None | Some(Trouble::Refused | Trouble::Unauthorized | Trouble::Forbidden) => {}
                Some(trouble) => return Err(trouble),
            }
            if answer.is_page() {
                return Err(Trouble::NotJson);
            }
            let mut response = HttpResponse::new(answer.body.to_vec());
            *response.status_mut() = answer.status;
            *response.headers_mut() = answer.headers;
            Ok(response)
        })
    }
}

fn sensitive(text: &str) -> Result<HeaderValue, Trouble> {
    let mut header = HeaderValue::from_str(text).map_err(|_| Trouble::WrongShape)?;
    header.set_sensitive(true);
    Ok(header)
}
