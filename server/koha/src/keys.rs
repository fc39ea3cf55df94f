//! The keys of the table `[koha]` in the settings file.

/// One key: what `carrel settings` prints and `docs/OPERATIONS.md` repeats.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// An example, or what it is unless it is set.
    pub example: &'static str,
    /// What it does and what is allowed.
    pub help: &'static str,
}

const PATH: &str = "Path, beginning with /; {id} stands for the patron's number.";
const PLAIN_PATH: &str = "Path, beginning with /.";

/// Every key there is.
pub const KEYS: [Key; 31] = [
    key("address", "\"https://koha.example\"", "Where Koha's staff interface answers: https, without a path."),
    key("client_id", "\"carrel\"", "Key of an API client in Koha: OAuth 2 client credentials."),
    key(
        "client_secret_file",
        "\"/etc/carrel/koha.secret\"",
        "File with the client's secret; or the environment variable CARREL_KOHA_CLIENT_SECRET.",
    ),
    key("user", "\"carrel\"", "User name in Koha, for basic authentication instead."),
    key(
        "password_file",
        "\"/etc/carrel/koha.password\"",
        "File with that user's password; or the environment variable CARREL_KOHA_PASSWORD.",
    ),
    key("ca_file", "\"/etc/carrel/koha-ca.pem\"", "File with certificates (PEM) to trust besides the machine's own."),
    key("check_passwords", "true", "true or false: Koha says whether a card number and PIN belong together."),
    key(
        "local_passwords",
        "false",
        "true or false: while Koha cannot say so, the PIN that was imported last is good enough.",
    ),
    key("fresh_minutes", "10", "A patron's record is read anew after so many minutes: 1 to 1440."),
    key("page_milliseconds", "600", "How long a page waits for Koha before it shows what is known: 50 to 5000."),
    key("answer_seconds", "5", "How long Koha may take for one answer: 1 to 60."),
    key("refresh_seconds", "20", "How long reading one patron may take altogether, in the background: 1 to 300."),
    key("largest_answer_mb", "16", "Answers larger than this are not read: 1 to 256, in MiB."),
    key(
        "sync_minutes",
        "0",
        "What changed is read by itself every so many minutes: up to 1440; 0: only when somebody looks.",
    ),
    key("leavers", "\"leave\"", "What becomes of patrons who are no longer in Koha: leave, lock or stages."),
    key("most_leavers", "10", "How many of a hundred may be gone at once, or nothing is done about it: 0 to 100."),
    key("connections", "8", "How many questions may be on their way at once, for each node: 1 to 100."),
    key("page_size", "100", "Rows asked for at once: 1 to 1000."),
    key("token_path", "\"/api/v1/oauth/token\"", PLAIN_PATH),
    key("description_path", "\"/api/v1/\"", "Path of the interface's own description, beginning with /."),
    key("all_data_path", "\"/api/v1/patrons/alldata\"", PLAIN_PATH),
    key("logs_path", "\"/api/v1/logs\"", PLAIN_PATH),
    key("patrons_path", "\"/api/v1/patrons\"", PLAIN_PATH),
    key("checkouts_path", "\"/api/v1/patrons/{id}/checkouts\"", PATH),
    key("all_checkouts_path", "\"/api/v1/checkouts\"", PLAIN_PATH),
    key("holds_path", "\"/api/v1/patrons/{id}/holds\"", PATH),
    key("account_path", "\"/api/v1/patrons/{id}/account\"", PATH),
    key("attributes_path", "\"/api/v1/patrons/{id}/extended_attributes\"", PATH),
    key("suggestions_path", "\"/api/v1/suggestions\"", PLAIN_PATH),
    key("password_path", "\"/api/v1/auth/password/validation\"", PLAIN_PATH),
    key("site_path", "\"/api/v1/contrib/kohasuomi/patrons/{id}\"", PATH),
];

const fn key(name: &'static str, example: &'static str, help: &'static str) -> Key {
    Key { name, example, help }
}
