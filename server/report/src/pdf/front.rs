//! What comes before the sections: the title page, and the contents of a long report.

use carrel_texts::{Format, key};

use super::{
    page::{Composer, Link},
    style::{BODY, CONTENTS, Color, FACTS, HEADING, LIBRARY, MEASURE, NAME, SIDE, TITLE, TOP},
    tree::{H1, H2, NodeId, Role},
};
use crate::head::ReportHead;

/// One line of the contents.
pub(super) struct Entry {
    pub title: String,
    /// As people count.
    pub page: usize,
    /// How many rows there are, in words; empty where that says nothing.
    pub count: String,
}

/// Sets the title page.
pub(super) fn title_page(composer: &mut Composer, parent: NodeId, head: &ReportHead, format: &Format) {
    let texts = format.texts();
    composer.turn();
    spines(composer);
    composer.y = TOP + 74.0;
    let fill = |key, name, value: &str| texts.fill(key, &[(name, value.to_owned().into())]);
    let paragraph = |composer: &mut Composer, text: &str, style, width| {
        let node = composer.tree.add(parent, Role::Paragraph);
        composer.paragraph(node, text, style, SIDE, width);
    };
    paragraph(composer, &fill(key::REPORT_LIBRARY, "name", &head.library), LIBRARY, MEASURE);
    composer.y += 10.0;
    let title = texts.say(key::REPORT_TITLE);
    let node = composer.tree.add(parent, Role::Heading(H1, title.to_owned()));
    composer.paragraph(node, title, TITLE, SIDE, MEASURE * 0.86);
    composer.y += 16.0;
    paragraph(composer, &fill(key::REPORT_FOR, "name", &head.patron_name), NAME, MEASURE);
    composer.y += 5.0;
    paragraph(composer, &fill(key::REPORT_CARDNUMBER, "number", &head.cardnumber), FACTS, MEASURE);
    paragraph(composer, &fill(key::REPORT_PRODUCED, "date", &format.time(head.produced_at)), FACTS, MEASURE);
    if head.organization != head.library {
        paragraph(composer, &head.organization, FACTS, MEASURE);
    }
    if let Some(reading) = &head.reading {
        let age = match reading.read_at {
            Some(time) => fill(key::LIBRARY_SYSTEM_FRESH, "time", &format.time(time)),
            None => texts.say(key::LIBRARY_SYSTEM_IMPORTED).to_owned(),
        };
        paragraph(composer, &age, FACTS, MEASURE);
        if !reading.missing.is_empty() {
            let names: Vec<_> = reading.missing.iter().map(|category| texts.category(*category)).collect();
            paragraph(composer, &fill(key::LIBRARY_SYSTEM_MISSING, "what", &names.join(", ")), FACTS, MEASURE);
        }
    }
    composer.y += 24.0;
    composer.fill(SIDE, composer.y, 44.0, 1.6, Color::Accent);
    composer.y += 22.0;
    let replaced = composer.replaced.then(|| texts.say(key::REPORT_ABOUT_REPLACEMENTS));
    for text in texts.say(key::REPORT_INTRO).split("\n\n").chain(replaced) {
        // A catalogue's line breaks inside a paragraph are its own.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        paragraph(composer, &text, BODY, MEASURE * 0.94);
        composer.y += 7.0;
    }
}

/// Five spines on a shelf.
pub(super) fn spines(composer: &mut Composer) {
    let books = [(0.0, 7.0, 34.0), (9.5, 5.0, 29.0), (17.0, 9.0, 38.0), (28.5, 4.0, 31.0), (35.0, 7.0, 35.0)];
    let shelf = TOP + 40.0;
    for (at, (x, width, height)) in books.into_iter().enumerate() {
        let color = if at == 2 { Color::Accent } else { Color::Hairline };
        composer.fill(SIDE + x, shelf - height, width, height, color);
    }
    composer.fill(SIDE, shelf + 1.5, 44.0, 1.0, Color::Ink);
}

/// Sets the contents, each line a link to its section.
pub(super) fn contents(composer: &mut Composer, section: NodeId, entries: &[Entry], format: &Format) {
    let title = format.texts().say(key::REPORT_CONTENTS);
    composer.turn();
    let heading = composer.tree.add(section, Role::Heading(H2, title.to_owned()));
    composer.paragraph(heading, title, HEADING, SIDE, MEASURE);
    composer.y += 12.0;
    composer.fill(SIDE, composer.y, MEASURE, 1.0, Color::Accent);
    let list = composer.tree.add(section, Role::Contents);
    for (mark, entry) in entries.iter().enumerate() {
        let height = CONTENTS.leading + 12.0;
        composer.need(height);
        let item = composer.tree.add(list, Role::ContentsItem);
        let reference = composer.tree.add(item, Role::Reference);
        let node = composer.tree.add(reference, Role::Link);
        let top = composer.y + 6.0;
        if let Some(line) = composer.lines(&entry.title, CONTENTS, MEASURE * 0.66).first() {
            composer.put(line, node, SIDE, top, CONTENTS);
        }
        let page = format.count(i64::try_from(entry.page).unwrap_or(i64::MAX));
        for (text, style, right) in [(&entry.count, FACTS, 52.0), (&page, CONTENTS, 0.0)] {
            if let Some(line) = composer.lines(text, style, MEASURE).first() {
                composer.put(line, node, SIDE + MEASURE - right - line.width, top, style);
            }
        }
        composer.fill(SIDE, composer.y + height - 0.25, MEASURE, 0.5, Color::Hairline);
        let link = Link {
            node,
            x: SIDE,
            y: composer.y,
            width: MEASURE,
            height,
            mark,
            text: format!("{}, {page}", entry.title),
        };
        if let Some(page) = composer.pages.last_mut() {
            page.links.push(link);
        }
        composer.y += height;
    }
}
