//! Questions over HTTP: bounded in time and size, over TLS, and never sent on elsewhere.

use std::{error::Error, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, header::CONTENT_TYPE};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};

use crate::{error::Trouble, settings::PeerSettings};

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// A page for people, and not something for programs.
    pub fn is_page(&self) -> bool {
        let kind = self.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        kind.contains("html") || self.body.trim_ascii_start().first() == Some(&b'<')
    }
}

/// The client. It follows no redirects and keeps no cookies.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    largest: usize,
}

impl Http {
    /// With the certificates that the machine trusts, and those of the settings.
    pub(crate) fn new(settings: &PeerSettings) -> std::io::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(settings.authorities.iter().cloned());
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(std::io::Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().build();
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(settings.limits.connections)
            .build(connector);
        Ok(Self { client, largest: settings.limits.largest_answer })
    }

    /// Asks, and reads the answer to its end.
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Result<Answer, Trouble> {
        let answer = self.client.request(request.map(Full::new)).await.map_err(|error| transport(&error))?;
        let (parts, body) = answer.into_parts();
        let body = Limited::new(body, self.largest).collect().await.map_err(|error| {
            if error.downcast_ref::<LengthLimitError>().is_some() { Trouble::TooLarge } else { Trouble::CutOff }
        })?;
        Ok(Answer { status: parts.status, headers: parts.headers, body: body.to_bytes() })
    }
}

/// A certificate that is not trusted is something that an operator must know; everything else is a line that is down.
fn transport(error: &hyper_util::client::legacy::Error) -> Trouble {
    if error.is_connect() {
        let is_certificate = has_cause(error, |tls| matches!(tls, rustls::Error::InvalidCertificate(_)));
        return if is_certificate { Trouble::Certificate } else { Trouble::Unreachable };
    }
    Trouble::CutOff
}

/// Looks for an error of TLS among the causes; I/O errors carry theirs inside.
fn has_cause(error: &(dyn Error + 'static), is_it: impl Fn(&rustls::Error) -> bool + Copy) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref::<rustls::Error>().is_some_and(is_it) {
            return true;
        }
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if inner.is_some_and(|inner| has_cause(inner, is_it)) {
            return true;
        }
        cause = error.source();
    }
    false
}
