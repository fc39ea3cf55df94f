use super::*;

fn with(name: &'static str, value: &'static str) -> Result<Config, ConfigError> {
    Config::from_lookup(|asked| (asked == name).then(|| value.to_owned()))
}

#[test]
fn nothing_set_serves_the_embedded_database_locally() {
    let config = Config::from_lookup(|_| None).unwrap();
    assert_eq!(config.database_url, "sqlite:data/carrel.sqlite");
    assert_eq!(config.base_url, "http://127.0.0.1:3000");
    assert!(!config.is_secure());
}

#[test]
fn a_wrong_setting_is_named_with_what_is_allowed() {
    let error = with("listen", "everywhere").unwrap_err().to_string();
    assert!(error.contains("`listen`") && error.contains("Address and port"), "{error}");
    assert!(with("base_url", "https://library.example/carrel").is_err());
    assert!(with("database_connections", "0").is_err());
    assert!(with("trusted_proxies", "10.0.0.1, proxy").is_err());
    assert!(with("staff_networks", "192.0.2.0/24, 2001:db8::1").is_ok());
    assert!(with("staff_networks", "192.0.2.0/33").is_err());
}

#[test]
fn the_logs_archive_lies_beside_the_embedded_database_and_nowhere_without_it() {
    let config = Config::from_lookup(|_| None).unwrap();
    assert_eq!(config.archive_url.as_deref(), Some("data/archive"));
    assert_eq!((config.archive.after_days, config.archive.keep_months), (365, 0));
    assert_eq!(with("database_url", "postgres://localhost/carrel").unwrap().archive_url, None);
    assert_eq!(with("archive_url", "/srv/log").unwrap().archive_url.as_deref(), Some("/srv/log"));
    let error = with("archive_url", "mysql://carrel:geheim@localhost").unwrap_err().to_string();
    assert!(error.contains("`archive_url`") && !error.contains("geheim"), "{error}");
    assert!(with("archive_after_days", "-1").is_err());
    assert!(with("archive_keep_months", "many").is_err());
}

#[test]
fn a_mail_server_needs_a_sender_and_its_password_is_never_repeated() {
    let mail = |address: &'static str, from: &'static str| {
        Config::from_lookup(|asked| match asked {
            "smtp_url" => Some(address.to_owned()),
            "mail_from" => Some(from.to_owned()),
            _ => None,
        })
    };
    let config = mail("smtps://carrel:geheim@mail.example", "Library <library@example.org>").unwrap();
    assert!(!format!("{config:?}").contains("geheim"), "{config:?}");
    let missing = mail("smtps://mail.example", "").unwrap_err().to_string();
    assert!(missing.contains("`mail_from`"), "{missing}");
    for wrong in ["smtps://carrel@mail.example", "smtp://mail.example?tls=geheim", "mail.example", "https://geheim"] {
        let error = mail(wrong, "library@example.org").unwrap_err().to_string();
        assert!(error.contains("`smtp_url`") && !error.contains("geheim"), "{error}");
    }
}

#[test]
fn a_database_password_is_not_repeated() {
    let error = with("database_url", "mysql://carrel:secret@host/db").unwrap_err().to_string();
    assert!(!error.contains("secret"), "{error}");
}

#[test]
fn a_providers_settings_are_read_with_its_secret_and_a_wrong_one_is_named() {
    const PROVIDER: &str =
        "[{ name = 'city', display_name = 'City', issuer = 'https://login.example', client_id = 'c' }]";
    let provider = |text: &'static str| {
        Config::from_lookup(|asked| match asked {
            "openid" => Some(text.to_owned()),
            "openid_city_client_secret" => Some(String::from("geheim")),
            _ => None,
        })
    };
    let config = provider(PROVIDER).unwrap();
    assert_eq!(config.openid[0].client_secret.as_deref(), Some("geheim"));
    assert!(!format!("{config:?}").contains("geheim"), "{config:?}");
    for (wrong, expected) in
        [("[{ name = 'City' }]", "`name`"), ("[{ name = 'city' }]", "`display_name`"), ("x", "[[openid]]")]
    {
        let error = provider(wrong).unwrap_err().to_string();
        assert!(error.contains(expected), "{wrong}: {error}");
    }
}

#[test]
fn kohas_settings_are_read_with_their_secret_and_a_wrong_one_is_named() {
    let koha = |text: &'static str| {
        Config::from_lookup(|asked| match asked {
            "koha" => Some(text.to_owned()),
            "koha_client_secret" => Some(String::from("geheim")),
            _ => None,
        })
    };
    let config = koha("{ address = 'https://koha.example', client_id = 'carrel' }").unwrap();
    assert_eq!(config.koha.as_ref().map(|koha| koha.address.as_str()), Some("https://koha.example"));
    assert!(!format!("{config:?}").contains("geheim"), "{config:?}");
    for (wrong, expected) in [("{ address = 'http://koha.example', client_id = 'c' }", "`address`"), ("x", "[koha]")] {
        let error = koha(wrong).unwrap_err().to_string();
        assert!(error.contains(expected), "{wrong}: {error}");
    }
}
