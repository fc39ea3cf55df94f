//! Libraries and what becomes of them: another name, part of another one, closed.

use carrel_domain::{ApiClientId, OrganizationId, PatronId, Permission, Role, StaffScope, Timestamp};
pub use carrel_store::library::LibraryLine;
use carrel_store::{
    ConnectionTrait, DatabaseTransaction, StoreError,
    api_client::{self, Client},
    library::{self, Move},
    organization,
    role_grant::{self, Holding, NewGrant, Revocation},
};

use crate::{
    ServiceError, Services, audit::Origin, change::Change, entered, roles::in_words, sessions::Session,
    token::opaque_id,
};

/// Characters of a library's name.
pub const LONGEST_NAME: usize = 100;

/// How a library ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It goes on as part of another one: its patrons and roles move there.
    Merge,
    /// It closes: its patrons move to another one, roles in it end.
    Close,
}

impl Ending {
    /// Name in forms and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Close => "close",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Merge, Self::Close].into_iter().find(|ending| ending.name() == name)
    }

    const fn action(self) -> &'static str {
        match self {
            Self::Merge => "library-merged",
            Self::Close => "library-closed",
        }
    }
}

/// A library that is to end.
#[derive(Clone, Debug)]
pub struct MoveWish {
    /// How.
    pub ending: Ending,
    /// Its code.
    pub from: String,
    /// Code of the library that its patrons move to.
    pub to: String,
}

/// What ending a library would do.
#[derive(Clone, Debug)]
pub struct MovePlan {
    /// The library that ends.
    pub from: LibraryLine,
    /// The library that its patrons move to.
    pub to: LibraryLine,
    /// Roles that move or end.
    pub grants: Vec<Holding>,
    /// Open data requests of the patrons that move.
    pub requests: i64,
    /// Programs limited to the library, which go along or are taken away.
    pub clients: Vec<Client>,
}

impl MovePlan {
    /// What was shown, to compare with what is there when it is done.
    pub fn fingerprint(&self) -> String {
        format!("{}-{}-{}-{}", self.from.patrons, self.grants.len(), self.requests, self.clients.len())
    }
}

