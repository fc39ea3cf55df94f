//! Staff decide how long loan histories are kept: for the library, a patron category, or one patron.

use carrel_domain::{
    Permission, StaffScope, Timestamp,
    loan_history::{Choice, DEFAULT_POLICY, Policy},
};
pub use carrel_store::history_policy::Decision as Decided;
use carrel_store::{
    history_job::{self, HistoryJob},
    history_policy::{self, Whose},
    patron_search,
};

use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    sessions::Session,
    token::opaque_id,
};

/// Days after which a decision may take effect: time to think it over, and for patrons to answer.
pub const REFLECTION_DAYS: std::ops::RangeInclusive<u16> = 7..=365;
const DAY: i64 = 24 * 60 * 60;

/// What staff see.
#[derive(Clone, Debug)]
pub struct HistoryPolicies {
    /// What holds for everybody who has nothing nearer.
    pub organization: Policy,
    /// Decisions for the library and its categories, oldest first: those that hold, and those that will.
    pub decided: Vec<Decided>,
    /// The newest daily runs.
    pub runs: Vec<HistoryJob>,
    /// What time it is.
    pub now: Timestamp,
}

/// A decision to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPolicy {
    /// `organization`, `category:CODE` or `patron:PUBLIC-ID`.
    pub whose: String,
    /// The policy; `None` for “as the level above”.
    pub policy: Option<Policy>,
    /// Days until it takes effect.
    pub days: u16,
}

/// What a decision would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyPreview {
    /// What it is.
    pub wish: NewPolicy,
    /// Patrons it is for.
    pub patrons: i64,
    /// Those of them who have rows that are old by it.
    pub concerned: i64,
    /// Rows that are old by it.
    pub rows: i64,
    /// Whether these go by themselves, unless patrons say otherwise.
    pub goes_by_itself: bool,
    /// When it takes effect.
    pub takes_effect_at: Timestamp,
    /// The patron's name, for one patron's.
    pub name: Option<String>,
}

impl Services {
    /// The policies as they are.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn history_policies(&self, session: &Session, origin: &Origin) -> Result<HistoryPolicies, ServiceError> {
        let scope = self.check(session, Permission::Retention, origin).await?;
        let now = self.clock().now();
        let db = self.store().reader();
        let decided = history_policy::list(db, scope.organization()).await?;
        let organization =
            history_policy::in_force(decided.iter().filter(|decision| decision.level == "organization"), now);
        let runs = history_job::runs(db, scope.organization()).await?;
        self.log_look(&session.actor, origin).await?;
        Ok(HistoryPolicies { organization: organization.unwrap_or(DEFAULT_POLICY), decided, runs, now })
    }

    /// What a decision would do. Changes nothing.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::NotFound`] for a patron out of scope; [`ServiceError::Impossible`]
    /// `history-days`.
    pub async fn preview_history_policy(
        &self,
        session: &Session,
        wish: NewPolicy,
        origin: &Origin,
    ) -> Result<PolicyPreview, ServiceError> {
        let scope = self.check(session, Permission::Retention, origin).await?;
        let (whose, name) = self.whose(&scope, &wish).await?;
        let now = self.clock().now();
        let zone = self.profile().await?.zone.clone();
        let goes_by_itself = wish.policy.is_some_and(by_itself);
        let after = wish.policy.map_or(DEFAULT_POLICY.after, |policy| policy.after);
        let cutoff = self.history_cutoff(&zone, after);
        let (patrons, concerned, rows) =
            history_policy::count_concerned(self.store().reader(), scope.organization(), &whose, cutoff, now).await?;
        let takes_effect_at = now.plus_seconds(i64::from(wish.days) * DAY);
        Ok(PolicyPreview { wish, patrons, concerned, rows, goes_by_itself, takes_effect_at, name })
    }

    /// Takes a decision: it holds after the days it names, and patrons see it coming.
    ///
    /// # Errors
    /// As [`Services::preview_history_policy`]; [`ServiceError::StepUpNeeded`].
    pub async fn set_history_policy(
        &self,
        session: &Session,
        wish: NewPolicy,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = self.check(session, Permission::Retention, origin).await?;
        let now = self.clock().now();
        if !session.is_verified(now) {
            return Err(ServiceError::StepUpNeeded);
        }
        let (whose, _) = self.whose(&scope, &wish).await?;
        let patron = if let Whose::Patron(patron) = whose { Some(patron) } else { None };
        let public_id = opaque_id()?;
        let words = wish.policy.map_or_else(|| String::from("inherit"), |policy| policy.to_string());
        let object = match &whose {
            Whose::Organization => String::from("organization"),
            Whose::Category(code) => format!("category-{code}"),
            Whose::Patron(_) => String::from("patron"),
        };
        let change = Change::of("history-policy", &object).from_to(None, Some(words));
        let event = Event { action: "history-policy-set", category: None, purpose: "administration", outcome: "done" };
        let entry = self.entry_of(&session.actor, patron, origin, event, change).await?;
        let takes_effect_at = now.plus_seconds(i64::from(wish.days) * DAY);
        let transaction = self.store().begin().await?;
        history_policy::decide(
            &transaction,
            scope.organization(),
            &public_id,
            &whose,
            wish.policy,
            scope.actor(),
            now,
            takes_effect_at,
        )
        .await?;
        self.commit_logged(transaction, &[entry]).await
    }

    async fn whose(&self, scope: &StaffScope, wish: &NewPolicy) -> Result<(Whose, Option<String>), ServiceError> {
        if !REFLECTION_DAYS.contains(&wish.days) {
            return Err(ServiceError::Impossible("history-days"));
        }
        match wish.whose.split_once(':') {
            Some(("patron", public_id)) => {
                let line = patron_search::find(self.store().reader(), scope, public_id).await?;
                let line = line.ok_or(ServiceError::NotFound)?;
                Ok((Whose::Patron(carrel_domain::PatronId(line.id)), Some(line.name())))
            }
            // What is for many is the whole organization's to decide.
            _ if !scope.covers(None) => Err(ServiceError::Refused(carrel_domain::Refusal(Permission::Retention))),
            Some(("category", code)) if self.profile().await?.names.categories.contains_key(code) => {
                Ok((Whose::Category(code.to_owned()), None))
            }
            None if wish.whose == "organization" => Ok((Whose::Organization, None)),
            _ => Err(ServiceError::NotFound),
        }
    }
}

/// Whether something goes by itself where nobody said otherwise.
fn by_itself(policy: Policy) -> bool {
    policy.automatic(Choice::default()) != carrel_domain::loan_history::After::Never
}
