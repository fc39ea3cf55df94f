//! Changing by which ways each group may sign in.

use std::collections::HashMap;

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{components::step_up::StepUp, visit::Visit};
use carrel_domain::{Permission, Role};
use carrel_services::sign_in::{Door, Group, SignInRules};

use super::{
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const PAGE: StaffPage = StaffPage { path: "/staff/sign-in", permission: Permission::AdminSettings };

/// Saves the grid as the form has it.
pub(super) async fn change(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<HashMap<String, String>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let pin = form.remove("pin");
    let mut fields: Vec<(String, String)> = form.clone().into_iter().collect();
    fields.sort();
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    let step_up = StepUp::new(PAGE.path, PAGE.path).with(fields.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let rules = read(&visit, &form);
    match visit.services.change_sign_in_rules(&session, rules, &visit.origin).await {
        Ok(()) => (jar, Redirect::to(&visit.href("/staff/sign-in?done=1"))).into_response(),
        Err(error) => (jar, staff_form::fail(&state, &visit, PAGE.path, error, fields).await).into_response(),
    }
}

/// The groups that the page has rows for, in its order.
fn groups(visit: &Visit) -> Vec<Group> {
    let categories = visit.organization.iter().flat_map(|profile| profile.names.categories.keys());
    let roles = Role::ALL.into_iter().filter(|role| role.is_staff());
    std::iter::once(Group::Patrons)
        .chain(categories.map(|code| Group::Category(code.clone())))
        .chain(roles.map(Group::Role))
        .collect()
}

/// A box that is not ticked is not sent. A group with every box ticked has no rule: what is added later is open to it too.
fn read(visit: &Visit, form: &HashMap<String, String>) -> SignInRules {
    let doors = visit.services.doors();
    let mut rules = SignInRules::default();
    for group in groups(visit) {
        let name = group.name();
        if matches!(group, Group::Category(_)) && !form.contains_key(&format!("own|{name}")) {
            continue;
        }
        let is_ticked = |door: &Door| form.contains_key(&format!("{name}|{}", door.name()));
        let ticked: Vec<Door> = doors.iter().filter(|door| is_ticked(door)).cloned().collect();
        if ticked.len() < doors.len() || matches!(group, Group::Category(_)) {
            rules.set(&group, ticked);
        }
    }
    rules
}
