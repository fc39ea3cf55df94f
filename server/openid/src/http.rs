//! Requests to a provider: bounded in time and size, over TLS, and never sent on elsewhere.

use std::{pin::Pin, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

/// A provider answers within this time or not at all.
const TIME_LIMIT: Duration = Duration::from_secs(5);
/// No document of a provider is larger, in bytes.
const SIZE_LIMIT: usize = 256 * 1024;

/// Why there was no answer. Names nothing of what was asked.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(crate) enum HttpError {
    /// Only HTTPS is spoken, but with this machine itself.
    #[error("the address is not https")]
    NotSecure,
    /// It cannot be reached.
    #[error("it cannot be reached")]
    Unreachable,
    /// It took too long.
    #[error("it did not answer in time")]
    Slow,
    /// It sent too much, or stopped in the middle.
    #[error("its answer is too large or was cut off")]
    Body,
}

/// The client. It follows no redirects and keeps no cookies.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Http {
    /// With the certificates that the machine trusts.
    pub(crate) fn new() -> std::io::Result<Self> {
        let connector = HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().build();
        Ok(Self { client: Client::builder(TokioExecutor::new()).build(connector) })
    }

    /// Asks, and reads the answer to its end.
    pub(crate) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if !is_secure(request.uri()) {
            return Err(HttpError::NotSecure);
        }
        tokio::time::timeout(TIME_LIMIT, self.exchange(request)).await.map_err(|_| HttpError::Slow)?
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = request.map(|body| Full::new(Bytes::from(body)));
        let answer = self.client.request(request).await.map_err(|_| HttpError::Unreachable)?;
        let (parts, body) = answer.into_parts();
        let body = Limited::new(body, SIZE_LIMIT).collect().await.map_err(|_| HttpError::Body)?;
        Ok(HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// HTTPS; or this machine itself, for trying things out.
fn is_secure(uri: &::http::Uri) -> bool {
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_secure;

    #[test]
    fn plain_http_is_spoken_with_this_machine_only() {
        for (address, expected) in [
            ("https://login.example/keys", true),
            ("http://127.0.0.1:4000/keys", true),
            ("http://login.example/keys", false),
            ("http://127.0.0.1.example/keys", false),
            ("http://169.254.169.254/latest", false),
        ] {
            assert_eq!(is_secure(&address.parse().unwrap()), expected, "{address}");
        }
    }
}
