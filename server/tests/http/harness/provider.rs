//! An identity provider in process, with keys of its own, which does on request what no provider should.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Form, Json, Router,
    extract::State,
    response::{Html, IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use carrel_services::Clock;
use http::{StatusCode, header};
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::people::NOW;

/// How an answer is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Answers {
    /// As a provider answers.
    #[default]
    Well,
    /// A page for people.
    Html,
    /// A redirect to itself.
    Redirect,
    /// A megabyte and more.
    Huge,
    /// After longer than anybody waits.
    Slowly,
    /// An error.
    Broken,
}

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Signed {
    /// With the provider's key.
    #[default]
    Well,
    /// Not at all, `alg: none`.
    Not,
    /// With HMAC, whose key is the provider's public one.
    WithPublicKey,
    /// With somebody else's key under the provider's key's name.
    ByStranger,
}

type Forge = Box<dyn Fn(&mut Value) + Send>;

struct Inside {
    clock: Option<Clock>,
    key: EcdsaKeyPair,
    key_name: String,
    /// What it publishes, which need not be what it signs with.
    published: Vec<Value>,
    answers: HashMap<&'static str, Answers>,
    signed: Signed,
    forge: Option<Forge>,
    /// Codes that were given, with what they were given for.
    codes: HashMap<String, HashMap<String, String>>,
    requests: Vec<&'static str>,
    number: usize,
}

/// The provider.
#[derive(Clone)]
pub struct TestProvider {
    pub issuer: String,
    inside: Arc<Mutex<Inside>>,
    stop: tokio::sync::watch::Sender<bool>,
}

pub const CLIENT: &str = "carrel-test";

impl TestProvider {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let (key, published) = new_key("key-1");
        let inside = Inside {
            clock: None,
            key,
            key_name: String::from("key-1"),
            published: vec![published],
            answers: HashMap::new(),
            signed: Signed::Well,
            forge: None,
            codes: HashMap::new(),
            requests: Vec::new(),
            number: 0,
        };
        let (stop, mut stopped) = tokio::sync::watch::channel(false);
        let provider = Self { issuer, inside: Arc::new(Mutex::new(inside)), stop };
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move {
            let ended = async move { drop(stopped.changed().await) };
            axum::serve(listener, app).with_graceful_shutdown(ended).await.unwrap();
        });
        provider
    }

    /// The portal's setting for it, and more of it.
    pub fn setting(&self, more: &str) -> (&'static str, String) {
        let comma = if more.is_empty() { "" } else { ", " };
        let table = format!(
            "{{ name = 'test', display_name = 'Testaaja', issuer = '{}', client_id = '{CLIENT}'{comma}{more} }}",
            self.issuer
        );
        ("openid", format!("[{table}]"))
    }

    pub fn follow(&self, clock: &Clock) {
        self.inside().clock = Some(clock.clone());
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    /// From now on this endpoint answers so.
    pub fn answer(&self, endpoint: &'static str, answers: Answers) {
        self.inside().answers.insert(endpoint, answers);
    }

    /// From now on tokens are signed so.
    pub fn sign(&self, signed: Signed) {
        self.inside().signed = signed;
    }

    /// From now on the claims are changed so.
    pub fn forge(&self, forge: impl Fn(&mut Value) + Send + 'static) {
        self.inside().forge = Some(Box::new(forge));
    }

    /// Signs with a new key from now on; publishes it too, or goes on publishing the old one.
    pub fn rotate(&self, name: &str, is_published: bool) {
        let (key, published) = new_key(name);
        let mut inside = self.inside();
        inside.key = key;
        inside.key_name = name.to_owned();
        if is_published {
            inside.published = vec![published];
        }
    }

    /// How often an endpoint was asked.
    pub fn asked(&self, endpoint: &str) -> usize {
        self.inside().requests.iter().filter(|asked| **asked == endpoint).count()
    }

    /// Stops answering: connections are refused.
    pub async fn die(&self) {
        self.stop.send_replace(true);
        let address = self.issuer.trim_start_matches("http://").to_owned();
        while tokio::net::TcpStream::connect(&address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Somebody signs in where the portal sent them; answers where the provider sends them back to.
    pub fn sign_in(&self, address: &str, subject: &str) -> String {
        let query = read_query(address);
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["code_challenge_method"], "S256", "{query:?}");
        assert!(query["scope"].split(' ').any(|scope| scope == "openid"), "{query:?}");
        assert!(query["state"].len() >= 43 && query["nonce"].len() >= 43, "{query:?}");
        let mut inside = self.inside();
        inside.number += 1;
        let code = format!("code-{}-{subject}", inside.number);
        let path = query["redirect_uri"].strip_prefix("http://localhost:3000").unwrap().to_owned();
        let state = query["state"].clone();
        let mut kept = query;
        kept.insert(String::from("sub"), subject.to_owned());
        inside.codes.insert(code.clone(), kept);
        format!("{path}?code={code}&state={state}")
    }

    async fn answer_of(&self, endpoint: &'static str) -> Option<Response> {
        let answers = {
            let mut inside = self.inside();
            inside.requests.push(endpoint);
            inside.answers.get(endpoint).copied().unwrap_or_default()
        };
        match answers {
            Answers::Well => None,
            Answers::Html => Some(Html("<h1>Down for maintenance</h1>").into_response()),
            Answers::Redirect => Some(Redirect::temporary("/keys").into_response()),
            Answers::Broken => Some(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
            Answers::Huge => {
                let body = format!("{{\"x\":\"{}\"}}", "x".repeat(1_100_000));
                Some(([(header::CONTENT_TYPE, "application/json")], body).into_response())
            }
            Answers::Slowly => {
                tokio::time::sleep(Duration::from_secs(30)).await;
                None
            }
        }
    }

    fn token(&self, form: &HashMap<String, String>) -> Result<Value, &'static str> {
        let mut inside = self.inside();
        let given = inside.codes.remove(form.get("code").ok_or("no code")?).ok_or("unknown code")?;
        if form.get("redirect_uri") != given.get("redirect_uri") {
            return Err("another redirect_uri");
        }
        let verifier = form.get("code_verifier").ok_or("no verifier")?;
        if URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) != given["code_challenge"] {
            return Err("another verifier");
        }
        let now = inside.clock.as_ref().map_or(NOW.0, |clock| clock.now().0);
        let mut claims = json!({
            "iss": self.issuer, "sub": given["sub"], "aud": CLIENT, "iat": now, "exp": now + 300, "auth_time": now,
            "nonce": given["nonce"],
        });
        if let Some(forge) = &inside.forge {
            forge(&mut claims);
        }
        Ok(json!({"access_token": "access", "token_type": "Bearer", "id_token": inside.jwt(&claims)}))
    }
}

