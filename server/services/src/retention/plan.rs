//! What a run is to do and has done: kept with it as JSON, so that a rule that changes meanwhile changes no run that was
//! confirmed, and so that what was done stands there later. Nothing in it is about anybody.

use std::collections::BTreeMap;

use carrel_domain::retention::{Action, Delays, Keep, Rule, Rules, Stage, Stop, Subject, Untold};
use serde::{Deserialize, Serialize};

use super::RetentionSettings;

/// A run's plan, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Days from told to locked, to anonymized, to removed.
    delays: [u16; 3],
    /// Codes of the fees under private law.
    private_debits: Vec<String>,
    /// The rules that no step is about, of the same subjects: they take their categories away from everybody's rule.
    beside: Vec<StoredRule>,
    /// Whether people whom no mail reached go on all the same; runs from before that was asked wait.
    #[serde(default)]
    untold_go: bool,
    /// Entries of the log that forgot whoever is being removed, in transactions before this one.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub cleared: u64,
}

const fn is_nothing(count: &u64) -> bool {
    *count == 0
}

/// A step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    rule: StoredRule,
    /// Which part of the rule about people; nothing of any other.
    part: Option<String>,
    /// What it acted on.
    pub acted: u64,
    /// What was over by its period and kept, by reason.
    pub kept: BTreeMap<String, u64>,
    /// Whether it was counted what is kept.
    pub is_counted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StoredRule {
    subject: String,
    category: Option<String>,
    unit: String,
    number: Option<u16>,
    action: String,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// What the rule selects is anonymized or deleted.
    Rows(Rule),
    /// Whoever the rule is no longer about leaves their stage.
    EndStages(Rule),
    /// Whose time in a stage is over goes on to the next one.
    Advance(Rule, Stage),
    /// Whoever the rule is about enters the first stage.
    Tell(Rule),
}

impl Work {
    /// The rule.
    pub const fn rule(&self) -> &Rule {
        match self {
            Self::Rows(rule) | Self::EndStages(rule) | Self::Advance(rule, _) | Self::Tell(rule) => rule,
        }
    }
}

const END: &str = "end";
const TELL: &str = "tell";

impl Plan {
    /// What the rules want done: about one subject, or all.
    pub fn of(rules: &Rules, subject: Option<Subject>, settings: &RetentionSettings) -> Self {
        let delays = &settings.delays;
        let mut plan = Self {
            delays: [delays.told, delays.locked, delays.anonymized],
            private_debits: settings.private_debits.clone(),
            untold_go: settings.untold == Untold::Go,
            ..Self::default()
        };
        let wanted = |rule: &&Rule| subject.is_none_or(|subject| rule.subject() == subject) && rule.subject().is_run();
        // People come last: what is theirs is over by its own rules first.
        let (people, rows): (Vec<&Rule>, Vec<&Rule>) =
            rules.all().iter().filter(wanted).partition(|rule| rule.subject() == Subject::Patrons);
        for rule in rows {
            if rule.keep() == Keep::Forever {
                plan.beside.push(StoredRule::of(rule));
            } else {
                plan.steps.push(Step::new(rule, None));
            }
        }
        // Of people who are nobody's any more, and then backwards: nobody goes two steps in one run. Rules of single
        // categories and everybody's share these parts.
        let Some(first) = people.first() else { return plan };
        plan.beside.extend(people.iter().map(|rule| StoredRule::of(rule)));
        plan.steps.push(Step::new(first, Some(END.to_owned())));
        for stage in Stage::ALL.into_iter().rev().filter(|stage| stage.next().is_some()) {
            plan.steps.push(Step::new(first, Some(stage.name().to_owned())));
        }
        for rule in people.into_iter().filter(|rule| rule.keep() != Keep::Forever) {
            plan.steps.push(Step::new(rule, Some(TELL.to_owned())));
        }
        plan
    }

    /// What a step does; nothing if there is no such step, or this version does not know it.
    pub fn work(&self, step: usize) -> Option<Work> {
        let step = self.steps.get(step)?;
        let rule = step.rule.read()?;
        Some(match step.part.as_deref() {
            None => Work::Rows(rule),
            Some(END) => Work::EndStages(rule),
            Some(TELL) => Work::Tell(rule),
            Some(stage) => Work::Advance(rule, Stage::from_name(stage)?),
        })
    }

    /// The rules as they were when it was planned.
    pub fn rules(&self) -> Rules {
        Rules::new(self.steps.iter().map(|step| &step.rule).chain(&self.beside).filter_map(StoredRule::read))
    }

