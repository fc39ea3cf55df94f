//! A patron's own loan history: what is kept and why, choosing, and anonymizing it.

use std::collections::BTreeMap;

use carrel_domain::{
    Language, Timestamp,
    consent::{Answer, How, LOAN_HISTORY},
    loan_history::{Choice, Decision, Ended, HoldReason, KeepReason, Keeping, Level, Policy, decide},
};
use carrel_store::{
    anonymize::{History, RowFacts, list_closed},
    history_job::{self, HistoryJob},
    history_policy::{self, Wish},
    patron_search,
};

use super::{Standing, day_of};
use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    consents::Purpose,
    sessions::Session,
    token::opaque_id,
};

/// How many rows ended in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthCount {
    /// Year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Rows.
    pub rows: u32,
}

/// What would happen to rows that ended in a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearPreview {
    /// The year; none where nobody wrote it down, or the row is open.
    pub year: Option<i16>,
    /// Rows that go.
    pub goes: u32,
    /// Rows that stay, by reason.
    pub stays: Vec<(KeepReason, u32)>,
}

/// What a patron sees of their loan history.
#[derive(Clone, Debug)]
pub struct OwnHistory {
    /// What holds.
    pub policy: Policy,
    /// Where it was set.
    pub level: Level,
    /// What they chose.
    pub choice: Choice,
    /// Consent to be kept longer, with its words, where a policy has it.
    pub consent: Option<Purpose>,
    /// When they chose last.
    pub chosen_at: Option<Timestamp>,
    /// A policy that will hold, and from when.
    pub coming: Option<(Policy, Timestamp)>,
    /// Something keeps all of it.
    pub hold: Option<HoldReason>,
    /// Rows there are, open ones too.
    pub total: u32,
    /// The last 24 months, oldest first.
    pub months: Vec<MonthCount>,
    /// What anonymizing would do, newest year first.
    pub years: Vec<YearPreview>,
    /// The newest anonymization they asked for.
    pub job: Option<HistoryJob>,
}

impl OwnHistory {
    /// Rows that go if they ask now.
    pub fn goes(&self) -> u32 {
        self.years.iter().map(|year| year.goes).sum()
    }
}

/// Months in the chart.
const MONTHS: i32 = 24;

