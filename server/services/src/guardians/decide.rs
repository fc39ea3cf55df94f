//! What staff decide: which categories guardians see, and until which age.

use std::collections::HashSet;

use carrel_domain::{
    Date, OrganizationId, PatronId,
    guardian::{GuardianRule, GuardianRules, Unseen},
};
use carrel_store::{StoreError, guardian, organization, setting};

use super::{AS_USUAL, GUARDIANS, UNDECIDED, read_rules};
use crate::{ServiceError, Services, audit::Origin, change::change_setting, profile::Profile, sessions::Session};

/// Guardianships read at once.
const CHUNK: u32 = 500;

/// Whom a decision concerns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// People with a guardian who is known.
    pub wards: usize,
    /// Their guardians.
    pub guardians: usize,
    /// Wards of whom a guardian sees something now.
    pub seen_before: usize,
    /// Wards of whom a guardian would see something.
    pub seen_after: usize,
    /// Wards of whom a guardian would see more than now, or longer.
    pub opened: usize,
    /// Wards of whom a guardian would see less than now, or not as long.
    pub closed: usize,
    /// Wards whose day of birth is not known.
    pub birth_unknown: usize,
    /// Wards who have reached the age.
    pub grown: usize,
    /// Wards who keep something to themselves by their own choice in the library system.
    pub by_choice: usize,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is in force.
    Saved,
    /// Nothing is changed yet: whoever decides has not seen whom this very decision concerns, or that has changed since. The
    /// text says that they have, for the form that confirms it.
    Shown(Reach, String),
}

impl Services {
    /// What guardians see now.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn guardian_rules(&self, session: &Session, origin: &Origin) -> Result<GuardianRules, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        let rules = read_rules(&setting::list(self.store().reader(), organization).await?);
        self.log_look(&session.actor, origin).await?;
        Ok(rules)
    }

    /// Changes what guardians see, if `shown` says that whoever decides has seen whom it concerns: nobody opens data without
    /// knowing how many people's.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`].
    pub async fn decide_guardians(
        &self,
        session: &Session,
        profile: &Profile,
        wish: &GuardianRules,
        shown: Option<&str>,
        origin: &Origin,
    ) -> Result<Decided, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let before = read_rules(&setting::list(self.store().reader(), organization).await?);
        let reach = self.reach(organization, &before, wish, self.today(profile)).await?;
        let seal = seal(reach, wish);
        if shown != Some(seal.as_str()) {
            return Ok(Decided::Shown(reach, seal));
        }
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let stored = setting::list(&transaction, organization).await?;
        let mut changes = Vec::new();
        for category in std::iter::once(None).chain(profile.names.categories.keys().map(Some)) {
            let (name, new, undecided) = match category {
                None => (GUARDIANS.to_owned(), wish.usual.unwrap_or_default().to_string(), UNDECIDED),
                Some(code) => {
                    let own = wish.of_category.get(code).map(GuardianRule::to_string);
                    (format!("{GUARDIANS}@{code}"), own.unwrap_or_else(|| AS_USUAL.to_owned()), AS_USUAL)
                }
            };
            let old = stored.get(&name).map_or(undecided, String::as_str).to_owned();
            changes.extend(change_setting(&transaction, organization, &name, old, new).await?);
        }
        self.log_changes(&transaction, &base, &session.actor, changes).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(Decided::Saved)
    }

    async fn reach(
        &self,
        organization: OrganizationId,
        before: &GuardianRules,
        after: &GuardianRules,
        today: Date,
    ) -> Result<Reach, ServiceError> {
        let mut count = Count::default();
        let mut last = 0;
        loop {
            // Each a short query: this may be a hundred thousand people.
            let chunk = guardian::list(self.store().reader(), organization, last, CHUNK).await?;
            let Some(end) = chunk.last().map(|one| one.id) else { break };
            for one in &chunk {
                count.add(one, before, after, today);
            }
            last = end;
        }
        Ok(count.reach())
    }
}

/// How many it opens, and what was decided: another decision with the same number was not seen.
fn seal(reach: Reach, wish: &GuardianRules) -> String {
    let mut text = format!("{} {}", reach.opened, wish.usual.unwrap_or_default());
    for (code, rule) in &wish.of_category {
        text.push_str(&format!(" {code}={rule}"));
    }
    text
}

#[derive(Default)]
struct Count {
    wards: HashSet<PatronId>,
    guardians: HashSet<PatronId>,
    seen_before: HashSet<PatronId>,
    seen_after: HashSet<PatronId>,
    opened: HashSet<PatronId>,
    closed: HashSet<PatronId>,
    birth_unknown: HashSet<PatronId>,
    grown: HashSet<PatronId>,
    by_choice: HashSet<PatronId>,
}

impl Count {
    fn add(&mut self, one: &guardian::Guardianship, before: &GuardianRules, after: &GuardianRules, today: Date) {
        let (bond, category) = (one.bond, one.category.as_deref());
        let ward = bond.ward;
        self.wards.insert(ward);
        self.guardians.insert(bond.guardian);
        let rule = after.of(category);
        let (was, will) = (bond.seen(before.of(category), today), bond.seen(rule, today));
        if was.is_ok() {
            self.seen_before.insert(ward);
        }
        match (was, will) {
            (Ok(was), Ok(will)) => {
                if will.sights.has_more_than(was.sights) || will.until > was.until {
                    self.opened.insert(ward);
                }
                if was.sights.has_more_than(will.sights) || will.until < was.until {
                    self.closed.insert(ward);
                }
            }
            (Err(_), Ok(_)) => drop(self.opened.insert(ward)),
            (Ok(_), Err(_)) => drop(self.closed.insert(ward)),
            (Err(_), Err(_)) => {}
        }
        match will {
            Ok(_) => drop(self.seen_after.insert(ward)),
            Err(Unseen::BirthUnknown) => drop(self.birth_unknown.insert(ward)),
            Err(Unseen::Grown) => drop(self.grown.insert(ward)),
            Err(Unseen::Closed | Unseen::ByLibrary | Unseen::ByWard) => {}
        }
        if let GuardianRule::Until { sights, .. } = rule
            && !matches!(will, Err(Unseen::Closed | Unseen::BirthUnknown | Unseen::Grown))
            && bond.choice.narrow(sights) != sights
        {
            self.by_choice.insert(ward);
        }
    }

    fn reach(&self) -> Reach {
        Reach {
            wards: self.wards.len(),
            guardians: self.guardians.len(),
            seen_before: self.seen_before.len(),
            seen_after: self.seen_after.len(),
            opened: self.opened.len(),
            closed: self.closed.len(),
            birth_unknown: self.birth_unknown.len(),
            grown: self.grown.len(),
            by_choice: self.by_choice.len(),
        }
    }
}
