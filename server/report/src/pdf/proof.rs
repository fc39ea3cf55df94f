//! The proof file of a data request: what was asked, everything that was done, what was delivered.

use std::{convert::Infallible, io::Write};

use carrel_domain::Timestamp;
use carrel_texts::{Format, Key, key};

use super::{
    About,
    draw::{Mark, draw},
    front::spines,
    grid::Grid,
    metadata,
    page::Composer,
    section::set_facts,
    set_feet,
    style::{BODY, FACTS, HEADING, LEAD, LIBRARY, MEASURE, NAME, NOTE, SIDE, Style, TITLE, TOP},
    tree::{H1, H2, NodeId, ROOT, Role},
};
use crate::{
    event::ReportError,
    proof::{ProofDelivery, ProofEvent, ProofHead},
};

/// Room a part must have to begin on a page: its heading, the head of its table, and a row.
const BEGINNING: f32 = 130.0;
/// Room for a part that says in a sentence that there is nothing.
const NOTHING: f32 = 60.0;

/// Writes the proof file of a data request as a PDF that is PDF/A-2a and PDF/UA-1, from the request, its time line and its
/// deliveries, both in the order in which they came. The same input gives the same bytes. Any text is printed; a
/// character that no bundled font has is named.
///
/// # Errors
/// [`ReportError::Write`] and [`ReportError::Pdf`]; nothing has been written then.
pub fn write_proof(
    head: &ProofHead,
    format: &Format,
    events: &[ProofEvent],
    deliveries: &[ProofDelivery],
    mut out: impl Write,
) -> Result<(), ReportError<Infallible>> {
    let title = format.texts().say(key::PROOF_TITLE);
    let mut sheet = Sheet { composer: Composer::new(), format, marks: Vec::new() };
    sheet.request(head);
    sheet.timeline(events);
    sheet.deliveries(deliveries);
    sheet.colophon(head);
    let Sheet { mut composer, marks, .. } = sheet;
    set_feet(&mut composer, title, &head.patron_name, format);

    let about = About {
        title,
        subject: format.texts().say(key::PROOF_SUBJECT),
        organization: &head.organization,
        generator: &head.generator,
        id: format!("{}\n{}\n{}", head.organization, head.number, head.produced_at.0),
        produced_at: head.produced_at,
    };
    let Composer { setter, tree, pages, .. } = composer;
    let pdf = draw(pages, &marks, setter, tree, metadata(about, format)).map_err(ReportError::Pdf)?;
    out.write_all(&pdf)?;
    out.flush()?;
    Ok(())
}

/// The document while it is filled.
struct Sheet<'a> {
    composer: Composer,
    format: &'a Format,
    marks: Vec<Mark>,
}

