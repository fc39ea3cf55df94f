//! Looking after clients: adding, giving another secret, taking away. All rules stand here.

use carrel_domain::{ApiClientId, ApiScope, Date, Permission, StaffScope};
use carrel_store::{
    DatabaseTransaction,
    api_client::{self, Client, NewClient},
};
use ipnet::IpNet;

use super::call::object_of;
use crate::{
    ServiceError, Services,
    audit::Origin,
    change::Change,
    entered,
    requests::plain_id,
    sessions::Session,
    token::{Token, opaque_id},
};

/// Characters of a name.
pub const LONGEST_NAME: usize = 80;
/// Characters of what the data is needed for.
pub const LONGEST_PURPOSE: usize = 500;
/// Days after which a client ends at the latest.
pub const LONGEST_LIFE_DAYS: i64 = 2 * 365;
/// Calls a minute at most.
pub const MOST_CALLS: i64 = 60_000;
/// Networks of one client at most.
const MOST_NETWORKS: usize = 20;

/// A client to add, as it was typed.
#[derive(Clone, Debug)]
pub struct ClientWish {
    /// What people call it.
    pub name: String,
    /// What the data is needed for.
    pub purpose: String,
    /// What it may read.
    pub scopes: Vec<ApiScope>,
    /// Networks it may come from.
    pub networks: String,
    /// Code of the library it is limited to; `None` for the whole organization.
    pub library: Option<String>,
    /// The last day on which it works.
    pub ends_on: Option<Date>,
    /// Calls a minute.
    pub calls: Option<i64>,
}

/// Clients, as somebody who looks after them sees them.
#[derive(Clone, Debug)]
pub struct ApiClients {
    /// Those within their scope, also those that were taken away.
    pub clients: Vec<Client>,
    /// Libraries they may limit one to: code and name.
    pub libraries: Vec<(String, String)>,
    /// Whether they may add one for the whole organization.
    pub everywhere: bool,
}

/// A secret that was just made: it is shown this once.
#[derive(Clone, Debug)]
pub struct NewSecret {
    /// Whose.
    pub name: String,
    /// The client id.
    pub client_id: String,
    /// The secret.
    pub secret: Token,
}

