//! Checking an ID token (OpenID Connect Core 3.1.3.7).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use carrel_domain::Timestamp;
use chrono::{DateTime, Utc};
use openidconnect::{
    AccessToken, AccessTokenHash, Audience, ClaimsVerificationError, ClientId, IdTokenVerifier, IssuerUrl,
    JsonWebKeySet, Nonce, SignatureVerificationError,
    core::{CoreIdToken, CoreIdTokenClaims, CoreJsonWebKey, CoreJwsSigningAlgorithm as Algorithm},
};
use serde_json::{Map, Value};

/// Two clocks may differ by so much, in seconds.
pub(crate) const CLOCK_SKEW: i64 = 60;
/// A token that was made longer ago than this is not one of this sign-in, in seconds.
const OLDEST: i64 = 10 * 60;

/// Signatures that are accepted: only those whose key the provider alone has. Never `none`, and never HMAC, whose key
/// would be what everybody can read.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

/// Why a token is not believed: a word for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// No key of the provider's has this name: it may have been replaced.
    UnknownKey,
    /// Anything else.
    Because(&'static str),
}

/// Who asks, and what a token must fit.
pub(crate) struct Check<'a> {
    pub(crate) client: &'a ClientId,
    pub(crate) issuer: &'a IssuerUrl,
    pub(crate) keys: JsonWebKeySet<CoreJsonWebKey>,
    pub(crate) nonce: &'a Nonce,
    pub(crate) access_token: &'a AccessToken,
    pub(crate) now: Timestamp,
}

impl Check<'_> {
    /// Checks a token; answers its claims, as they stand in it too.
    pub(crate) fn token<'t>(
        &self,
        token: &'t CoreIdToken,
    ) -> Result<(&'t CoreIdTokenClaims, Map<String, Value>), Doubt> {
        let now = self.now;
        let verifier = IdTokenVerifier::new_public_client(self.client.clone(), self.issuer.clone(), self.keys.clone())
            .set_allowed_algs(ALGORITHMS)
            .set_other_audience_verifier_fn(|_: &Audience| false)
            .set_time_fn(move || at(now.plus_seconds(-CLOCK_SKEW)))
            .set_issue_time_verifier_fn(move |issued| {
                let age = now.0 - issued.timestamp();
                let is_of_now = (-CLOCK_SKEW..=OLDEST).contains(&age);
                if is_of_now { Ok(()) } else { Err(String::from("issued at another time")) }
            });
        let claims = token.claims(&verifier, self.nonce).map_err(|error| doubt(&error))?;
        if claims.authorized_party().is_some_and(|party| party != self.client) {
            return Err(Doubt::Because("made for somebody else"));
        }
        if let Some(hash) = claims.access_token_hash() {
            let algorithm = token.signing_alg().map_err(|_| Doubt::Because("signature"))?;
            let key = token.signing_key(&verifier).map_err(|_| Doubt::Because("signature"))?;
            let expected = AccessTokenHash::from_token(self.access_token, algorithm, key);
            if expected.ok().as_ref() != Some(hash) {
                return Err(Doubt::Because("another access token"));
            }
        }
        let all = payload(&token.to_string()).ok_or(Doubt::Because("unreadable"))?;
        // RFC 7519, 4.1.5.
        if all.get("nbf").is_some_and(|from| from.as_f64().is_none_or(|from| from > (now.0 + CLOCK_SKEW) as f64)) {
            return Err(Doubt::Because("not valid yet"));
        }
        Ok((claims, all))
    }
}

/// The claims of a token, of which the signature was checked.
fn payload(token: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn at(time: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp(time.0, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The library's messages name what stood in the token: only the kind goes on.
const fn doubt(error: &ClaimsVerificationError) -> Doubt {
    match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => Doubt::UnknownKey,
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoSignature) => {
            Doubt::Because("unsigned")
        }
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::DisallowedAlg(_)) => {
            Doubt::Because("algorithm not allowed")
        }
        ClaimsVerificationError::SignatureVerification(_) => Doubt::Because("signature"),
        ClaimsVerificationError::Expired(_) => Doubt::Because("expired, or of another time"),
        ClaimsVerificationError::InvalidAudience(_) => Doubt::Because("audience"),
        ClaimsVerificationError::InvalidIssuer(_) => Doubt::Because("issuer"),
        ClaimsVerificationError::InvalidNonce(_) => Doubt::Because("nonce"),
        _ => Doubt::Because("not as it must be"),
    }
}
