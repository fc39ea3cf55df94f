//! Values that break careless programs: markup, formulas, control characters, every direction and many scripts.
#![allow(dead_code, clippy::unwrap_used, reason = "each user needs a part of it, and none of them is the program")]

use std::convert::Infallible;

use carrel_domain::{Category, Date, Kind, Row, Timestamp, Value, sections::section};
use carrel_report::{Event, ReportHead};

use crate::sample;

/// Texts, each with what a reader must find of it in the PDF.
pub const TEXTS: [(&str, &str); 26] = [
    ("<script>alert('x')</script>&amp;", "<script>alert('x')</script>&amp;"),
    ("=HYPERLINK(\"http://evil.example\")", "=HYPERLINK(\"http://evil.example\")"),
    ("+358 40 1973060", "+358 40 1973060"),
    ("-1+cmd|' /C calc'!A0", "-1+cmd|' /C calc'!A0"),
    ("@SUM(1;2)", "@SUM(1;2)"),
    ("\ttab first", "tab first"),
    ("\rreturn first", "return first"),
    ("nul\0bell\u{7}escape\u{1b}[31m", "nul[U+0000]bell[U+0007]escape[U+001B][31m"),
    ("\u{202e}gnp.exe\u{202c}", "[RIGHT-TO-LEFT OVERRIDE]gnp.exe[POP DIRECTIONAL FORMATTING]"),
    ("byte\u{feff}order\u{fffe}", "byte[ZERO WIDTH NO-BREAK SPACE]order[U+FFFE]"),
    ("private \u{e000}\u{f8ff}\u{10fffd}", "private [U+E000][U+F8FF][U+10FFFD]"),
    ("unassigned \u{378}\u{e0fff}", "unassigned [U+0378][U+E0FFF]"),
    ("שלום עולם (1984) של ג'ורג'", "שלום"),
    ("كتاب ألف ليلة وليلة ١٢٣", "كتاب"),
    ("mixed עברית and العربية in 1 line", "mixed"),
    ("नमस्ते दुनिया क्षत्रिय", "नमस्ते"),
    ("สวัสดีชาวโลกหนังสือห้องสมุดเป็นเรื่องยาวที่ไม่มีช่องว่าง", "สวัสดี"),
    ("吾輩は猫である。名前はまだ無い。", "吾輩は猫である。"),
    ("한국어 도서관 책", "한국어"),
    ("红楼梦與三國演義", "红楼梦與三國演義"),
    ("emoji 😀 👩‍👩‍👧‍👦 🇫🇮 ❤️", "emoji"),
    ("Zalgo h\u{336}\u{321}\u{34e}e\u{335}\u{322}\u{356}l\u{334}\u{323}l\u{338}\u{325}o\u{337}\u{333}", "Zalgo"),
    ("soft\u{ad}hyphen zero\u{200b}width joi\u{200d}ner", "zero"),
    ("𐍈 𒀀 𓂀 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ♫ ∑ → ₿ ꙮ", "→"),
    ("quote \" comma , semicolon ; newline \n second line\r\nthird", "second line"),
    ("'already an apostrophe", "'already an apostrophe"),
];

/// A name of 5,000 letters without a space.
pub fn long_name() -> String {
    "Hubertblaine".chars().cycle().take(5_000).collect()
}

/// A head in which everything is hostile.
pub fn head() -> ReportHead {
    ReportHead {
        organization: "<b>Org\0anization\u{202e}</b> 図書館".to_owned(),
        library: "ספריה \u{1f4da} Library & Sons".to_owned(),
        patron_name: long_name(),
        cardnumber: "=1+1\u{e000}".to_owned(),
        produced_at: Timestamp(1_795_000_000),
        generator: "Carrel 0.1.0\u{1}".to_owned(),
        reading: None,
    }
}

/// A row whose every text is this one, and every other value the extreme of its kind.
pub fn row(category: Category, text: &str) -> Row {
    let values = section(category)
        .shown()
        .map(|column| match column.kind {
            Kind::Date => Value::Date(Date::new(1, 1, 1).unwrap()),
            Kind::Time => Value::Time(Timestamp(i64::MIN)),
            Kind::Money => Value::Money(i64::MIN),
            Kind::Count => Value::Count(i64::MAX),
            Kind::Flag => Value::Flag(false),
            _ => Value::Text(text.to_owned()),
        })
        .collect();
    Row { values, other: vec![(text.to_owned(), text.to_owned()), (text.to_owned(), "again".to_owned())] }
}

/// Events of every category.
pub fn events() -> impl Iterator<Item = Result<Event, Infallible>> {
    events_of(&Category::ALL)
}

/// Events of these categories with every hostile text, and a name of 5,000 letters in each kind of column.
pub fn events_of(categories: &'static [Category]) -> impl Iterator<Item = Result<Event, Infallible>> {
    categories.iter().copied().flat_map(|category| {
        let texts = TEXTS.iter().map(|(text, _)| (*text).to_owned()).chain([long_name()]);
        let rows: Vec<Row> = match category {
            Category::Identity | Category::Contact => {
                vec![row(category, &texts.collect::<Vec<_>>().join("\n"))]
            }
            Category::Suggestions => Vec::new(),
            _ => texts.map(|text| row(category, &text)).collect(),
        };
        let mut note = sample::note();
        note.purpose = TEXTS.iter().map(|(text, _)| *text).collect::<Vec<_>>().join(" ");
        let total = rows.len() as u64;
        [Ok(Event::Section { category, note, total }), Ok(Event::Rows(rows))]
    })
}
