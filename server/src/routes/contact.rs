//! Correcting one's contact data, and what may be corrected.

use std::collections::HashMap;

use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use carrel_app::{
    components::{problem::Refused, step_up::StepUp},
    pages::patron::contact::TypedContact,
    visit::Visit,
};
use carrel_domain::{Permission, contact::ContactField};
use carrel_services::contact::OwnRules;

use super::{
    fail, show_again,
    staff_form::{self, StaffPage},
    step_up::verify,
    to_sign_in,
};
use crate::http::AppState;

const HERE: &str = "/contact";
const PAGE: StaffPage = StaffPage { path: "/staff/contact-fields", permission: Permission::AdminSettings };

/// Saves what one corrected.
pub(super) async fn correct(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<HashMap<String, String>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let pin = form.remove("pin");
    let typed: HashMap<ContactField, String> = ContactField::ALL
        .into_iter()
        .filter_map(|field| form.get(field.name()).map(|typed| (field, typed.clone())))
        .collect();
    let fields = typed.iter().map(|(field, value)| (field.name().to_owned(), value.clone())).collect();
    let step_up = StepUp::new(HERE, HERE).with(fields);
    let (session, jar) = match verify(&state, &visit, session, jar, pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let answer = match visit.services.correct_contact(&session, &typed, &visit.origin).await {
        Ok(count) => Redirect::to(&visit.href(&format!("{HERE}?done={count}"))).into_response(),
        Err(error) => match Refused::of(&error) {
            Some(refused) => {
                let typed = TypedContact(typed.into_iter().collect(), refused);
                show_again(&state, &visit, HERE, typed).await
            }
            None => fail(&state, &visit, error).await,
        },
    };
    (jar, answer).into_response()
}

/// Saves what patrons may correct.
pub(super) async fn fields(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    jar: CookieJar,
    Form(mut form): Form<HashMap<String, String>>,
) -> Response {
    let Some(session) = visit.session.clone() else { return to_sign_in(&visit) };
    let pin = form.remove("pin");
    if let Err(response) = staff_form::check(&state, &visit, &session, PAGE).await {
        return response;
    }
    let mut sent: Vec<(String, String)> = form.clone().into_iter().collect();
    sent.sort();
    let step_up = StepUp::new(PAGE.path, PAGE.path).with(sent.clone());
    let (session, jar) = match verify(&state, &visit, session, jar, pin, step_up).await {
        Ok(verified) => verified,
        Err(response) => return response,
    };
    let of = |category: &str| {
        let ticked = |field: &ContactField| form.contains_key(&format!("may|{category}|{}", field.name()));
        let fields = ContactField::ALL.into_iter().filter(ticked).collect();
        OwnRules { fields, email: form.contains_key(&format!("may|{category}|email")) }
    };
    let mut wish = HashMap::from([(None, of(""))]);
    for category in visit.organization.iter().flat_map(|profile| profile.names.categories.keys()) {
        if form.contains_key(&format!("own|{category}")) {
            wish.insert(Some(category.clone()), of(category));
        }
    }
    let answer = match visit.services.set_contact_fields(&session, &wish, &visit.origin).await {
        Ok(()) => Redirect::to(&visit.href(&format!("{}?done=1", PAGE.path))).into_response(),
        Err(error) => staff_form::fail(&state, &visit, PAGE.path, error, sent).await,
    };
    (jar, answer).into_response()
}
