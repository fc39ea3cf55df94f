//! Where Koha's database is.

use std::{net::IpAddr, path::PathBuf};

use url::{Host, Url};

use crate::SourceError;

/// Where Koha's database is, and as whom to read it.
#[derive(Clone)]
pub struct Address {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) user: String,
    pub(super) database: String,
    pub(super) password: Option<String>,
    pub(super) socket: Option<String>,
    /// Whether what is sent must be encrypted.
    pub(super) needs_tls: bool,
    /// Whom the server's certificate may be from, besides those the world trusts.
    pub(super) authority: Option<PathBuf>,
}

impl Address {
    /// Reads `mysql://USER@HOST[:PORT]/DATABASE[?tls=none][&ca=FILE][&socket=FILE]`. Without `tls=none`, only this machine
    /// is spoken to without encryption.
    ///
    /// # Errors
    /// What is wrong with it. A password in it is an error: anybody on the machine sees the command line.
    pub fn parse(text: &str, password: Option<String>) -> Result<Self, SourceError> {
        let url = Url::parse(text).map_err(|_| SourceError::Address("cannot be read"))?;
        if !matches!(url.scheme(), "mysql" | "mariadb") {
            return Err(SourceError::Address("does not begin with mysql://"));
        }
        if url.password().is_some() {
            return Err(SourceError::Address(
                "holds a password, which everybody on this machine could see: put it into a file or the environment",
            ));
        }
        let decoded = |text: &str| percent_decoded(text).ok_or(SourceError::Address("is not UTF-8"));
        let user = decoded(url.username())?;
        if user.is_empty() {
            return Err(SourceError::Address("names no user"));
        }
        let database = decoded(url.path().trim_start_matches('/'))?;
        if database.is_empty() || database.contains('/') {
            return Err(SourceError::Address("names no database"));
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SourceError::Address("names no host"))?;
        let mut address = Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(3306),
            user,
            database,
            password,
            socket: None,
            needs_tls: !is_this_machine(host),
            authority: None,
        };
        for (name, value) in url.query_pairs() {
            match (name.as_ref(), value.as_ref()) {
                ("tls", "none") => address.needs_tls = false,
                ("tls", "required") => address.needs_tls = true,
                ("tls", _) => return Err(SourceError::Address("has a `tls` that is neither none nor required")),
                ("ca", file) => address.authority = Some(PathBuf::from(file)),
                ("socket", file) => address.socket = Some(file.to_owned()),
                _ => return Err(SourceError::Address("has an option that is none of tls, ca and socket")),
            }
        }
        Ok(address)
    }
}

fn is_this_machine(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Ok(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        _ => host == "localhost" || IpAddr::is_loopback(&host.parse().unwrap_or(IpAddr::from([0, 0, 0, 0]))),
    }
}

/// A part of an address with its `%41` as letters.
fn percent_decoded(text: &str) -> Option<String> {
    percent_encoding::percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_who_where_and_how() {
        let address = Address::parse("mysql://carrel%40x@db.example.org:3307/koha_lib?ca=/etc/ca.pem", None).unwrap();
        assert_eq!((address.user.as_str(), address.host.as_str(), address.port), ("carrel@x", "db.example.org", 3307));
        assert_eq!((address.database.as_str(), address.needs_tls), ("koha_lib", true));
        assert!(address.authority.is_some());
        assert!(!Address::parse("mysql://c@127.0.0.1/koha", None).unwrap().needs_tls);
        assert!(!Address::parse("mysql://c@[::1]/koha", None).unwrap().needs_tls);
        assert!(!Address::parse("mysql://c@localhost/koha?socket=/run/s", None).unwrap().needs_tls);
        assert!(!Address::parse("mysql://c@10.0.0.1/koha?tls=none", None).unwrap().needs_tls);
    }

    #[test]
    fn a_password_on_the_command_line_is_refused_and_not_repeated() {
        let error = Address::parse("mysql://c:geheim@localhost/koha", None).err().unwrap().to_string();
        assert!(error.contains("a file or the environment") && !error.contains("geheim"), "{error}");
    }

    #[test]
    fn what_is_missing_is_named() {
        for (text, expected) in [
            ("koha", "cannot be read"),
            ("postgres://c@localhost/koha", "does not begin"),
            ("mysql://localhost/koha", "no user"),
            ("mysql://c@localhost", "no database"),
            ("mysql://c@localhost/koha?ssl=1", "none of tls"),
        ] {
            let error = Address::parse(text, None).err().unwrap().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
