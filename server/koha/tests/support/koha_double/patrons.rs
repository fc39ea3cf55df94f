//! What it answers about one patron, and what it changes.

use std::collections::HashMap;

use axum::{
    http::{Method, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use super::{
    World,
    names::renamed,
    wire::{json_answer, not_found_path, page},
};

impl World {
    pub(super) fn patron(
        &mut self,
        method: &Method,
        number: u64,
        rest: &str,
        query: &HashMap<String, String>,
        body: &Value,
    ) -> Response {
        let is = |name: &'static str| move |row: &Value| !row[name].is_null();
        match (method.as_str(), rest) {
            ("GET", "") => match self.personal(number) {
                Some(row) => json_answer(200, &renamed(&Value::Object(row.clone()), "personal", false)),
                None => json_answer(404, &json!({"error": "Patron not found", "error_code": "not_found"})),
            },
            ("PUT", "") => {
                if body.get("surname").is_none() || body.get("library_id").is_none() || body.get("patron_id").is_some()
                {
                    return json_answer(400, &json!({"errors": [{"path": "/body", "message": "Missing property."}]}));
                }
                self.set(number, body)
            }
            ("GET", "/checkouts") => {
                let key = if query.contains_key("checked_in") { "oldcheckouts" } else { "checkouts" };
                self.rows(number, key, "checkouts", query, |_| true)
            }
            ("GET", "/holds") => {
                let key = if query.get("old").map(String::as_str) == Some("true") { "oldholds" } else { "holds" };
                self.rows(number, key, "holds", query, |_| true)
            }
            ("GET", "/account/debits") => {
                self.rows(number, "accountlines", "accountlines", query, is("debit_type_code"))
            }
            ("GET", "/account/credits") => {
                self.rows(number, "accountlines", "accountlines", query, is("credit_type_code"))
            }
            ("GET", "/account") => {
                let lines = self.patrons.get(&number).and_then(|data| data["accountlines"].as_array()).cloned();
                let open = |name: &'static str| {
                    let lines = lines
                        .iter()
                        .flatten()
                        .filter(move |row| !row[name].is_null() && row["amountoutstanding"] != 0.0);
                    json!({"total": 0, "lines": lines.map(|row| renamed(row, "accountlines", false)).collect::<Vec<_>>()})
                };
                let debits = open("debit_type_code");
                json_answer(
                    200,
                    &json!({"balance": 0, "outstanding_debits": debits, "outstanding_credits": open("credit_type_code")}),
                )
            }
            ("GET", "/extended_attributes") => {
                page(&[json!({"extended_attribute_id": 1, "type": "SHOW_BCODE", "value": "1"})], query)
            }
            _ => not_found_path(),
        }
    }

    pub(super) fn site(
        &mut self,
        method: &Method,
        number: u64,
        rest: &str,
        query: &HashMap<String, String>,
        body: &Value,
    ) -> Response {
        if !self.patrons.contains_key(&number) {
            return json_answer(404, &json!({"error": "Patron not found"}));
        }
        match (method.as_str(), rest) {
            ("GET", "") => {
                let row = self.personal(number).cloned().unwrap_or_default();
                let mut row = renamed(&Value::Object(row), "personal", false);
                if query.contains_key("query_messaging_preferences") {
                    row["messaging_preferences"] = self.preferences.get(&number).cloned().unwrap_or_default();
                }
                json_answer(200, &row)
            }
            ("PUT", "") => self.set(number, body),
            ("GET", "/checkouts") => {
                let key = if query.contains_key("checked_in") { "oldcheckouts" } else { "checkouts" };
                let rows = self.patrons[&number][key].as_array().into_iter().flatten();
                let with_title = |row: &Value| {
                    let mut told = renamed(row, "checkouts", false);
                    told["title"] = row["title"].clone();
                    told["external_id"] = row["barcode"].clone();
                    told
                };
                page(&rows.map(with_title).collect::<Vec<_>>(), query)
            }
            ("DELETE", "/checkouts/history") => {
                if let Some(data) = self.patrons.get_mut(&number) {
                    data["oldcheckouts"] = json!([]);
                }
                StatusCode::NO_CONTENT.into_response()
            }
            ("PUT", "/messaging_preferences") => {
                let kept = self.preferences.entry(number).or_insert_with(|| json!({}));
                for (event, wanted) in body.as_object().into_iter().flatten() {
                    if kept.get(event).is_none() {
                        return json_answer(400, &json!({"error": format!("Message type {event} not found.")}));
                    }
                    let ways = wanted["transport_types"].as_object().cloned().unwrap_or_default();
                    for (way, on) in kept[event]["transport_types"].as_object_mut().into_iter().flatten() {
                        *on = json!(ways.get(way) == Some(&json!(true)));
                    }
                    kept[event]["digest"]["value"] = wanted["digest"]["value"].clone();
                    kept[event]["days_in_advance"]["value"] = wanted["days_in_advance"]["value"].clone();
                }
                json_answer(200, kept)
            }
            _ => not_found_path(),
        }
    }

    fn set(&mut self, number: u64, body: &Value) -> Response {
        let wanted = renamed(body, "personal", true);
        let Some(personal) = self.patrons.get_mut(&number).and_then(|data| data["personal"].as_object_mut()) else {
            return json_answer(404, &json!({"error": "Patron not found"}));
        };
        personal.extend(wanted.as_object().cloned().unwrap_or_default());
        json_answer(200, &renamed(&Value::Object(personal.clone()), "personal", false))
    }
}
