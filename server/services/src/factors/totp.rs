//! Codes from an authenticator app (RFC 6238): six digits, thirty seconds, SHA-1, which is what every app knows.

use carrel_domain::{Method, PatronId};
use carrel_store::second_factor;
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret, Totp};

use super::{FORM_SECONDS, FactorAdded, QrCode};
use crate::{
    ServiceError, Services, audit::Origin, sealed, security_notice::SecurityEvent, sessions::Session,
    token::fill_random,
};

/// Digits of a code.
pub(super) const DIGITS: usize = 6;
/// Bytes of a secret (RFC 4226, 4 recommends 160 bits).
const SECRET_BYTES: usize = 20;

/// A secret that is not in use yet.
#[derive(Clone, Debug)]
pub struct NewTotp {
    /// The secret to type, in groups of four.
    pub secret: String,
    /// The same to photograph.
    pub qr: QrCode,
    /// The same for the form that confirms it, sealed: nothing is kept until then.
    pub pending: String,
}

/// What the form carries.
#[derive(Serialize, Deserialize)]
struct Pending {
    secret: String,
    expires_at: i64,
}

fn totp(secret: Secret) -> Result<Totp, ServiceError> {
    Builder::new().with_secret(secret).build().map_err(|error| ServiceError::System(error.to_string()))
}

/// The time step a code is of, one step early or late included.
pub(super) fn step_of(secret: Secret, code: &str, now: i64) -> Result<Option<i64>, ServiceError> {
    let Ok(seconds) = u64::try_from(now) else { return Ok(None) };
    Ok(totp(secret)?.check(code, seconds).and_then(|step| i64::try_from(step).ok()))
}

impl Services {
    /// Makes a secret for an authenticator app. It is asked for once it is confirmed.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`]: `totp-there`.
    pub async fn begin_totp(&self, session: &Session) -> Result<NewTotp, ServiceError> {
        self.must_be_verified(session)?;
        if self.factors_of(session.actor.patron).await?.totp > 0 {
            return Err(ServiceError::Impossible("totp-there"));
        }
        let mut bytes = [0; SECRET_BYTES];
        fill_random(&mut bytes)?;
        let secret = Secret::from(bytes).to_base32();
        let expires_at = self.clock().now().plus_seconds(2 * FORM_SECONDS).0;
        let pending = Pending { secret: secret.clone(), expires_at };
        let pending = serde_json::to_vec(&pending).map_err(|error| ServiceError::System(error.to_string()))?;
        let pending = sealed::seal(&self.inner.keyring, &pending_name(session), &pending)?;
        self.show_totp(session, &secret, pending).await
    }

    /// The secret again, for the page that is shown again because the code was wrong.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `enrolment-over`.
    pub async fn resume_totp(&self, session: &Session, pending: &str) -> Result<NewTotp, ServiceError> {
        let secret = self.open_pending(session, pending)?;
        self.show_totp(session, &secret, pending.to_owned()).await
    }

    async fn show_totp(&self, session: &Session, secret: &str, pending: String) -> Result<NewTotp, ServiceError> {
        let issuer = self.profile().await?.name.clone();
        let qr = QrCode::of(&address(&issuer, &session.cardnumber, secret))?;
        let groups: Vec<&str> = (0..secret.len()).step_by(4).filter_map(|at| secret.get(at..at + 4)).collect();
        Ok(NewTotp { secret: groups.join(" "), qr, pending })
    }

    fn open_pending(&self, session: &Session, pending: &str) -> Result<String, ServiceError> {
        let over = ServiceError::Impossible("enrolment-over");
        let Some(opened) = sealed::open(&self.inner.keyring, &pending_name(session), pending) else { return Err(over) };
        match serde_json::from_slice::<Pending>(&opened) {
            Ok(found) if found.expires_at > self.clock().now().0 => Ok(found.secret),
            _ => Err(over),
        }
    }

