//! Fuzz targets for second factors: what a browser says that a passkey answered, and codes as people type them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bolero::check;
use serde_json::Value;
use totp_rs::Secret;
use webauthn_authenticator_rs::{WebauthnAuthenticator as _, softpasskey::SoftPasskey};
use webauthn_rs::{
    Webauthn,
    prelude::{
        Passkey as Credential, PasskeyAuthentication, PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid,
    },
};

use super::{challenge::Reply, recovery_codes, totp::step_of};
use crate::fuzz::{SHORT, changed};

/// What of an answer its signature covers.
const SIGNED: [&str; 3] = ["authenticatorData", "clientDataJSON", "signature"];

/// A passkey, a question to it, and its answer.
struct Asked {
    webauthn: Webauthn,
    question: PasskeyAuthentication,
    answer: Value,
}

fn asked() -> Asked {
    let origin = Url::parse("https://carrel.example").unwrap();
    let webauthn = crate::webauthn(origin.as_str()).unwrap();
    let mut device = SoftPasskey::new(true);
    let (options, state) =
        webauthn.start_passkey_registration(Uuid::nil(), "1000", "Anna", None).expect("a passkey can be made");
    let made = device.do_registration(origin.clone(), options).unwrap();
    let credential: Credential = webauthn.finish_passkey_registration(&made, &state).unwrap();
    let (options, question) = webauthn.start_passkey_authentication(&[credential]).unwrap();
    let answer = device.do_authentication(origin, options).unwrap();
    Asked { webauthn, question, answer: serde_json::to_value(answer).unwrap() }
}

fn form(credential: &Value) -> String {
    serde_json::json!({ "state": "sealed", "credential": credential }).to_string()
}

impl Asked {
    /// What the answer's signature covers, if it is believed.
    fn believed(&self, form: &str) -> Option<[Vec<u8>; 3]> {
        let reply = Reply::<PublicKeyCredential>::parse(form)?;
        let _ = self.webauthn.identify_discoverable_authentication(&reply.credential);
        self.webauthn.finish_passkey_authentication(&reply.credential, &self.question).ok()?;
        let response = &reply.credential.response;
        Some([&response.authenticator_data, &response.client_data_json, &response.signature].map(|part| part.to_vec()))
    }
}

#[test]
fn passkey_answers() {
    let asked = asked();
    let real = form(&asked.answer);
    let signed = asked.believed(&real).expect("the real answer is believed");
    check!().with_test_time(SHORT).for_each(|input: &[u8]| {
        let text = String::from_utf8_lossy(input);
        assert_eq!(asked.believed(&text), None, "nobody answered this");
        let _ = Reply::<RegisterPublicKeyCredential>::parse(&text);
    });
    check!().with_test_time(SHORT).with_type::<Vec<(u16, u8)>>().for_each(|edits| {
        let text = String::from_utf8_lossy(&changed(real.as_bytes(), edits)).into_owned();
        if let Some(believed) = asked.believed(&text) {
            assert_eq!(believed, signed, "what is believed is what was signed");
        }
    });
    check!().with_test_time(SHORT).with_type::<(u8, Vec<(u16, u8)>)>().for_each(|(which, edits)| {
        let name = SIGNED[usize::from(*which) % SIGNED.len()];
        let mut answer = asked.answer.clone();
        let part = &mut answer["response"][name];
        let bytes = URL_SAFE_NO_PAD.decode(part.as_str().unwrap()).unwrap();
        let forged = changed(&bytes, edits);
        *part = URL_SAFE_NO_PAD.encode(&forged).into();
        assert_eq!(asked.believed(&form(&answer)).is_some(), forged == bytes, "{name} was changed");
    });
}

#[test]
fn codes_from_an_app() {
    let secret = || Secret::from(*b"12345678901234567890");
    check!().with_test_time(SHORT).with_type::<(i64, Vec<u8>)>().for_each(|(now, typed)| {
        let code = String::from_utf8_lossy(typed);
        if let Some(step) = step_of(secret(), &code, *now).unwrap() {
            assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
            assert!((now.div_euclid(30) - step).abs() <= 1, "a step early or late, and no more");
        }
    });
}

#[test]
fn recovery_codes_as_typed() {
    let code = recovery_codes::random_code().unwrap();
    let shown = recovery_codes::in_groups(&code);
    check!().with_test_time(SHORT).for_each(|input: &[u8]| {
        if let Some((selector, rest)) = recovery_codes::read(&String::from_utf8_lossy(input)) {
            let code = selector + &rest;
            assert!(code.len() == 12 && code.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()));
        }
    });
    check!().with_test_time(SHORT).with_type::<Vec<(u16, u8)>>().for_each(|edits| {
        let typed = String::from_utf8_lossy(&changed(shown.as_bytes(), edits)).into_owned();
        let read = recovery_codes::read(&typed);
        if typed == shown {
            assert_eq!(read.map(|(selector, rest)| selector + &rest).as_deref(), Some(code.as_str()));
        }
    });
}
