//! Checking and hashing PINs and passwords.
//!
//! Argon2id with 19 MiB, two passes, one lane (OWASP's recommendation; ASVS 11.4.2). Hashes that come from Koha are bcrypt:
//! they are checked as they are, and replaced at the first sign-in.

use std::sync::LazyLock;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::{ServiceError, password_policy::normalized};

/// What checking a secret found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Wrong.
    Wrong,
    /// Right.
    Right,
    /// Right, and here is a stronger hash to keep.
    RightWithNewHash(String),
}

/// Hashing takes memory and a core for a moment: no more at once than there are cores.
static HASHING: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get)));

/// Checked when there is no account, so that an unknown card number costs what a known one does (ASVS 6.3.8).
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this PIN").unwrap_or_default());

fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(secret: &str) -> Result<String, ServiceError> {
    argon2()
        .hash_password(secret.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| ServiceError::System(error.to_string()))
}

fn is_bcrypt(hash: &str) -> bool {
    hash.starts_with("$2")
}

fn matches_argon2(secret: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|parsed| argon2().verify_password(secret.as_bytes(), &parsed).is_ok())
}

/// Passwords chosen here are hashed in one way of writing; what came from elsewhere was hashed as it was typed there.
fn check_now(typed: &str, hash: Option<&str>) -> Check {
    let secret = normalized(typed);
    match check_as_written(&secret, hash) {
        Check::Wrong if secret != typed => check_as_written(typed, hash),
        found => found,
    }
}

fn check_as_written(secret: &str, hash: Option<&str>) -> Check {
    let Some(hash) = hash else {
        matches_argon2(secret, &NOBODY);
        return Check::Wrong;
    };
    if !is_bcrypt(hash) {
        return if matches_argon2(secret, hash) { Check::Right } else { Check::Wrong };
    }
    // bcrypt reads 72 bytes and stops at NUL: longer secrets than it can tell apart are not right.
    let is_right = secret.len() <= 72 && !secret.contains('\0') && bcrypt::verify(secret, hash).unwrap_or(false);
    if is_right {
        hash_now(secret).map_or(Check::Right, Check::RightWithNewHash)
    } else {
        matches_argon2(secret, &NOBODY);
        Check::Wrong
    }
}

/// Checks a secret against a hash, or against nobody's; takes about as long either way.
pub async fn check(secret: String, hash: Option<String>) -> Result<Check, ServiceError> {
    blocking(move || check_now(&secret, hash.as_deref())).await
}

/// Hashes a secret for keeping.
pub async fn hash(secret: String) -> Result<String, ServiceError> {
    blocking(move || hash_now(&normalized(&secret))).await?
}

/// Does work that takes a core for a moment.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ServiceError> {
    let _permit = HASHING.acquire().await.map_err(|error| ServiceError::System(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| ServiceError::System(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bcrypt_hash_from_koha_works_and_is_replaced() {
        let old = bcrypt::hash("4711", 4).unwrap();
        let Check::RightWithNewHash(new) = check_now("4711", Some(&old)) else { panic!("not accepted") };
        assert!(new.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{new}");
        assert_eq!(check_now("4711", Some(&new)), Check::Right);
        assert_eq!(check_now("4712", Some(&new)), Check::Wrong);
        assert_eq!(check_now("4712", Some(&old)), Check::Wrong);
    }

    #[test]
    fn nobody_and_nonsense_are_wrong() {
        assert_eq!(check_now("nobody has this PIN", None), Check::Wrong);
        assert_eq!(check_now("x", Some("")), Check::Wrong);
        assert_eq!(check_now("x", Some("!")), Check::Wrong);
    }

    #[test]
    fn bcrypt_does_not_cut_long_secrets() {
        let old = bcrypt::hash("a".repeat(72), 4).unwrap();
        assert_eq!(check_now(&"a".repeat(73), Some(&old)), Check::Wrong);
    }
}
