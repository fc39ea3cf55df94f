//! The library's own words for notes.

use carrel_services::minimization::WordList;
use carrel_texts::{Key, key};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{problem::Problem, text_area::TextArea},
    visit::{PageError, Visit},
};

/// The form. Shown again, it has the list as it was typed, from the context.
#[component]
pub fn NoteWordsPage() -> impl IntoView {
    let visit = Visit::current();
    let again = use_context::<WordList>();
    let is_done = use_query_map().get_untracked().get("done").is_some();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(words) => page(&visit, again.unwrap_or(words), is_done),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<WordList, PageError> {
    Ok(visit.services.note_words(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, words: WordList, is_done: bool) -> AnyView {
    let texts = visit.texts();
    let is_wrong = !words.problems.is_empty();
    if is_wrong {
        expect_context::<ResponseOptions>().set_status(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let problems = words
        .problems
        .iter()
        .map(|problem| {
            let what = Key::find(&format!("word-problem-{}", problem.code)).map_or("", |key| texts.say(key));
            let line = i64::try_from(problem.line).unwrap_or(i64::MAX);
            let text = texts.fill(key::NOTE_WORDS_PROBLEM_LINE, &[("line", line.into()), ("problem", what.into())]);
            view! { <li>{text}</li> }
        })
        .collect_view();
    let notation = [
        key::NOTE_WORDS_NOTATION_STAR,
        key::NOTE_WORDS_NOTATION_ENDINGS,
        key::NOTE_WORDS_NOTATION_WORDS,
        key::NOTE_WORDS_NOTATION_EXACT,
        key::NOTE_WORDS_NOTATION_CATEGORIES,
    ]
    .map(|key| view! { <li>{texts.say(key)}</li> })
    .collect_view();
    view! {
        <Title text=texts.say(key::NOTE_WORDS_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/settings")>{texts.say(key::SETTINGS_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{texts.say(key::NOTE_WORDS_TITLE)}</h1></header>
            {is_wrong.then(|| view! { <Problem id="problem" text=texts.say(key::NOTE_WORDS_PROBLEM) /> })}
            {is_wrong.then(|| view! { <ul id="word-problems">{problems}</ul> })}
            {is_done.then(|| view! { <p class="notice" role="status">{texts.say(key::NOTE_WORDS_SAVED)}</p> })}
            <p>{texts.say(key::NOTE_WORDS_LEAD)}</p>
            <form class="panel-sheet desk-form" method="post" action=visit.href("/staff/notes/words")>
                <div class="field">
                    <label for="words">{texts.say(key::NOTE_WORDS_LABEL)}</label>
                    <p class="hint" id="words-hint">{texts.say(key::NOTE_WORDS_HINT)}</p>
                    <TextArea
                        name="words"
                        value=words.text
                        rows=14
                        maxlength=40_000
                        described_by=if is_wrong { "problem word-problems words-hint" } else { "words-hint" }
                        unchecked=true
                    />
                </div>
                <details>
                    <summary>{texts.say(key::NOTE_WORDS_NOTATION)}</summary>
                    <ul>{notation}</ul>
                </details>
                <div class="field">
                    <label for="attributes">{texts.say(key::IDENTITY_ATTRIBUTES_LABEL)}</label>
                    <p class="hint" id="attributes-hint">{texts.say(key::IDENTITY_ATTRIBUTES_HINT)}</p>
                    <input
                        id="attributes"
                        name="attributes"
                        type="text"
                        maxlength="500"
                        value=words.attributes
                        aria-describedby="attributes-hint"
                    />
                </div>
                <p><button class="button" type="submit">{texts.say(key::NOTE_WORDS_BUTTON)}</button></p>
            </form>
        </div>
    }
    .into_any()
}
