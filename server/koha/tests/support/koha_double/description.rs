//! What it says of itself.

use serde_json::{Value, json};

use super::{Flavour, World};

impl World {
    pub(super) fn description(&self) -> Value {
        let mut paths = json!({
            "/oauth/token": {"post": {}}, "/auth/password/validation": {"post": {}},
            "/patrons": {"get": {}, "post": {}}, "/patrons/{patron_id}": {"get": {}, "put": {}},
            "/patrons/{patron_id}/checkouts": {"get": {}}, "/patrons/{patron_id}/holds": {"get": {}}, "/checkouts": {"get": {}},
            "/patrons/{patron_id}/account": {"get": {}}, "/patrons/{patron_id}/account/debits": {"get": {}, "post": {}},
            "/patrons/{patron_id}/account/credits": {"get": {}, "post": {}},
            "/patrons/{patron_id}/extended_attributes": {"get": {}}, "/suggestions": {"get": {}},
        });
        if self.flavour == Flavour::KohaSuomi {
            paths["/patrons/alldata"] = json!({"get": {}});
            paths["/logs"] = json!({"get": {}});
            paths["/contrib/kohasuomi/patrons/{patron_id}"] = json!({"get": {}, "put": {}});
            paths["/contrib/kohasuomi/patrons/{patron_id}/checkouts"] = json!({"get": {}});
            paths["/contrib/kohasuomi/patrons/{patron_id}/checkouts/history"] = json!({"delete": {}});
            paths["/contrib/kohasuomi/patrons/{patron_id}/messaging_preferences"] = json!({"put": {}});
        }
        json!({"swagger": "2.0", "basePath": "/api/v1", "paths": paths})
    }
}
