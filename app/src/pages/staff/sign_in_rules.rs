//! By which ways each group may sign in.

use carrel_domain::Role;
use carrel_services::sign_in::{Door, Group, SignInRules};
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::form_again::FormAgain,
    pages::patron::openid::door_name,
    visit::{PageError, Visit},
};

/// The grid: groups down, ways across.
#[component]
pub fn SignInRulesPage() -> impl IntoView {
    let visit = Visit::current();
    let again = use_context::<FormAgain>();
    let is_done = use_query_map().get_untracked().get("done").is_some();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(rules) => page(&visit, &rules, again.as_ref(), is_done).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<SignInRules, PageError> {
    Ok(visit.services.sign_in_rules(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, rules: &SignInRules, again: Option<&FormAgain>, is_done: bool) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let doors: Vec<(Door, String)> =
        visit.services.doors().into_iter().map(|door| (door.clone(), door_name(visit, &door))).collect();
    let heads = doors.iter().map(|(_, name)| view! { <th scope="col">{name.clone()}</th> }).collect_view();
    let mut categories: Vec<_> = visit.profile()?.names.categories.iter().collect();
    categories.sort_by(|one, other| one.1.cmp(other.1));
    let everybody = row(visit, rules, &doors, again, Group::Patrons, texts.say(key::SIGN_IN_RULES_PATRONS));
    let categories = categories
        .into_iter()
        .map(|(code, name)| row(visit, rules, &doors, again, Group::Category(code.clone()), name))
        .collect_view();
    let roles = Role::ALL
        .into_iter()
        .filter(|role| role.is_staff())
        .map(|role| row(visit, rules, &doors, again, Group::Role(role), &texts.code("role", role.name())))
        .collect_view();
    Ok(view! {
        <Title text=texts.say(key::SIGN_IN_RULES_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::SIGN_IN_RULES_TITLE)}</h1>
                <p class="lead">{texts.say(key::SIGN_IN_RULES_LEAD)}</p>
            </header>
            {FormAgain::problem(again)}
            {is_done.then(|| view! {
                <div class="notice" role="status"><p>{texts.say(key::SIGN_IN_RULES_SAVED)}</p></div>
            })}
            <form class="settings" method="post" action=visit.href("/staff/sign-in")>
                <div class="ways" tabindex="0" role="region" aria-label=texts.say(key::SIGN_IN_RULES_TITLE)>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{texts.say(key::SIGN_IN_RULES_GROUP)}</th>
                                <th scope="col">{texts.say(key::SIGN_IN_RULES_OWN)}</th>
                                {heads}
                            </tr>
                        </thead>
                        <tbody>{everybody}{categories}{roles}</tbody>
                    </table>
                </div>
                <p class="hint">{texts.say(key::SIGN_IN_RULES_HINT)}</p>
                <p><button class="button" type="submit">{texts.say(key::SIGN_IN_RULES_BUTTON)}</button></p>
                <p class="fine">{texts.say(key::SETTINGS_FINE)}</p>
            </form>
        </div>
    }
    .into_any())
}

fn row(
    visit: &Visit,
    rules: &SignInRules,
    doors: &[(Door, String)],
    again: Option<&FormAgain>,
    group: Group,
    name: &str,
) -> impl IntoView + use<> {
    let texts = visit.texts();
    let id = group.name();
    // What was ticked stays ticked when the form is shown again.
    let ticked =
        |field: &str, stored: bool| again.map_or(stored, |again| !FormAgain::typed(Some(again), field).is_empty());
    let own = matches!(group, Group::Category(_)).then(|| {
        let field = format!("own|{id}");
        let label = format!("{}: {name}", texts.say(key::SIGN_IN_RULES_OWN));
        let checked = ticked(&field, rules.has(&group));
        view! { <input type="checkbox" name=field value="1" aria-label=label checked=checked /> }
    });
    let cells = doors
        .iter()
        .map(|(door, door_name)| {
            let field = format!("{id}|{}", door.name());
            let checked = ticked(&field, rules.allows(&group, door));
            let label = format!("{name}: {door_name}");
            view! { <td><input type="checkbox" name=field value="1" aria-label=label checked=checked /></td> }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row">{name.to_owned()}</th>
            <td>{own}</td>
            {cells}
        </tr>
    }
}
