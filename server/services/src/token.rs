//! Secrets that prove something by being known: session tokens, device tokens, opaque ids.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::ServiceError;

/// 256 random bits as text for a cookie or a link. Shown to its owner once, kept only as a hash; never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new token from the system's generator.
    ///
    /// # Errors
    /// Fails if the system has no randomness to give.
    pub fn generate() -> Result<Self, ServiceError> {
        let mut bytes = [0_u8; 32];
        fill_random(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// A token that someone presents; anything that is not 43 characters of base64url is none.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (text.len() == 43 && text.bytes().all(plain)).then(|| Self(text.to_owned()))
    }

    /// The token itself, for the cookie or link.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored: SHA-256. A token has 256 random bits, so a slow hash would add nothing.
    pub fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes()))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// 96 random bits for ids in addresses, which prove nothing but cannot be guessed or counted.
pub fn opaque_id() -> Result<String, ServiceError> {
    let mut bytes = [0_u8; 12];
    fill_random(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Fills a buffer from the system's generator.
pub fn fill_random(bytes: &mut [u8]) -> Result<(), ServiceError> {
    getrandom::fill(bytes).map_err(|_| ServiceError::System(String::from("the system has no randomness")))
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_is_never_printed() {
        let token = Token::generate().unwrap();
        assert!(!format!("{token:?}").contains(token.reveal()));
        assert_ne!(token.hash(), token.reveal());
    }

    #[test]
    fn only_the_form_of_a_token_is_accepted() {
        let token = Token::generate().unwrap();
        assert_eq!(Token::parse(token.reveal()), Some(token));
        assert!(Token::parse("short").is_none());
        assert!(Token::parse(&"é".repeat(43)).is_none());
    }
}
