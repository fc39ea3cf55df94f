//! Personal identity numbers in what is shown.

use std::borrow::Cow;

use carrel_domain::{Column, Kind, Row, Section, Value, remote::RemoteData};
use carrel_minimization::identity_number::{Confidence, mask, mask_from, may_hold_one};

use carrel_store::attribute_seal::SEALED;

use crate::requests::{DataRequest, RequestEvent, RequestView};

/// Columns that hold numbers of other kinds: cards, user names, telephones. A run of digits there is what it is called;
/// only what is certainly an identity number is covered.
const NUMBERS: [&str; 12] = [
    "cardnumber",
    "userid",
    "barcode",
    "phone",
    "mobile",
    "sms_number",
    "work_phone",
    "second_phone",
    "other_phone",
    "postcode",
    "second_postcode",
    "other_postcode",
];

/// Stands in place of what is kept encrypted.
const COVER: &str = "••••••-••••";

/// Rows with the personal identity numbers in their texts covered.
pub(crate) fn masked(section: &Section, mut rows: Vec<Row>) -> Vec<Row> {
    rows.iter_mut().for_each(|row| mask_row(section, row));
    rows
}

/// Covers the personal identity numbers in the texts of a row.
pub(crate) fn mask_row(section: &Section, row: &mut Row) {
    for (column, value) in section.shown().zip(&mut row.values) {
        if let Value::Text(text) = value
            && let Cow::Owned(covered) = masked_text(column, text)
        {
            *text = covered;
        }
    }
    for (_, text) in &mut row.other {
        cover(text);
    }
}

/// The text of a column with the personal identity numbers in it covered.
pub(crate) fn masked_text<'t>(column: &Column, text: &'t str) -> Cow<'t, str> {
    if text.starts_with(SEALED) {
        // Kept encrypted: nothing of it is shown here.
        Cow::Owned(String::from(COVER))
    } else if is_free(column) && may_hold_one(text) {
        mask_from(text, sureness(column))
    } else {
        Cow::Borrowed(text)
    }
}

/// What another service tells, with the personal identity numbers in it covered.
pub(crate) fn masked_remote(mut data: RemoteData) -> RemoteData {
    data.parts.iter_mut().flat_map(|part| &mut part.rows).flatten().for_each(cover);
    data
}

/// A request with the identity numbers in what people wrote covered.
pub(crate) fn masked_request(mut view: RequestView) -> RequestView {
    mask_request(&mut view.request, &mut view.events);
    view
}

/// The same for a request and its time line alone, as its patron sees them.
pub(crate) fn mask_request(request: &mut DataRequest, events: &mut [RequestEvent]) {
    let texts = [&mut request.wish, &mut request.document, &mut request.extension_reason, &mut request.outcome];
    texts.into_iter().flatten().for_each(cover);
    events.iter_mut().filter_map(|event| event.note.as_mut()).for_each(cover);
}

/// Covers the identity numbers of a text.
pub(crate) fn cover(text: &mut String) {
    if let Cow::Owned(covered) = mask(text) {
        *text = covered;
    }
}

const fn is_free(column: &Column) -> bool {
    matches!(column.kind, Kind::Text | Kind::LongText | Kind::Code(_))
}

fn sureness(column: &Column) -> Confidence {
    if NUMBERS.contains(&column.name) { Confidence::Certain } else { Confidence::Likely }
}

#[cfg(test)]
mod tests {
    use carrel_domain::{
        Category,
        remote::{RemotePart, Words},
        sections::section,
    };

    use super::*;

    /// The identity section's row with one text in a column.
    fn row(name: &str, text: &str) -> Row {
        let section = section(Category::Identity);
        let value = |column: &Column| if column.name == name { Value::Text(text.to_owned()) } else { Value::Empty };
        Row { values: section.shown().map(value).collect(), other: vec![("x".to_owned(), text.to_owned())] }
    }

    fn shown(name: &str, text: &str) -> Row {
        masked(section(Category::Identity), vec![row(name, text)]).remove(0)
    }

    #[test]
    fn a_number_in_a_note_and_in_an_unknown_column_is_covered() {
        let row = shown("staff_note", "Hetu 131052-308T tarkistettu");
        assert!(row.values.contains(&Value::Text("Hetu ••••••-•••• tarkistettu".to_owned())));
        assert_eq!(row.other[0].1, "Hetu ••••••-•••• tarkistettu");
    }

    #[test]
    fn a_number_that_another_service_tells_is_covered_too() {
        let rows = vec![vec![String::from("Muumipappa"), String::from("Lainaaja 131052-308T")]];
        let part = RemotePart { title: Words::default(), fields: Vec::new(), rows, fetched_at: None, trouble: None };
        let data = RemoteData { name: String::from("ill"), title: Words::default(), parts: vec![part] };
        assert_eq!(masked_remote(data).parts[0].rows, [["Muumipappa", "Lainaaja ••••••-••••"]]);
    }

    #[test]
    fn a_card_number_that_might_be_a_polish_number_is_shown_and_a_certain_one_is_not() {
        assert!(shown("cardnumber", "44051401359").values.contains(&Value::Text("44051401359".to_owned())));
        assert!(shown("userid", "131052-308T").values.contains(&Value::Text("••••••-••••".to_owned())));
    }

    #[test]
    fn every_number_column_is_one_of_the_record() {
        let columns: Vec<_> = Category::ALL.into_iter().flat_map(|category| section(category).shown()).collect();
        for name in NUMBERS {
            assert!(columns.iter().any(|column| column.name == name), "{name}");
        }
    }
}
