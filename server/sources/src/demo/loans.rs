//! Checkouts, holds, fees and notices that come of using a library.

use jiff::civil::DateTime;
use serde_json::{Value as Json, json};

use super::{
    LIBRARIES,
    calendar::{date, due, time},
    line::Line,
    names::BOOKS,
};

/// Days of a loan.
const LOAN: i64 = 28;

impl Line {
    /// Loans of the last `days` days that were returned, with the fees and notices that come of some of them.
    pub fn returned_loans(&mut self, count: usize, days: i64) {
        for _ in 0..count {
            let ago = self.random.between(LOAN + 12, days.max(LOAN + 13));
            let out = self.calendar.open_hours(-ago, &mut self.random);
            let renewals = if self.random.percent(25) { self.random.between(1, 3) } else { 0 };
            let due_at = due(out, LOAN * (renewals + 1));
            let is_late = self.random.percent(9) && ago > LOAN * (renewals + 1) + 20;
            let kept =
                if is_late { LOAN * (renewals + 1) + self.random.between(1, 18) } else { self.random.between(1, LOAN) };
            let back = self.calendar.open_hours((kept - ago).min(-1), &mut self.random);
            let issue_id = self.checkout("oldcheckouts", out, due_at, Some(back), renewals);
            if is_late {
                self.overdue_fee(issue_id, back);
            }
            if self.random.percent(30) {
                self.notice_of_due(due_at, out);
            }
        }
    }

    /// Loans that are out now; some of them too long.
    pub fn open_loans(&mut self, count: usize) {
        for _ in 0..count {
            let is_late = self.random.percent(8);
            let ago = if is_late { self.random.between(LOAN + 1, LOAN + 20) } else { self.random.between(0, LOAN - 1) };
            let out = self.calendar.open_hours(-ago, &mut self.random);
            self.checkout("checkouts", out, due(out, LOAN), None, 0);
        }
    }

    fn checkout(&mut self, section: &str, out: DateTime, due: DateTime, back: Option<DateTime>, renewals: i64) -> i64 {
        let id = self.next_id();
        let (title, author) = *self.random.pick(&BOOKS);
        let library = if self.random.percent(80) { self.library } else { self.random.pick(&LIBRARIES).0 };
        let renewed = (renewals > 0).then(|| time(out.saturating_add(jiff::Span::new().days(LOAN - 2))));
        self.push(section, json!({
            "issue_id": id, "borrowernumber": self.borrowernumber, "itemnumber": id % 97_001, "date_due": time(due),
            "branchcode": library, "returndate": back.map(time), "lastreneweddate": renewed,
            "renewals_count": renewals, "issuedate": time(out), "timestamp": time(back.unwrap_or(out)),
            "auto_renew": 0, "onsite_checkout": 0, "note": null, "title": title,
            "author": Some(author).filter(|author| !author.is_empty()), "barcode": format!("{:010}", id % 9_999_999_967),
        }));
        id
    }

    fn overdue_fee(&mut self, issue_id: i64, at: DateTime) {
        let amount = ["0.50", "1.20", "2.00", "4.00"][usize::try_from(issue_id % 4).unwrap_or(0)];
        let is_open = self.random.percent(12);
        let text = self.say("Myöhästymismaksu", "Förseningsavgift", "Overdue fee");
        self.fee(at, text, "OVERDUE", amount, if is_open { amount } else { "0.00" }, Some(issue_id));
        if !is_open {
            self.payment(at, amount);
        }
    }

    /// A fee.
    pub fn fee(&mut self, at: DateTime, text: &str, kind: &str, amount: &str, left: &str, issue_id: Option<i64>) {
        let id = self.next_id();
        let is_loan = issue_id.is_some();
        self.push(
            "accountlines",
            json!({
                "accountlines_id": id, "borrowernumber": self.borrowernumber, "itemnumber": null, "issue_id": issue_id,
                "date": time(at), "amount": format!("{amount}0000"), "description": text,
                "amountoutstanding": format!("{left}0000"), "credit_type_code": null, "debit_type_code": kind,
                "payment_type": null, "note": null, "manager_id": null,
                "status": is_loan.then_some("RETURNED"), "interface": if is_loan { "cron" } else { "intranet" },
                "branchcode": self.library, "timestamp": time(at),
            }),
        );
    }