    /// The delays as they were.
    pub const fn delays(&self) -> Delays {
        let [told, locked, anonymized] = self.delays;
        Delays { told, locked, anonymized }
    }

    /// What becomes of people whom no mail reached, as it was.
    pub const fn untold(&self) -> Untold {
        if self.untold_go { Untold::Go } else { Untold::Wait }
    }

    /// The codes of fees under private law as they were.
    pub fn private_debits(&self) -> &[String] {
        &self.private_debits
    }

    /// As it is stored.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// As it was stored; what cannot be read has no steps.
    pub fn from_json(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// Notes what a step did.
    pub fn note(&mut self, step: usize, acted: u64) {
        if let Some(step) = self.steps.get_mut(step) {
            step.acted += acted;
        }
    }

    /// Notes what a step found to be over and does not touch.
    pub fn note_kept(&mut self, step: usize, kept: impl IntoIterator<Item = (Stop, i64)>) {
        if let Some(step) = self.steps.get_mut(step) {
            step.is_counted = true;
            step.kept = kept
                .into_iter()
                .filter_map(|(stop, count)| Some((stop.name().to_owned(), u64::try_from(count).ok()?)))
                .collect();
        }
    }

    /// Everything that was done.
    pub fn acted(&self) -> u64 {
        self.steps.iter().map(|step| step.acted).sum()
    }
}

impl Step {
    fn new(rule: &Rule, part: Option<String>) -> Self {
        Self { rule: StoredRule::of(rule), part, acted: 0, kept: BTreeMap::new(), is_counted: false }
    }

    /// What it is about.
    pub fn subject(&self) -> Option<Subject> {
        Subject::from_name(&self.rule.subject)
    }

    /// The patron category of its rule.
    pub fn patron_category(&self) -> Option<&str> {
        self.rule.category.as_deref()
    }

    /// Name of what it does, for the catalogue: an action, or a part of the rule about people.
    pub fn does(&self) -> &str {
        match self.part.as_deref() {
            Some(part) => part,
            None => &self.rule.action,
        }
    }
}

impl StoredRule {
    fn of(rule: &Rule) -> Self {
        let (unit, number) = rule.keep().stored();
        Self {
            subject: rule.subject().name().to_owned(),
            category: rule.patron_category().map(str::to_owned),
            unit: unit.to_owned(),
            number,
            action: rule.action().name().to_owned(),
        }
    }

    fn read(&self) -> Option<Rule> {
        let keep = Keep::read(&self.unit, self.number.map(i64::from))?;
        Rule::new(Subject::from_name(&self.subject)?, self.category.clone(), keep, Action::from_name(&self.action)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrel_domain::retention::usual_rules;

    #[test]
    fn a_plan_is_read_again_as_it_was_and_keeps_its_rules() {
        let own = Rule::new(Subject::Notices, Some(String::from("X")), Keep::Forever, Action::Delete).unwrap();
        let rules = Rules::new(usual_rules().all().iter().cloned().chain([own]));
        let plan = Plan::of(&rules, Some(Subject::Notices), &RetentionSettings::default());
        assert_eq!(Plan::from_json(&plan.to_json()), plan);
        assert_eq!(plan.steps.len(), 1, "what is kept for ever takes no step");
        assert_eq!(plan.rules().with_own(Subject::Notices), ["X"], "and is not touched by everybody's rule");
    }

    #[test]
    fn a_run_planned_before_anybody_could_choose_lets_people_wait() {
        let settings = RetentionSettings { untold: Untold::Go, ..RetentionSettings::default() };
        let json = Plan::of(&usual_rules(), None, &settings).to_json();
        assert_eq!(Plan::from_json(&json).untold(), Untold::Go);
        let before = json.replace(",\"untold_go\":true", "");
        assert_ne!(before, json);
        assert_eq!(Plan::from_json(&before).untold(), Untold::Wait);
        assert!(!Plan::from_json(&before).steps.is_empty());
    }

    #[test]
    fn nobody_goes_two_steps_in_one_run() {
        let plan = Plan::of(&usual_rules(), Some(Subject::Patrons), &RetentionSettings::default());
        let parts: Vec<&str> = plan.steps.iter().map(Step::does).collect();
        assert_eq!(parts, ["end", "anonymized", "locked", "told", "tell"]);
    }

    #[test]
    fn the_log_is_no_run_s_business() {
        let plan = Plan::of(&usual_rules(), None, &RetentionSettings::default());
        assert!(plan.steps.iter().all(|step| step.subject() != Some(Subject::Log)));
        assert_eq!(Plan::of(&usual_rules(), Some(Subject::Log), &RetentionSettings::default()).steps, []);
    }
}
