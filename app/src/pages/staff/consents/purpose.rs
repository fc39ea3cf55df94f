//! One purpose: how people are asked, its words, and publishing new ones with a preview of who will be asked.

use carrel_domain::{Language, consent::Asking};
use carrel_services::consents::{Draft, LONGEST_NAME, LONGEST_TEXT, PurposeLine, Standing, Version, Wording};
use carrel_texts::{Format, Key, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    components::{consent_parts::purpose_name, form_again::FormAgain, text_area::TextArea},
    visit::{PageError, Visit},
};

/// A draft that is shown before it is published.
#[derive(Clone, Debug)]
pub struct ConsentPreview {
    /// What would be published.
    pub draft: Draft,
    /// The number it would have.
    pub number: i64,
    /// How patrons would stand to it.
    pub standing: Standing,
    /// What was typed, to be sent again.
    pub fields: Vec<(String, String)>,
}

/// The page.
#[component]
pub fn ConsentPurposePage() -> impl IntoView {
    let visit = Visit::current();
    let code = use_params_map().get_untracked().get_str("code").unwrap_or_default().to_owned();
    let again = use_context::<FormAgain>();
    let preview = use_context::<ConsentPreview>();
    let is_done = use_query_map().get_untracked().get("done").is_some();
    Suspend::new(async move {
        match (load(&visit, &code).await, preview) {
            (Ok(_), Some(preview)) => confirm(&visit, &preview).unwrap_or_else(PageError::page),
            (Ok(line), None) => page(&visit, &line, again.as_ref(), is_done).unwrap_or_else(PageError::page),
            (Err(error), _) => error.page(),
        }
    })
}

async fn load(visit: &Visit, code: &str) -> Result<PurposeLine, PageError> {
    Ok(visit.services.consent_purpose(visit.session()?, code, &visit.origin).await?)
}

fn page(visit: &Visit, line: &PurposeLine, again: Option<&FormAgain>, is_done: bool) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let name = purpose_name(visit, &line.purpose.code)?;
    let is_worded = !line.purpose.versions.is_empty();
    let versions = line
        .purpose
        .versions
        .iter()
        .rev()
        .map(|version| view! { <li>{version_line(visit, &format, version)}</li> })
        .collect_view();
    Ok(view! {
        <Title text=texts.say(key::CONSENT_PURPOSES_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/consents")>{texts.say(key::CONSENT_PURPOSES_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1 dir="auto">{name}</h1></header>
            {FormAgain::problem(again)}
            {is_done.then(|| view! {
                <div class="notice" role="status"><p>{texts.say(key::SETTINGS_SAVED)}</p></div>
            })}
            <p>{standing_text(visit, &format, line.standing)}</p>
            {is_worded.then(|| asking_form(visit, line))}
            {words_form(visit, line, again)}
            {is_worded.then(|| view! {
                <section class="panel-sheet" aria-labelledby="versions-title">
                    <h2 id="versions-title">{texts.say(key::CONSENT_VERSIONS_TITLE)}</h2>
                    <ul>{versions}</ul>
                </section>
            })}
        </div>
    }
    .into_any())
}

fn standing_text(visit: &Visit, format: &Format, standing: Standing) -> String {
    let given = format.count(standing.given + standing.given_older);
    let words = [
        ("given", given.into()),
        ("refused", format.count(standing.refused).into()),
        ("silent", format.count(standing.silent()).into()),
    ];
    visit.texts().fill(key::CONSENT_STANDING, &words)
}

fn version_line(visit: &Visit, format: &Format, version: &Version) -> String {
    let texts = visit.texts();
    let from = if version.valid_from.0 > 0 { format.time(version.valid_from) } else { String::new() };
    let text = if from.is_empty() { key::CONSENT_VERSION_FIRST } else { key::CONSENT_VERSION };
    let line = texts.fill(text, &[("version", format.count(version.number).into()), ("date", from.into())]);
    if version.asks_again { format!("{line}. {}", texts.say(key::CONSENT_VERSION_ASKED)) } else { line }
}

