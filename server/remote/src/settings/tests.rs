//! What the settings take, and what they refuse.

use super::*;

const LEAST: &str = "{ name = 'ill', title = { en = 'Interlibrary loans' }, address = 'https://ill.example', \
                     path = [{ path = '/loans', headers = { x-card = '{cardnumber}' }, \
                     fields = [{ from = 'title', en = 'Title', fi = 'Nimeke' }] }] }";

fn read(change: (&str, &str)) -> Result<RemoteSettings, SettingsError> {
    assert!(LEAST.contains(change.0), "{}", change.0);
    read_remote_sources(&format!("[{}]", LEAST.replace(change.0, change.1))).map(|mut all| all.remove(0))
}

#[test]
fn the_least_that_is_needed_is_where_what_and_how_it_is_called() {
    let source = read(("", "")).unwrap();
    assert_eq!((source.name.as_str(), source.base.as_str()), ("ill", "https://ill.example"));
    assert_eq!(source.questions[0].fields[0].heading.of(Language::Fi), "Nimeke");
    assert_eq!(source.title.of(Language::Fi), "Interlibrary loans", "better in another language than not at all");
    assert_eq!(read_remote_sources(""), Ok(Vec::new()));
}

#[test]
fn each_way_to_say_who_asks_needs_what_belongs_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "geheim\n").unwrap();
    let file = file.display();
    for (more, expected) in [
        (format!("authentication = 'header', header = 'X-Key', token_file = '{file}'"), "Header"),
        (format!("authentication = 'basic', user = 'c', password_file = '{file}'"), "User"),
        (
            format!("authentication = 'oauth2', client_id = 'c', client_secret_file = '{file}', token_path = '/token'"),
            "Client",
        ),
    ] {
        let source = read(("name = 'ill'", &format!("name = 'ill', {more}"))).unwrap();
        let printed = format!("{source:?}");
        assert!(printed.contains(expected) && !printed.contains("geheim"), "{printed}");
    }
    for (more, expected) in [
        ("authentication = 'magic'", "authentication"),
        ("authentication = 'header'", "header"),
        ("authentication = 'header', header = 'Host', token_file = '/x'", "header"),
        ("authentication = 'basic', user = 'a', password_file = '/nowhere'", "password_file"),
        ("authentication = 'oauth2'", "client_id"),
    ] {
        let error = read(("name = 'ill'", &format!("name = 'ill', {more}"))).unwrap_err().to_string();
        assert!(error.contains(&format!("`{expected}`")), "{more}: {error}");
    }
}

#[test]
fn what_is_wrong_is_named() {
    for (part, wrong, expected) in [
        ("'ill'", "'Ill/../x'", "`name`"),
        ("https://ill.example", "http://ill.example", "`address`"),
        ("en = 'Interlibrary loans'", "xx = 'Interlibrary loans'", "`title`"),
        ("'/loans'", "'loans'", "`path`"),
        ("'/loans'", "'/../loans'", "`path`"),
        ("'/loans'", "'https://elsewhere.example'", "`path`"),
        ("{cardnumber}", "{password}", "`path`"),
        ("{cardnumber}", "everybody", "`path`"),
        ("x-card", "Authorization", "`path`"),
        ("from = 'title', ", "", "`fields`"),
        ("en = 'Title', fi = 'Nimeke'", "", "`fields`"),
        ("name = 'ill'", "name = 'ill', secret = 'geheim'", "no setting `secret`"),
        ("name = 'ill'", "name = 'ill', answer_seconds = 0", "`answer_seconds`"),
        ("fields =", "feilds =", "feilds"),
        ("fields = [", "fields = [{ from = 'title', en = 'x' }, ", "`fields`"),
    ] {
        let error = read((part, wrong)).unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains("geheim"), "{wrong}: {error}");
    }
    let twice = read_remote_sources(&format!("[{LEAST}, {LEAST}]")).unwrap_err().to_string();
    assert!(twice.contains("`name`"), "{twice}");
    assert!(read_remote_sources("7").is_err());
}
