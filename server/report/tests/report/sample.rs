//! Invented data in the shape the database gives it: used by the tests, the examples and the benchmark.
#![allow(dead_code, clippy::unwrap_used, reason = "each user needs a part of it, and none of them is the program")]

use std::{convert::Infallible, sync::Arc};

use carrel_domain::{
    Category, Column, Date, Kind, Language, Row, Timestamp, Value,
    remote::{RemoteData, RemoteField, RemotePart, Words},
    sections::section,
};
use carrel_report::{CategoryNote, Event, ReportHead};
use carrel_texts::{Format, Names, Texts};
use jiff::tz::TimeZone;

/// A page of rows, as the database hands them over.
pub const PAGE: u64 = 500;

pub fn format(language: Language) -> Format {
    Format::new(Texts::of(language), TimeZone::get("Europe/Helsinki").unwrap(), "EUR")
}

pub fn head() -> ReportHead {
    ReportHead {
        organization: "Joen seudun kirjastot".to_owned(),
        library: "Joensuun pääkirjasto".to_owned(),
        patron_name: "Jiří Hřebejk".to_owned(),
        cardnumber: "2070000001".to_owned(),
        produced_at: Timestamp(1_795_000_000),
        generator: "Carrel 0.1.0".to_owned(),
        reading: None,
    }
}

pub fn names() -> Names {
    let mut names = Names::default();
    names.libraries.insert("JOE".to_owned(), "Joensuun pääkirjasto".to_owned());
    names.libraries.insert("LIP".to_owned(), "Liperin kirjasto".to_owned());
    names.categories.insert("LAPSI".to_owned(), "Lapsi".to_owned());
    names
}

pub fn note() -> CategoryNote {
    CategoryNote {
        purpose: "To look after the collection, to settle questions about returned items, and to let you find again \
                  what you have read."
            .to_owned(),
        legal_basis: "Our legitimate interest in looking after the collection (GDPR Art. 6(1)(f)); your consent, if \
                      you asked us to keep the history longer (Art. 6(1)(a))."
            .to_owned(),
        retention: "Three years after the return, unless you have chosen otherwise.".to_owned(),
        recipients: "Library staff and the company that runs the library system for us.".to_owned(),
    }
}

const BOOKS: [(&str, &str); 12] = [
    ("Seitsemän veljestä", "Kivi, Aleksis"),
    ("Kalevala", "Lönnrot, Elias"),
    ("Middlemarch", "Eliot, George"),
    ("The Left Hand of Darkness", "Le Guin, Ursula K."),
    ("Преступление и наказание", "Достоевский, Фёдор Михайлович"),
    ("Η Ιθάκη και άλλα ποιήματα", "Καβάφης, Κωνσταντίνος"),
    ("Příběhy obyčejného šílenství", "Zelenka, Petr"),
    ("Tuntematon sotilas", "Linna, Väinö"),
    ("One Hundred Years of Solitude", "García Márquez, Gabriel"),
    ("Muumipapan urotyöt", "Jansson, Tove"),
    ("A Field Guide to Getting Lost", "Solnit, Rebecca"),
    ("Œuvres complètes : édition établie, présentée et annotée", "Yourcenar, Marguerite"),
];

