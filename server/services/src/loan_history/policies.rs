//! Staff decide how long loan histories are kept: for the library, a patron category, or one patron.

use carrel_domain::{
    OrganizationId, PatronId, Permission, StaffScope, Timestamp,
    consent::{Asking, LOAN_HISTORY},
    loan_history::{After, Choice, Cutoff, DEFAULT_POLICY, Policy, policy_of},
};
pub use carrel_store::history_policy::{Concerned, Decision as Decided};
use carrel_store::{
    ConnectionTrait, DatabaseTransaction,
    audit::Entry,
    consent_purpose::{self, Purpose},
    history_job::{self, HistoryJob},
    history_policy::{self, Whom, Whose},
    organization, patron_search,
};

use super::needs_consent;
use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    consents::with_built_in,
    requests::plain_id,
    retention::SmallWarning,
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
    /// Decisions for the library and its categories, and for the one patron that was asked about, oldest first: those that
    /// hold, and those that will.
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
    /// Whether patrons are asked at their next sign-in if their consent is needed and not asked for yet.
    pub asks: bool,
}

/// What a decision would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyPreview {
    /// What it is.
    pub wish: NewPolicy,
    /// What will hold by it: of “as the level above”, what is decided there.
    pub holds: Policy,
    /// How many it is for, and who of them agreed to be kept longer.
    pub concerned: Concerned,
    /// Whether these go by themselves, unless patrons say otherwise.
    pub goes_by_itself: bool,
    /// How the patrons whose consent it needs are asked; `None` where it needs nobody's.
    pub asking: Option<Asking>,
    /// Whether this decision may let them be asked: asking is the whole organization's.
    pub may_ask: bool,
    /// A warning about the statistics that would be left of these rows, if any is needed.
    pub small: Option<SmallWarning>,
    /// When it takes effect.
    pub takes_effect_at: Timestamp,
    /// The patron's name, for one patron's.
    pub name: Option<String>,
}

impl Services {
    /// The policies as they are; with those of one patron, where `whose` names one.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::NotFound`] for a patron out of scope.
    pub async fn history_policies(
        &self,
        session: &Session,
        whose: &str,
        origin: &Origin,
    ) -> Result<HistoryPolicies, ServiceError> {
        let scope = self.check(session, Permission::Retention, origin).await?;
        let now = self.clock().now();
        let db = self.store().reader();
        let mut decided = history_policy::list(db, scope.organization()).await?;
        if let Some(public_id) = whose.strip_prefix("patron:") {
            let line = patron_search::find(db, &scope, plain_id(public_id)?).await?.ok_or(ServiceError::NotFound)?;
            decided.extend(history_policy::of_patron(db, PatronId(line.id)).await?);
        }
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
        let takes_effect_at = now.plus_seconds(i64::from(wish.days) * DAY);
        let db = self.store().reader();
        let holds = holds_by(db, scope.organization(), &whose, wish.policy, takes_effect_at).await?;
        let goes_by_itself = by_itself(holds);
        let cutoff = self.history_cutoff(&zone, holds.after);
        let whom = Whom { organization: scope.organization(), whose: &whose, at: takes_effect_at };
        let concerned = history_policy::concerned(db, &whom, cutoff).await?;
        let small = match cutoff.filter(|_| goes_by_itself) {
            Some(cutoff) => self.history_small_groups(&whom, cutoff).await?,
            None => None,
        };
        let asking = match needs_consent(holds) {
            true => Some(self.history_asking(db, scope.organization()).await?.asking),
            false => None,
        };
        let may_ask = scope.covers(None);
        Ok(PolicyPreview { wish, holds, concerned, goes_by_itself, asking, may_ask, small, takes_effect_at, name })
    }

    async fn history_small_groups(
        &self,
        whom: &Whom<'_>,
        cutoff: Cutoff,
    ) -> Result<Option<SmallWarning>, ServiceError> {
        let settings = self.statistics_settings(whom.organization).await?;
        let Some(fields) = self.statistic_fields(&settings).await? else { return Ok(None) };
        let k = settings.smallest_group;
        let small = history_policy::small_groups(self.store().reader(), whom, cutoff, &fields, k).await?;
        Ok((small.groups > 0).then_some(SmallWarning { small, smallest_group: k }))
    }

    /// How consent to being kept longer is asked for.
    async fn history_asking(
        &self,
        db: &impl ConnectionTrait,
        organization: OrganizationId,
    ) -> Result<Purpose, ServiceError> {
        let purposes = with_built_in(consent_purpose::list(db, organization).await?);
        purposes.into_iter().find(|purpose| purpose.code == LOAN_HISTORY).ok_or(ServiceError::NotFound)
    }

