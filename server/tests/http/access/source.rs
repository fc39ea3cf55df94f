//! What the source serves, as it stands there.

use std::{collections::BTreeSet, fs, path::Path};

/// Method and route of whatever the source serves.
pub fn routes_in_source() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut routes = BTreeSet::new();
    for folder in [root.join("src"), root.join("../app/src")] {
        for text in sources(&folder) {
            let plain = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("( \"", "(\"");
            for (route, rest) in quoted_after(&plain, ".route(\"") {
                let rest = rest.trim_start_matches([',', ' ']);
                // `get(…)`, `kept_a_day(…)`, or `get(…).post(…)`.
                let own = rest.split(".route").next().unwrap();
                let first = own.split('(').next().unwrap().rsplit("::").next().unwrap();
                routes.insert(match first {
                    "get" | "kept_a_day" => format!("GET {route}"),
                    "post" => format!("POST {route}"),
                    other => panic!("how does {route} answer? `{other}` is not known to this test"),
                });
                for method in ["get", "post", "put", "patch", "delete", "any"] {
                    if own.contains(&format!(").{method}(")) {
                        routes.insert(format!("{} {route}", method.to_uppercase()));
                    }
                }
            }
            routes.extend(quoted_after(&plain, ".nest_service(\"").map(|(route, _)| format!("GET {route}/*")));
            routes.extend(quoted_after(&plain, ".nest(\"").map(|(route, _)| format!("nest {route}")));
            routes.extend(quoted_after(&plain, "path!(\"").map(|(route, _)| format!("GET {route}")));
            for (endpoint, rest) in quoted_after(&plain, "endpoint = \"") {
                let method = if rest.split(']').next().unwrap().contains("GetUrl") { "GET" } else { "POST" };
                routes.insert(format!("{method} /api/{endpoint}"));
            }
            let functions = plain.matches("#[server(").count() + plain.matches("#[server]").count();
            assert_eq!(functions, plain.matches("endpoint = \"").count(), "every server function names its endpoint");
        }
    }
    routes
}

fn quoted_after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    text.match_indices(mark).map(move |(at, _)| text[at + mark.len()..].split_once('"').unwrap())
}

fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
    texts
}
