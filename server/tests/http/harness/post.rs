//! A portal with a real mail server, and what arrives there.

use std::time::Duration;

use super::{Database, Options, Portal};
use crate::smtp_server::SmtpServer;

/// A portal that sends mails, and the mail server.
pub async fn with_mail(database: Database) -> (Portal, SmtpServer) {
    let server = SmtpServer::start().await;
    let settings = vec![("smtp_url", server.url()), ("mail_from", "Kirjasto <kirjasto@library.example>".to_owned())];
    (Portal::with(database, Options { settings, ..Options::default() }).await, server)
}

/// The mails an address got, first things first.
pub async fn mails_to(portal: &Portal, server: &SmtpServer, address: &str) -> Vec<String> {
    while portal.services.deliver_next_mail().await.unwrap() {}
    server.taken().iter().filter(|mail| mail.to.iter().any(|to| to == address)).map(|mail| mail.body()).collect()
}

/// The path of the link in a mail, which begins with the installation's own address.
pub fn link(mail: &str, path: &str) -> String {
    let line = mail.lines().find(|line| line.contains(path)).unwrap_or_else(|| panic!("no {path} in {mail}"));
    let rest = line.trim().strip_prefix("http://localhost:3000").unwrap_or_else(|| panic!("another host: {line}"));
    rest.to_owned()
}

impl Portal {
    /// Waits until the log has so many entries of an action: what is done in the background is done then.
    pub async fn logged(&self, action: &str, times: i64) {
        let sql = format!("SELECT COUNT(*) FROM audit_entry WHERE action = '{action}'");
        for _ in 0..1_000 {
            if self.number(&sql).await >= times {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{action} was not logged {times} times");
    }
}