fn asking_form(visit: &Visit, line: &PurposeLine) -> impl IntoView + use<> {
    let texts = visit.texts();
    let choices = Asking::ALL
        .into_iter()
        .map(|asking| {
            let id = format!("asking-{}", asking.name());
            let hint_id = format!("{id}-hint");
            let hint = Key::find(&format!("consent-asking-{}-hint", asking.name())).map_or("", |key| texts.say(key));
            view! {
                <div class="choice">
                    <input
                        type="radio"
                        id=id.clone()
                        name="asking"
                        value=asking.name()
                        checked=asking == line.purpose.asking
                        aria-describedby=hint_id.clone()
                    />
                    <label for=id>{texts.code("consent-asking", asking.name())}</label>
                    <p class="hint" id=hint_id>{hint}</p>
                </div>
            }
        })
        .collect_view();
    view! {
        <form
            class="panel-sheet desk-form"
            method="post"
            action=visit.href(&format!("/staff/consents/{}/asking", line.purpose.code))
        >
            <fieldset>
                <legend>{texts.say(key::CONSENT_ASKING_TITLE)}</legend>
                {choices}
            </fieldset>
            <div class="choice">
                <input
                    type="checkbox"
                    id="gate_shows_data"
                    name="gate_shows_data"
                    value="1"
                    checked=line.purpose.gate_shows_data
                    aria-describedby="gate-hint"
                />
                <label for="gate_shows_data">{texts.say(key::CONSENT_GATE_SHOWS)}</label>
                <p class="hint" id="gate-hint">{texts.say(key::CONSENT_GATE_SHOWS_HINT)}</p>
            </div>
            <button class="button" type="submit">{texts.say(key::CONSENT_ASKING_BUTTON)}</button>
        </form>
    }
}

/// The newest words in each language, to be written anew.
fn words_form(visit: &Visit, line: &PurposeLine, again: Option<&FormAgain>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let newest = line.purpose.versions.last();
    let languages = Language::ALL
        .into_iter()
        .map(|language| {
            let wording = newest.and_then(|version| version.wordings.get(&language)).cloned().unwrap_or_default();
            language_fields(visit, language, &wording, again)
        })
        .collect_view();
    let today = visit.profile().map(|profile| visit.services.today(profile).to_string()).unwrap_or_default();
    let is_ticked = again.map_or(newest.is_some(), |again| !FormAgain::typed(Some(again), "asks_again").is_empty());
    view! {
        <form
            class="panel-sheet desk-form"
            method="post"
            action=visit.href(&format!("/staff/consents/{}/preview", line.purpose.code))
        >
            <h2>{texts.say(key::CONSENT_WORDS_TITLE)}</h2>
            <p>{texts.say(key::CONSENT_WORDS_LEAD)}</p>
            {languages}
            <div class="field">
                <label for="valid_on">{texts.say(key::CONSENT_VALID_ON)}</label>
                <p class="hint" id="valid-hint">{texts.say(key::CONSENT_VALID_ON_HINT)}</p>
                <input
                    type="date"
                    id="valid_on"
                    name="valid_on"
                    min=today
                    value=FormAgain::typed(again, "valid_on")
                    aria-invalid=FormAgain::is_wrong(again, &["consent-date"])
                    aria-describedby=FormAgain::described_by(again, &["consent-date"]).unwrap_or("valid-hint")
                />
            </div>
            <div class="choice">
                <input
                    type="checkbox"
                    id="asks_again"
                    name="asks_again"
                    value="1"
                    checked=is_ticked
                    aria-describedby="again-hint"
                />
                <label for="asks_again">{texts.say(key::CONSENT_ASKS_AGAIN)}</label>
                <p class="hint" id="again-hint">{texts.say(key::CONSENT_ASKS_AGAIN_HINT)}</p>
            </div>
            <button class="button" type="submit">{texts.say(key::CONSENT_PREVIEW_BUTTON)}</button>
        </form>
    }
}

