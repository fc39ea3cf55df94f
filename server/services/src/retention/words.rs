//! Rules in words that anybody understands.

use carrel_domain::{
    Category, Language,
    retention::{Keep, Rule, Rules, Subject},
};
use carrel_texts::{Key, Names, Texts, key};

fn say(texts: Texts, id: &str) -> &'static str {
    Key::find(id).map_or("", |key| texts.say(key))
}

/// What a subject is called.
pub fn subject(texts: Texts, subject: Subject) -> &'static str {
    say(texts, &format!("retention-subject-{}", subject.name()))
}

/// How long a rule keeps, and from when: “3 years after the return”. For ever and not at all are said as such.
pub fn keep(texts: Texts, rule: &Rule) -> String {
    let Keep::For { number, unit } = rule.keep() else { return texts.say(key::RETENTION_KEEP_FOREVER).to_owned() };
    if rule.keep().is_at_once() {
        return texts.say(key::RETENTION_KEEP_AT_ONCE).to_owned();
    }
    let Some(text) = Key::find(&format!("retention-keep-{}", unit.name())) else { return String::new() };
    let event = say(texts, &format!("retention-event-{}", rule.subject().name()));
    texts.fill(text, &[("number", i64::from(number).into()), ("event", event.into())])
}

/// What happens then.
pub fn then(texts: Texts, rule: &Rule) -> &'static str {
    say(texts, &format!("retention-then-{}", rule.action().name()))
}

/// What people are told about a category of their data by the rules in force; nothing if no rule is about it.
pub(crate) fn register(rules: &Rules, names: &Names, language: Language, category: Category) -> Option<String> {
    let texts = Texts::of(language);
    let subjects: Vec<Subject> = Subject::ALL
        .into_iter()
        .filter(|subject| subject.category() == category && *subject != Subject::Patrons)
        .collect();
    let mut sentences = Vec::new();
    for about in &subjects {
        let Some(rule) = rules.for_patron(*about, None) else { continue };
        let mut arguments = vec![("keep", keep(texts, rule).into()), ("then", then(texts, rule).into())];
        let text = if subjects.len() > 1 {
            arguments.push(("subject", subject(texts, *about).into()));
            key::RETENTION_REGISTER_OF
        } else {
            key::RETENTION_REGISTER
        };
        sentences.push(texts.fill(text, &arguments));
        for own in rules.about(*about) {
            let Some(code) = own.patron_category() else { continue };
            let category = names.categories.get(code).map_or(code, String::as_str).to_owned();
            let (keep, then) = (keep(texts, own), then(texts, own));
            let arguments = [("category", category.into()), ("keep", keep.into()), ("then", then.into())];
            sentences.push(texts.fill(key::RETENTION_REGISTER_OWN, &arguments));
        }
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrel_domain::retention::Action;

    fn said(keep_for: Keep, language: Language) -> String {
        let rule = Rule::new(Subject::CheckoutHistory, None, keep_for, Action::Anonymize).unwrap();
        keep(Texts::of(language), &rule)
    }

    #[test]
    fn whoever_has_a_rule_of_their_own_reads_which() {
        let rule = |category: Option<&str>, years| {
            let keep = Keep::years(years);
            Rule::new(Subject::CheckoutHistory, category.map(str::to_owned), keep, Action::Anonymize).unwrap()
        };
        let rules = Rules::new([rule(None, 3), rule(Some("LAPSI"), 10)]);
        let mut names = Names::default();
        names.categories.insert(String::from("LAPSI"), String::from("Children"));
        let said = register(&rules, &names, Language::En, Category::CheckoutHistory).unwrap();
        assert!(
            said.starts_with("Kept 3 years after the return.") && said.contains("For Children: kept 10 years"),
            "{said}"
        );
    }

    #[test]
    fn for_ever_and_not_at_all_are_never_the_same_words() {
        for language in Language::ALL {
            let (forever, at_once) = (said(Keep::Forever, language), said(Keep::days(0), language));
            assert_ne!(forever, at_once);
            assert!(!forever.contains('0') && !at_once.contains('0'), "{forever} {at_once}");
            assert_eq!(at_once, said(Keep::years(0), language));
            assert_ne!(at_once, said(Keep::calendar_years(0), language));
        }
        assert_eq!(said(Keep::years(3), Language::En), "3 years after the return");
    }
}
