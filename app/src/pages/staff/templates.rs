//! The library's mails: which there are, and whose words they have.

use carrel_domain::Language;
use carrel_services::mail::TemplateLine;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::visit::{PageError, Visit};

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
        .map(|same| {
            let cells = same.iter().map(|line| cell(visit, *line)).collect_view();
            let name = same[0].template.name(visit.language);
            view! { <tr role="row"><th role="rowheader" scope="row">{name}</th>{cells}</tr> }
        })
        .collect_view();
    let heads = Language::ALL
        .map(|language| {
            view! { <th role="columnheader" scope="col" lang=language.code()>{language.own_name()}</th> }
        })
        .collect_view();
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
            <table class="rows desk-table" role="table">
                <caption class="visually-hidden">{texts.say(key::TEMPLATES_TITLE)}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{texts.say(key::TEMPLATES_COLUMN_MAIL)}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

fn cell(visit: &Visit, line: TemplateLine) -> impl IntoView + use<> {
    let texts = visit.texts();
    let language = line.language;
    let href = visit.href(&format!("/staff/templates/{}?language={language}", line.template.code()));
    let words = if line.is_default { key::TEMPLATES_STANDARD } else { key::TEMPLATES_OWN };
    // Each link says by itself where it leads.
    view! {
        <td role="cell" data-label=language.own_name()>
            <a href=href>
                {texts.say(words)}
                <span class="visually-hidden">": "{line.template.name(visit.language)}", "{language.own_name()}</span>
            </a>
        </td>
    }
}