    /// Lets patrons be asked at their next sign-in, if nobody asks them yet. What the library chose to ask in another way
    /// stays so. Part of a decision that needs their consent, and logged with it; it is no choice about other purposes.
    async fn ask_about_history(
        &self,
        transaction: &DatabaseTransaction,
        organization: OrganizationId,
        now: Timestamp,
    ) -> Result<Option<(Asking, Asking)>, ServiceError> {
        let before = self.history_asking(transaction, organization).await?;
        if before.asking.asks() || before.valid(now).is_none() {
            return Ok(None);
        }
        let (asking, shows) = (Asking::Gently, before.gate_shows_data);
        consent_purpose::set_asking(transaction, organization, LOAN_HISTORY, asking, shows, now).await?;
        Ok(Some((before.asking, asking)))
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
        let object = match &whose {
            Whose::Organization => String::from("organization"),
            Whose::Category(code) => format!("category-{code}"),
            Whose::Patron(_) => String::from("patron"),
        };
        let change = Change::of("history-policy", &object);
        let event = Event { action: "history-policy-set", category: None, purpose: "administration", outcome: "done" };
        let entry = self.entry_of(&session.actor, patron, origin, event, change.clone()).await?;
        let over = Event { action: "history-policy-called-off", ..event };
        let over = self.entry_of(&session.actor, patron, origin, over, change).await?;
        let takes_effect_at = now.plus_seconds(i64::from(wish.days) * DAY);
        let asking = Event { action: "consent-purpose-changed", ..event };
        let asking = self.entry_of(&session.actor, None, origin, asking, Change::of("consent", LOAN_HISTORY)).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, scope.organization()).await?;
        // Under the lock: nobody decides in between, and the log tells what really held.
        let before = held_before(&transaction, scope.organization(), &whose, now).await?;
        let called_off = history_policy::decide(
            &transaction,
            scope.organization(),
            &public_id,
            &whose,
            wish.policy,
            session.actor.patron,
            now,
            takes_effect_at,
        )
        .await?;
        let mut entries: Vec<Entry> = called_off
            .into_iter()
            .map(|pending| Entry { old_value: Some(word(pending.policy())), ..over.clone() })
            .collect();
        entries.push(Entry { old_value: Some(before), new_value: Some(word(wish.policy)), ..entry });
        let holds = holds_by(&transaction, scope.organization(), &whose, wish.policy, takes_effect_at).await?;
        let asked = match wish.asks && needs_consent(holds) && scope.covers(None) {
            true => self.ask_about_history(&transaction, scope.organization(), now).await?,
            false => None,
        };
        if let Some((before, after)) = asked {
            let said = |asking: Asking| Some(asking.name().to_owned());
            entries.push(Entry { old_value: said(before), new_value: said(after), ..asking });
        }
        self.commit_logged(transaction, &entries).await?;
        if asked.is_some() { self.forget_profile().await } else { Ok(()) }
    }

    async fn whose(&self, scope: &StaffScope, wish: &NewPolicy) -> Result<(Whose, Option<String>), ServiceError> {
        if !REFLECTION_DAYS.contains(&wish.days) {
            return Err(ServiceError::Impossible("history-days"));
        }
        match wish.whose.split_once(':') {
            Some(("patron", public_id)) => {
                let line = patron_search::find(self.store().reader(), scope, public_id).await?;
                let line = line.ok_or(ServiceError::NotFound)?;
                Ok((Whose::Patron(PatronId(line.id)), Some(line.name())))
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

/// A policy as the log says it.
fn word(policy: Option<Policy>) -> String {
    policy.map_or_else(|| String::from("inherit"), |policy| policy.to_string())
}

/// What was decided about the same and holds now, as the log says it. Where nobody decided, that of the level above holds, and
/// for the organization the usual.
async fn held_before(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    whose: &Whose,
    now: Timestamp,
) -> Result<String, ServiceError> {
    let decided = match whose {
        Whose::Patron(patron) => history_policy::of_patron(db, *patron).await?,
        _ => history_policy::list(db, organization).await?,
    };
    let about = decided.iter().filter(|decision| match whose {
        Whose::Organization => decision.level == "organization",
        Whose::Category(code) => decision.patron_category.as_ref() == Some(code),
        Whose::Patron(_) => true,
    });
    let usual = matches!(whose, Whose::Organization).then_some(DEFAULT_POLICY);
    Ok(word(history_policy::in_force(about, now).or(usual)))
}

/// What will hold by a decision: without a policy of its own, that of the level above, as it will be then.
async fn holds_by(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    whose: &Whose,
    policy: Option<Policy>,
    at: Timestamp,
) -> Result<Policy, ServiceError> {
    if let Some(policy) = policy {
        return Ok(policy);
    }
    let all = history_policy::list(db, organization).await?;
    let of = |level: &'static str| all.iter().filter(move |decision| decision.level == level);
    let above = match whose {
        Whose::Organization => None,
        _ => history_policy::in_force(of("organization"), at),
    };
    let category = match whose {
        Whose::Patron(patron) => patron_search::get(db, *patron).await?.and_then(|line| line.patron_category),
        _ => None,
    };
    let category = of("category").filter(|decision| category.is_some() && decision.patron_category == category);
    Ok(policy_of(above, history_policy::in_force(category, at), None).0)
}

/// Whether something goes by itself where nobody said otherwise.
fn by_itself(policy: Policy) -> bool {
    policy.automatic(Choice::default()) != After::Never
}
