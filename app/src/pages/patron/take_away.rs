//! Take my data with you.

use carrel_domain::Language;
use carrel_services::exports::{ExportFormat, ExportJob};
use carrel_texts::{Format, Key, key};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::visit::{PageError, Visit};

/// Choosing what to take, and what is ready.
#[component]
pub fn TakeAwayPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(exports) => page(&visit, exports).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Vec<ExportJob>, PageError> {
    Ok(visit.services.list_exports(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, exports: Vec<ExportJob>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let languages = Language::ALL
        .into_iter()
        .map(|language| {
            view! {
                <option value=language.code() lang=language.code() selected=language == visit.language>
                    {language.own_name()}
                </option>
            }
        })
        .collect_view();
    let choices = [
        (ExportFormat::Pdf, key::FORMAT_PDF, key::FORMAT_PDF_HINT),
        (ExportFormat::Json, key::FORMAT_JSON, key::FORMAT_JSON_HINT),
    ]
    .into_iter()
    .map(|(choice, name, hint)| format_choice(visit, choice, name, hint))
    .collect_view();
    let ready = (!exports.is_empty()).then(|| view! { <ExportList exports format=format.clone() /> });
    Ok(view! {
        <Title text=texts.say(key::TAKE_AWAY_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::TAKE_AWAY_TITLE)}</h1>
                <p class="lead">{texts.say(key::TAKE_AWAY_LEAD)}</p>
            </header>
            {ready}
            <form class="sheet" method="post" action=visit.href("/my-data/take-away")>
                <fieldset>
                    <legend>{texts.say(key::FORMAT_LABEL)}</legend>
                    {choices}
                </fieldset>
                <div class="field">
                    <label for="language">{texts.say(key::REPORT_LANGUAGE_LABEL)}</label>
                    <select id="language" name="language">{languages}</select>
                </div>
                <button class="button" type="submit">{texts.say(key::TAKE_AWAY_BUTTON)}</button>
                <p class="fine">{texts.say(key::TAKE_AWAY_FINE)}</p>
            </form>
            <section class="aside-note">
                <h2>{texts.say(key::SPREADSHEETS_TITLE)}</h2>
                <p>{texts.say(key::SPREADSHEETS_TEXT)}</p>
                <ul class="plain-links">
                    {["identity", "contact", "checkouts", "checkout-history", "holds", "hold-history"]
                        .into_iter()
                        .filter_map(carrel_domain::Category::from_slug)
                        .map(|category| view! {
                            <li><a href=visit.href(&format!("/my-data/{}", category.slug()))>{texts.category(category)}</a></li>
                        })
                        .collect_view()}
                </ul>
            </section>
        </div>
    }
    .into_any())
}

fn format_choice(visit: &Visit, choice: ExportFormat, name: Key, hint: Key) -> impl IntoView + use<> {
    let texts = visit.texts();
    let id = format!("format-{}", choice.name());
    let hint_id = format!("{id}-hint");
    let (label_for, described_by) = (id.clone(), hint_id.clone());
    view! {
        <div class="choice">
            <input
                type="radio"
                name="format"
                id=id
                value=choice.name()
                checked=choice == ExportFormat::Pdf
                aria-describedby=described_by
            />
            <label for=label_for>{texts.say(name)}</label>
            <p class="hint" id=hint_id>{texts.say(hint)}</p>
        </div>
    }
}

#[component]
fn ExportList(exports: Vec<ExportJob>, format: Format) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let items = exports
        .into_iter()
        .map(|job| {
            let asked = format.time(carrel_domain::Timestamp(job.requested_at));
            let state = match job.state.as_str() {
                "ready" => texts.say(key::EXPORT_STATE_READY),
                "failed" => texts.say(key::EXPORT_STATE_FAILED),
                _ => texts.say(key::EXPORT_STATE_RUNNING),
            };
            let name =
                texts.fill(key::EXPORT_NAME, &[("format", job.format.to_uppercase().into()), ("date", asked.into())]);
            view! {
                <li>
                    <a href=visit.href(&format!("/my-data/take-away/{}", job.public_id))>{name}</a>
                    " "<span class=format!("state state-{}", job.state)>{state}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="block" aria-labelledby="exports-title">
            <h2 id="exports-title">{texts.say(key::EXPORTS_TITLE)}</h2>
            <ul class="exports">{items}</ul>
        </section>
    }
}
