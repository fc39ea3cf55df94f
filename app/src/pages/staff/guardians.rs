//! What guardians see of the people in their care: decided by patron category, after a look at whom it concerns.

use std::collections::HashMap;

use carrel_domain::guardian::{GuardianRule, GuardianRules, Sight, Sights, WardAge};
use carrel_services::{guardians::Reach, settings::MyDataDisplay};
use carrel_texts::{Key, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::form_again::FormAgain,
    visit::{PageError, Visit},
};

/// A wish whose reach is shown before it is saved.
#[derive(Clone, Debug)]
pub struct GuardianWish {
    /// What is wished.
    pub rules: GuardianRules,
    /// Whom it concerns.
    pub reach: Reach,
    /// What the form says once this was seen.
    pub seal: String,
}

/// Reads the grid as a form has it; `None` if an age was chosen and nothing to be seen until then.
pub fn read_rules<'a>(
    form: &HashMap<String, String>,
    categories: impl Iterator<Item = &'a String>,
) -> Option<GuardianRules> {
    // An outer `None`: as all others.
    let rule = |code: &str| -> Option<Option<GuardianRule>> {
        let age = match form.get(&format!("until|{code}")).map_or("as-usual", String::as_str) {
            "as-usual" => return Some(None),
            "nothing" => return Some(Some(GuardianRule::Nothing)),
            years => years.parse().ok().and_then(WardAge::new)?,
        };
        let is_ticked = |sight: &Sight| form.contains_key(&format!("see|{code}|{}", sight.name()));
        let sights: Sights = Sight::ALL.into_iter().filter(is_ticked).collect();
        (!sights.is_empty()).then(|| Some(GuardianRule::new(age, sights)))
    };
    let mut rules = GuardianRules { usual: Some(rule("")?.unwrap_or_default()), ..GuardianRules::default() };
    for code in categories {
        rules.of_category.extend(rule(code)?.map(|own| (code.clone(), own)));
    }
    Some(rules)
}

/// The grid: categories down, what is seen across.
#[component]
pub fn GuardianRulesPage() -> impl IntoView {
    let visit = Visit::current();
    let is_done = use_query_map().get_untracked().get("done").is_some();
    let wish = use_context::<GuardianWish>();
    let again = use_context::<FormAgain>();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(rules) => page(&visit, rules, wish.as_ref(), again.as_ref(), is_done).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<GuardianRules, PageError> {
    Ok(visit.services.guardian_rules(visit.session()?, &visit.origin).await?)
}

fn page(
    visit: &Visit,
    rules: GuardianRules,
    wish: Option<&GuardianWish>,
    again: Option<&FormAgain>,
    is_done: bool,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let profile = visit.profile()?;
    let is_undecided = rules.usual.is_none();
    let is_off = profile.settings.my_data_display != MyDataDisplay::Always;
    let shown = wish.map_or(rules, |wish| wish.rules.clone());
    let typed: Option<HashMap<&str, &str>> =
        again.map(|again| again.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect());
    let heads = Sight::ALL.map(|sight| view! { <th scope="col">{sight_name(visit, sight)}</th> }).collect_view();
    let mut categories: Vec<(String, String)> = profile.names.categories.clone().into_iter().collect();
    categories.sort_by_key(|(_, name)| name.to_lowercase());
    let suggested = GuardianRule::new(WardAge::USUAL, Sights::SUGGESTED);
    let usual =
        Line { code: "", name: texts.say(key::GUARDIAN_RULES_ALL), rule: Some(shown.usual.unwrap_or(suggested)) };
    let usual = usual.show(visit, typed.as_ref());
    let lines = categories
        .iter()
        .map(|(code, name)| Line { code, name, rule: shown.of_category.get(code).copied() }.show(visit, typed.as_ref()))
        .collect_view();
    Ok(view! {
        <Title text=texts.say(key::GUARDIAN_RULES_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/settings")>{texts.say(key::SETTINGS_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{texts.say(key::GUARDIAN_RULES_TITLE)}</h1></header>
            {FormAgain::problem(again)}
            {is_done.then(|| view! {
                <div class="notice" role="status"><p>{texts.say(key::SETTINGS_SAVED)}</p></div>
            })}
            {(is_undecided && wish.is_none()).then(|| view! {
                <div class="notice"><p>{texts.say(key::GUARDIAN_RULES_UNDECIDED)}</p></div>
            })}
            {is_off.then(|| view! {
                <div class="notice notice-warn"><p>{texts.say(key::GUARDIAN_RULES_OFF)}</p></div>
            })}
            <p>{texts.say(key::GUARDIAN_RULES_LEAD)}</p>
            <form class="stack guardian-rules" method="post" action=visit.href("/staff/guardians")>
                <div class="ways" tabindex="0" role="region" aria-label=texts.say(key::GUARDIAN_RULES_TITLE)>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{texts.say(key::MESSAGE_CATEGORY)}</th>
                                <th scope="col">{texts.say(key::GUARDIAN_RULES_UNTIL)}</th>
                                {heads}
                            </tr>
                        </thead>
                        <tbody>{usual}{lines}</tbody>
                    </table>
                </div>
                <p class="hint">{texts.say(key::GUARDIAN_RULES_TITLES_HINT)}</p>
                {wish.map(|wish| reach(visit, wish)).transpose()?}
                <p><button class="button" class:button-quiet=wish.is_some() type="submit">{texts.say(key::GUARDIAN_RULES_BUTTON)}</button></p>
                <p class="fine">{texts.say(key::GUARDIAN_RULES_FINE)}</p>
            </form>
        </div>
    }
    .into_any())
}

fn sight_name(visit: &Visit, sight: Sight) -> &'static str {
    Key::find(&format!("sight-{}", sight.name())).map_or("", |key| visit.texts().say(key))
}

/// Whom the wish concerns, with the button that saves it.
fn reach(visit: &Visit, wish: &GuardianWish) -> Result<impl IntoView + use<>, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let reach = wish.reach;
    let rows = [
        (key::REACH_WARDS, reach.wards),
        (key::REACH_GUARDIANS, reach.guardians),
        (key::REACH_SEEN_BEFORE, reach.seen_before),
        (key::REACH_SEEN_AFTER, reach.seen_after),
        (key::REACH_OPENED, reach.opened),
        (key::REACH_CLOSED, reach.closed),
        (key::REACH_BIRTH_UNKNOWN, reach.birth_unknown),
        (key::REACH_GROWN, reach.grown),
        (key::REACH_BY_CHOICE, reach.by_choice),
    ]
    .map(|(name, count)| {
        let count = format.count(i64::try_from(count).unwrap_or(i64::MAX));
        view! { <dt>{texts.say(name)}</dt> <dd>{count}</dd> }
    })
    .collect_view();
    let save = texts.fill(key::REACH_SAVE, &[("count", i64::try_from(reach.opened).unwrap_or(i64::MAX).into())]);
    Ok(view! {
        <section class="panel-sheet stack" aria-labelledby="reach-title" role="status">
            <h2 id="reach-title">{texts.say(key::REACH_TITLE)}</h2>
            <dl class="facts">{rows}</dl>
            <p>{texts.say(key::REACH_TOLD)}</p>
            <p><button class="button" type="submit" name="shown" value=wish.seal.clone()>{save}</button></p>
        </section>
    })
}