    /// Begins to ask for codes, now that one was given.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`]: `enrolment-over`, `wrong-code`, `totp-there`.
    pub async fn confirm_totp(
        &self,
        session: &Session,
        pending: &str,
        code: &str,
        origin: &Origin,
    ) -> Result<FactorAdded, ServiceError> {
        let text = self.open_pending(session, pending)?;
        let secret = Secret::try_from_base32(&text).map_err(|_| ServiceError::Impossible("enrolment-over"))?;
        let now = self.clock().now();
        let code: String = code.chars().filter(|letter| !letter.is_whitespace()).take(16).collect();
        let step = step_of(secret, &code, now.0)?.ok_or(ServiceError::Impossible("wrong-code"))?;
        let actor = &session.actor;
        let kept = sealed::seal(&self.inner.keyring, &kept_name(actor.patron), text.as_bytes())?;
        let adding = self.begin_adding(session, origin, "totp-added").await?;
        let transaction = self.store().begin().await?;
        if !second_factor::add_totp(&transaction, actor.patron, &kept, step, now).await? {
            return Err(ServiceError::Impossible("totp-there"));
        }
        self.finish_adding(transaction, session, Method::Totp, SecurityEvent::TotpAdded, adding).await
    }

    /// Asks for codes no longer.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::NotFound`].
    pub async fn remove_totp(&self, session: &Session, origin: &Origin) -> Result<(), ServiceError> {
        self.must_be_verified(session)?;
        let actor = &session.actor;
        let entry = self.factor_entry(actor, actor.patron, origin, "totp-removed").await?;
        let transaction = self.store().begin().await?;
        if !second_factor::remove_totp(&transaction, actor.patron).await? {
            return Err(ServiceError::NotFound);
        }
        self.forget_codes_of_nothing(&transaction, actor.patron).await?;
        self.tell_owner(&transaction, actor.own_data(), SecurityEvent::TotpRemoved).await?;
        self.commit_factors(transaction, &[entry]).await
    }

    /// Takes a code from the app, once.
    pub(super) async fn use_totp(&self, patron: PatronId, code: &str) -> Result<bool, ServiceError> {
        let Some(kept) = second_factor::find_totp(self.store().reader(), patron).await? else { return Ok(false) };
        let opened = sealed::open(&self.inner.keyring, &kept_name(patron), &kept.secret);
        let text = opened.and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(secret) = text.and_then(|text| Secret::try_from_base32(text).ok()) else {
            tracing::error!("the secret of an authenticator app cannot be opened: its key is gone");
            return Ok(false);
        };
        let now = self.clock().now();
        let Some(step) = step_of(secret, code, now.0)? else { return Ok(false) };
        Ok(second_factor::use_totp(self.store().writer(), patron, step, now).await?)
    }
}

/// A secret opens for the patron and session it was made for.
fn pending_name(session: &Session) -> String {
    format!("totp-pending:{}:{}", session.actor.patron.0, session.actor.session.0)
}

fn kept_name(patron: PatronId) -> String {
    format!("totp:{}", patron.0)
}

/// The address that apps read from the QR code.
fn address(issuer: &str, account: &str, secret: &str) -> String {
    let (issuer, account) = (encoded(issuer), encoded(account));
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}")
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let secret = || Secret::from(*b"12345678901234567890");
        // Appendix B, the last six of eight digits.
        for (now, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(step_of(secret(), code, now).unwrap(), Some(now / 30), "{now}");
            assert_eq!(step_of(secret(), code, now + 30).unwrap(), Some(now / 30), "a step late");
            assert_eq!(step_of(secret(), code, now - 30).unwrap(), Some(now / 30), "a step early");
            assert_eq!(step_of(secret(), code, now + 60).unwrap(), None, "two steps late");
        }
        assert_eq!(step_of(secret(), "", 59).unwrap(), None);
        assert_eq!(step_of(secret(), "28708２", 59).unwrap(), None);
    }

    #[test]
    fn a_library_of_any_name_is_in_the_address() {
        assert_eq!(
            address("Äänekosken kirjasto", "12:3", "ABCD"),
            "otpauth://totp/%C3%84%C3%A4nekosken%20kirjasto:12%3A3?secret=ABCD&issuer=%C3%84%C3%A4nekosken%20kirjasto"
        );
    }
}
