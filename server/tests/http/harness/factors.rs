//! Second factors of test people: an authenticator app and a passkey, both in software.

use carrel_services::Clock;
use http::StatusCode;
use serde_json::{Value as Json, json};
use totp_rs::{Builder, Secret};
use webauthn_authenticator_rs::{WebauthnAuthenticator as _, softpasskey::SoftPasskey};
use webauthn_rs::prelude::{CreationChallengeResponse, RequestChallengeResponse, Url};

use super::{Answer, Browser};

/// An authenticator app.
pub struct App {
    secret: String,
    clock: Clock,
    /// The recovery codes that came with it.
    pub codes: Vec<String>,
}

impl App {
    /// Sets one up for whoever is signed in.
    pub async fn set_up(browser: &mut Browser, clock: &Clock) -> Self {
        let page = browser.post("/security/two-step/begin", &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let secret = between(&page.text(), "class=\"secret\"><code>", "<").replace(' ', "");
        let mut app = Self { secret, clock: clock.clone(), codes: Vec::new() };
        let pending = between(&page.text(), "name=\"pending\" value=\"", "\"");
        let code = app.code();
        let done = browser.post("/security/two-step/confirm", &[("pending", &pending), ("code", &code)]).await;
        app.codes = codes_on(&done);
        // Its code is used up.
        clock.advance(30);
        app
    }

    /// What it shows now.
    pub fn code(&self) -> String {
        self.code_at(self.clock.now().0)
    }

    /// What it shows at a time.
    pub fn code_at(&self, at: i64) -> String {
        let secret = Secret::try_from_base32(&self.secret).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        totp.generate(u64::try_from(at).unwrap()).to_string()
    }

    /// The secret, as it was shown.
    pub fn secret(&self) -> &str {
        &self.secret
    }
}

/// The recovery codes on a page.
pub fn codes_on(page: &Answer) -> Vec<String> {
    let text = page.text();
    let Some((_, list)) = text.split_once("class=\"code-list\">") else { return Vec::new() };
    let list = list.split("</ol>").next().unwrap();
    list.split("<li>").skip(1).map(|item| item.split('<').next().unwrap().to_owned()).collect()
}

/// What stands between two marks.
pub fn between(text: &str, from: &str, to: &str) -> String {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}"));
    rest.split(to).next().unwrap().to_owned()
}

/// A device that holds passkeys.
pub struct Device {
    authenticator: SoftPasskey,
    /// The passkey it made last, and what it knows its owner by.
    id: String,
    handle: String,
}

impl Device {
    pub fn new() -> Self {
        Self { authenticator: SoftPasskey::new(true), id: String::new(), handle: String::new() }
    }

    fn origin() -> Url {
        Url::parse("http://localhost:3000").unwrap()
    }

    /// Makes a passkey, as a browser would; what the form carries.
    pub async fn make(&mut self, browser: &mut Browser) -> String {
        let question = question(browser, "/security/passkeys/ask").await;
        self.handle = question["options"]["publicKey"]["user"]["id"].as_str().unwrap().to_owned();
        let options: CreationChallengeResponse = serde_json::from_value(question["options"].clone()).unwrap();
        let made = self.authenticator.do_registration(Self::origin(), options).unwrap();
        self.id = made.id.clone();
        json!({ "state": question["state"], "credential": made }).to_string()
    }

    /// Adds a passkey to the account of whoever is signed in.
    pub async fn add(&mut self, browser: &mut Browser, name: &str) -> Answer {
        let made = self.make(browser).await;
        browser.post("/security/passkeys", &[("name", name), ("passkey", &made)]).await
    }

    /// Answers a question; what the form carries.
    pub async fn answer(&mut self, browser: &mut Browser, ask: &str) -> String {
        let mut question = question(browser, ask).await;
        // A device finds its own passkeys; this one is told.
        question["options"]["publicKey"]["allowCredentials"] = json!([{ "type": "public-key", "id": self.id }]);
        let options: RequestChallengeResponse = serde_json::from_value(question["options"].clone()).unwrap();
        let answer = self.authenticator.do_authentication(Self::origin(), options).unwrap();
        let mut credential = serde_json::to_value(answer).unwrap();
        credential["response"]["userHandle"] = self.handle.clone().into();
        json!({ "state": question["state"], "credential": credential }).to_string()
    }
}

async fn question(browser: &mut Browser, ask: &str) -> Json {
    let answer = browser.post(ask, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{ask}: {}", answer.text());
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    serde_json::from_slice(&answer.body).unwrap()
}
