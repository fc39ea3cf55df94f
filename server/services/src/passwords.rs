//! Choosing a password: whose it is, whether it keeps the rules, and what its change brings about.

use carrel_domain::{PatronId, PatronScope};
use carrel_store::{DatabaseTransaction, credential, role_grant};

use crate::{
    ServiceError, Services,
    audit::{Event, Origin},
    password,
    password_policy::{self, Accepted, Owner, Strength, Weakness},
    security_notice::SecurityEvent,
    sessions::Session,
    token::Token,
};

/// What became of a change of one's own password.
#[derive(Debug)]
pub struct Changed {
    /// The session's new token: the present password was right, whatever came of the new one.
    pub token: Token,
    /// How strong the new one is, or why it was not taken.
    pub outcome: Result<Strength, Weakness>,
}

impl Services {
    /// The fewest characters a new password of whoever is signed in may have.
    pub async fn least_length(&self, session: &Session) -> Result<i64, ServiceError> {
        let asked = self.profile().await?.settings.password_length;
        let owner = Owner {
            is_staff: session.actor.is_staff() || session.is_outside,
            has_second_factor: session.proof.is_strong(),
            words: Vec::new(),
        };
        Ok(owner.least(asked))
    }

    /// Whether a second factor must be given before the page of one's password is shown: the present password, which is
    /// asked for there, is one factor only.
    pub async fn password_needs_factor(&self, session: &Session) -> Result<bool, ServiceError> {
        Ok(!session.is_verified(self.clock().now()) && self.factors_of(session.actor.patron).await?.any())
    }

    /// Changes one's own password. The present one is asked for (ASVS 6.2.3), whatever was given as second factor before.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`] as [`Services::password_needs_factor`]; [`ServiceError::WrongSecret`] if the present
    /// password is not right, [`ServiceError::Throttled`] after too many of those.
    pub async fn change_password(
        &self,
        session: &Session,
        present: String,
        new: String,
        origin: &Origin,
    ) -> Result<Changed, ServiceError> {
        if self.password_needs_factor(session).await? {
            return Err(ServiceError::StepUpNeeded);
        }
        let token = self.step_up_with_secret(session, present, origin).await?;
        let scope = session.actor.own_data();
        let outcome = self.check_new(scope, session.proof.is_strong(), &new).await?;
        let Ok(accepted) = outcome else {
            return Ok(Changed { token, outcome: outcome.map(|accepted| accepted.strength) });
        };
        let hash = password::hash(new).await?;
        let event = Event { action: "password-changed", category: None, purpose: "sign-in", outcome: "done" };
        let entry = self.entry_of(&session.actor, Some(scope.patron()), origin, event, Default::default()).await?;
        let transaction = self.store().begin().await?;
        self.set_password(&transaction, scope, &hash, accepted).await?;
        self.tell_owner(&transaction, scope, SecurityEvent::PasswordChanged).await?;
        self.commit_logged(transaction, &[entry]).await?;
        self.wake_mail();
        Ok(Changed { token, outcome: Ok(accepted.strength) })
    }

    /// Whether somebody signs in with a secret that is not known to keep the rules for staff's passwords: a short PIN, a
    /// common password, or one that nobody has looked at yet. Without a secret there is none that is weak.
    pub async fn secret_is_weak(&self, patron: PatronId, has_second_factor: bool) -> Result<bool, ServiceError> {
        let owner = Owner { is_staff: true, has_second_factor, words: Vec::new() };
        let checked = credential::checked_length(self.store().reader(), patron).await?;
        Ok(checked.is_some_and(|length| length < owner.least(password_policy::BESIDE_A_FACTOR)))
    }

    /// Checks a new password of the patron in scope against the rules.
    pub(crate) async fn check_new(
        &self,
        scope: PatronScope,
        has_second_factor: bool,
        new: &str,
    ) -> Result<Result<Accepted, Weakness>, ServiceError> {
        let owner = self.owner_of(scope, has_second_factor).await?;
        let asked = self.profile().await?.settings.password_length;
        let new = new.to_owned();
        password::blocking(move || password_policy::check(&new, &owner, asked)).await
    }

    /// What the rules need to know of somebody.
    pub(crate) async fn owner_of(&self, scope: PatronScope, has_second_factor: bool) -> Result<Owner, ServiceError> {
        let db = self.store().reader();
        let profile = self.profile().await?;
        let held = role_grant::held(db, scope.patron(), self.clock().now()).await?;
        let mut words = credential::words_about(db, scope.patron()).await?;
        words.push(String::from("carrel"));
        words.push(profile.name.clone());
        words.extend(profile.names.libraries.values().cloned());
        Ok(Owner { is_staff: held.iter().any(|grant| grant.role.is_staff()), has_second_factor, words })
    }

    /// Writes a new password down.
    pub(crate) async fn set_password(
        &self,
        transaction: &DatabaseTransaction,
        scope: PatronScope,
        hash: &str,
        accepted: Accepted,
    ) -> Result<(), ServiceError> {
        let now = self.clock().now();
        Ok(credential::choose(transaction, scope.patron(), hash, accepted.checked_length, now).await?)
    }
}
