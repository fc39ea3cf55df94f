//! Measures the JSON of a loan history: `bench_json ROWS [FILE]` writes to the file (or to nothing) and prints one JSON
//! object on stderr. Rows are made beforehand, a page of them, and repeated: what is measured is the writer.
#![allow(clippy::unwrap_used, reason = "a benchmark stops where something is wrong")]

use std::{convert::Infallible, env, fs, fs::File, time::Instant};

use carrel_domain::{Category, Language};
use carrel_report::{Event, write_json};
use serde_json::json;

#[path = "../tests/report/sample.rs"]
mod sample;

fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn main() {
    let rows: u64 = env::args().nth(1).map_or(1_000_000, |rows| rows.parse().unwrap());
    let file = env::args().nth(2).unwrap_or_else(|| "/dev/null".to_owned());
    let category = Category::CheckoutHistory;
    let page: Vec<_> = (0..sample::PAGE).map(|number| sample::row(category, number)).collect();
    let begin = Event::Section { category, note: sample::note(), total: rows };
    let pages = (0..rows.div_ceil(sample::PAGE)).map(|_| Ok::<_, Infallible>(Event::Rows(page.clone())));
    let (head, format) = (sample::head(), sample::format(Language::En));
    let idle = memory("VmRSS:");
    let start = Instant::now();
    write_json(&head, &format, std::iter::once(Ok(begin)).chain(pages), File::create(file).unwrap()).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let above_idle_mb = (memory("VmHWM:") - idle) as f64 / 1024.0;
    eprintln!("{}", json!({ "tool": "carrel", "rows": rows, "seconds": seconds, "above_idle_mb": above_idle_mb }));
}
