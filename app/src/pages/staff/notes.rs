//! Notes that may hold more than the library needs, to be corrected or kept with a reason.

use carrel_domain::Category;
use carrel_services::minimization::{FindingView, NOTES_PER_PAGE, NotesPage as Listed, Part};
use carrel_texts::{Key, Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{drawings::EmptyState, pages_nav::PagesNav, problem::FormProblem},
    visit::{PageError, Visit},
};

/// The list.
#[component]
pub fn NotesPage() -> impl IntoView {
    let visit = Visit::current();
    let query = use_query_map().get_untracked();
    let page_number = query.get_str("page").and_then(|page| page.parse::<u32>().ok()).unwrap_or(1);
    let is_kept = query.get_str("done") == Some("keep");
    Suspend::new(async move {
        match load(&visit, page_number.saturating_sub(1)).await {
            Ok(listed) => page(&visit, listed, is_kept).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, page: u32) -> Result<Listed, PageError> {
    Ok(visit.services.list_notes(visit.session()?, page, &visit.origin).await?)
}

fn page(visit: &Visit, listed: Listed, is_kept: bool) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let may_change_words = carrel_services::Services::may_change_note_words(visit.session()?);
    let is_empty = listed.total == 0;
    let pages = u32::try_from((listed.total + i64::from(NOTES_PER_PAGE) - 1) / i64::from(NOTES_PER_PAGE)).unwrap_or(1);
    let (here, base) = (listed.page, visit.href("/staff/notes"));
    let notes = listed.notes.into_iter().map(|note| finding(visit, note, here)).collect_view();
    Ok(view! {
        <Title text=texts.say(key::NOTES_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::NOTES_TITLE)}</h1>
                {(!is_empty).then(|| view! { <p>{texts.fill(key::NOTES_COUNT, &[("count", listed.total.into())])}</p> })}
            </header>
            <FormProblem />
            {is_kept.then(|| view! { <p class="notice" role="status">{texts.say(key::NOTES_DONE_KEEP)}</p> })}
            <p>{texts.say(key::NOTES_LEAD)}</p>
            {is_empty.then(|| view! { <EmptyState text=texts.say(key::NOTES_NONE) /> })}
            {(!is_empty).then(|| view! { <ol class="findings">{notes}</ol> })}
            <PagesNav page=here + 1 pages address=move |page| format!("{base}?page={page}") />
            {may_change_words.then(|| view! {
                <p><a href=visit.href("/staff/notes/words")>{texts.say(key::NOTES_WORDS_LINK)}</a></p>
            })}
        </div>
    }
    .into_any())
}

fn finding(visit: &Visit, note: FindingView, page: u32) -> impl IntoView + use<> {
    let texts = visit.texts();
    let field = texts.field(note.column);
    // A note of the patron's own record says by its name where it stands.
    let place = match Key::find(&format!("category-{}", note.category.slug())) {
        Some(category) if note.category != Category::Identity => format!("{}: {field}", texts.say(category)),
        _ => field.into_owned(),
    };
    let advice = note
        .codes
        .iter()
        .filter_map(|code| Key::find(&format!("note-advice-{code}")))
        .map(|key| view! { <p>{texts.say(key)}</p> })
        .collect_view();
    let parts = note.parts.into_iter().map(|part| piece(texts, part)).collect_view();
    let reason_id = format!("reason-{}", note.public_id);
    let hint_id = format!("hint-{}", note.public_id);
    let title_id = format!("note-{}", note.public_id);
    let keep = visit.href(&format!("/staff/notes/{}/keep?page={}", note.public_id, page + 1));
    view! {
        <li class="panel-sheet finding" id=note.public_id.clone()>
            <h2 id=title_id.clone()>
                <a href=visit.href(&format!("/staff/patrons/{}", note.patron)) dir="auto">{note.name.clone()}</a>
                " "<span class="finding-card">{note.cardnumber.clone()}</span>
            </h2>
            <p class="finding-where">{place}</p>
            <blockquote dir="auto">{parts}</blockquote>
            <div class="finding-advice">{advice}</div>
            <details>
                <summary>
                    {texts.say(key::NOTES_KEEP_SUMMARY)}
                    <span class="visually-hidden">": "{note.name}", "{texts.field(note.column)}</span>
                </summary>
                <form class="desk-form" method="post" action=keep>
                    <div class="field">
                        <label for=reason_id.clone()>{texts.say(key::NOTES_KEEP_LABEL)}</label>
                        <p class="hint" id=hint_id.clone()>{texts.say(key::NOTES_KEEP_HINT)}</p>
                        <input id=reason_id.clone() name="reason" type="text" maxlength="500" required=true aria-describedby=hint_id />
                    </div>
                    <input type="hidden" name="digest" value=note.digest />
                    <button class="button-quiet" type="submit">{texts.say(key::NOTES_KEEP_BUTTON)}</button>
                </form>
            </details>
        </li>
    }
}

fn piece(texts: Texts, part: Part) -> AnyView {
    match part {
        Part::Text(text) => text.into_any(),
        Part::Marked(text) => view! { <mark>{text}</mark> }.into_any(),
        Part::Gap => view! { <span class="finding-gap">{texts.say(key::NOTES_GAP)}</span> }.into_any(),
    }
}
