//! Measures the PDF of a loan history: `bench_pdf ROWS [FILE]` prints one JSON object; `bench_pdf --texts ROWS` prints the
//! same rows as texts, for `benches/pdfkit.mjs`.
#![allow(clippy::unwrap_used, reason = "a benchmark stops where something is wrong")]

use std::{env, fs, io, time::Instant};

use carrel_domain::{Category, Language, sections::section};
use carrel_report::write_pdf;
use carrel_texts::key;
use serde_json::json;

#[path = "../tests/report/sample.rs"]
mod sample;

/// The server's, for its memory is what is measured. With the system's the same work takes 57 MB or 200, as the length of the
/// file's name moves everything: each page is compressed in 380 kB of aligned memory that it does not always find again.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A line of `/proc/self/status` in kB; zero where there is no such file.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.first().is_some_and(|argument| argument == "--texts") {
        return print_texts(arguments.get(1).map_or(1_000, |rows| rows.parse().unwrap()));
    }
    let rows: u64 = arguments.first().map_or(1_000, |rows| rows.parse().unwrap());
    let (head, format, names) = (sample::head(), sample::format(Language::En), sample::names());
    let idle = memory("VmRSS:");
    let start = Instant::now();
    let file = arguments.get(1).map_or("/dev/null", String::as_str);
    let mut out = Counted { file: fs::File::create(file).unwrap(), bytes: 0 };
    write_pdf(&head, &format, &names, sample::section_events(Category::CheckoutHistory, rows), &mut out).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let peak = memory("VmHWM:");
    println!(
        "{}",
        json!({
            "tool": "carrel", "rows": rows, "seconds": seconds, "bytes": out.bytes, "idle_kb": idle, "peak_kb": peak,
            "above_idle_mb": (peak - idle) as f64 / 1024.0
        })
    );
}

/// A file, and how much was written to it.
struct Counted {
    file: fs::File,
    bytes: usize,
}

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.bytes += count;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What stands in the PDF, cell by cell, so that another program can set the same.
fn print_texts(rows: u64) {
    let (format, names) = (sample::format(Language::En), sample::names());
    let texts = format.texts();
    let section = section(Category::CheckoutHistory);
    let columns: Vec<_> = section.shown().collect();
    let main: Vec<usize> =
        section.main.iter().map(|name| columns.iter().position(|column| column.name == *name).unwrap()).collect();
    let list: Vec<_> = (0..rows)
        .map(|number| {
            let row = sample::row(section.category, number);
            let text = |at: usize| format.value(columns[at], &row.values[at], &names);
            let cells: Vec<String> = main.iter().map(|at| text(*at)).collect();
            let details: Vec<String> = (0..columns.len())
                .filter(|at| !main.contains(at) && !text(*at).is_empty())
                .map(|at| format!("{}: {}", texts.field(columns[at]), text(at)))
                .chain(row.other.iter().map(|(name, value)| format!("{name}: {value}")))
                .collect();
            json!({ "cells": cells, "details": details.join(" · ") })
        })
        .collect();
    let head: Vec<_> = main.iter().map(|at| texts.field(columns[*at])).collect();
    println!(
        "{}",
        json!({
            "title": texts.say(key::REPORT_TITLE), "section": texts.category(section.category), "head": head,
            "details": texts.say(key::REPORT_DETAILS), "rows": list
        })
    );
}
