//! What it answers when it answers well.

use std::collections::HashMap;

use axum::{
    http::{HeaderMap, Method, header},
    response::Response,
};
use serde_json::{Map, Value, json};

use super::{
    CLIENT_SECRET, Flavour, HASH, World,
    names::renamed,
    wire::{json_answer, not_found_path, number_and_rest, page, pairs},
};

impl World {
    pub(super) fn answer(
        &mut self,
        method: &Method,
        path: &str,
        query: &HashMap<String, String>,
        headers: &HeaderMap,
        body: &Value,
        is_somebody_else: bool,
    ) -> Response {
        if path == "/api/v1/oauth/token" {
            return self.token(body.as_str().unwrap_or_default());
        }
        // A filter comes as a parameter or as a header; here the former stands for both.
        let mut query = query.clone();
        if let Some(filter) = headers.get("x-koha-query").and_then(|filter| filter.to_str().ok()) {
            query.insert(String::from("q"), filter.to_owned());
        }
        let query = &query;
        if path == "/api/v1/" {
            return if self.is_described { json_answer(200, &self.description()) } else { not_found_path() };
        }
        if !self.is_known(headers) {
            return json_answer(401, &json!({"error": "Authentication failure."}));
        }
        if path == "/api/v1/auth/password/validation" {
            return self.password(body);
        }
        if path == "/api/v1/patrons/alldata" && self.flavour == Flavour::KohaSuomi {
            let number = query.get("borrowernumber").and_then(|number| number.parse::<u64>().ok()).unwrap_or_default();
            let number = if is_somebody_else { self.other_than(number) } else { number };
            return match self.patrons.get(&number) {
                Some(data) => json_answer(200, data),
                None => json_answer(200, &json!({"personal": []})),
            };
        }
        if path == "/api/v1/logs" && self.flavour == Flavour::KohaSuomi {
            let object = query.get("object").and_then(|number| number.parse::<u64>().ok()).unwrap_or_default();
            let info = format!("{{\"password\": {{\"before\": \"{HASH}\"}}}}");
            let mut found = vec![json!({
                "action_id": 1, "module": "MEMBERS", "action": "CHANGE PASS", "object": object, "info": info,
                "timestamp": "2026-01-02 12:00:00", "user": 0, "interface": "commandline",
            })];
            found.extend(self.logs.iter().filter(|entry| entry["object"] == object).cloned());
            return json_answer(200, &json!(found));
        }
        if path == "/api/v1/patrons" {
            return self.find(query);
        }
        if path == "/api/v1/checkouts" {
            let number = query.get("patron_id").and_then(|number| number.parse().ok()).unwrap_or_default();
            let table = if query.contains_key("checked_in") { "oldcheckouts" } else { "checkouts" };
            return self.rows(number, table, "checkouts", query, |_| true);
        }
        if path == "/api/v1/suggestions" {
            let filter: Value = query.get("q").and_then(|q| serde_json::from_str(q).ok()).unwrap_or_default();
            return self.rows(
                filter["suggested_by"].as_u64().unwrap_or_default(),
                "suggestions",
                "suggestions",
                query,
                |_| true,
            );
        }
        let site =
            path.strip_prefix("/api/v1/contrib/kohasuomi/patrons/").filter(|_| self.flavour == Flavour::KohaSuomi);
        if let Some((number, rest)) = site.and_then(number_and_rest) {
            return self.site(method, number, rest, query, body);
        }
        match path.strip_prefix("/api/v1/patrons/").and_then(number_and_rest) {
            Some((number, rest)) => {
                let number = if is_somebody_else { self.other_than(number) } else { number };
                self.patron(method, number, rest, query, body)
            }
            None if path.starts_with("/api/v1/patrons/") => json_answer(
                400,
                &json!({"errors": [{"path": "/patron_id", "message": "Expected integer"}], "status": 400}),
            ),
            None => not_found_path(),
        }
    }

    fn token(&mut self, form: &str) -> Response {
        let form: HashMap<String, String> = pairs(form).collect();
        if form.get("client_secret").map(String::as_str) != Some(CLIENT_SECRET) {
            return json_answer(403, &json!({"error": "unauthorized_client"}));
        }
        self.tokens_given += 1;
        let token = format!("token-{}-secret", self.tokens_given);
        self.tokens.push(token.clone());
        json_answer(200, &json!({"access_token": token, "token_type": "Bearer", "expires_in": self.token_seconds}))
    }

    fn is_known(&self, headers: &HeaderMap) -> bool {
        let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // `carrel:a-secret-of-ours`
        said == "Basic Y2FycmVsOmEtc2VjcmV0LW9mLW91cnM="
            || said.strip_prefix("Bearer ").is_some_and(|token| self.tokens.iter().any(|known| known == token))
    }

    fn other_than(&self, number: u64) -> u64 {
        self.patrons.keys().copied().find(|other| *other != number).unwrap_or_default()
    }

    fn password(&self, body: &Value) -> Response {
        let identifier = body["identifier"].as_str().unwrap_or_default();
        let found = self.patrons.keys().find(|number| {
            self.personal(**number).is_some_and(|row| row["cardnumber"] == identifier || row["userid"] == identifier)
        });
        match found {
            Some(number) if self.pins.get(number).map(String::as_str) == body["password"].as_str() => {
                json_answer(201, &json!({"patron_id": number, "cardnumber": identifier, "userid": identifier}))
            }
            _ => json_answer(400, &json!({"error": "Validation failed"})),
        }
    }

    fn find(&self, query: &HashMap<String, String>) -> Response {
        let filter: Value = query.get("q").and_then(|q| serde_json::from_str(q).ok()).unwrap_or_default();
        let fits = |row: &Map<String, Value>| {
            filter.as_object().into_iter().flatten().all(|(field, wanted)| match wanted {
                Value::Object(bounds) => {
                    let since = bounds.get(">=").and_then(Value::as_str).unwrap_or_default().replace(['T', 'Z'], " ");
                    row.get(field).and_then(Value::as_str).unwrap_or_default() >= since.trim()
                }
                wanted => row.get(field) == Some(wanted),
            })
        };
        let found: Vec<Value> = self
            .patrons
            .keys()
            .filter(|number| !self.unlisted.contains(number))
            .filter_map(|number| self.personal(*number))
            .filter(|row| fits(row))
            .map(|row| renamed(&Value::Object(row.clone()), "personal", false))
            .collect();
        page(&found, query)
    }

    pub(super) fn rows(
        &self,
        number: u64,
        key: &str,
        table: &str,
        query: &HashMap<String, String>,
        fits: impl Fn(&Value) -> bool,
    ) -> Response {
        let Some(data) = self.patrons.get(&number) else {
            return json_answer(404, &json!({"error": "Patron not found", "error_code": "not_found"}));
        };
        let rows = data[key].as_array().into_iter().flatten().filter(|row| fits(row));
        page(&rows.map(|row| renamed(row, table, false)).collect::<Vec<_>>(), query)
    }
}
