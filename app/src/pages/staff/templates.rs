//! The library's mails: which there are, and whose words they have.

use carrel_services::mail::TemplateLine;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::worded_table::{Worded, WordedRow, WordedTable},
    visit::{PageError, Visit},
};

/// The list of mails.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(lines) => page(&visit, lines).into_any(),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Vec<TemplateLine>, PageError> {
    Ok(visit.services.list_templates(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, lines: Vec<TemplateLine>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let rows = lines
        .chunk_by(|one, other| one.template == other.template)
        .map(|same| WordedRow {
            name: same[0].template.name(visit.language).to_owned(),
            path: format!("/staff/templates/{}", same[0].template.code()),
            cells: same.iter().map(|line| Worded { language: line.language, is_own: !line.is_default }).collect(),
        })
        .collect();
    view! {
        <Title text=texts.say(key::TEMPLATES_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::TEMPLATES_TITLE)}</h1>
                <p>
                    <a href=visit.href("/staff/mail")>{texts.say(key::TEMPLATES_MAIL_LINK)}</a>" "
                    <a href=visit.href("/staff/news")>{texts.say(key::NEWS_TITLE)}</a>
                </p>
            </header>
            <p>{texts.say(key::TEMPLATES_LEAD)}</p>
            <WordedTable
                title=texts.say(key::TEMPLATES_TITLE)
                column=texts.say(key::TEMPLATES_COLUMN_MAIL)
                rows=rows
            />
        </div>
    }
}
