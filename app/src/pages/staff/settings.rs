//! What the library decides for itself.

use std::ops::RangeInclusive;

use carrel_domain::Role;
use carrel_services::{
    factors::{GRACE_DAYS, RequiredFactor},
    password_policy::LENGTHS,
    settings::{LINK_DAYS, LibrarySettings, MyDataDisplay, PROMPT_DAYS},
    sources::{SourceLine, SourceOutcome},
};
use carrel_texts::{Format, Key, Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::form_again::FormAgain,
    visit::{PageError, Visit},
};

/// Days of grace offered to a library that required nothing before.
const USUAL_GRACE: i64 = 14;

/// The settings, each with a sentence about what it means.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let visit = Visit::current();
    let again = use_context::<FormAgain>();
    let is_done = use_query_map().get_untracked().get("done").is_some();
    Suspend::new(async move {
        match load(&visit).await {
            Ok((settings, sources)) => {
                page(&visit, &as_typed(settings, again.as_ref()), sources, again.as_ref(), is_done)
            }
            Err(error) => error.page(),
        }
    })
}

/// The settings, and how each system that patrons come from was last read.
async fn load(visit: &Visit) -> Result<(LibrarySettings, Vec<String>), PageError> {
    let session = visit.session()?;
    let settings = visit.services.library_settings(session, &visit.origin).await?;
    let sources = visit.services.list_sources(session, &visit.origin).await?;
    let (texts, format) = (visit.texts(), visit.format()?);
    Ok((settings, sources.iter().map(|source| source_line(texts, &format, source)).collect()))
}

/// How a system that patrons come from was last read, in words.
pub(super) fn source_line(texts: Texts, format: &Format, source: &SourceLine) -> String {
    let mut arguments = vec![("name", source.name.clone().into())];
    arguments.extend(source.finished_at.map(|at| ("date", format.time(at).into())));
    let text = match source.outcome {
        SourceOutcome::Running => key::SETTING_SOURCE_RUNNING,
        SourceOutcome::Stopped => key::SETTING_SOURCE_STOPPED,
        SourceOutcome::TooManyGone => key::SETTING_SOURCE_TOO_MANY_GONE,
        SourceOutcome::Failed => key::SETTING_SOURCE_FAILED,
        SourceOutcome::Done(counts) => {
            let count = |count: u64| format.count(i64::try_from(count).unwrap_or(i64::MAX)).into();
            arguments.extend(["added", "changed", "leavers", "refused"].into_iter().zip(counts.map(count)));
            key::SETTING_SOURCE_DONE
        }
    };
    texts.fill(text, &arguments)
}

