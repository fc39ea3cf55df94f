//! The JSON Schema of the report, made from the same description that writes it.

use carrel_domain::{Category, Column, Kind, sections::section};
use serde_json::{Map, Value, json};

/// Version of the form. A new property is a new minor version, any other change a new major one.
pub const SCHEMA_VERSION: &str = "1.5";

/// What names the schema, in it and in every report: a name, not an address, for an installation has its own.
pub const SCHEMA_ID: &str = "urn:carrel:schema:patron-data:1.5";

/// The published JSON Schema (draft 2020-12) of what [`crate::write_json`] writes.
pub fn json_schema() -> Value {
    let categories: Map<String, Value> =
        Category::ALL.into_iter().map(|category| (category.slug().to_owned(), of_category(category))).collect();
    let slugs = Category::ALL.map(Category::slug);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "All data of a library patron",
        "description": "What a library holds about one patron, by category, as Carrel exports it.",
        "type": "object",
        "required": [
            "$schema", "format", "version", "generator", "produced_at", "language", "library", "patron", "categories"
        ],
        "properties": {
            "$schema": { "const": SCHEMA_ID },
            "format": { "const": "carrel-patron-data" },
            "version": { "const": SCHEMA_VERSION },
            "generator": { "type": "string", "description": "The program that made the file, with its version." },
            "produced_at": { "type": "string", "format": "date-time" },
            "language": {
                "type": "string",
                "description": "Language (BCP 47) of the texts of the register; the entries are as the library holds them."
            },
            "library": {
                "type": "object",
                "required": ["organization", "name"],
                "properties": {
                    "organization": { "type": "string", "description": "Who answers for the data (the controller)." },
                    "name": { "type": "string" }
                },
                "additionalProperties": false
            },
            "patron": {
                "type": "object",
                "required": ["name", "cardnumber"],
                "properties": { "name": { "type": "string" }, "cardnumber": { "type": "string" } },
                "additionalProperties": false
            },
            "library_system": {
                "type": "object",
                "description": "How the record stands, where it is read from a library system beside Carrel; else absent.",
                "required": ["read_at", "missing"],
                "properties": {
                    "read_at": { "$ref": "#/$defs/time", "description": "When it was read; null if it only was imported." },
                    "missing": {
                        "type": "array",
                        "description": "What the library system did not tell, or not all of it.",
                        "items": { "enum": slugs }
                    }
                },
                "additionalProperties": false
            },
            "categories": {
                "type": "object",
                "description": "A category that was asked for and is empty has no entries; one that was not asked for is absent.",
                "properties": categories,
                "additionalProperties": false
            },
            "remote_sources": {
                "type": "array",
                "description": "What other services told about the patron when the file was made; absent where there are none.",
                "items": { "$ref": "#/$defs/remote_source" }
            }
        },
        "additionalProperties": false,
        "$defs": definitions()
    })
}

fn definitions() -> Value {
    json!({
        "text": { "type": ["string", "null"], "description": "Text as the library holds it; null where nothing is recorded." },
        "date": { "type": ["string", "null"], "format": "date", "description": "RFC 3339 full-date." },
        "time": {
            "type": ["string", "integer", "null"],
            "format": "date-time",
            "description": "RFC 3339 date-time with the library's offset; seconds since 1970 (UTC) outside the years 0001 to 9999."
        },
        "money": {
            "type": ["object", "null"],
            "required": ["minor", "currency"],
            "properties": {
                "minor": { "type": "integer", "description": "Amount in minor units: cents." },
                "currency": { "type": "string", "description": "ISO 4217 code." }
            },
            "additionalProperties": false
        },
        "count": { "type": ["integer", "null"] },
        "flag": { "type": ["boolean", "null"] },
        "code": { "type": ["string", "integer", "null"], "description": "A code of the library system, as it is." },
        "remote_source": {
            "type": "object",
            "required": ["name", "title", "parts"],
            "properties": {
                "name": { "type": "string" },
                "title": { "type": "string" },
                "parts": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["title", "fetched_at", "problem", "fields", "entries"],
                        "properties": {
                            "title": { "type": "string" },
                            "fetched_at": { "$ref": "#/$defs/time", "description": "When it was told; null if it was not." },
                            "problem": {
                                "type": ["string", "null"],
                                "description": "A word for why it could not be had, or not anew."
                            },
                            "fields": {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "required": ["name", "heading"],
                                    "properties": {
                                        "name": { "type": "string", "description": "The property of the entries." },
                                        "heading": { "type": "string" }
                                    },
                                    "additionalProperties": false
                                }
                            },
                            "entries": {
                                "type": "array",
                                "items": { "type": "object", "additionalProperties": { "type": "string" } }
                            }
                        },
                        "additionalProperties": false
                    }
                }
            },
            "additionalProperties": false
        },
        "other": {
            "type": "object",
            "description": "What the library system sent beyond the properties above: names and values as they came.",
            "additionalProperties": { "type": "string" }
        }
    })
}

fn of_category(category: Category) -> Value {
    let columns: Vec<&Column> = section(category).shown().collect();
    let mut properties: Map<String, Value> = columns
        .iter()
        .map(|column| (column.name.to_owned(), json!({ "$ref": format!("#/$defs/{}", definition(column.kind)) })))
        .collect();
    properties.insert("other".to_owned(), json!({ "$ref": "#/$defs/other" }));
    let required: Vec<&str> = columns.iter().map(|column| column.name).collect();
    json!({
        "type": "object",
        "required": ["purpose", "legal_basis", "retention", "recipients", "entries"],
        "properties": {
            "purpose": { "type": "string" },
            "legal_basis": { "type": "string" },
            "retention": { "type": "string" },
            "recipients": { "type": "string" },
            "entries": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": required,
                    "properties": properties,
                    "additionalProperties": false
                }
            }
        },
        "additionalProperties": false
    })
}

const fn definition(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::LongText | Kind::Library | Kind::PatronCategory => "text",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::Money => "money",
        Kind::Count => "count",
        Kind::Flag => "flag",
        Kind::Code(_) => "code",
    }
}