    fn payment(&mut self, at: DateTime, amount: &str) {
        let id = self.next_id();
        let at = due(at, self.random.between(0, 2));
        let kind = *self.random.pick(&["CASH", "CARD", "SIP02", "MOBILE"]);
        self.push("accountlines", json!({
            "accountlines_id": id, "borrowernumber": self.borrowernumber, "itemnumber": null, "issue_id": null,
            "date": time(at), "amount": format!("-{amount}0000"), "description": "", "amountoutstanding": "0.000000",
            "credit_type_code": "PAYMENT", "debit_type_code": null, "payment_type": kind, "note": null,
            "manager_id": 100_021, "status": null, "interface": if kind == "SIP02" { "sip" } else { "intranet" },
            "branchcode": self.library, "timestamp": time(at),
        }));
    }

    fn notice_of_due(&mut self, due: DateTime, out: DateTime) {
        let before = due.saturating_sub(jiff::Span::new().days(3));
        if before < out || before > self.calendar.day(0) {
            return;
        }
        let subject = self.say("Lainasi erääntyvät pian", "Dina lån förfaller snart", "Your loans are due soon");
        let day = date(due);
        let name = self.name();
        let content = match self.lang {
            "fi-FI" => format!(
                "Hei {name},\n\nlainasi eräpäivä on {day}. Voit uusia sen verkkokirjastossa.\n\nTerveisin\nKoivukylän kirjastot"
            ),
            "sv-FI" => format!(
                "Hej {name},\n\nditt lån förfaller {day}. Du kan förnya det i webbiblioteket.\n\nVänliga hälsningar\nKoivukylän kirjastot"
            ),
            _ => format!(
                "Dear {name},\n\nyour loan is due on {day}. You can renew it in the online library.\n\nKind regards,\nKoivukylän kirjastot"
            ),
        };
        let has_failed = self.random.percent(6);
        self.notice("PREDUE", subject, &content, "email", before, has_failed.then_some("SENDMAIL"));
    }

    /// A notice; with the reason why it could not be sent, if it could not.
    pub fn notice(
        &mut self,
        letter: &str,
        subject: &str,
        content: &str,
        transport: &str,
        at: DateTime,
        failure: Option<&str>,
    ) {
        let id = self.next_id();
        let address = self.personal.get(if transport == "sms" { "smsalertnumber" } else { "email" }).cloned();
        self.push("notices", json!({
            "message_id": id, "borrowernumber": self.borrowernumber, "subject": subject, "content": content,
            "letter_code": letter, "message_transport_type": transport,
            "status": if failure.is_some() { "failed" } else { "sent" }, "time_queued": time(at), "updated_on": time(at),
            "to_address": address, "from_address": "kirjasto@koivukyla.example",
            "content_type": "text/plain; charset=\"UTF-8\"", "failure_code": failure,
        }));
    }

    /// A hold: `state` is Koha's code of an open one, or why it ended.
    pub fn hold(&mut self, section: &str, ago: i64, state: Option<&str>, details: &Json) {
        let id = self.next_id();
        let (title, author) = *self.random.pick(&BOOKS);
        let placed = self.calendar.open_hours(-ago, &mut self.random);
        let mut row = json!({
            "reserve_id": id, "borrowernumber": self.borrowernumber, "reservedate": date(placed),
            "biblionumber": id % 50_021, "branchcode": self.library, "cancellationdate": null,
            "cancellation_reason": null, "reservenotes": null, "priority": 0, "found": state,
            "timestamp": time(placed), "itemnumber": null, "waitingdate": null, "expirationdate": null,
            "lowestPriority": 0, "suspend": 0, "suspend_until": null, "itemtype": null, "item_level_hold": 0,
            "title": title, "author": Some(author).filter(|author| !author.is_empty()),
        });
        if let (Json::Object(row), Json::Object(details)) = (&mut row, details) {
            row.extend(details.clone());
        }
        self.push(section, row);
    }
}
