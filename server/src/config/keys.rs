//! The names of the settings.

/// One setting: what `carrel settings` prints and `docs/OPERATIONS.md` repeats.
pub struct Setting {
    /// Name in the file; in the environment it is `CARREL_` and the name in capitals.
    pub name: &'static str,
    /// What holds when it is not set.
    pub default: &'static str,
    /// What it does and what is allowed.
    pub help: &'static str,
}

/// Every setting there is.
pub const SETTINGS: [Setting; 26] = [
    Setting {
        name: "data_dir",
        default: "data",
        help: "Folder for the embedded database, the key file and prepared exports.",
    },
    Setting {
        name: "database_url",
        default: "sqlite:DATA_DIR/carrel.sqlite",
        help: "sqlite:PATH, or postgres://USER:PASSWORD@HOST/DATABASE for several nodes.",
    },
    Setting { name: "database_connections", default: "8", help: "Connections for reading, 1 to 200." },
    Setting { name: "listen", default: "127.0.0.1:3000", help: "Address and port to serve on." },
    Setting {
        name: "base_url",
        default: "http://LISTEN",
        help: "Address people use, http:// or https://, without a path. With https, cookies are marked secure.",
    },
    Setting {
        name: "trusted_proxies",
        default: "",
        help: "Addresses of reverse proxies, separated by commas. Only from them X-Forwarded-For is believed.",
    },
    Setting {
        name: "staff_networks",
        default: "",
        help: "Networks staff work from, separated by commas, such as 192.0.2.0/24. From elsewhere roles do not count. \
               Empty: everywhere.",
    },
    Setting {
        name: "secret_key_file",
        default: "DATA_DIR/secret.key",
        help: "File with 32 random bytes in base64 on each line; the first encrypts, all decrypt. Made if missing.",
    },
    Setting {
        name: "organization",
        default: "",
        help: "Short name of the organization to serve, if the database has several.",
    },
    Setting {
        name: "archive_url",
        default: "DATA_DIR/archive",
        help: "Where old entries of the log move to: a folder for one file a month, or, for several nodes, a PostgreSQL \
               database of its own, postgres://USER:PASSWORD@HOST/DATABASE. With a PostgreSQL database_url there is no \
               archive until this is set.",
    },
    Setting {
        name: "archive_after_days",
        default: "365",
        help: "Entries of the log move to the archive once they are so many days old, up to 36500; 0: never.",
    },
    Setting {
        name: "archive_keep_months",
        default: "0",
        help: "So many whole months are kept in the archive, up to 1200; older ones are deleted. 0: all.",
    },
    Setting {
        name: "immediate_rows",
        default: "2000",
        help: "Exports of up to so many rows are made at once, larger ones in the background; 0 to 100000.",
    },
    Setting {
        name: "smtp_url",
        default: "",
        help: "Mail server: smtps://USER@HOST, or smtp://USER@HOST (STARTTLS), or smtp://localhost?tls=none. Empty: no mails.",
    },
    Setting { name: "smtp_password_file", default: "", help: "File with the password of the mail server's user." },
    Setting {
        name: "mail_from",
        default: "",
        help: "Sender of mails, Name <address> or an address alone; mails that cannot be delivered come back to it.",
    },
    Setting {
        name: "mail_dir",
        default: "",
        help: "Folder to write mails into as files when there is no mail server. The demo library has DATA_DIR/mail.",
    },
    Setting {
        name: "bounce_mailbox_dir",
        default: "",
        help: "Maildir, or folder of files, where mails that came back are put for Carrel to read.",
    },
    Setting {
        name: "openid",
        default: "",
        help: "Identity providers that people may sign in with: in the file one [[openid]] table each, after all other \
               settings; in the environment the same as one TOML array.",
    },
    Setting {
        name: "register",
        default: "",
        help: "Registers that patrons come from, read once a day: in the file one [[register]] table each, after all other \
               settings, with file, mapping and at (such as \"04:00\"); in the environment the same as one TOML array.",
    },
    Setting {
        name: "koha",
        default: "",
        help: "The Koha that patrons' records are read from and changes are told to: in the file the table [koha], after \
               all other settings; in the environment the same as one TOML inline table.",
    },
    Setting {
        name: "koha_database",
        default: "",
        help: "Koha's database that what changed is read from again and again: in the file the table [koha_database], after \
               all other settings, with address, password_file and minutes; in the environment the same as one TOML inline \
               table.",
    },
    Setting {
        name: "remote_source",
        default: "",
        help: "Other services that hold something about patrons, such as interlibrary loans: in the file one \
               [[remote_source]] table each, after all other settings; in the environment the same as one TOML array.",
    },
    Setting { name: "site_dir", default: "target/site", help: "Folder with the browser's files." },
    Setting { name: "log", default: "info", help: "error, warn, info, debug or trace; or a tracing filter." },
    Setting { name: "log_format", default: "text", help: "text or json." },
];

/// The setting with this name.
pub(super) fn setting(name: &str) -> &'static Setting {
    SETTINGS.iter().find(|setting| setting.name == name).unwrap_or(&SETTINGS[0])
}
