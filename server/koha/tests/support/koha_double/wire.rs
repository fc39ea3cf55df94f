//! Queries, forms, pages and bodies.

use std::collections::HashMap;

use axum::{
    body::Bytes,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

pub(super) fn number_and_rest(path: &str) -> Option<(u64, &str)> {
    let end = path.find('/').unwrap_or(path.len());
    Some((path[..end].parse().ok()?, &path[end..]))
}

/// One page of a list, with how many there are.
pub(super) fn page(rows: &[Value], query: &HashMap<String, String>) -> Response {
    let number = |name: &str, usual| query.get(name).and_then(|text| text.parse::<usize>().ok()).unwrap_or(usual);
    let (page, size) = (number("_page", 1), number("_per_page", 20));
    let shown: Vec<&Value> = rows.iter().skip((page - 1) * size).take(size).collect();
    let mut response = json_answer(200, &json!(shown));
    response.headers_mut().insert("x-total-count", rows.len().into());
    response
}

pub(super) fn json_answer(status: u16, body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::from_u16(status).unwrap(), kind, body.to_string()).into_response()
}

/// What Koha's framework says of a path that it does not have.
pub(super) fn not_found_path() -> Response {
    json_answer(404, &json!({"errors": [{"message": "Not Found.", "path": "/"}], "status": 404}))
}

/// The pairs of a form or query.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (decoded(name), decoded(value)))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| after.get(..2)).flatten();
        let code = escaped.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Pieces of a body, of which one is an end that nobody expects.
pub(super) struct Pieces(pub std::array::IntoIter<Result<Bytes, std::io::Error>, 2>);

impl futures::Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}
