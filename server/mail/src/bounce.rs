//! Reports of mails that a mail server took and could not deliver (RFC 3464).
//!
//! What comes in here may be from anybody. It is believed only if it names the `Message-ID` of a mail of ours, which has 96
//! random bits and is known to whoever got or carried the mail.

use crate::mime::{Part, fields, head};

/// Larger reports are cut, in bytes: what matters stands before the returned text.
pub const LARGEST: usize = 1024 * 1024;

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
    let text = String::from_utf8_lossy(&message[..message.len().min(LARGEST)]);
    let whole = Part::new(&text);
    if whole.media_type() != "multipart/report" {
        return None;
    }
    let mut report: Option<Report> = None;
    let mut message_ids = Vec::new();
    for part in whole.parts() {
        match part.media_type().as_str() {
            "message/delivery-status" | "message/global-delivery-status" => {
                let found = read_status(&part.decoded());
                message_ids.extend(found.message_ids);
                // One mail goes to one address: the first that failed is the one.
                let report = report.get_or_insert_default();
                if found.has_failed && !report.has_failed {
                    report.has_failed = true;
                    report.status = found.status;
                }
            }
            "message/rfc822" | "message/global" | "message/global-headers" | "text/rfc822-headers" => {
                let own = head(&part.decoded()).filter(|field| field.name == "message-id");
                message_ids.extend(own.filter_map(|field| bare(&field.value)));
            }
            _ => {}
        }
    }
    let mut report = report?;
    message_ids.sort();
    message_ids.dedup();
    report.message_ids = message_ids;
    Some(report)
}

/// The fields of a `message/delivery-status` part: groups of lines, the first about the message, then one a recipient.
fn read_status(content: &str) -> Report {
    let mut report = Report::default();
    // Of the group that is being read.
    let mut status = None;
    for field in fields(content) {
        let value = field.value;
        match field.name.as_str() {
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
    parts.len() == 3 && matches!(parts[0], "2" | "4" | "5") && parts.iter().all(is_number)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn reports() {
        let second = std::time::Duration::from_secs(1);
        bolero::check!().with_test_time(second).for_each(|input: &[u8]| {
            let Some(report) = read(input) else { return };
            let longest = report.message_ids.iter().map(String::len).max().unwrap_or_default();
            assert!(longest <= input.len(), "what it names stands in it");
            assert!(report.status.is_none_or(|status| status.len() <= input.len()));
        });
    }
}
