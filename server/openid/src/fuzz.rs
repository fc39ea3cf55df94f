//! Fuzz targets for what identity providers send: ID tokens, their key sets and what they say of themselves.

use std::time::Duration;

use base64::{
    Engine as _,
    alphabet::URL_SAFE,
    engine::general_purpose::{GeneralPurpose, NO_PAD, URL_SAFE_NO_PAD},
};
use bolero::check;
use carrel_domain::Timestamp;
use openidconnect::{
    AccessToken, ClientId, IssuerUrl, JsonWebKeySet, Nonce,
    core::{CoreIdToken, CoreJsonWebKey, CoreTokenResponse},
};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};

use crate::{metadata::Metadata, token::Check};

const SHORT: Duration = Duration::from_secs(1);
const NOW: i64 = 1_790_000_000;
const ISSUER: &str = "https://idp.example";

/// A provider's keys, and a token it made.
struct Made {
    keys: JsonWebKeySet<CoreJsonWebKey>,
    parts: [Vec<u8>; 3],
}

fn made() -> Made {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
    let point = key.public_key().as_ref().to_vec();
    let coordinate = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let keys = json!({"keys": [{
        "kty": "EC", "use": "sig", "crv": "P-256", "kid": "one", "alg": "ES256",
        "x": coordinate(&point[1..33]), "y": coordinate(&point[33..65]),
    }]});
    let header = json!({"alg": "ES256", "kid": "one", "typ": "JWT"}).to_string().into_bytes();
    let claims = json!({
        "iss": ISSUER, "sub": "anna", "aud": "carrel", "nonce": "n-1", "iat": NOW - 5, "exp": NOW + 300,
        "amr": ["mfa"], "library_card": "1000",
    });
    let claims = claims.to_string().into_bytes();
    let signed = format!("{}.{}", coordinate(&header), coordinate(&claims));
    let signature = key.sign(&random, signed.as_bytes()).unwrap().as_ref().to_vec();
    Made { keys: serde_json::from_value(keys).unwrap(), parts: [header, claims, signature] }
}

fn joined(parts: &[Vec<u8>; 3]) -> String {
    parts.iter().map(|part| URL_SAFE_NO_PAD.encode(part)).collect::<Vec<_>>().join(".")
}

/// The subject of a token, if it is believed; it comes as providers send it.
fn believed(keys: &JsonWebKeySet<CoreJsonWebKey>, token: &str) -> Option<String> {
    let (client, issuer) = (ClientId::new(String::from("carrel")), IssuerUrl::new(String::from(ISSUER)).ok()?);
    let (nonce, access_token) = (Nonce::new(String::from("n-1")), AccessToken::new(String::from("opaque")));
    let token: CoreIdToken = serde_json::from_value(Value::String(token.to_owned())).ok()?;
    let check = Check {
        client: &client,
        issuer: &issuer,
        keys: keys.clone(),
        nonce: &nonce,
        access_token: &access_token,
        now: Timestamp(NOW),
    };
    check.token(&token).ok().map(|(claims, _)| claims.subject().to_string())
}

/// What a token says, to the letter, and the bytes that sign it.
fn meant(token: &str) -> Option<(&str, Vec<u8>)> {
    let lenient = GeneralPurpose::new(&URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));
    let (signed, signature) = token.rsplit_once('.')?;
    Some((signed, lenient.decode(signature).ok()?))
}

fn changed(seed: &[u8], edits: &[(u16, u8)]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for (at, byte) in edits {
        bytes[usize::from(*at) % seed.len()] = *byte;
    }
    bytes
}

#[test]
fn id_tokens() {
    let made = made();
    let real = joined(&made.parts);
    assert_eq!(believed(&made.keys, &real).as_deref(), Some("anna"), "the real one is believed");
    check!().with_test_time(SHORT).for_each(|input: &[u8]| {
        assert_eq!(believed(&made.keys, &String::from_utf8_lossy(input)), None, "nobody signed this");
    });
    check!().with_test_time(SHORT).with_type::<(u8, Vec<(u16, u8)>)>().for_each(|(which, edits)| {
        let mut parts = made.parts.clone();
        let part = &mut parts[usize::from(*which) % 3];
        *part = changed(part, edits);
        let is_same = parts == made.parts;
        assert_eq!(believed(&made.keys, &joined(&parts)).is_some(), is_same, "changed, and believed");
    });
    check!().with_test_time(SHORT).with_type::<Vec<(u16, u8)>>().for_each(|edits| {
        let text = String::from_utf8_lossy(&changed(real.as_bytes(), edits)).into_owned();
        if believed(&made.keys, &text).is_some() {
            assert_eq!(meant(&text), meant(&real), "another text, and believed");
        }
    });
}

#[test]
fn the_bits_that_no_byte_of_a_signature_needs_change_nothing_that_is_signed() {
    let made = made();
    let mut text = joined(&made.parts);
    // 64 bytes in 86 characters: the last one, of A, Q, g and w, has four bits to spare, in which RFC 4648, 3.5 lets
    // decoders be lenient, as this one is.
    let last = text.pop().unwrap();
    text.push(char::from(last as u8 + 1));
    assert_eq!(believed(&made.keys, &text).as_deref(), Some("anna"));
    assert_eq!(meant(&text), meant(&joined(&made.parts)));
}

#[test]
fn answers_of_providers() {
    check!().with_test_time(SHORT).for_each(|input: &[u8]| {
        let _ = serde_json::from_slice::<Metadata>(input);
        let _ = serde_json::from_slice::<JsonWebKeySet<CoreJsonWebKey>>(input);
        let _ = serde_json::from_slice::<CoreTokenResponse>(input);
    });
}