/// A small generator of numbers (SplitMix64): the same every time.
pub fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The value of a column in a row of a number.
pub fn value(column: &Column, row: u64) -> Value {
    let mut seed = mixed(row);
    for byte in column.name.bytes() {
        seed = mixed(seed ^ u64::from(byte));
    }
    let (title, author) = BOOKS[(mixed(row) % BOOKS.len() as u64) as usize];
    let text = match column.name {
        "title" => Some(format!("{title}, osa {}", row % 97 + 1)),
        "author" => Some(author.to_owned()),
        "surname" => Some("Hřebejk".to_owned()),
        "firstname" => Some("Jiří".to_owned()),
        "cardnumber" => Some("2070000001".to_owned()),
        "email" => Some("patron700001@example.org".to_owned()),
        "barcode" => Some(format!("{:010}", 7_001_000 + row)),
        "description" => Some(format!("Myöhästymismaksu: {title}")),
        "content" => Some(format!("Hyvä asiakas,\n\nlainasi {title} ({author}) erääntyi.\n\nTerveisin\nkirjasto")),
        _ => None,
    };
    if let Some(text) = text {
        return Value::Text(text);
    }
    if seed.is_multiple_of(4)
        && !matches!(column.name, "checked_out_at" | "due_at" | "returned_at" | "placed_on" | "at")
    {
        return Value::Empty;
    }
    let second = 1_606_000_000 + i64::try_from(mixed(seed) % 180_000_000).unwrap() / 60 * 60;
    match column.kind {
        Kind::Date => {
            let day = jiff::Timestamp::from_second(second).unwrap().to_zoned(TimeZone::UTC);
            Value::Date(Date::new(day.year(), day.month().unsigned_abs(), day.day().unsigned_abs()).unwrap())
        }
        Kind::Time => Value::Time(Timestamp(second)),
        Kind::Money => Value::Money(i64::try_from(seed % 2_000).unwrap() - 500),
        Kind::Count => Value::Count(i64::try_from(seed % 5).unwrap()),
        Kind::Flag => Value::Flag(seed % 2 == 1),
        Kind::Library => Value::Text(if seed.is_multiple_of(3) { "LIP" } else { "JOE" }.to_owned()),
        Kind::PatronCategory => Value::Text("LAPSI".to_owned()),
        Kind::Code("notice-status") => Value::Text(["sent", "failed", "pending"][(seed % 3) as usize].to_owned()),
        Kind::Code("transport") => Value::Text(["email", "sms", "print"][(seed % 3) as usize].to_owned()),
        Kind::Code(_) => Value::Text("X1".to_owned()),
        Kind::Text | Kind::LongText => Value::Text(format!("Merkintä {}", seed % 1_000)),
    }
}

/// A row of a category.
pub fn row(category: Category, number: u64) -> Row {
    let values = section(category).shown().map(|column| value(column, number)).collect();
    let other = if number % 40 == 7 { vec![("itemcallnumber".to_owned(), "84.2 KIV".to_owned())] } else { Vec::new() };
    Row { values, other }
}

/// The events of one section with so many rows.
pub fn section_events(category: Category, rows: u64) -> impl Iterator<Item = Result<Event, Infallible>> {
    let begin = Event::Section { category, note: note(), total: rows };
    let pages = (0..rows.div_ceil(PAGE)).map(move |page| {
        Event::Rows((page * PAGE..rows.min((page + 1) * PAGE)).map(|number| row(category, number)).collect())
    });
    std::iter::once(begin).chain(pages).map(Ok)
}

/// How many rows a category of the small report has.
pub fn usual(category: Category) -> u64 {
    match category {
        Category::Identity | Category::Contact => 1,
        Category::CheckoutHistory => 40,
        Category::Guardians | Category::Suggestions | Category::InterlibraryLoans => 0,
        Category::Notices => 6,
        _ => 4,
    }
}

/// A report of all categories.
pub fn usual_events() -> impl Iterator<Item = Result<Event, Infallible>> {
    Category::ALL.into_iter().flat_map(|category| section_events(category, usual(category)))
}

/// What another service tells: one part that came, and one that did not.
pub fn remote(name: &str) -> Arc<RemoteData> {
    let words = |en: &str, fi: &str| Words::new([(Language::En, en.to_owned()), (Language::Fi, fi.to_owned())]);
    let field = |name: &str, heading| RemoteField { name: name.to_owned(), heading };
    let fields = vec![field("title", words("Title", "Nimeke")), field("a.b", words("Due", "Eräpäivä"))];
    let rows = vec![vec![String::from("<b>\"\u{0}"), String::new()], vec![String::from("ملك"), String::from("=1+1")]];
    let title = words("Interlibrary loans", "Kaukolainat");
    let part = |rows, fetched_at, trouble| RemotePart {
        title: title.clone(),
        fields: fields.clone(),
        rows,
        fetched_at,
        trouble,
    };
    let parts = vec![part(rows, Some(Timestamp(1_790_000_000)), None), part(Vec::new(), None, Some("slow"))];
    Arc::new(RemoteData { name: name.to_owned(), title, parts })
}
