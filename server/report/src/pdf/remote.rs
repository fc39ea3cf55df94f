//! What another service tells, as a section of its own.

use carrel_domain::remote::{RemoteData, RemotePart};
use carrel_texts::{Format, Key, key};

use super::{
    page::Composer,
    section::set_facts,
    style::{BODY, HEADING, LABEL, LEAD, MEASURE, SIDE},
    tree::{H2, H3, NodeId, ROOT, Role},
};

/// Room a service must have to begin on a page.
const BEGINNING: f32 = 160.0;

/// Sets it; answers where it begins on the page.
pub(super) fn set(composer: &mut Composer, data: &RemoteData, format: &Format) -> f32 {
    composer.skip(34.0);
    composer.need(BEGINNING);
    let start = composer.y;
    let section = composer.tree.add(ROOT, Role::Section);
    let title = data.title.of(format.texts().language());
    let heading = composer.tree.add(section, Role::Heading(H2, title.to_owned()));
    composer.paragraph(heading, title, HEADING, SIDE, MEASURE);
    let lead = composer.tree.add(section, Role::Paragraph);
    composer.paragraph(lead, format.texts().say(key::REMOTE_LEAD), LEAD, SIDE, MEASURE);
    for part in &data.parts {
        set_part(composer, section, part, format, (data.parts.len() > 1).then_some(title));
    }
    start
}

/// Sets a part; under a heading of its own where there are several.
fn set_part(composer: &mut Composer, section: NodeId, part: &RemotePart, format: &Format, of: Option<&str>) {
    let texts = format.texts();
    let title = part.title.of(texts.language());
    composer.y += 14.0;
    composer.need(90.0);
    if of.is_some() {
        let heading = composer.tree.add(section, Role::Heading(H3, title.to_owned()));
        composer.paragraph(heading, title, LABEL, SIDE, MEASURE);
    }
    for text in said(part, format) {
        let node = composer.tree.add(section, Role::Paragraph);
        composer.paragraph(node, &text, BODY, SIDE, MEASURE);
    }
    for row in &part.rows {
        composer.y += 8.0;
        composer.need(60.0);
        let facts: Vec<(String, Option<String>)> = part
            .fields
            .iter()
            .zip(row)
            .map(|(field, text)| {
                (field.heading.of(texts.language()).to_owned(), Some(text.clone()).filter(|text| !text.is_empty()))
            })
            .collect();
        set_facts(composer, section, title, &facts, format);
    }
}

/// When it came, why it did not, or that there is nothing.
fn said(part: &RemotePart, format: &Format) -> Vec<String> {
    let texts = format.texts();
    let mut said = Vec::new();
    if let Some(trouble) = part.trouble {
        let why = Key::find(&format!("remote-why-{trouble}")).unwrap_or(key::REMOTE_WHY_OTHER);
        said.push(texts.say(why).to_owned());
    }
    if let Some(time) = part.fetched_at {
        said.push(texts.fill(key::REMOTE_FETCHED, &[("time", format.moment(time).into())]));
        if part.rows.is_empty() {
            said.push(texts.say(key::REMOTE_NOTHING).to_owned());
        }
    }
    said
}
