//! What ending a library would do, and the confirmation.

use carrel_services::{
    ServiceError,
    libraries::{Ending, MovePlan, MoveWish},
};
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::form_again::FormAgain,
    visit::{PageError, Visit},
};

/// Shows what is in the address, or what was just sent.
#[component]
pub fn EndLibraryPage() -> impl IntoView {
    let visit = Visit::current();
    let again = use_context::<FormAgain>();
    let query = use_query_map().get_untracked();
    let asked = |name: &str| {
        again.as_ref().map_or_else(|| query.get(name).unwrap_or_default(), |again| FormAgain::typed(Some(again), name))
    };
    let wish =
        Ending::from_name(&asked("ending")).map(|ending| MoveWish { ending, from: asked("from"), to: asked("to") });
    Suspend::new(async move {
        match load(&visit, wish).await {
            Ok((wish, Ok(plan))) => page(&visit, &wish, plan, again.as_ref()).unwrap_or_else(PageError::page),
            Ok((_, Err(problem))) => impossible(&visit, FormAgain { problem, fields: Vec::new() }),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, wish: Option<MoveWish>) -> Result<(MoveWish, Result<MovePlan, &'static str>), PageError> {
    let session = visit.session()?;
    // Who may not do it is not told whether the address is right.
    let empty = MoveWish { ending: Ending::Merge, from: String::new(), to: String::new() };
    let wish = wish.unwrap_or(empty);
    match visit.services.plan_move(session, &wish, &visit.origin).await {
        Ok(plan) => Ok((wish, Ok(plan))),
        Err(ServiceError::Impossible(code)) => Ok((wish, Err(code))),
        Err(error) => Err(error.into()),
    }
}

fn impossible(visit: &Visit, again: FormAgain) -> AnyView {
    let texts = visit.texts();
    view! {
        <Title text=texts.say(key::END_LIBRARY_TITLE) />
        <div class="page desk">
            <header class="desk-head"><h1>{texts.say(key::END_LIBRARY_TITLE)}</h1></header>
            {FormAgain::problem(Some(&again))}
            <p><a class="button-quiet" href=visit.href("/staff/libraries")>{texts.say(key::END_LIBRARY_BACK)}</a></p>
        </div>
    }
    .into_any()
}

fn page(visit: &Visit, wish: &MoveWish, plan: MovePlan, again: Option<&FormAgain>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let counted =
        |text, count: i64| texts.fill(text, &[("count", count.into()), ("shown", format.count(count).into())]);
    let names = || [("from", plan.from.name.clone().into()), ("to", plan.to.name.clone().into())];
    let with_count = |text| {
        let count = [("count", plan.from.patrons.into()), ("shown", format.count(plan.from.patrons).into())];
        texts.fill(text, &[names().to_vec(), count.to_vec()].concat())
    };
    let (title, grants, clients, confirm, button) = match wish.ending {
        Ending::Merge => {
            let plan = (key::MERGE_LIBRARY_GRANTS, key::MERGE_LIBRARY_CLIENTS);
            (key::MERGE_LIBRARY_TITLE, plan.0, plan.1, key::MERGE_LIBRARY_CONFIRM, key::MERGE_LIBRARY_BUTTON)
        }
        Ending::Close => {
            let plan = (key::CLOSE_LIBRARY_GRANTS, key::CLOSE_LIBRARY_CLIENTS);
            (key::CLOSE_LIBRARY_TITLE, plan.0, plan.1, key::CLOSE_LIBRARY_CONFIRM, key::CLOSE_LIBRARY_BUTTON)
        }
    };
    let title = texts.fill(title, &names());
    let shown = plan.fingerprint();
    let holders = plan
        .grants
        .iter()
        .map(|held| {
            let role = texts.code("role", &held.role).into_owned();
            view! { <li dir="auto">{held.holder_name.clone()} ", " {role}</li> }
        })
        .collect_view();
    let programs = plan.clients.iter().map(|client| view! { <li dir="auto">{client.name.clone()}</li> }).collect_view();
    let client_count = i64::try_from(plan.clients.len()).unwrap_or(0);
    let grant_count = i64::try_from(plan.grants.len()).unwrap_or(0);
    Ok(view! {
        <Title text=title.clone() />
        <div class="page desk">
            <header class="desk-head"><h1 dir="auto">{title.clone()}</h1></header>
            {FormAgain::problem(again)}
            <section class="panel-sheet" aria-labelledby="plan-title">
                <h2 id="plan-title">{texts.say(key::END_LIBRARY_PLAN)}</h2>
                <dl class="facts">
                    <dt>{texts.say(key::PLAN_PATRONS)}</dt>
                    <dd dir="auto">{with_count(key::PLAN_PATRONS_TEXT)}</dd>
                    <dt>{texts.say(key::PLAN_REQUESTS)}</dt>
                    <dd>{counted(key::PLAN_REQUESTS_TEXT, plan.requests)}</dd>
                    <dt>{texts.say(key::PLAN_GRANTS)}</dt>
                    <dd dir="auto">
                        {counted(grants, grant_count)}
                        {(grant_count > 0).then(|| view! { <ul>{holders}</ul> })}
                    </dd>
                    <dt>{texts.say(key::PLAN_CLIENTS)}</dt>
                    <dd dir="auto">
                        {counted(clients, client_count)}
                        {(client_count > 0).then(|| view! { <ul>{programs}</ul> })}
                    </dd>
                    <dt>{texts.say(key::PLAN_IMPORTS)}</dt>
                    <dd dir="auto">{texts.fill(key::PLAN_IMPORTS_TEXT, &names())}</dd>
                    <dt>{texts.say(key::PLAN_HISTORY)}</dt>
                    <dd dir="auto">{texts.fill(key::PLAN_HISTORY_TEXT, &names())}</dd>
                </dl>
            </section>
            <section class="panel-sheet" aria-labelledby="confirm-title">
                <h2 id="confirm-title">{texts.say(key::END_LIBRARY_CONFIRM)}</h2>
                <form class="stack" method="post" action=visit.href("/staff/libraries/end")>
                    <input type="hidden" name="ending" value=wish.ending.name() />
                    <input type="hidden" name="from" value=plan.from.code.clone() />
                    <input type="hidden" name="to" value=plan.to.code.clone() />
                    <input type="hidden" name="shown" value=shown />
                    <div class="choice">
                        <input type="checkbox" id="confirmed" name="confirmed" value="1" required />
                        <label for="confirmed" dir="auto">{with_count(confirm)}</label>
                    </div>
                    <p class="buttons">
                        <button class="button" type="submit">{texts.fill(button, &names())}</button>
                        " "
                        <a class="button-quiet" href=visit.href("/staff/libraries")>
                            {texts.say(key::END_LIBRARY_BACK)}
                        </a>
                    </p>
                    <p class="fine">{texts.say(key::END_LIBRARY_FOREVER)}</p>
                </form>
            </section>
        </div>
    }
    .into_any())
}
