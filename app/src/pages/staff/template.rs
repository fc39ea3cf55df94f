//! One mail in one language: its words, what they look like, and what they were.

use carrel_domain::Language;
use carrel_services::mail::{Field, InForce, Preview, Problem as Fault, Save, Template, Words};
use carrel_texts::{Format, Texts, key};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    components::{
        problem::{FormProblem, Problem},
        text_area::TextArea,
    },
    visit::{PageError, Visit},
};

/// Words that were sent but not saved: to look at, or because something is wrong with them.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The words.
    pub words: Words,
    /// What they look like and what is wrong with them.
    pub preview: Preview,
    /// Whether they were to be saved.
    pub was_to_be_saved: bool,
}

/// The form.
#[component]
pub fn TemplatePage() -> impl IntoView {
    let visit = Visit::current();
    let code = use_params_map().get_untracked().get_str("code").unwrap_or_default().to_owned();
    let query = use_query_map().get_untracked();
    let language = query.get_str("language").and_then(Language::from_tag).unwrap_or(visit.language);
    let done = query.get_str("done").unwrap_or_default().to_owned();
    let draft = use_context::<Draft>();
    Suspend::new(async move {
        let Some(template) = Template::from_code(&code) else { return PageError::NotFound.page() };
        match load(&visit, template, language).await {
            Ok(found) => page(&visit, Shown { template, language, found, draft, done }).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, template: Template, language: Language) -> Result<InForce, PageError> {
    Ok(visit.services.read_template(visit.session()?, template, language, &visit.origin).await?)
}

struct Shown {
    template: Template,
    language: Language,
    found: InForce,
    draft: Option<Draft>,
    done: String,
}

fn page(visit: &Visit, shown: Shown) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let name = shown.template.name(visit.language);
    let done = match (shown.done.as_str(), &shown.draft) {
        ("saved", None) => Some(key::TEMPLATE_DONE_SAVED),
        ("default", None) => Some(key::TEMPLATE_DONE_DEFAULT),
        ("test", None) => Some(key::TEMPLATE_DONE_TEST),
        _ => None,
    };
    let done = done.map(|text| view! { <p class="notice" role="status">{texts.say(text)}</p> });
    Ok(view! {
        <Title text=texts.say(key::TEMPLATES_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/templates")>{texts.say(key::TEMPLATES_TITLE)}</a>
            </nav>
            <header class="desk-head">
                <h1>{name}", "{shown.language.own_name()}</h1>
                <p>{shown.template.code()}</p>
            </header>
            <FormProblem />
            {done}
            <div class="desk-columns">
                <div>
                    {form(visit, &shown)}
                    {shown.draft.as_ref().map(|draft| preview(texts, shown.language, draft))}
                </div>
                <div>
                    {placeholders(visit, shown.template)}
                    {actions(visit, &shown)}
                    {history(texts, &format, &shown)}
                </div>
            </div>
        </div>
    }
    .into_any())
}

fn form(visit: &Visit, shown: &Shown) -> impl IntoView + use<> {
    let texts = visit.texts();
    let words = shown.draft.as_ref().map_or(&shown.found.words, |draft| &draft.words).clone();
    let faults = shown.draft.as_ref().map(|draft| draft.preview.problems.clone()).unwrap_or_default();
    let failed = !faults.is_empty() && shown.draft.as_ref().is_some_and(|draft| draft.was_to_be_saved);
    if failed {
        expect_context::<ResponseOptions>().set_status(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let said = |field: Field, id: &'static str| {
        let own: Vec<_> = faults.iter().filter(|fault| fault.field() == field).map(|fault| say(texts, fault)).collect();
        (!own.is_empty()).then(|| view! { <p class="field-problem" id=id>{own.join(" ")}</p> })
    };
    let (subject, body) = (said(Field::Subject, "subject-problem"), said(Field::Body, "body-problem"));
    let invalid = subject.is_some().then_some("true");
    let subject_described = subject.is_some().then_some("subject-problem");
    let body_described = if body.is_some() { "body-hint body-problem" } else { "body-hint" };
    let language = shown.language.code();
    view! {
        <form class="panel-sheet" method="post" action=act(visit, shown, "words")>
            {failed.then(|| view! { <Problem id="problem" text=texts.say(key::TEMPLATE_PROBLEMS) /> })}
            <input type="hidden" name="language" value=language />
            <div class="field">
                <label for="subject">{texts.say(key::TEMPLATE_SUBJECT_LABEL)}</label>
                {subject}
                <input
                    id="subject"
                    name="subject"
                    type="text"
                    lang=language
                    maxlength="200"
                    required=true
                    value=words.subject
                    aria-describedby=subject_described
                    aria-invalid=invalid
                />
            </div>
            <div class="field" lang=language>
                <label for="body" lang=visit.language.code()>{texts.say(key::TEMPLATE_BODY_LABEL)}</label>
                <p class="hint" id="body-hint" lang=visit.language.code()>{texts.say(key::TEMPLATE_BODY_HINT)}</p>
                {body}
                <TextArea
                    name="body"
                    value=words.body
                    rows=18
                    maxlength=20_000
                    described_by=body_described
                    required=true
                    unchecked=true
                />
            </div>
            <p class="inline-form">
                <button class="button" type="submit" name="do" value="save">{texts.say(key::TEMPLATE_SAVE)}</button>
                <button class="button-quiet" type="submit" name="do" value="preview">
                    {texts.say(key::TEMPLATE_PREVIEW)}
                </button>
            </p>
        </form>
    }
}

/// An address of this mail.
fn act(visit: &Visit, shown: &Shown, action: &str) -> String {
    visit.href(&format!("/staff/templates/{}/{action}", shown.template.code()))
}

fn say(texts: Texts, fault: &Fault) -> String {
    match fault {
        Fault::Empty(_) => texts.say(key::TEMPLATE_PROBLEM_EMPTY).to_owned(),
        Fault::TooLong(_, most) => {
            texts.fill(key::TEMPLATE_PROBLEM_TOO_LONG, &[("count", i64::try_from(*most).unwrap_or_default().into())])
        }
        Fault::Unknown(_, name) => texts.fill(key::TEMPLATE_PROBLEM_UNKNOWN, &[("name", name.clone().into())]),
        Fault::Unclosed(_) => texts.say(key::TEMPLATE_PROBLEM_UNCLOSED).to_owned(),
        Fault::Missing(placeholder) => {
            texts.fill(key::TEMPLATE_PROBLEM_MISSING, &[("name", placeholder.name().into())])
        }
        Fault::AddressInSubject(placeholder) => {
            texts.fill(key::TEMPLATE_PROBLEM_ADDRESS_IN_SUBJECT, &[("name", placeholder.name().into())])
        }
        Fault::IdentityNumber(_) => texts.say(key::TEMPLATE_PROBLEM_IDENTITY_NUMBER).to_owned(),
    }
}

fn preview(texts: Texts, language: Language, draft: &Draft) -> impl IntoView + use<> {
    let rendered = draft.preview.rendered.clone();
    view! {
        <section class="panel-sheet" aria-labelledby="preview-title">
            <h2 id="preview-title">{texts.say(key::TEMPLATE_PREVIEW_TITLE)}</h2>
            <p class="fine">{texts.say(key::TEMPLATE_PREVIEW_FINE)}</p>
            <div class="mail" lang=language.code() dir="auto">
                <p class="mail-subject">{rendered.subject}</p>
                <p class="mail-body">{rendered.body}</p>
            </div>
        </section>
    }
}

fn placeholders(visit: &Visit, template: Template) -> impl IntoView + use<> {
    let texts = visit.texts();
    let items = template
        .allowed()
        .iter()
        .map(|placeholder| {
            let is_required = template.required().contains(placeholder);
            let mark = is_required.then(|| view! { " "<span class="badge">{texts.say(key::TEMPLATE_REQUIRED)}</span> });
            view! {
                <dt><code>{format!("<<{}>>", placeholder.name())}</code></dt>
                <dd>{placeholder.explained(visit.language)}{mark}</dd>
            }
        })
        .collect_view();
    view! {
        <section class="panel-sheet" aria-labelledby="placeholders-title">
            <h2 id="placeholders-title">{texts.say(key::TEMPLATE_PLACEHOLDERS_TITLE)}</h2>
            <p class="fine">{texts.say(key::TEMPLATE_PLACEHOLDERS_TEXT)}</p>
            <dl class="facts">{items}</dl>
        </section>
    }
}

fn actions(visit: &Visit, shown: &Shown) -> impl IntoView + use<> {
    let texts = visit.texts();
    let language = shown.language.code();
    let news = shown.template.is_direct_mailing().then(|| {
        view! { <p><a class="button-quiet" href=visit.href("/staff/news")>{texts.say(key::NEWS_TITLE)}</a></p> }
    });
    let reset = (!shown.found.is_default).then(|| {
        view! {
            <section class="panel-sheet" aria-labelledby="default-title">
                <h2 id="default-title">{texts.say(key::TEMPLATE_DEFAULT_TITLE)}</h2>
                <p class="fine">{texts.say(key::TEMPLATE_DEFAULT_TEXT)}</p>
                <form method="post" action=act(visit, shown, "default")>
                    <input type="hidden" name="language" value=language />
                    <button class="button-quiet" type="submit">{texts.say(key::TEMPLATE_DEFAULT_BUTTON)}</button>
                </form>
            </section>
        }
    });
    view! {
        <section class="panel-sheet" aria-labelledby="test-title">
            <h2 id="test-title">{texts.say(key::TEMPLATE_TEST_TITLE)}</h2>
            <p class="fine">{texts.say(key::TEMPLATE_TEST_TEXT)}</p>
            <form method="post" action=act(visit, shown, "test")>
                <input type="hidden" name="language" value=language />
                <button class="button-quiet" type="submit">{texts.say(key::TEMPLATE_TEST_BUTTON)}</button>
            </form>
        </section>
        {news}
        {reset}
    }
}

fn history(texts: Texts, format: &Format, shown: &Shown) -> impl IntoView + use<> {
    let none = shown.found.history.is_empty().then(|| view! { <p>{texts.say(key::TEMPLATE_HISTORY_NONE)}</p> });
    let items = shown.found.history.iter().map(|save| history_item(texts, format, shown.language, save)).collect_view();
    view! {
        <section class="panel-sheet" aria-labelledby="history-title">
            <h2 id="history-title">{texts.say(key::TEMPLATE_HISTORY_TITLE)}</h2>
            {none}
            <ol class="timeline">{items}</ol>
        </section>
    }
}

fn history_item(texts: Texts, format: &Format, language: Language, save: &Save) -> impl IntoView + use<> {
    let name = save.by.clone().unwrap_or_else(|| texts.say(key::TEMPLATE_HISTORY_UNKNOWN).to_owned());
    let when = [("date", format.time(save.at).into()), ("name", name.into())];
    let what = match save.words.clone() {
        None => view! { <p>{texts.say(key::TEMPLATE_HISTORY_DEFAULT)}</p> }.into_any(),
        Some(words) => view! {
            <details>
                <summary lang=language.code() dir="auto">{words.subject}</summary>
                <p class="mail-body" lang=language.code() dir="auto">{words.body}</p>
            </details>
        }
        .into_any(),
    };
    view! { <li><p class="fine" dir="auto">{texts.fill(key::TEMPLATE_HISTORY_BY, &when)}</p>{what}</li> }
}
