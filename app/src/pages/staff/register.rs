//! The register of processing: what patrons read beside each part of their data, in the library's words.

use carrel_domain::{Category, Language};
use carrel_services::register::{LONGEST, OwnWords, RegisterWords};
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    components::{
        category_note::CategoryNotes,
        form_again::FormAgain,
        text_area::TextArea,
        worded_table::{Worded, WordedRow, WordedTable},
    },
    visit::{PageError, Visit},
};

/// All categories, and the languages in which each has words of the library's own.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load_list(&visit).await {
            Ok(list) => list_page(&visit, list).into_any(),
            Err(error) => error.page(),
        }
    })
}

async fn load_list(visit: &Visit) -> Result<Vec<(Category, Vec<Language>)>, PageError> {
    Ok(visit.services.register(visit.session()?, &visit.origin).await?)
}

fn list_page(visit: &Visit, list: Vec<(Category, Vec<Language>)>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let rows = list
        .into_iter()
        .map(|(category, own)| WordedRow {
            name: texts.category(category).into_owned(),
            path: format!("/staff/register/{}", category.slug()),
            cells: Language::ALL.map(|language| Worded { language, is_own: own.contains(&language) }).into(),
        })
        .collect();
    view! {
        <Title text=texts.say(key::PROCESSING_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/settings")>{texts.say(key::SETTINGS_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{texts.say(key::PROCESSING_TITLE)}</h1></header>
            <p>{texts.say(key::PROCESSING_LEAD)}</p>
            <WordedTable
                title=texts.say(key::PROCESSING_TITLE)
                column=texts.say(key::PROCESSING_COLUMN_DATA)
                rows=rows
            />
        </div>
    }
}

/// One category in one language.
#[component]
pub fn RegisterEntryPage() -> impl IntoView {
    let visit = Visit::current();
    let slug = use_params_map().get_untracked().get_str("category").unwrap_or_default().to_owned();
    let query = use_query_map().get_untracked();
    let language = query.get_str("language").and_then(Language::from_tag).unwrap_or(visit.language);
    let is_done = query.get("done").is_some();
    let again = use_context::<FormAgain>();
    Suspend::new(async move {
        let Some(category) = Category::from_slug(&slug) else { return PageError::NotFound.page() };
        match load(&visit, category, language).await {
            Ok(words) => {
                let notice = is_done && again.is_none();
                entry_page(&visit, (category, language), words, again.as_ref(), notice)
            }
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, category: Category, language: Language) -> Result<RegisterWords, PageError> {
    Ok(visit.services.register_words(visit.session()?, category, language, &visit.origin).await?)
}

fn entry_page(
    visit: &Visit,
    (category, language): (Category, Language),
    words: RegisterWords,
    again: Option<&FormAgain>,
    is_done: bool,
) -> AnyView {
    let texts = visit.texts();
    let RegisterWords { own, usual, read, is_ruled } = words;
    let OwnWords { purpose, legal_basis, retention, recipients } = own;
    let field = |name: &'static str, label: &'static str, own: Option<String>, usual: String| {
        let value = again.map_or_else(|| own.unwrap_or_default(), |again| FormAgain::typed(Some(again), name));
        words_field(visit, language, Field { name, label, value, usual, is_wrong: is_too_long(again, name) })
    };
    let ruled = is_ruled.then(|| view! { <p class="fine">{texts.say(key::PROCESSING_RULED)}</p> });
    view! {
        <Title text=texts.say(key::PROCESSING_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/register")>{texts.say(key::PROCESSING_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{texts.category(category)}", "{language.own_name()}</h1></header>
            {FormAgain::problem(again)}
            {is_done.then(|| view! { <p class="notice" role="status">{texts.say(key::PROCESSING_SAVED)}</p> })}
            <div class="desk-columns">
                <form
                    class="panel-sheet desk-form"
                    method="post"
                    action=visit.href(&format!("/staff/register/{}", category.slug()))
                >
                    <p>{texts.say(key::PROCESSING_EMPTY)}</p>
                    <input type="hidden" name="language" value=language.code() />
                    {field("purpose", texts.say(key::REPORT_PURPOSE), purpose, usual.purpose)}
                    {field("basis", texts.say(key::REPORT_BASIS), legal_basis, usual.legal_basis)}
                    {field("retention", texts.say(key::REPORT_RETENTION), retention, usual.retention)}
                    {ruled}
                    {field("recipients", texts.say(key::REPORT_RECIPIENTS), recipients, usual.recipients)}
                    <p><button class="button" type="submit">{texts.say(key::PROCESSING_SAVE)}</button></p>
                    <p class="fine">{texts.say(key::SETTINGS_FINE)}</p>
                </form>
                <div>
                    <p class="fine">{texts.say(key::PROCESSING_READ)}</p>
                    <CategoryNotes note=read lang=language.code() />
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn is_too_long(again: Option<&FormAgain>, name: &str) -> bool {
    again.is_some_and(|again| FormAgain::typed(Some(again), name).trim().chars().count() > LONGEST)
}

struct Field {
    name: &'static str,
    label: &'static str,
    value: String,
    usual: String,
    is_wrong: bool,
}

fn words_field(visit: &Visit, language: Language, field: Field) -> impl IntoView + use<> {
    let Field { name, label, value, usual, is_wrong } = field;
    let standard = format!("{name}-standard");
    let described_by = if is_wrong { format!("problem {standard}") } else { standard.clone() };
    view! {
        <div class="field" lang=language.code()>
            <label for=name lang=visit.language.code()>{label}</label>
            <p class="hint" id=standard>
                <span lang=visit.language.code()>{visit.texts().say(key::PROCESSING_STANDARD)}</span>" "{usual}
            </p>
            <TextArea name=name value=value rows=3 maxlength=2_000 described_by=described_by unchecked=true />
        </div>
    }
}
