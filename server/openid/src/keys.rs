//! The keys of a provider's table in the settings file.

/// One key of a provider's table: what `carrel settings` prints and `docs/OPERATIONS.md` repeats.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// An example.
    pub example: &'static str,
    /// What it does and what is allowed.
    pub help: &'static str,
}

/// Every key there is.
pub const KEYS: [Key; 17] = [
    key("name", "\"suomi\"", "Short name in addresses: a to z, 0 to 9 and -, 40 at most. Each provider has its own."),
    key(
        "display_name",
        "{ en = \"Suomi.fi\", fi = \"Suomi.fi\" }",
        "What the button says: one text, or one for each language.",
    ),
    key(
        "issuer",
        "\"https://login.example\"",
        "Issuer, exactly as the provider writes it: https, without query or fragment.",
    ),
    key("client_id", "\"carrel\"", "What the provider calls Carrel."),
    key(
        "client_secret_file",
        "\"/etc/carrel/suomi.secret\"",
        "File with the client's secret; or the environment variable CARREL_OPENID_NAME_CLIENT_SECRET. Without both, PKCE alone protects the code.",
    ),
    key("scopes", "[\"openid\", \"profile\"]", "What is asked for; openid always is."),
    key(
        "match_claim",
        "\"library_card\"",
        "Claim that finds the patron at the first sign-in. Without it patrons link the two themselves.",
    ),
    key(
        "match_field",
        "\"cardnumber\"",
        "What the claim is compared with: cardnumber, userid, or attribute:CODE for an extended attribute such as the personal identity number. Never e-mail.",
    ),
    key(
        "required_acr",
        "[\"http://eidas.europa.eu/LoA/substantial\"]",
        "One of these the provider must say, or the sign-in is refused. They are asked for.",
    ),
    key("required_amr", "[\"mfa\"]", "All of these the provider must say, or the sign-in is refused."),
    key(
        "strong_acr",
        "[\"http://eidas.europa.eu/LoA/high\"]",
        "One of these makes it a strong sign-in, as staff need.",
    ),
    key("strong_amr", "[\"mfa\"]", "All of these make it a strong sign-in."),
    key("always_strong", "false", "true or false: every sign-in there is a strong one."),
    key("patrons", "true", "true or false: patrons may sign in with it."),
    key("staff", "true", "true or false: who has a staff role may sign in with it."),
    key("sign_out", "true", "true or false: signing out of Carrel signs out there too, if the provider can do that."),
    key(
        "form_origins",
        "[\"https://idp.example\"]",
        "Origins besides the issuer's that the browser is sent through on its way there.",
    ),
];

const fn key(name: &'static str, example: &'static str, help: &'static str) -> Key {
    Key { name, example, help }
}