fn language_fields(
    visit: &Visit,
    language: Language,
    wording: &Wording,
    again: Option<&FormAgain>,
) -> impl IntoView + use<> {
    let texts = visit.texts();
    let code = language.code();
    let typed = |part: &str, stored: &str| {
        again.map_or_else(|| stored.to_owned(), |again| FormAgain::typed(Some(again), &format!("{part}-{code}")))
    };
    let name_id = format!("name-{code}");
    let areas = [
        ("explanation", key::CONSENT_WORDS_EXPLANATION, typed("explanation", &wording.explanation), 6),
        ("consequence", key::CONSENT_WORDS_CONSEQUENCE, typed("consequence", &wording.consequence), 3),
    ]
    .map(|(part, label, value, rows)| {
        let id = format!("{part}-{code}");
        let most = u32::try_from(LONGEST_TEXT).unwrap_or(u32::MAX);
        view! {
            <div class="field">
                <label for=id.clone()>{texts.say(label)}</label>
                <TextArea name=id value rows=rows maxlength=most required=true />
            </div>
        }
    });
    view! {
        <fieldset>
            <legend lang=code>{language.own_name()}</legend>
            <div class="field">
                <label for=name_id.clone()>{texts.say(key::CONSENT_WORDS_NAME)}</label>
                <input
                    type="text"
                    id=name_id.clone()
                    name=name_id
                    lang=code
                    value=typed("name", &wording.name)
                    maxlength=LONGEST_NAME.to_string()
                    required
                    autocomplete="off"
                    aria-invalid=FormAgain::is_wrong(again, &["consent-words"])
                    aria-describedby=FormAgain::described_by(again, &["consent-words"])
                />
            </div>
            {areas}
        </fieldset>
    }
}

/// What publishing would do, and the confirmation.
fn confirm(visit: &Visit, preview: &ConsentPreview) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let code = preview.draft.code.clone();
    let asked = preview.standing.asked();
    let counted = [("count", asked.into()), ("shown", format.count(asked).into())];
    let asked_text = if preview.draft.asks_again { key::CONSENT_PREVIEW_ASKED } else { key::CONSENT_PREVIEW_SILENT };
    let hidden = preview
        .fields
        .iter()
        .map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone() /> })
        .collect_view();
    let wordings = Language::ALL
        .into_iter()
        .filter_map(|language| {
            let wording = preview.draft.wordings.get(&language)?.clone();
            Some(view! {
                <section class="panel-sheet" lang=language.code() dir="auto">
                    <h2>{wording.name}</h2>
                    <p class="as-written">{wording.explanation}</p>
                    <p class="as-written">{wording.consequence}</p>
                </section>
            })
        })
        .collect_view();
    let number = format.count(preview.number);
    let from =
        preview.draft.valid_on.map_or_else(|| texts.say(key::CONSENT_AT_ONCE).to_owned(), |day| format.date(day));
    Ok(view! {
        <Title text=texts.say(key::CONSENT_PREVIEW_TITLE) />
        <div class="page desk">
            <header class="desk-head"><h1>{texts.say(key::CONSENT_PREVIEW_TITLE)}</h1></header>
            <p>{texts.fill(key::CONSENT_PREVIEW_LEAD, &[("version", number.into()), ("date", from.into())])}</p>
            <p><strong>{texts.fill(asked_text, &counted)}</strong></p>
            <p>{standing_text(visit, &format, preview.standing)}</p>
            {wordings}
            <form class="stack" method="post" action=visit.href(&format!("/staff/consents/{code}/publish"))>
                {hidden}
                <input type="hidden" name="expected" value=preview.number.to_string() />
                <p class="buttons">
                    <button class="button" type="submit">{texts.say(key::CONSENT_PUBLISH_BUTTON)}</button>
                    " "
                    <a class="button-quiet" href=visit.href(&format!("/staff/consents/{code}"))>
                        {texts.say(key::CONSENT_PREVIEW_BACK)}
                    </a>
                </p>
                <p class="fine">{texts.say(key::CONSENT_PUBLISH_FINE)}</p>
            </form>
        </div>
    }
    .into_any())
}
