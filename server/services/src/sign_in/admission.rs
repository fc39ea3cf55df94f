//! Letting somebody in who proved who they are, by whichever method.

use carrel_domain::{PatronId, Proof, Timestamp, access::strongest};
use carrel_store::{credential::Account, entity::session::Model, retention::stage, role_grant, session};

use super::{Door, Outcome, SignedIn};
use crate::{ServiceError, Services, audit::Origin, sessions::Lifetime, token::Token};

/// A browser is known for so long, in seconds.
const DEVICE_SECONDS: i64 = 180 * 24 * 60 * 60;

/// Who stands at the door: the browser, and what it wishes.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// “This is a shared computer.”
    pub is_shared_computer: bool,
    /// The browser's device token, if it has one.
    pub device: Option<Token>,
    /// Browser and system in words, for the list of sessions.
    pub device_name: Option<String>,
    /// Where to go afterwards: kept over a second step.
    pub next: String,
    /// Where from.
    pub origin: Origin,
}

impl Services {
    /// Lets somebody in. Every method of signing in ends here: what it takes besides the proof is decided in one place.
    pub(crate) async fn admit_through(
        &self,
        account: &Account,
        proof: Proof,
        door: &Door,
        visitor: &Visitor,
    ) -> Result<Outcome, ServiceError> {
        let organization = self.profile().await?.id;
        if let Some(outcome) = self.kept_out(account).await? {
            let patron = Some(PatronId(account.id));
            self.log_sign_in(organization, patron, &visitor.origin, "sign-in-refused", "refused").await?;
            return Ok(outcome);
        }
        if let Some(instead) = self.doors_instead(account, organization, door).await? {
            let patron = Some(PatronId(account.id));
            self.log_sign_in(organization, patron, &visitor.origin, "sign-in-method-refused", "refused").await?;
            return Ok(Outcome::OtherWay { instead });
        }
        match self.begin_step(organization, account, &proof, visitor).await? {
            Some(step) => Ok(step),
            None => self.let_in(account, proof, visitor).await,
        }
    }

    /// Why somebody is not let in whatever they prove: they closed the account themselves, or it is on its way out.
    pub(crate) async fn kept_out(&self, account: &Account) -> Result<Option<Outcome>, ServiceError> {
        if self.is_locked(account).await? {
            return Ok(Some(Outcome::Locked));
        }
        let is_on_its_way_out = stage::is_locked(self.store().reader(), PatronId(account.id)).await?;
        Ok(is_on_its_way_out.then_some(Outcome::Expired))
    }

    /// Opens the session of somebody who came through a door that is theirs, and gave all that the account asks for.
    pub(super) async fn let_in(
        &self,
        account: &Account,
        proof: Proof,
        visitor: &Visitor,
    ) -> Result<Outcome, ServiceError> {
        let organization = self.profile().await?.id;
        let is_new_device = self.is_new_device(account, visitor).await?;
        let signed_in = self.open_session(account, &proof, visitor).await?;
        if is_new_device {
            self.tell_of_new_device(account, organization).await;
        }
        self.log_sign_in(organization, Some(PatronId(account.id)), &visitor.origin, "sign-in", "done").await?;
        self.read_soon(PatronId(account.id)).await?;
        Ok(Outcome::Done(signed_in))
    }

    async fn open_session(
        &self,
        account: &Account,
        proof: &Proof,
        visitor: &Visitor,
    ) -> Result<SignedIn, ServiceError> {
        let now = self.clock().now();
        let grants = role_grant::held(self.store().reader(), PatronId(account.id), now).await?;
        let lifetime = Lifetime::of(strongest(&grants), visitor.is_shared_computer);
        let token = Token::generate()?;
        let row = Model {
            id: 0,
            token_hash: token.hash(),
            patron_id: account.id,
            created_at: now.0,
            last_used_at: now.0,
            verified_at: now.0,
            idle_seconds: lifetime.idle,
            expires_at: now.plus_seconds(lifetime.absolute).0,
            is_shared_computer: i64::from(visitor.is_shared_computer),
            network: visitor.origin.network.clone().unwrap_or_default(),
            device: visitor.device_name.clone(),
            methods: proof.names(),
            is_strong: i64::from(proof.is_strong()),
        };
        session::add(self.store().writer(), row).await?;
        let device = if visitor.is_shared_computer { None } else { Some(self.remember_device(account, now).await?) };
        Ok(SignedIn { token, device, language: account.language.clone() })
    }

    async fn remember_device(&self, account: &Account, now: Timestamp) -> Result<Token, ServiceError> {
        let device = Token::generate()?;
        let until = now.plus_seconds(DEVICE_SECONDS);
        session::remember_device(self.store().writer(), PatronId(account.id), &device.hash(), until).await?;
        Ok(device)
    }
}