impl Services {
    /// The libraries within scope.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn list_libraries(&self, session: &Session, origin: &Origin) -> Result<Vec<LibraryLine>, ServiceError> {
        let scope = self.check(session, Permission::AdminRoles, origin).await?;
        let all = library::list(self.store().reader(), scope.organization(), self.clock().now()).await?;
        Ok(all.into_iter().filter(|library| scope.covers(Some(&library.code))).collect())
    }

    /// What ending a library would do; nothing is done.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::Impossible`] if one of the two is none of the scope's, is closed already,
    /// or both are the same.
    pub async fn plan_move(
        &self,
        session: &Session,
        wish: &MoveWish,
        origin: &Origin,
    ) -> Result<MovePlan, ServiceError> {
        let scope = self.check(session, Permission::AdminRoles, origin).await?;
        let plan = self.plan(self.store().reader(), &scope, wish).await?;
        self.log_look(&session.actor, origin).await?;
        Ok(plan)
    }

    /// Ends a library as it was shown: all of it, or, if something else is there now than was shown, nothing.
    ///
    /// # Errors
    /// As [`Services::plan_move`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`] with `changed` if it
    /// would do something else than was shown.
    pub async fn end_library(
        &self,
        session: &Session,
        wish: &MoveWish,
        shown: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = self.check(session, Permission::AdminRoles, origin).await?;
        let now = self.clock().now();
        if !session.is_verified(now) {
            return Err(ServiceError::StepUpNeeded);
        }
        let (actor, organization) = (&session.actor, scope.organization());
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        // In this order everywhere: imports wait for the one, grants for the other.
        library::lock(&transaction).await?;
        organization::lock(&transaction, organization).await?;
        let plan = self.plan(&transaction, &scope, wish).await?;
        if plan.fingerprint() != shown {
            return Err(ServiceError::Impossible("changed"));
        }
        let (from, to) = (plan.from.code.as_str(), plan.to.code.as_str());
        let moved = library::move_patrons(&transaction, Move { organization, from, to }, actor.patron, now).await?;
        let ended = |patron: Option<PatronId>| Change {
            action: wish.ending.action(),
            patron,
            object: format!("library:{from}"),
            old: Some(from.to_owned()),
            new: Some(to.to_owned()),
        };
        let mut changes = vec![ended(None)];
        for held in &plan.grants {
            changes.extend(self.move_grant(&transaction, (organization, actor.patron), held, wish).await?);
        }
        for client in &plan.clients {
            changes.push(move_client(&transaction, client, (actor.patron, now), wish, to).await?);
        }
        changes.extend(moved.into_iter().map(|patron| ended(Some(patron))));
        self.log_changes(&transaction, &base, actor, changes).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.forget_profile().await
    }

    /// Gives a library another name.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::Impossible`] without a name, or if it is none of the scope's.
    pub async fn rename_library(
        &self,
        session: &Session,
        code: &str,
        name: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = self.check(session, Permission::AdminRoles, origin).await?;
        let now = self.clock().now();
        if !session.is_verified(now) {
            return Err(ServiceError::StepUpNeeded);
        }
        let organization = scope.organization();
        let name = entered::text(name, LONGEST_NAME).filter(|name| !name.contains('\n'));
        let name = name.ok_or(ServiceError::Impossible("name"))?;
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let before = open_library(&library::list(&transaction, organization, now).await?, &scope, code)?;
        if before.name == name {
            return Ok(());
        }
        organization::name_library(&transaction, organization, code, &name).await?;
        let change = Change {
            action: "library-renamed",
            patron: None,
            object: format!("library:{code}"),
            old: Some(before.name),
            new: Some(name),
        };
        self.log_changes(&transaction, &base, &session.actor, vec![change]).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.forget_profile().await
    }

    async fn plan(
        &self,
        db: &impl ConnectionTrait,
        scope: &StaffScope,
        wish: &MoveWish,
    ) -> Result<MovePlan, ServiceError> {
        let (organization, now) = (scope.organization(), self.clock().now());
        let libraries = library::list(db, organization, now).await?;
        let from = open_library(&libraries, scope, &wish.from)?;
        let to = open_library(&libraries, scope, &wish.to)?;
        if from.code == to.code {
            return Err(ServiceError::Impossible("same"));
        }
        let mut grants = role_grant::list(db, organization, now).await?;
        grants.retain(|held| held.library.as_deref() == Some(from.code.as_str()));
        let requests = library::open_requests(db, organization, &from.code).await?;
        let clients = api_client::list_of_library(db, organization, &from.code).await?;
        Ok(MovePlan { from, to, grants, requests, clients })
    }

    /// Ends a grant in the old library and, when libraries merge, gives the same in the new one, as long as it held.
    async fn move_grant(
        &self,
        transaction: &DatabaseTransaction,
        (organization, by): (OrganizationId, PatronId),
        held: &Holding,
        wish: &MoveWish,
    ) -> Result<Vec<Change>, ServiceError> {
        let now = self.clock().now();
        let patron = PatronId(held.patron_id);
        let reason = format!("{}: {} → {}", wish.ending.action(), wish.from, wish.to);
        let revocation = Revocation { organization, public_id: &held.public_id, by, reason: &reason };
        role_grant::revoke(transaction, revocation, now).await?;
        let mut changes = vec![Change {
            action: "role-revoked",
            patron: Some(patron),
            object: format!("role_grant:{}", held.public_id),
            old: Some(in_words(&held.role, held.library.as_deref())),
            new: None,
        }];
        if let (Ending::Merge, Some(role)) = (wish.ending, Role::from_name(&held.role)) {
            let public_id = opaque_id()?;
            let object = format!("role_grant:{public_id}");
            let new = NewGrant {
                public_id,
                organization,
                patron,
                grant: carrel_domain::Grant { role, library: Some(wish.to.clone()) },
                reason: held.reason.clone(),
                by: Some(by),
                expires_at: held.expires_at.map(Timestamp),
            };
            if role_grant::add_once(transaction, new, now).await? {
                let new = Some(in_words(&held.role, Some(&wish.to)));
                changes.push(Change { action: "role-granted", patron: Some(patron), object, old: None, new });
            }
        }
        Ok(changes)
    }
}

/// A program that was limited to the library reaches the patrons of the other one, as roles do, or nobody any more.
async fn move_client(
    transaction: &DatabaseTransaction,
    client: &Client,
    (by, now): (PatronId, Timestamp),
    wish: &MoveWish,
    to: &str,
) -> Result<Change, ServiceError> {
    let (id, object) = (ApiClientId(client.id), format!("api_client:{}", client.public_id));
    match wish.ending {
        Ending::Merge => {
            api_client::move_to_library(transaction, id, to).await?;
            let (old, new) = (client.library.clone(), Some(to.to_owned()));
            Ok(Change { action: wish.ending.action(), patron: None, object, old, new })
        }
        Ending::Close => {
            api_client::revoke(transaction, id, by, now).await?;
            let new = Some(client.name.clone());
            Ok(Change { action: "api-client-revoked", patron: None, object, old: None, new })
        }
    }
}

/// A library that is still one, if it is within scope.
fn open_library(all: &[LibraryLine], scope: &StaffScope, code: &str) -> Result<LibraryLine, ServiceError> {
    all.iter()
        .find(|library| library.code == code && library.moved_to.is_none() && scope.covers(Some(code)))
        .cloned()
        .ok_or(ServiceError::Impossible("library"))
}
