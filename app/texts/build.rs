//! Reads the catalogues, refuses to build if a language lacks a text or uses other variables, and generates one
//! constant for each text, so that a misspelt key does not compile.
//!
//! Texts without variables become plain static strings: a page full of them costs nothing to render.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use fluent_syntax::{ast, parser};

/// Must match `Language::ALL` of the domain crate; a unit test compares them.
const LANGUAGES: [&str; 2] = ["en", "fi"];

struct Message {
    plain: Option<String>,
    variables: BTreeSet<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let locales = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../locales");
    println!("cargo::rerun-if-changed={}", locales.display());
    let mut sources = String::from("pub(crate) const SOURCES: [&str; LANGUAGE_COUNT] = [\n");
    let mut catalogues = Vec::new();
    for language in LANGUAGES {
        let text = read_language(&locales.join(language))?;
        catalogues.push(parse(language, &text)?);
        writeln!(sources, "    {text:?},")?;
    }
    sources.push_str("];\n");
    compare(&catalogues)?;
    let code =
        format!("pub(crate) const LANGUAGE_COUNT: usize = {};\n{sources}{}", LANGUAGES.len(), constants(&catalogues)?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("keys.rs"), code)?;
    Ok(())
}

fn read_language(folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut files: Vec<_> = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "ftl"));
    files.sort();
    let mut text = String::new();
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        text.push_str(&fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?);
        text.push('\n');
    }
    Ok(text)
}

fn parse(language: &str, text: &str) -> Result<BTreeMap<String, Message>, Box<dyn Error>> {
    let resource = parser::parse(text).map_err(|(_, errors)| format!("{language}: {errors:?}"))?;
    let mut messages = BTreeMap::new();
    for entry in &resource.body {
        let ast::Entry::Message(message) = entry else { continue };
        let Some(pattern) = &message.value else { continue };
        let mut variables = BTreeSet::new();
        let plain = read_pattern(pattern, &mut variables);
        let id = message.id.name.to_owned();
        if messages.insert(id.clone(), Message { plain, variables }).is_some() {
            return Err(format!("{language}: `{id}` stands twice").into());
        }
    }
    Ok(messages)
}

/// The text if it has nothing to fill in; collects the variables it uses.
fn read_pattern(pattern: &ast::Pattern<&str>, variables: &mut BTreeSet<String>) -> Option<String> {
    let mut plain = Some(String::new());
    for element in &pattern.elements {
        match element {
            ast::PatternElement::TextElement { value } => {
                if let Some(text) = &mut plain {
                    text.push_str(value);
                }
            }
            ast::PatternElement::Placeable { expression } => {
                plain = match (plain, expression) {
                    (Some(mut text), ast::Expression::Inline(ast::InlineExpression::StringLiteral { value })) => {
                        text.push_str(value);
                        Some(text)
                    }
                    _ => None,
                };
                read_expression(expression, variables);
            }
        }
    }
    plain
}

fn read_expression(expression: &ast::Expression<&str>, variables: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(inline) => read_inline(inline, variables),
        ast::Expression::Select { selector, variants } => {
            read_inline(selector, variables);
            for variant in variants {
                read_pattern(&variant.value, variables);
            }
        }
    }
}

fn read_inline(inline: &ast::InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression } => read_expression(expression, variables),
        _ => {}
    }
}

fn compare(catalogues: &[BTreeMap<String, Message>]) -> Result<(), Box<dyn Error>> {
    let mut problems = Vec::new();
    let all: BTreeSet<&String> = catalogues.iter().flat_map(BTreeMap::keys).collect();
    for id in all {
        let first = catalogues.iter().find_map(|catalogue| catalogue.get(id));
        for (language, catalogue) in LANGUAGES.iter().zip(catalogues) {
            match (catalogue.get(id), first) {
                (None, _) => problems.push(format!("{language} lacks `{id}`")),
                (Some(message), Some(first)) if message.variables != first.variables => {
                    problems.push(format!("{language}: `{id}` uses {:?}, not {:?}", message.variables, first.variables))
                }
                _ => {}
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}

fn constants(catalogues: &[BTreeMap<String, Message>]) -> Result<String, Box<dyn Error>> {
    let mut code =
        String::from("/// One constant for each text of the catalogues.\npub mod key {\n    use super::Key;\n");
    let mut index = String::from("pub(crate) static INDEX: &[Key] = &[\n");
    for id in catalogues[0].keys() {
        let name = id.to_uppercase().replace('-', "_");
        let plain: Option<Vec<&str>> = catalogues.iter().map(|catalogue| catalogue[id].plain.as_deref()).collect();
        let english = catalogues[0][id].plain.as_deref().unwrap_or("A text with variables.");
        let doc = english.lines().next().unwrap_or_default().replace(['<', '>', '[', ']'], "");
        writeln!(code, "    #[doc = {doc:?}]")?;
        writeln!(
            code,
            "    pub const {name}: Key = Key {{ id: {id:?}, plain: {plain} }};",
            plain = match plain {
                Some(texts) =>
                    format!("Some([{}])", texts.iter().map(|t| format!("{t:?}")).collect::<Vec<_>>().join(", ")),
                None => "None".to_owned(),
            }
        )?;
        writeln!(index, "    key::{name},")?;
    }
    code.push_str("}\n");
    index.push_str("];\n");
    Ok(code + &index)
}
