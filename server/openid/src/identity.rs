//! Who somebody is, as a provider says it.

use serde_json::{Map, Value};

/// A claim that is looked at is never longer, in bytes.
const LONGEST: usize = 255;

/// What a checked ID token says.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who said it: with `subject`, the identity (OpenID Connect Core 5.7).
    pub issuer: String,
    /// The provider's own name for the person.
    pub subject: String,
    /// The claim that finds the patron, trimmed, if it came.
    pub claim: Option<String>,
    /// Counts as two factors, by what the provider says and the settings make of it.
    pub is_strong: bool,
    /// When the person last signed in there, in seconds since 1970, if it was said.
    pub authenticated_at: Option<i64>,
    /// The token itself: the provider asks for it at sign-out. Never logged.
    pub id_token: String,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity(at {})", self.issuer)
    }
}

/// A claim as text: texts and whole numbers, trimmed; a list is none.
pub(crate) fn text_claim(claims: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match claims.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        _ => return None,
    };
    (!text.is_empty() && text.len() <= LONGEST && !text.contains('\0')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_one_plain_text() {
        let claims = serde_json::json!({"a": " 123 ", "b": 456, "c": ["123"], "d": "", "e": 1.5, "f": "1\u{0}"});
        let claims = claims.as_object().unwrap();
        assert_eq!(text_claim(claims, "a").as_deref(), Some("123"));
        assert_eq!(text_claim(claims, "b").as_deref(), Some("456"));
        for none in ["c", "d", "e", "f", "g"] {
            assert_eq!(text_claim(claims, none), None, "{none}");
        }
    }
}