impl Sheet<'_> {
    /// Sets whose request it is, what it asks for, and how it stands.
    fn request(&mut self, head: &ProofHead) {
        let texts = self.format.texts();
        self.composer.turn();
        spines(&mut self.composer);
        self.composer.y = TOP + 58.0;
        let part = self.composer.tree.add(ROOT, Role::Section);
        let library = if head.library.trim().is_empty() { &head.organization } else { &head.library };
        self.paragraph(part, library, LIBRARY);
        self.composer.y += 6.0;
        let title = texts.say(key::PROOF_TITLE);
        let heading = self.composer.tree.add(part, Role::Heading(H1, title.to_owned()));
        self.composer.paragraph(heading, title, TITLE, SIDE, MEASURE);
        self.composer.y += 6.0;
        self.paragraph(part, &self.coded("request-kind", &head.kind), NAME);
        self.composer.y += 3.0;
        if head.organization != *library {
            self.paragraph(part, &head.organization, FACTS);
            self.composer.y += 5.0;
        }
        self.paragraph(part, texts.say(key::PROOF_LEAD), LEAD);
        self.composer.y += 14.0;
        let facts: Vec<(String, Option<String>)> =
            self.facts(head).into_iter().map(|(name, value)| (texts.say(name).to_owned(), value)).collect();
        set_facts(&mut self.composer, part, title, &facts, self.format);
    }

    /// What there is to say of the request, in the order of its course.
    fn facts(&self, head: &ProofHead) -> Vec<(Key, Option<String>)> {
        let (format, texts) = (self.format, self.format.texts());
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let one = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        let mut facts = vec![
            (key::COLUMN_PATRON, one(&head.patron_name)),
            (key::COLUMN_CARDNUMBER, one(&head.cardnumber)),
            (key::PROOF_NUMBER, one(&head.number)),
            (key::REQUEST_RECEIVED_LABEL, Some(format.date(head.received_on))),
            (key::REQUEST_CHANNEL_LABEL, Some(self.coded("request-channel", &head.channel))),
            (key::REQUEST_DOCUMENT_LABEL, said(&head.document)),
            (key::REQUEST_WISH_LABEL, said(&head.wish)),
            (key::COLUMN_DUE, Some(format.date(head.due_on))),
            (
                key::PROOF_EXTENSION,
                Some(match said(&head.extension_reason) {
                    Some(reason) => texts.fill(key::PROOF_EXTENSION_REASON, &[("reason", reason.into())]),
                    None => texts.say(key::PROOF_EXTENSION_NONE).to_owned(),
                }),
            ),
        ];
        match &head.identity {
            Some(check) => facts.extend([
                (key::PROOF_IDENTITY, Some(self.coded("identity-method", &check.method))),
                (key::PROOF_IDENTITY_BY, said(&check.by)),
                (key::PROOF_IDENTITY_AT, check.at.map(|at| format.moment(at))),
            ]),
            None => facts.push((key::PROOF_IDENTITY, Some(texts.say(key::PROOF_IDENTITY_NONE).to_owned()))),
        }
        let owner = said(&head.owner).unwrap_or_else(|| texts.say(key::NOBODY_YET).to_owned());
        facts.push((key::COLUMN_OWNER, Some(owner)));
        facts.push((key::COLUMN_STATE, Some(self.coded("request-state", &head.state))));
        if let Some(at) = head.closed_at {
            facts.push((key::PROOF_CLOSED, Some(format.moment(at))));
        }
        if let Some(outcome) = said(&head.outcome) {
            facts.push((key::REQUEST_OUTCOME_LABEL, Some(outcome)));
        }
        if let Some(other) = said(&head.merged_into) {
            facts.push((key::PROOF_GOES_ON_AS, Some(other)));
        }
        facts
    }

    /// Sets what happened.
    fn timeline(&mut self, events: &[ProofEvent]) {
        let (format, texts) = (self.format, self.format.texts());
        let title = texts.say(key::TIMELINE_TITLE);
        let part = self.begin(title, if events.is_empty() { NOTHING } else { BEGINNING });
        if events.is_empty() {
            return self.paragraph(part, texts.say(key::PROOF_TIMELINE_NONE), BODY);
        }
        let columns =
            [(key::PROOF_TIME, 84.0), (key::PROOF_WHAT, 126.0), (key::PROOF_WHO, 102.0), (key::PROOF_NOTE, 0.0)];
        let grid = self.grid(part, title, &columns);
        for event in events {
            let by = match &event.by {
                Some(name) => name.clone(),
                None if event.is_automatic() => texts.say(key::PROOF_AUTOMATIC).to_owned(),
                None => texts.say(key::NOT_RECORDED).to_owned(),
            };
            let note = match event.note.as_deref() {
                Some(note) if event.has_coded_note() => self.coded("event-note", note),
                note => note.unwrap_or_default().to_owned(),
            };
            let cells = [format.moment(event.at), self.coded("event", &event.action), by, note];
            grid.row(&mut self.composer, &cells);
        }
    }

    /// Sets what was delivered.
    fn deliveries(&mut self, deliveries: &[ProofDelivery]) {
        let (format, texts) = (self.format, self.format.texts());
        let title = texts.say(key::PROOF_DELIVERIES);
        let part = self.begin(title, if deliveries.is_empty() { NOTHING } else { BEGINNING });
        if deliveries.is_empty() {
            return self.paragraph(part, texts.say(key::PROOF_DELIVERIES_NONE), BODY);
        }
        let columns = [
            (key::PROOF_DELIVERED, 73.0),
            (key::PROOF_WAY, 68.0),
            (key::PROOF_DELIVERED_BY, 84.0),
            (key::COLUMN_STATE, 80.0),
            (key::PROOF_ENDS, 73.0),
            (key::PROOF_OPENED, 0.0),
        ];
        let grid = self.grid(part, title, &columns);
        let moment = |at: Option<Timestamp>| at.map(|at| format.moment(at)).unwrap_or_default();
        for delivery in deliveries {
            let mut state = self.coded("disclosure-state", &delivery.state);
            if let Some(at) = delivery.revoked_at {
                state = format!("{state}\n{}", format.moment(at));
            }
            let cells = [
                format.moment(delivery.at),
                self.coded("disclosure-way", &delivery.way),
                delivery.by.clone().unwrap_or_else(|| texts.say(key::NOT_RECORDED).to_owned()),
                state,
                moment(delivery.expires_at),
                moment(delivery.opened_at),
            ];
            grid.row(&mut self.composer, &cells);
        }
    }

    /// Sets when and by whom the file was made, and how it is to be read.
    fn colophon(&mut self, head: &ProofHead) {
        let texts = self.format.texts();
        let part = self.composer.tree.add(ROOT, Role::Section);
        self.composer.skip(26.0);
        let produced = [
            ("date", self.format.moment(head.produced_at).into()),
            ("name", head.produced_by.clone().into()),
            ("program", head.generator.clone().into()),
        ];
        self.paragraph(part, &texts.fill(key::PROOF_PRODUCED, &produced), NOTE);
        if let Some(zone) = self.format.zone().iana_name() {
            self.paragraph(part, &texts.fill(key::PROOF_ZONE, &[("zone", zone.to_owned().into())]), NOTE);
        }
        if self.composer.replaced {
            self.paragraph(part, texts.say(key::PROOF_ABOUT_REPLACEMENTS), NOTE);
        }
    }

    /// Begins a part with its heading, which bookmarks lead to.
    fn begin(&mut self, title: &str, room: f32) -> NodeId {
        let composer = &mut self.composer;
        composer.skip(30.0);
        composer.need(room);
        let page = composer.pages.len().saturating_sub(1);
        self.marks.push(Mark { title: title.to_owned(), page, y: (composer.y - 12.0).max(0.0) });
        let part = composer.tree.add(ROOT, Role::Section);
        let heading = composer.tree.add(part, Role::Heading(H2, title.to_owned()));
        composer.paragraph(heading, title, HEADING, SIDE, MEASURE);
        composer.y += 8.0;
        part
    }

    fn grid(&mut self, part: NodeId, title: &str, columns: &[(Key, f32)]) -> Grid {
        let texts = self.format.texts();
        let columns: Vec<(&str, f32)> = columns.iter().map(|(name, width)| (texts.say(*name), *width)).collect();
        Grid::begin(&mut self.composer, part, title, texts.say(key::REPORT_ENTRIES_CONTINUED), &columns)
    }

    fn paragraph(&mut self, part: NodeId, text: &str, style: Style) {
        let node = self.composer.tree.add(part, Role::Paragraph);
        self.composer.paragraph(node, text, style, SIDE, MEASURE);
    }

    /// What a code is called: the text `GROUP-CODE`, or the code itself.
    fn coded(&self, group: &str, code: &str) -> String {
        let texts = self.format.texts();
        Key::find(&format!("{group}-{code}")).map_or_else(|| code.to_owned(), |key| texts.say(key).to_owned())
    }
}