/// The systems that patrons come from, each in a line.
fn sources_panel(texts: Texts, sources: Vec<String>) -> Option<impl IntoView> {
    (!sources.is_empty()).then(|| {
        view! {
            <section class="panel-sheet">
                <h2>{texts.say(key::SETTING_SOURCES)}</h2>
                <ul>{sources.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            </section>
        }
    })
}

/// What was chosen stays chosen when the form is shown again.
fn as_typed(settings: LibrarySettings, again: Option<&FormAgain>) -> LibrarySettings {
    let Some(again) = again else { return settings };
    let is_ticked = |name: &str| !FormAgain::typed(Some(again), name).is_empty();
    let display = MyDataDisplay::from_name(&FormAgain::typed(Some(again), "my_data_display"));
    LibrarySettings {
        my_data_display: display.unwrap_or(settings.my_data_display),
        sign_in_is_identity_check: is_ticked("sign_in_is_identity_check"),
        log_shows_staff_names: is_ticked("log_shows_staff_names"),
        staff_factor: RequiredFactor {
            days: is_ticked("staff_second_factor").then_some(settings.staff_factor.days.unwrap_or(USUAL_GRACE)),
            ..settings.staff_factor
        },
        patrons_update_email: is_ticked("patrons_update_email"),
        email_prompt: is_ticked("email_prompt"),
        roles_allowed: Role::ALL.into_iter().filter(|role| is_ticked(&format!("allow-{}", role.name()))).collect(),
        ..settings
    }
}

fn page(
    visit: &Visit,
    settings: &LibrarySettings,
    sources: Vec<String>,
    again: Option<&FormAgain>,
    is_done: bool,
) -> AnyView {
    let texts = visit.texts();
    let display = MyDataDisplay::ALL
        .into_iter()
        .map(|choice| {
            let name = choice.name();
            let checked = choice == settings.my_data_display;
            choice_of(texts, "radio", "my_data_display", name, &format!("setting-my-data-{name}"), checked)
        })
        .collect_view();
    let roles = Role::ALL
        .into_iter()
        .filter(|role| role.is_staff() && *role != Role::Administrator)
        .map(|role| {
            let id = format!("allow-{}", role.name());
            let checked = settings.roles_allowed.contains(&role);
            view! {
                <div class="choice">
                    <input type="checkbox" id=id.clone() name=id.clone() value="1" checked=checked />
                    <label for=id.clone()>{texts.code("role", role.name())}</label>
                </div>
            }
        })
        .collect_view();
    let grace = again.map_or_else(
        || settings.staff_factor.days.unwrap_or(USUAL_GRACE).to_string(),
        |again| FormAgain::typed(Some(again), "staff_second_factor_days"),
    );
    let flag = |name: &'static str, text: &str, checked| choice_of(texts, "checkbox", name, "1", text, checked);
    view! {
        <Title text=texts.say(key::SETTINGS_TITLE) />
        <div class="page desk">
            <header class="desk-head"><h1>{texts.say(key::SETTINGS_TITLE)}</h1></header>
            {FormAgain::problem(again)}
            {is_done.then(|| view! {
                <div class="notice" role="status"><p>{texts.say(key::SETTINGS_SAVED)}</p></div>
            })}
            <form class="settings" method="post" action=visit.href("/staff/settings")>
                <fieldset class="panel-sheet">
                    <legend>{texts.say(key::SETTING_MY_DATA)}</legend>
                    {display}
                </fieldset>
                <fieldset class="panel-sheet">
                    <legend>{texts.say(key::SETTING_DELIVERIES)}</legend>
                    {number_of(texts, again, "link_days", "link-days", settings.link_days, LINK_DAYS)}
                    {flag("sign_in_is_identity_check", "setting-identity-check", settings.sign_in_is_identity_check)}
                </fieldset>
                <fieldset class="panel-sheet">
                    <legend>{texts.say(key::SETTING_LOG)}</legend>
                    {flag("log_shows_staff_names", "setting-staff-names", settings.log_shows_staff_names)}
                </fieldset>
                <fieldset class="panel-sheet">
                    <legend>{texts.say(key::SETTING_SECOND_FACTOR)}</legend>
                    {flag("staff_second_factor", "setting-second-factor-required", settings.staff_factor.days.is_some())}
                    <div class="field">
                        <label for="staff_second_factor_days">{texts.say(key::SETTING_SECOND_FACTOR_DAYS)}</label>
                        <p class="hint" id="grace-hint">{texts.say(key::SETTING_SECOND_FACTOR_DAYS_HINT)}</p>
                        <input
                            class="short"
                            type="number"
                            id="staff_second_factor_days"
                            name="staff_second_factor_days"
                            min=GRACE_DAYS.start().to_string()
                            max=GRACE_DAYS.end().to_string()
                            value=grace
                            required
                            aria-invalid=FormAgain::is_wrong(again, &["second-factor-days"])
                            aria-describedby=FormAgain::described_by(again, &["second-factor-days"])
                                .unwrap_or("grace-hint")
                        />
                    </div>
                </fieldset>
                <fieldset class="panel-sheet">
                    <legend>{texts.say(key::SETTING_PASSWORDS)}</legend>
                    {number_of(texts, again, "password_length", "password-length", settings.password_length, LENGTHS)}
                </fieldset>
                <fieldset class="panel-sheet">
                    <legend>{texts.say(key::SETTING_EMAIL)}</legend>
                    {flag("patrons_update_email", "setting-patrons-update-email", settings.patrons_update_email)}
                    {flag("email_prompt", "setting-email-prompt", settings.email_prompt)}
                    {number_of(texts, again, "email_prompt_days", "email-prompt-days", settings.email_prompt_days, PROMPT_DAYS)}
                </fieldset>
                <fieldset class="panel-sheet">
                    <legend>{texts.say(key::SETTING_ROLES)}</legend>
                    <p class="hint">{texts.say(key::SETTING_ROLES_HINT)}</p>
                    {roles}
                </fieldset>
                <p><button class="button" type="submit">{texts.say(key::SETTINGS_BUTTON)}</button></p>
                <p class="fine">{texts.say(key::SETTINGS_FINE)}</p>
            </form>
            {sources_panel(texts, sources)}
            <p><a href=visit.href("/staff/notes/words")>{texts.say(key::NOTE_WORDS_TITLE)}</a></p>
            <p><a href=visit.href("/staff/sign-in")>{texts.say(key::SIGN_IN_RULES_TITLE)}</a></p>
            <p><a href=visit.href("/staff/register")>{texts.say(key::PROCESSING_TITLE)}</a></p>
            <p><a href=visit.href("/staff/consents")>{texts.say(key::CONSENT_PURPOSES_TITLE)}</a></p>
            <p><a href=visit.href("/staff/contact-fields")>{texts.say(key::CONTACT_FIELDS_TITLE)}</a></p>
            <p><a href=visit.href("/staff/guardians")>{texts.say(key::GUARDIAN_RULES_TITLE)}</a></p>
            <p><a href=visit.href("/staff/messages")>{texts.say(key::MESSAGE_SETTINGS_TITLE)}</a></p>
        </div>
    }
    .into_any()
}

/// A number with its sentence: the catalogues have `setting-CODE` and `setting-CODE-hint`.
fn number_of(
    texts: Texts,
    again: Option<&FormAgain>,
    name: &'static str,
    code: &'static str,
    value: i64,
    range: RangeInclusive<i64>,
) -> impl IntoView + use<> {
    let say = |id: &str| Key::find(id).map_or("", |key| texts.say(key));
    let (label, hint) = (say(&format!("setting-{code}")), say(&format!("setting-{code}-hint")));
    let hint_id = format!("{code}-hint");
    let described_by = FormAgain::described_by(again, &[code]).map_or_else(|| hint_id.clone(), str::to_owned);
    let value = again.map_or_else(|| value.to_string(), |again| FormAgain::typed(Some(again), name));
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <p class="hint" id=hint_id>{hint}</p>
            <input
                class="short"
                type="number"
                id=name
                name=name
                min=range.start().to_string()
                max=range.end().to_string()
                value=value
                required
                aria-invalid=FormAgain::is_wrong(again, &[code])
                aria-describedby=described_by
            />
        </div>
    }
}

/// A choice with its sentence: the catalogues have `TEXT` and `TEXT-hint`.
fn choice_of(
    texts: Texts,
    kind: &'static str,
    name: &'static str,
    value: &'static str,
    text: &str,
    checked: bool,
) -> impl IntoView + use<> {
    let say = |id: &str| Key::find(id).map_or("", |key| texts.say(key));
    let (label, hint) = (say(text), say(&format!("{text}-hint")));
    let id = format!("{name}-{value}");
    let hint_id = format!("{id}-hint");
    view! {
        <div class="choice">
            <input
                type=kind
                id=id.clone()
                name=name
                value=value
                checked=checked
                aria-describedby=hint_id.clone()
            />
            <label for=id.clone()>{label}</label>
            <p class="hint" id=hint_id.clone()>{hint}</p>
        </div>
    }
}
