//! Whether a PIN or password is right, by whoever decides that.

use carrel_domain::PatronId;
use carrel_store::{
    credential::{self, Account},
    library_reading,
};

use super::{PatronKey, Said, Trouble};
use crate::{
    ServiceError, Services,
    password::{self, Check},
};

/// What was found about a secret.
pub(crate) enum SecretCheck {
    /// Wrong, or there is nobody.
    Wrong,
    /// Right, and whose it is; a stronger hash to keep, if Carrel's own record said so.
    Right(Account, Option<String>),
    /// The library system decides, and cannot be asked.
    Unavailable,
}

/// Who says whether a card number and PIN belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretsCheckedBy {
    /// Carrel's own record.
    Us,
    /// The library system, and nobody else.
    LibrarySystem,
    /// The library system, and Carrel's own record while that does not answer.
    LibrarySystemOrUs,
}

impl Services {
    /// Who says whether a card number and PIN belong together: whether a password that is chosen here counts.
    pub fn secrets_checked_by(&self) -> SecretsCheckedBy {
        match self.inner.options.koha.as_ref().map(|koha| koha.settings()) {
            Some(settings) if settings.check_passwords && settings.local_passwords => {
                SecretsCheckedBy::LibrarySystemOrUs
            }
            Some(settings) if settings.check_passwords => SecretsCheckedBy::LibrarySystem,
            _ => SecretsCheckedBy::Us,
        }
    }

    /// Checks what somebody typed to sign in; `account` is what Carrel knows under that name.
    pub(crate) async fn check_secret(
        &self,
        name: &str,
        secret: &str,
        account: Option<&Account>,
    ) -> Result<SecretCheck, ServiceError> {
        let said = if name.is_empty() || secret.is_empty() {
            Ok(Said::AskHere)
        } else {
            self.inner.system.check_secret(name, secret, self.clock().now()).await
        };
        match said {
            Ok(Said::AskHere) => {
                let hash = account.and_then(|account| account.hash.clone());
                let check = password::check(secret.to_owned(), hash).await?;
                Ok(match (account, check) {
                    (None, _) | (_, Check::Wrong) => SecretCheck::Wrong,
                    (Some(account), Check::Right) => SecretCheck::Right(account.clone(), None),
                    (Some(account), Check::RightWithNewHash(new)) => SecretCheck::Right(account.clone(), Some(new)),
                })
            }
            Ok(Said::Wrong) => Ok(SecretCheck::Wrong),
            Ok(Said::Right(number)) => {
                let key = number.as_deref().map_or(PatronKey::Name(name), PatronKey::Number);
                self.account_of(key, number.as_deref()).await
            }
            Err(trouble) => {
                tracing::warn!(%trouble, "the library system cannot say whether a PIN is right");
                Ok(SecretCheck::Unavailable)
            }
        }
    }

    /// The account of somebody whose secret is right: who was never here before comes in from the library system first.
    async fn account_of(&self, key: PatronKey<'_>, number: Option<&str>) -> Result<SecretCheck, ServiceError> {
        let organization = self.profile().await?.id;
        let known = match number {
            Some(number) => library_reading::patron_of(self.store().reader(), organization, number).await?,
            None => None,
        };
        let patron = match known {
            Some(patron) => patron,
            None => match self.inner.system.person(key, self.clock().now()).await {
                Ok(Some(person)) => match self.write_person(&person.line).await? {
                    Some(number) if number == person.number => {
                        let found = library_reading::patron_of(self.store().writer(), organization, &number).await?;
                        // Who was erased here does not come back by signing in.
                        let Some(patron) = found else { return Ok(SecretCheck::Wrong) };
                        patron
                    }
                    _ => return Ok(SecretCheck::Unavailable),
                },
                Ok(None) | Err(Trouble::NotFound) => return Ok(SecretCheck::Wrong),
                Err(Trouble::Conflict) => {
                    tracing::warn!("a card number is somebody else's user name: whose a PIN is cannot be said");
                    return Ok(SecretCheck::Wrong);
                }
                Err(trouble) => {
                    tracing::warn!(%trouble, "the library system does not say whose a PIN is");
                    return Ok(SecretCheck::Unavailable);
                }
            },
        };
        let account = credential::find_account(self.store().writer(), organization, patron).await?;
        Ok(account.map_or(SecretCheck::Wrong, |account| SecretCheck::Right(account, None)))
    }

    /// Checks what somebody who is signed in typed again.
    ///
    /// # Errors
    /// [`ServiceError::LibrarySystemAway`] if the library system decides, and cannot be asked.
    pub(crate) async fn check_secret_again(&self, patron: PatronId, secret: String) -> Result<bool, ServiceError> {
        let name = credential::find_name(self.store().reader(), patron).await?;
        let said = match (&name, secret.is_empty()) {
            (Some(name), false) => self.inner.system.check_secret(name, &secret, self.clock().now()).await,
            _ => Ok(Said::AskHere),
        };
        match said {
            Ok(Said::AskHere) => {
                let hash = credential::find_hash(self.store().reader(), patron).await?;
                Ok(password::check(secret, hash).await? != Check::Wrong)
            }
            Ok(Said::Wrong) => Ok(false),
            Ok(Said::Right(number)) => {
                let number = match (number, name) {
                    (Some(number), _) => Some(number),
                    // It does not say whose: it may be one patron's card number and another's user name.
                    (None, Some(name)) => {
                        match self.inner.system.person(PatronKey::Name(&name), self.clock().now()).await {
                            Ok(person) => person.map(|person| person.number),
                            Err(Trouble::NotFound | Trouble::Conflict) => None,
                            Err(_) => return Err(ServiceError::LibrarySystemAway),
                        }
                    }
                    (None, None) => None,
                };
                let known = library_reading::find(self.store().reader(), patron).await?;
                Ok(known.is_some_and(|known| Some(known.source_id) == number))
            }
            Err(_) => Err(ServiceError::LibrarySystemAway),
        }
    }
}
