//! Writes a report of invented data in every language and format into a directory, to look at.
//!
//!     cargo run -p carrel-report --example sample -- /tmp/report
#![allow(clippy::unwrap_used, reason = "an example stops where something is wrong")]

use std::{convert::Infallible, env, fs, fs::File, path::PathBuf};

use carrel_domain::{Category, Language, sections::section};
use carrel_report::{write_csv, write_json, write_ods, write_pdf};

#[path = "../tests/report/hostile.rs"]
mod hostile;
#[path = "../tests/report/sample.rs"]
mod sample;

fn main() {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "report-sample".to_owned()));
    fs::create_dir_all(&folder).unwrap();
    for language in Language::ALL {
        let (head, format, names) = (sample::head(), sample::format(language), sample::names());
        let file = |extension: &str| File::create(folder.join(format!("report-{language}.{extension}"))).unwrap();
        write_pdf(&head, &format, &names, sample::usual_events(), file("pdf")).unwrap();
        write_json(&head, &format, sample::usual_events(), file("json")).unwrap();
        write_ods(&head, &format, &names, sample::usual_events(), file("ods")).unwrap();
        write_pdf(&hostile::head(), &format, &names, hostile::events(), file("hostile.pdf")).unwrap();
        let category = Category::CheckoutHistory;
        let rows = (0..40).map(|number| Ok::<_, Infallible>(vec![sample::row(category, number)]));
        write_csv(section(category), &format, &names, rows, file("csv")).unwrap();
    }
}