impl Services {
    /// The clients, and what may be done about them.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn list_api_clients(&self, session: &Session, origin: &Origin) -> Result<ApiClients, ServiceError> {
        let scope = self.check(session, Permission::ApiClients, origin).await?;
        let clients = api_client::list(self.store().reader(), &scope).await?;
        let libraries = self.open_libraries(&scope).await?;
        self.log_look(&session.actor, origin).await?;
        Ok(ApiClients { clients, libraries, everywhere: scope.covers(None) })
    }

    /// Adds a client and answers its secret, which nobody sees again.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`] with the rule it is against.
    pub async fn add_api_client(
        &self,
        session: &Session,
        wish: ClientWish,
        origin: &Origin,
    ) -> Result<NewSecret, ServiceError> {
        let scope = self.check(session, Permission::ApiClients, origin).await?;
        let now = self.clock().now();
        if !session.is_verified(now) {
            return Err(ServiceError::StepUpNeeded);
        }
        let new = self.checked_client(session, &scope, wish).await?;
        let name = new.client.name.clone();
        let change = Change {
            action: "api-client-added",
            object: object_of(&new.client.public_id),
            new: Some(format!("{name} · {} · {}", new.client.scopes, new.client.networks)),
            ..Change::default()
        };
        let client_id = new.client.public_id.clone();
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        if has_name(&transaction, &scope, &name).await? {
            return Err(ServiceError::Impossible("api-name-taken"));
        }
        api_client::add(&transaction, new.client, now).await?;
        self.log_changes(&transaction, &base, &session.actor, vec![change]).await?;
        transaction.commit().await.map_err(carrel_store::StoreError::from)?;
        Ok(NewSecret { name, client_id, secret: new.secret })
    }

    /// Gives a client another secret; the old one and all tokens end at once.
    ///
    /// # Errors
    /// As [`Services::add_api_client`]; [`ServiceError::NotFound`] for one out of reach or taken away.
    pub async fn rotate_api_secret(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<NewSecret, ServiceError> {
        let client = self.client_to_change(session, public_id, origin).await?;
        let secret = Token::generate()?;
        let (hash, now) = (secret.hash(), self.clock().now());
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        if !api_client::rotate(&transaction, ApiClientId(client.id), &hash, now).await? {
            return Err(ServiceError::NotFound);
        }
        let change = changed("api-secret-rotated", &client);
        self.log_changes(&transaction, &base, &session.actor, vec![change]).await?;
        transaction.commit().await.map_err(carrel_store::StoreError::from)?;
        Ok(NewSecret { name: client.name, client_id: client.public_id, secret })
    }

    /// Takes a client away, for ever and at once.
    ///
    /// # Errors
    /// As [`Services::rotate_api_secret`].
    pub async fn revoke_api_client(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let client = self.client_to_change(session, public_id, origin).await?;
        let (by, now) = (session.actor.patron, self.clock().now());
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        if !api_client::revoke(&transaction, ApiClientId(client.id), by, now).await? {
            return Err(ServiceError::NotFound);
        }
        let change = changed("api-client-revoked", &client);
        self.log_changes(&transaction, &base, &session.actor, vec![change]).await?;
        Ok(transaction.commit().await.map_err(carrel_store::StoreError::from)?)
    }

    async fn client_to_change(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<Client, ServiceError> {
        let scope = self.check(session, Permission::ApiClients, origin).await?;
        let found = api_client::find(self.store().reader(), &scope, plain_id(public_id)?).await?;
        let client = found.filter(|client| client.revoked_at.is_none()).ok_or(ServiceError::NotFound)?;
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        Ok(client)
    }

    async fn checked_client(
        &self,
        session: &Session,
        scope: &StaffScope,
        wish: ClientWish,
    ) -> Result<Checked, ServiceError> {
        let now = self.clock().now();
        let profile = self.profile().await?;
        let wrong = ServiceError::Impossible;
        let name = entered::text(&wish.name, LONGEST_NAME).filter(|name| !name.contains('\n'));
        let name = name.ok_or(wrong("api-name"))?;
        let purpose = entered::text(&wish.purpose, LONGEST_PURPOSE).ok_or(wrong("api-purpose"))?;
        if wish.scopes.is_empty() {
            return Err(wrong("api-scopes"));
        }
        let networks = networks_of(&wish.networks).ok_or(wrong("api-networks"))?;
        if !scope.covers(wish.library.as_deref()) {
            return Err(wrong("outside-scope"));
        }
        if let Some(library) = &wish.library
            && !self.open_libraries(scope).await?.iter().any(|(code, _)| code == library)
        {
            return Err(wrong("library"));
        }
        let ends_on = wish.ends_on.ok_or(wrong("api-end"))?;
        let is_near = ends_on.days_since(self.today(&profile)) <= LONGEST_LIFE_DAYS;
        let expires_at = entered::end_of(ends_on, &profile.zone).filter(|end| *end > now && is_near);
        let secret = Token::generate()?;
        let client = NewClient {
            public_id: opaque_id()?,
            organization: scope.organization(),
            name,
            purpose,
            secret_hash: secret.hash(),
            scopes: ApiScope::list(&wish.scopes),
            networks,
            library: wish.library,
            requests_per_minute: wish
                .calls
                .filter(|calls| (1..=MOST_CALLS).contains(calls))
                .ok_or(wrong("api-calls"))?,
            by: session.actor.patron,
            expires_at: expires_at.ok_or(wrong("api-end"))?,
        };
        Ok(Checked { client, secret })
    }
}

struct Checked {
    client: NewClient,
    secret: Token,
}

fn changed(action: &'static str, client: &Client) -> Change {
    Change { action, object: object_of(&client.public_id), new: Some(client.name.clone()), ..Change::default() }
}

/// The log names clients: two that work have no name in common.
async fn has_name(db: &DatabaseTransaction, scope: &StaffScope, name: &str) -> Result<bool, ServiceError> {
    let clients = api_client::list(db, scope).await?;
    Ok(clients.iter().any(|client| client.revoked_at.is_none() && client.name == name))
}

/// Networks as they were typed, with commas or on lines of their own; an address is a network of one. At least one:
/// whoever wants “from anywhere” has to say so.
fn networks_of(typed: &str) -> Option<String> {
    let mut networks = Vec::new();
    for text in typed.split([',', ' ', '\n', '\r', '\t']).filter(|text| !text.is_empty()) {
        let network: IpNet =
            text.parse().ok().or_else(|| text.parse().ok().map(|address: std::net::IpAddr| address.into()))?;
        networks.push(network.trunc().to_string());
    }
    ((1..=MOST_NETWORKS).contains(&networks.len())).then(|| networks.join(","))
}

#[cfg(test)]
mod tests {
    use super::networks_of;

    #[test]
    fn networks_are_said_in_one_form_and_never_left_out() {
        assert_eq!(
            networks_of("192.0.2.77/24, 2001:db8::1\n10.0.0.1").unwrap(),
            "192.0.2.0/24,2001:db8::1/128,10.0.0.1/32"
        );
        assert_eq!(networks_of(" \n"), None);
        assert_eq!(networks_of("192.0.2.0/24, nonsense"), None);
    }
}
