//! Reports of mails that a mail server took and could not deliver (RFC 3464).
//!
//! What comes in here may be from anybody. It is believed only if it names the `Message-ID` of a mail of ours, which has 96
//! random bits and is known to whoever got or carried the mail.

use mail_parser::{MessageParser, MimeHeaders as _};

/// Larger reports are cut, in bytes: what matters stands before the returned text.
pub const LARGEST: usize = 1024 * 1024;
/// More parts, lines or ids than a report has are not looked at.
const MOST_PARTS: usize = 64;
const MOST_LINES: usize = 2_000;

/// What a mail server says became of a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// `Message-ID`s, without brackets, that may be the mail's.
    pub message_ids: Vec<String>,
    /// It has failed for good; otherwise it is late, or was delivered.
    pub has_failed: bool,
    /// Enhanced status code (RFC 3463): `5.1.1`.
    pub status: Option<String>,
}

impl Report {
    /// Whether it is the address that does not work, rather than this one mail: who (`x.1`), their mailbox (`x.2`) or the
    /// way there (`x.4`); also when nothing is said (`x.0`). What is wrong with the sender's own address is not among it.
    pub fn is_about_address(&self) -> bool {
        let Some(status) = &self.status else { return true };
        let mut parts = status.split('.').skip(1);
        match (parts.next(), parts.next()) {
            (Some("1"), Some("7" | "8")) => false,
            (Some("0" | "1" | "2" | "4"), _) => true,
            _ => false,
        }
    }
}

/// Reads a whole message; `None` if it is no report of a delivery.
pub fn read(message: &[u8]) -> Option<Report> {
    let message = MessageParser::new().parse(&message[..message.len().min(LARGEST)])?;
    let mut report = None;
    let mut message_ids = Vec::new();
    for part in message.parts.iter().take(MOST_PARTS) {
        let Some(kind) = part.content_type() else { continue };
        let subtype = kind.subtype().unwrap_or_default().to_ascii_lowercase();
        match (kind.ctype().to_ascii_lowercase().as_str(), subtype.as_str()) {
            ("message", "delivery-status" | "global-delivery-status") => {
                let found = read_status(part.contents());
                // One mail goes to one address: the first that failed is the one.
                let report: &mut Report = report.get_or_insert_default();
                if found.has_failed && !report.has_failed {
                    report.has_failed = true;
                    report.status = found.status;
                }
                message_ids.extend(found.message_ids);
            }
            ("message", "rfc822" | "global" | "rfc822-headers" | "global-headers") | ("text", "rfc822-headers") => {
                message_ids.extend(fields(part.contents(), true).filter_map(|(name, value)| {
                    name.eq_ignore_ascii_case("message-id").then(|| bare(&value)).flatten()
                }));
            }
            _ => {}
        }
    }
    let mut report: Report = report?;
    message_ids.sort();
    message_ids.dedup();
    report.message_ids = message_ids;
    Some(report)
}

/// The fields of a `message/delivery-status` part: groups of lines, the first about the message, then one a recipient.
fn read_status(content: &[u8]) -> Report {
    let mut report = Report::default();
    // Of the group that is being read.
    let mut status = None;
    for (name, value) in fields(content, false) {
        match name.to_ascii_lowercase().as_str() {
            "original-envelope-id" => report.message_ids.extend(bare(&value)),
            "final-recipient" => status = None,
            "status" => {
                status = value.split_whitespace().next().filter(|status| is_status(status)).map(str::to_owned);
                if report.has_failed && report.status.is_none() {
                    report.status.clone_from(&status);
                }
            }
            "action" if value.trim().eq_ignore_ascii_case("failed") && !report.has_failed => {
                report.has_failed = true;
                report.status.clone_from(&status);
            }
            _ => {}
        }
    }
    report
}

/// Name and value of each field, lines that belong together joined. Ends at the first empty line if `head_only`.
fn fields(content: &[u8], head_only: bool) -> impl Iterator<Item = (String, String)> {
    let text = String::from_utf8_lossy(content);
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines().take(MOST_LINES) {
        if line.trim().is_empty() {
            if head_only && !fields.is_empty() {
                break;
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push_str(line.trim_end());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    fields.into_iter()
}

/// An id without its brackets, if it may be one of ours.
fn bare(value: &str) -> Option<String> {
    let id = value.trim().trim_start_matches('<').trim_end_matches('>');
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>');
    (id.starts_with("carrel.") && id.len() <= 320 && id.chars().all(is_plain)).then(|| id.to_owned())
}

/// `digit.digits.digits` (RFC 3463 §2).
fn is_status(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let is_number = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && matches!(parts[0], "2" | "4" | "5") && parts.iter().all(|part| is_number(part))
}
