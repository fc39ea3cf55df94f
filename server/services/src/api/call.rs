//! The beginning of every call: whose token it is, from where, how often, for what.

use std::net::IpAddr;

use carrel_domain::{ApiActor, ApiClientId, ApiScope, Category, OrganizationId, PatronId, StaffScope};
use carrel_store::{
    api_call::{Asked, Found},
    api_client::{self, Client},
};
use ipnet::IpNet;

use super::ApiError;
use crate::{
    ServiceError, Services,
    audit::{Entry, Event, Interface, Origin},
    sign_in::RefusalThrottle,
    token::Token,
};

/// That a client called is remembered at most once in so many seconds: a call should not cost a write.
const TOUCH_SECONDS: i64 = 60;

/// Where a call comes from.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The whole address, for the client's networks; it is kept nowhere.
    pub address: Option<IpAddr>,
    /// What the log has of it.
    pub origin: Origin,
}

/// A call of a client that may make it.
#[derive(Clone, Debug)]
pub struct ApiCall {
    /// Which client.
    pub actor: ApiActor,
    /// Whose data it reaches.
    pub scope: StaffScope,
    pub(super) origin: Origin,
}

impl ApiCall {
    /// Another scope of the same token, where a call needs two.
    pub(super) fn also(&self, needed: ApiScope) -> Result<(), ApiError> {
        self.actor.may(needed).map(|_| ()).map_err(ApiError::MissingScope)
    }
}

impl Services {
    /// Finds out whether a token permits a call. Its client is asked of the database each time: what is taken away ends at
    /// once, on every node.
    ///
    /// # Errors
    /// Those of [`ApiError`] before [`ApiError::RequestNeeded`]; the refused calls of a known client are logged.
    pub async fn begin_call(
        &self,
        token: Option<&str>,
        needed: ApiScope,
        caller: &Caller,
    ) -> Result<ApiCall, ApiError> {
        Ok(self.begin_call_for(token, None, needed, caller).await?.0)
    }

    /// The same for a call that may ask for a patron by the library system's number: who that is in the client's organization,
    /// is found by the same question. Whether the client reaches them, is still to be looked at.
    pub(super) async fn begin_call_for(
        &self,
        token: Option<&str>,
        number: Option<i64>,
        needed: ApiScope,
        caller: &Caller,
    ) -> Result<(ApiCall, Option<Found>), ApiError> {
        let now = self.clock().now();
        let token = token.and_then(Token::parse).ok_or(ApiError::InvalidToken)?;
        let organization = self.profile().await?.id;
        let found = self.inner.asked.begun.ask(Asked { token_hash: token.hash(), number }).await?;
        let found = found.filter(|(bearer, _)| bearer.client.organization_id == organization.0);
        let (bearer, patron) = found.ok_or(ApiError::InvalidToken)?;
        let client = &bearer.client;
        let actor = actor_of(client, &bearer.scopes)?;
        if !may_come_from(client, caller.address) {
            return Err(self.refuse_call(&actor, &caller.origin, ApiError::Outside).await?);
        }
        self.count_call(actor.client, client.requests_per_minute).await?;
        let scope = match actor.may(needed) {
            Ok(scope) => scope,
            Err(missing) => {
                return Err(self.refuse_call(&actor, &caller.origin, ApiError::MissingScope(missing)).await?);
            }
        };
        if client.last_used_at.is_none_or(|at| now.0 - at >= TOUCH_SECONDS) {
            api_client::touch(self.store().writer(), actor.client, now).await?;
        }
        Ok((ApiCall { actor, scope, origin: caller.origin.clone() }, patron))
    }

    /// Logs that a call was refused, and answers why. Whoever has a token cannot fill the log with it.
    pub(super) async fn refuse_call(
        &self,
        actor: &ApiActor,
        origin: &Origin,
        error: ApiError,
    ) -> Result<ApiError, ApiError> {
        self.refuse_question(actor, origin, None, error).await
    }

    /// The same, with what was asked for and is not within reach: whoever tries numbers leaves a trace of each.
    pub(super) async fn refuse_question(
        &self,
        actor: &ApiActor,
        origin: &Origin,
        asked: Option<&str>,
        error: ApiError,
    ) -> Result<ApiError, ApiError> {
        let is_from_outside = matches!(error, ApiError::Outside);
        if !is_from_outside || RefusalThrottle::new(self, &actor.public_id, origin).allows(self).await? {
            let refused = Event { action: "api-refused", category: None, purpose: "security", outcome: "refused" };
            let mut entry = self.entry_of_client(actor, origin, None, refused, None);
            if let Some(asked) = asked {
                entry.new_value = Some(format!("{} · {asked}", actor.name));
            }
            self.inner.audit.append(entry).await?;
        }
        Ok(error)
    }

    /// Another scope of the same token, where a call needs two; that it is missing is logged.
    pub(super) async fn need_also(&self, call: &ApiCall, needed: ApiScope) -> Result<(), ApiError> {
        match call.also(needed) {
            Ok(()) => Ok(()),
            Err(missing) => Err(self.refuse_call(&call.actor, &call.origin, missing).await?),
        }
    }

    /// Logs what a client reads, before it is answered.
    pub(super) async fn log_call(
        &self,
        call: &ApiCall,
        patron: Option<PatronId>,
        (action, category, purpose): (&'static str, Option<Category>, &'static str),
        object: Option<String>,
    ) -> Result<(), ServiceError> {
        let event = Event { action, category, purpose, outcome: "done" };
        self.inner.audit.append(self.entry_of_client(&call.actor, &call.origin, patron, event, object)).await
    }

    /// The entry of something a client did: its name is the new value.
    pub(super) fn entry_of_client(
        &self,
        actor: &ApiActor,
        origin: &Origin,
        patron: Option<PatronId>,
        event: Event,
        object: Option<String>,
    ) -> Entry {
        Entry {
            patron,
            category: event.category,
            outcome: event.outcome,
            library: actor.library.clone(),
            network: origin.network.clone(),
            request_id: origin.request_id.clone(),
            object: Some(object.unwrap_or_else(|| object_of(&actor.public_id))),
            new_value: Some(actor.name.clone()),
            interface: Interface::Api,
            ..Entry::of_system(self.clock().now(), actor.organization, event.action, event.purpose)
        }
    }
}

/// A client as the log's entries are about it.
pub(super) fn object_of(public_id: &str) -> String {
    format!("api_client:{public_id}")
}

/// The client with the scopes of a token: those that it may still use.
pub(super) fn actor_of(client: &Client, token_scopes: &str) -> Result<ApiActor, ServiceError> {
    let unreadable = || ServiceError::System(String::from("a client's scopes cannot be read"));
    let own = ApiScope::parse_list(&client.scopes).ok_or_else(unreadable)?;
    let mut scopes = ApiScope::parse_list(token_scopes).ok_or_else(unreadable)?;
    scopes.retain(|scope| own.contains(scope));
    Ok(ApiActor {
        client: ApiClientId(client.id),
        public_id: client.public_id.clone(),
        name: client.name.clone(),
        organization: OrganizationId(client.organization_id),
        library: client.library.clone(),
        scopes: scopes.into(),
    })
}

/// Whether an address is within the client's networks; one that cannot be told is not.
pub(super) fn may_come_from(client: &Client, address: Option<IpAddr>) -> bool {
    let address = address.map(|address| address.to_canonical());
    let mut networks = client.networks.split(',').map(str::trim).filter_map(|text| text.parse::<IpNet>().ok());
    address.is_some_and(|address| networks.any(|network| network.contains(&address)))
}
