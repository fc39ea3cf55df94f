//! What else a library holds about people: restrictions, wishes, consents, preferences.

use serde_json::json;

use super::{
    calendar::{date, time},
    line::Line,
    names::BOOKS,
};

impl Line {
    /// Some holds, of any state.
    pub fn some_holds(&mut self, open: i64, ended: i64) {
        for _ in 0..open {
            let ago = self.random.between(0, 60);
            match self.random.between(0, 9) {
                0 | 1 => self.waiting_hold(ago + 4),
                2 => self.hold("holds", ago, Some("T"), &json!({"itemnumber": 4711})),
                3 => {
                    let until = date(self.calendar.day(ago + 5));
                    self.hold("holds", ago, None, &json!({"priority": 3, "suspend": 1, "suspend_until": until}));
                }
                other => self.hold("holds", ago, None, &json!({"priority": other})),
            }
        }
        for _ in 0..ended {
            let ago = self.random.between(70, 1_900);
            if self.random.percent(25) {
                let end = date(self.calendar.day(-ago + 20));
                self.hold("oldholds", ago, None, &json!({"cancellationdate": end}));
            } else {
                let end = date(self.calendar.day(-ago + 12));
                self.hold("oldholds", ago, Some("F"), &json!({"waitingdate": end}));
            }
        }
    }

    /// A hold on the shelf, with the notice that says so.
    pub fn waiting_hold(&mut self, ago: i64) {
        let (since, until) = (date(self.calendar.day(-2)), date(self.calendar.day(5)));
        self.hold(
            "holds",
            ago,
            Some("W"),
            &json!({"waitingdate": since, "expirationdate": until, "item_level_hold": 1}),
        );
        let subject =
            self.say("Varauksesi on noudettavissa", "Din reservation väntar på dig", "Your hold is ready for pickup");
        let at = self.calendar.open_hours(-2, &mut self.random);
        self.notice("HOLD", subject, subject, "sms", at, None);
    }

    /// A restriction on borrowing.
    pub fn restriction(&mut self, kind: &str, comment: &str, ago: i64, ends_in: Option<i64>) {
        let id = self.next_id();
        let at = self.calendar.open_hours(-ago, &mut self.random);
        let until = ends_in.map(|days| date(self.calendar.day(days)));
        self.push(
            "debarments",
            json!({
                "borrower_debarment_id": id, "borrowernumber": self.borrowernumber, "expiration": until, "type": kind,
                "comment": comment, "manager_id": 100_021, "created": time(at), "updated": null,
            }),
        );
        if ends_in.is_none_or(|days| days >= 0) {
            self.personal.insert(String::from("debarred"), json!(until.unwrap_or_else(|| String::from("9999-12-31"))));
            self.personal.insert(String::from("debarredcomment"), json!(comment));
        }
    }

    /// A message to the patron (`B`) or a note for staff (`L`).
    pub fn message(&mut self, kind: &str, text: &str, ago: i64) {
        let id = self.next_id();
        let at = self.calendar.open_hours(-ago, &mut self.random);
        self.push("messages", json!({
            "message_id": id, "borrowernumber": self.borrowernumber, "branchcode": self.library, "message_type": kind,
            "message": text, "message_date": time(at),
        }));
    }

    /// A purchase suggestion.
    pub fn suggestion(&mut self, status: &str, ago: i64, note: Option<&str>, reason: Option<&str>) {
        let id = self.next_id();
        let (title, author) = *self.random.pick(&BOOKS);
        let day = date(self.calendar.day(-ago));
        let year = self.random.between(1995, 2024);
        self.push(
            "suggestions",
            json!({
                "suggestionid": id, "suggestedby": self.borrowernumber, "suggesteddate": day, "STATUS": status,
                "author": author, "title": title, "copyrightdate": year, "note": note, "reason": reason,
            }),
        );
    }

    /// A loan from another library.
    pub fn interlibrary_loan(&mut self, section: &str, status: &str, lender: &str, due_in: Option<i64>) {
        let id = self.next_id();
        let (title, author) = *self.random.pick(&BOOKS);
        let due = due_in.map(|days| date(self.calendar.day(days)));
        self.push(section, json!({
            "illrequest_id": id, "title": title, "author": author, "status": status, "lender": lender, "duedate": due,
        }));
    }

    /// An extended attribute.
    pub fn attribute(&mut self, code: &str, value: &str) {
        let id = self.next_id();
        self.push(
            "borrower_attributes",
            json!({"id": id, "borrowernumber": self.borrowernumber, "code": code, "attribute": value}),
        );
    }

    /// A consent that was given, or refused.
    pub fn consent(&mut self, purpose: &str, ago: i64, is_given: bool) {
        let id = self.next_id();
        let at = time(self.calendar.open_hours(-ago, &mut self.random));
        let (given, refused) = if is_given { (Some(at), None) } else { (None, Some(at)) };
        self.push("patron_consent", json!({
            "id": id, "borrowernumber": self.borrowernumber, "type": purpose, "given_on": given, "refused_on": refused,
        }));
    }

    /// Which messages, how, how early.
    pub fn preferences(&mut self) {
        let with_sms = self.random.percent(40);
        let days = self.random.between(1, 5);
        for (event, days) in [
            ("Item_Due", None),
            ("Advance_Notice", Some(days)),
            ("Hold_Filled", None),
            ("Item_Check_in", None),
            ("Patron_Expiry", None),
        ] {
            let id = self.next_id();
            let ways = match event {
                "Hold_Filled" if with_sms => json!(["sms", "email"]),
                "Item_Check_in" => json!([]),
                _ => json!(["email"]),
            };
            self.push(
                "borrower_message_preferences",
                json!({
                    "borrower_message_preference_id": id, "borrowernumber": self.borrowernumber, "message_name": event,
                    "transports": ways, "days_in_advance": days, "wants_digest": i32::from(days.is_some()),
                }),
            );
        }
    }

    /// This patron looks after another one.
    pub fn guardian_of(&mut self, ward: i64, relationship: &str) {
        let id = self.next_id();
        self.push(
            "borrower_relationships",
            json!({
                "id": id, "guarantor_id": self.borrowernumber, "guarantee_id": ward, "relationship": relationship,
            }),
        );
    }
}
