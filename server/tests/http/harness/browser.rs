//! A browser: keeps cookies, says where its requests come from, and follows nothing by itself.

use std::{collections::BTreeMap, net::SocketAddr};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use tower::ServiceExt as _;

use super::{Person, Portal};

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// One header; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it sends on to.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The `Set-Cookie` line of this cookie.
    pub fn set_cookie(&self, name: &str) -> Option<&str> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        lines.into_iter().find(|line| line.starts_with(&format!("{name}=")))
    }
}

/// A browser on somebody's device.
#[derive(Clone)]
pub struct Browser {
    portal: Portal,
    pub cookies: BTreeMap<String, String>,
    pub peer: SocketAddr,
    pub headers: Vec<(&'static str, String)>,
}

impl Browser {
    pub(super) fn new(portal: Portal, peer: &str) -> Self {
        Self {
            portal,
            cookies: BTreeMap::new(),
            peer: SocketAddr::new(peer.parse().unwrap(), 50_000),
            headers: vec![
                ("user-agent", String::from("Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0")),
                ("accept", String::from("text/html,application/xhtml+xml,*/*;q=0.8")),
            ],
        }
    }

    /// Sends this header from now on.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub async fn get(&mut self, address: &str) -> Answer {
        self.send(Method::GET, address, &[("sec-fetch-site", "none")], Body::empty()).await
    }

    /// Sends a form from a page of the portal's own.
    pub async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let site = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
        self.send(Method::POST, address, &site, Body::from(form(fields))).await
    }

    /// Sends anything.
    pub async fn send(
        &mut self,
        method: Method,
        address: &str,
        headers: &[(&'static str, &str)],
        body: Body,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(address).body(body).unwrap();
        let all = self.headers.iter().map(|(name, value)| (*name, value.as_str())).chain(headers.iter().copied());
        for (name, value) in [("host", "localhost:3000")].into_iter().chain(all) {
            request.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert(header::COOKIE, HeaderValue::from_str(&cookies.join("; ")).unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let response = self.portal.app().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(line.to_str().unwrap());
        }
        Answer { status: parts.status, headers: parts.headers, body }
    }

    fn keep(&mut self, line: &str) {
        let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
        let (name, value) = pair.split_once('=').unwrap();
        if attributes.to_lowercase().contains("max-age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Tries to sign in.
    pub async fn try_sign_in(&mut self, card: &str, pin: &str) -> Answer {
        self.post("/sign-in", &[("cardnumber", card), ("pin", pin), ("next", "")]).await
    }

    /// Signs in, which works.
    pub async fn sign_in(&mut self, person: Person) -> Answer {
        let answer = self.try_sign_in(person.card, person.pin).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, "/my-data"),
            "sign-in of {}",
            person.card
        );
        answer
    }

    /// Signs in on a shared computer, which works.
    pub async fn sign_in_on_shared_computer(&mut self, person: Person) -> Answer {
        let fields = [("cardnumber", person.card), ("pin", person.pin), ("shared", "1")];
        let answer = self.post("/sign-in", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        answer
    }

    /// Whether the overview is shown, or else the way to sign in.
    pub async fn is_signed_in(&mut self) -> bool {
        let answer = self.get("/my-data").await;
        match answer.status {
            StatusCode::OK => true,
            StatusCode::FOUND if answer.location() == "/sign-in" => false,
            other => panic!("/my-data answered {other}"),
        }
    }

    /// The session's token.
    pub fn token(&self) -> &str {
        self.cookies.get("carrel-session").or_else(|| self.cookies.get("__Host-carrel-session")).unwrap()
    }

    /// Asks for a large file, which the background work has not made yet; answers its address.
    pub async fn ask_for(&mut self, format: &str) -> String {
        let answer = self.post("/my-data/take-away", &[("format", format)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.location().to_owned()
    }
}

/// Fields as a browser sends them.
fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(
                |byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") },
            )
            .collect()
    };
    fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}