impl Inside {
    fn jwt(&self, claims: &Value) -> String {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let algorithm = match self.signed {
            Signed::Not => "none",
            Signed::WithPublicKey => "HS256",
            _ => "ES256",
        };
        let header = json!({"alg": algorithm, "kid": self.key_name, "typ": "JWT"});
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = match self.signed {
            Signed::Not => Vec::new(),
            Signed::WithPublicKey => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, self.key.public_key().as_ref());
                hmac::sign(&key, signed.as_bytes()).as_ref().to_vec()
            }
            Signed::Well => self.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref().to_vec(),
            Signed::ByStranger => {
                let (stranger, _) = new_key(&self.key_name);
                stranger.sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref().to_vec()
            }
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// A key, and what is published of it.
fn new_key(name: &str) -> (EcdsaKeyPair, Value) {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
    let point = key.public_key().as_ref();
    let coordinate = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let published = json!({
        "kty": "EC", "use": "sig", "crv": "P-256", "kid": name, "alg": "ES256",
        "x": coordinate(&point[1..33]), "y": coordinate(&point[33..65]),
    });
    (key, published)
}

/// The query of an address.
pub fn read_query(address: &str) -> HashMap<String, String> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let read = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let [first, tail @ ..] = rest {
            rest = tail;
            match first {
                b'+' => bytes.push(b' '),
                b'%' => {
                    bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
                    rest = &tail[2..];
                }
                byte => bytes.push(*byte),
            }
        }
        String::from_utf8(bytes).unwrap()
    };
    query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (read(name), read(value))).collect()
}

async fn discovery(State(provider): State<TestProvider>) -> Response {
    if let Some(other) = provider.answer_of("discovery").await {
        return other;
    }
    let issuer = &provider.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "end_session_endpoint": format!("{issuer}/session/end"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256", "HS256", "none"],
    }))
    .into_response()
}

async fn keys(State(provider): State<TestProvider>) -> Response {
    if let Some(other) = provider.answer_of("keys").await {
        return other;
    }
    let published = provider.inside().published.clone();
    Json(json!({"keys": published})).into_response()
}

async fn token(State(provider): State<TestProvider>, Form(form): Form<HashMap<String, String>>) -> Response {
    if let Some(other) = provider.answer_of("token").await {
        return other;
    }
    match provider.token(&form) {
        Ok(token) => Json(token).into_response(),
        Err(why) => {
            (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant", "error_description": why}))).into_response()
        }
    }
}