impl Services {
    /// One's own loan history, as the written rule sees it now.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn own_history(&self, session: &Session, origin: &Origin) -> Result<OwnHistory, ServiceError> {
        let history = self.read_own_history(session).await?;
        self.log(&session.actor, session.actor.patron, origin, event("view")).await?;
        Ok(history)
    }

    async fn read_own_history(&self, session: &Session) -> Result<OwnHistory, ServiceError> {
        let scope = session.actor.own_data();
        let db = self.store().reader();
        let line = patron_search::get(db, scope.patron()).await?.ok_or(ServiceError::NotFound)?;
        let standing = self.history_standing(scope, line.patron_category.as_deref()).await?;
        let mut facts = Vec::new();
        for history in History::LOANS {
            facts.extend(list_closed(db, scope, history).await?);
        }
        let job = history_job::newest(db, scope).await?;
        let zone = self.profile().await?.zone.clone();
        let cutoff = self.history_cutoff(&zone, standing.policy.after);
        let now = self.clock().now();
        let year_of = |facts: &RowFacts| match facts.row.ended {
            _ if facts.row.is_open => None,
            Ended::At(time) => Some(day_of(&zone, time)),
            Ended::On(day) => Some(day),
            Ended::Unknown => None,
        };
        let today = day_of(&zone, now);
        let first = i32::from(today.year()) * 12 + i32::from(today.month()) - MONTHS;
        let mut months: Vec<MonthCount> = (first..first + MONTHS)
            .map(|month| MonthCount {
                year: i16::try_from(month.div_euclid(12)).unwrap_or_default(),
                month: u8::try_from(month.rem_euclid(12) + 1).unwrap_or(1),
                rows: 0,
            })
            .collect();
        let mut years: BTreeMap<Option<i16>, YearPreview> = BTreeMap::new();
        for facts in &facts {
            let day = year_of(facts);
            if let Some(day) = day
                && let Some(month) = months.iter_mut().find(|one| (one.year, one.month) == (day.year(), day.month()))
            {
                month.rows += 1;
            }
            let year = day.map(|day| day.year());
            let preview = years.entry(year).or_insert_with(|| YearPreview { year, ..YearPreview::default() });
            match decide(facts.row, cutoff, standing.hold) {
                Decision::Anonymize => preview.goes += 1,
                Decision::Keep(reason) => match preview.stays.iter_mut().find(|(other, _)| *other == reason) {
                    Some((_, count)) => *count += 1,
                    None => preview.stays.push((reason, 1)),
                },
            }
        }
        let Standing { policy, level, choice, chosen_at, coming, hold, .. } = standing;
        let total = u32::try_from(facts.len()).unwrap_or(u32::MAX);
        let years = years.into_values().rev().collect();
        let consent = self.profile().await?.purposes.iter().find(|purpose| purpose.code == LOAN_HISTORY).cloned();
        Ok(OwnHistory { policy, level, choice, consent, chosen_at, coming, hold, total, months, years, job })
    }

    /// Notes what whoever is signed in chose: to keep the history longer, or to have it anonymized from now on. What
    /// follows is done within a day. `version` of the words is the one they read who agree to be kept longer.
    ///
    /// # Errors
    /// [`ServiceError::Impossible`] `history-no-choice` where the policy leaves none; `consent-changed` if other words are
    /// valid by now.
    pub async fn choose_history(
        &self,
        session: &Session,
        (wish, is_on, version): (Wish, bool, Option<i64>),
        language: Language,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let scope = session.actor.own_data();
        let line = patron_search::get(self.store().reader(), scope.patron()).await?.ok_or(ServiceError::NotFound)?;
        let standing = self.history_standing(scope, line.patron_category.as_deref()).await?;
        let offers = |policy: Policy| match wish {
            Wish::Keep => policy.keeping == Keeping::WithConsent,
            Wish::Rolling => policy.keeping == Keeping::UntilSwitched,
        };
        // Who is asked before a policy takes effect answers before it does.
        if !offers(standing.policy) && !standing.coming.is_some_and(|(policy, _)| offers(policy)) {
            return Err(ServiceError::Impossible("history-no-choice"));
        }
        if wish == Wish::Keep && is_on {
            let (profile, now) = (self.profile().await?, self.clock().now());
            let purpose = profile.purposes.iter().find(|purpose| purpose.code == LOAN_HISTORY);
            let valid = purpose.and_then(|purpose| purpose.valid(now)).map(|version| version.number);
            // What was agreed to is what was read.
            if valid.is_none() || valid != version {
                return Err(ServiceError::Impossible("consent-changed"));
            }
        }
        let before = match wish {
            Wish::Keep => standing.choice.consents_to_keeping,
            Wish::Rolling => standing.choice.wants_rolling,
        };
        let word = |is_on: bool| Some(String::from(if is_on { "on" } else { "off" }));
        let change = Change::of("history-choice", wish.name()).from_to(word(before), word(is_on));
        let entry =
            self.entry_of(&session.actor, Some(scope.patron()), origin, event("history-chosen"), change).await?;
        let transaction = self.store().begin().await?;
        match wish {
            Wish::Keep => {
                let answer = Answer::after(standing.answered, is_on);
                self.record_consent(&transaction, scope, LOAN_HISTORY, answer, How::Page, Some(language)).await?;
            }
            Wish::Rolling => history_policy::choose(&transaction, scope, wish, is_on, self.clock().now()).await?,
        }
        self.commit_logged(transaction, &[entry]).await
    }

    /// Anonymizes the loan history of whoever is signed in, in the background: what is old by the policy. `rows` is the
    /// number they were told. Answers the job's opaque id.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`]: `history-changed` if it is another number now,
    /// `history-nothing`, `history-running`.
    pub async fn anonymize_own_history(
        &self,
        session: &Session,
        rows: u32,
        language: Language,
        origin: &Origin,
    ) -> Result<String, ServiceError> {
        let now = self.clock().now();
        if !session.is_verified(now) {
            return Err(ServiceError::StepUpNeeded);
        }
        let history = self.read_own_history(session).await?;
        if history.goes() == 0 {
            return Err(ServiceError::Impossible("history-nothing"));
        }
        if history.goes() != rows {
            return Err(ServiceError::Impossible("history-changed"));
        }
        let zone = self.profile().await?.zone.clone();
        let cutoff =
            self.history_cutoff(&zone, history.policy.after).ok_or(ServiceError::Impossible("history-nothing"))?;
        let scope = session.actor.own_data();
        let public_id = opaque_id()?;
        let change = Change::of("history", &public_id).from_to(None, Some(rows.to_string()));
        let asked = event("history-anonymization-asked");
        let entry = self.entry_of(&session.actor, Some(scope.patron()), origin, asked, change).await?;
        let transaction = self.store().begin().await?;
        let language = language.code();
        if !history_job::add_own(&transaction, scope, &public_id, cutoff, rows.into(), language, now).await? {
            return Err(ServiceError::Impossible("history-running"));
        }
        self.commit_logged(transaction, &[entry]).await?;
        self.inner.history.notify_one();
        Ok(public_id)
    }

    /// One of one's own anonymizations.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] if it is not theirs.
    pub async fn find_history_job(&self, session: &Session, public_id: &str) -> Result<HistoryJob, ServiceError> {
        if !public_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ServiceError::NotFound);
        }
        let job = history_job::find(self.store().reader(), session.actor.own_data(), public_id).await?;
        job.ok_or(ServiceError::NotFound)
    }
}

const fn event(action: &'static str) -> Event {
    Event {
        action,
        category: Some(carrel_domain::Category::CheckoutHistory),
        purpose: if matches!(action.as_bytes(), b"view") { "own-access" } else { "erasure" },
        outcome: "done",
    }
}