/// A line of the grid.
struct Line<'a> {
    /// Code of the category; empty for all without a rule of their own.
    code: &'a str,
    name: &'a str,
    /// Its own rule; `None` for “as all others”.
    rule: Option<GuardianRule>,
}

impl Line<'_> {
    fn show(&self, visit: &Visit, typed: Option<&HashMap<&str, &str>>) -> impl IntoView + use<> {
        let texts = visit.texts();
        let (age, sights) = match self.rule {
            Some(GuardianRule::Until { age, sights }) => (Some(age), sights),
            _ => (None, Sights::NONE),
        };
        let until = format!("until|{}", self.code);
        let present = match (typed, self.rule, age) {
            (Some(typed), _, _) => typed.get(until.as_str()).copied().unwrap_or("as-usual").to_owned(),
            (None, None, _) => String::from("as-usual"),
            (None, Some(_), None) => String::from("nothing"),
            (None, Some(_), Some(age)) => age.years().to_string(),
        };
        let option = |value: String, text: String| {
            let selected = value == present;
            view! { <option value=value selected=selected>{text}</option> }
        };
        let as_usual = (!self.code.is_empty())
            .then(|| option(String::from("as-usual"), texts.say(key::GUARDIAN_UNTIL_AS_USUAL).to_owned()));
        let nothing = option(String::from("nothing"), texts.say(key::GUARDIAN_UNTIL_NOTHING).to_owned());
        let ages = WardAge::YEARS
            .map(|years| {
                let text = texts.fill(key::GUARDIAN_UNTIL_AGE, &[("age", i64::from(years).into())]);
                option(years.to_string(), text)
            })
            .collect_view();
        let cells = Sight::ALL
            .map(|sight| {
                let field = format!("see|{}|{}", self.code, sight.name());
                let checked = typed.map_or(sights.contains(sight), |typed| typed.contains_key(field.as_str()));
                let label = format!("{}: {}", self.name, sight_name(visit, sight));
                view! { <td><input type="checkbox" name=field value="1" aria-label=label checked=checked /></td> }
            })
            .collect_view();
        let label = format!("{}: {}", self.name, texts.say(key::GUARDIAN_RULES_UNTIL));
        view! {
            <tr>
                <th scope="row" dir="auto">{self.name.to_owned()}</th>
                <td><select name=until aria-label=label>{as_usual} {nothing} {ages}</select></td>
                {cells}
            </tr>
        }
    }
}
