//! Messages: what people are told about, by which way, how early, one by one or together.

/// What a message tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A loan is due today.
    Due,
    /// A loan is overdue.
    Overdue,
    /// A loan will be due, told so many days ahead.
    AdvanceNotice,
    /// A hold is ready.
    HoldReady,
    /// A hold still waits.
    HoldReminder,
    /// Something was returned.
    CheckIn,
    /// Something was lent.
    Checkout,
    /// A loan was renewed by itself.
    Renewal,
    /// A loan is asked back.
    Recall,
    /// What was asked back for somebody is ready.
    RecallReady,
    /// A loan from another library is ready.
    InterlibraryReady,
    /// The library card ends soon.
    CardExpiring,
}

impl Event {
    /// Every event, in the order people see them.
    pub const ALL: [Self; 12] = [
        Self::AdvanceNotice,
        Self::Due,
        Self::Overdue,
        Self::HoldReady,
        Self::HoldReminder,
        Self::Checkout,
        Self::CheckIn,
        Self::Renewal,
        Self::Recall,
        Self::RecallReady,
        Self::InterlibraryReady,
        Self::CardExpiring,
    ];

    /// Koha's name for it (`message_attributes`), which is ours too.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Due => "Item_Due",
            Self::Overdue => "Item_Overdue",
            Self::AdvanceNotice => "Advance_Notice",
            Self::HoldReady => "Hold_Filled",
            Self::HoldReminder => "Hold_Reminder",
            Self::CheckIn => "Item_Check_in",
            Self::Checkout => "Item_Checkout",
            Self::Renewal => "Auto_Renewals",
            Self::Recall => "Recall_Requested",
            Self::RecallReady => "Recall_Waiting",
            Self::InterlibraryReady => "Ill_ready",
            Self::CardExpiring => "Patron_Expiry",
        }
    }

    /// The event with this name, however the library system writes its letters.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name().eq_ignore_ascii_case(name))
    }

    /// Whether one chooses how many days ahead it comes.
    pub const fn takes_days(self) -> bool {
        matches!(self, Self::AdvanceNotice)
    }
}

/// By which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Mail to the registered address.
    Email,
    /// Text message.
    Sms,
    /// Letter on paper.
    Print,
    /// Phone call.
    Phone,
}

impl Channel {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Email, Self::Sms, Self::Print, Self::Phone];

    /// Koha's name for it (`message_transport_type`), which is ours too.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Print => "print",
            Self::Phone => "phone",
        }
    }

    /// The way with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name().eq_ignore_ascii_case(name.trim()))
    }
}

/// Days ahead that may be chosen.
pub const DAYS_AHEAD: std::ops::RangeInclusive<i64> = 0..=30;

/// What somebody wants to be told about one event.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Preference {
    /// Names of ways, those that Carrel does not know among them: what cannot be chosen here stays as it was.
    pub ways: Vec<String>,
    /// Days ahead, for what takes them.
    pub days: Option<i64>,
    /// Together in one message.
    pub is_digest: bool,
}

impl Preference {
    /// Reads a list of ways as it is stored.
    pub fn read(ways: Option<&str>, days: Option<i64>, is_digest: bool) -> Self {
        let ways = ways.unwrap_or_default().split(',').map(str::trim).filter(|way| !way.is_empty());
        Self { ways: ways.map(str::to_owned).collect(), days, is_digest }
    }

    /// The list of ways as it is stored; none if there is none.
    pub fn stored_ways(&self) -> Option<String> {
        (!self.ways.is_empty()).then(|| self.ways.join(", "))
    }

    /// Whether it goes by this way.
    pub fn goes_by(&self, channel: Channel) -> bool {
        self.ways.iter().any(|way| Channel::from_name(way) == Some(channel))
    }

    /// The same with other answers about what is `offered`; ways that are not offered stay.
    #[must_use]
    pub fn chosen(&self, offered: &[Channel], wanted: &[Channel], days: Option<i64>, is_digest: bool) -> Self {
        let is_offered = |way: &String| Channel::from_name(way).is_some_and(|channel| offered.contains(&channel));
        let kept = self.ways.iter().filter(|way| !is_offered(way)).cloned();
        let chosen = offered.iter().filter(|channel| wanted.contains(channel)).map(|channel| channel.name().to_owned());
        Self { ways: chosen.chain(kept).collect(), days, is_digest }
    }

    /// Whether two say the same, in whatever order their ways stand.
    pub fn is_same(&self, other: &Self) -> bool {
        let sorted = |preference: &Self| {
            let mut ways = preference.ways.clone();
            ways.sort();
            ways
        };
        sorted(self) == sorted(other) && self.days == other.days && self.is_digest == other.is_digest
    }

    /// In the log: `email, sms; 3; digest`.
    pub fn logged(&self) -> String {
        let mut text = self.stored_ways().unwrap_or_else(|| String::from("-"));
        if let Some(days) = self.days {
            text.push_str(&format!("; {days}"));
        }
        if self.is_digest {
            text.push_str("; digest");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_library_systems_write_them() {
        assert!(Event::ALL.into_iter().all(|event| Event::from_name(event.name()) == Some(event)));
        assert_eq!(Event::from_name("ITEM_DUE"), Some(Event::Due));
        assert_eq!(Channel::from_name(" SMS"), Some(Channel::Sms));
    }

    /// For every offer and every wish: what is offered is as wished, what is not stays as it was.
    #[test]
    fn choosing_changes_what_is_offered_and_nothing_else() {
        let subsets = || (0..16_u8).map(|bits| Channel::ALL.into_iter().filter(move |c| bits >> (*c as u8) & 1 == 1));
        for before in subsets() {
            let mut ways: Vec<String> = before.map(|channel| channel.name().to_owned()).collect();
            ways.push(String::from("push"));
            let before = Preference { ways, ..Preference::default() };
            for offered in subsets().map(Iterator::collect::<Vec<_>>) {
                for wanted in subsets().map(Iterator::collect::<Vec<_>>) {
                    let after = before.chosen(&offered, &wanted, None, false);
                    assert!(after.ways.contains(&String::from("push")), "unknown ways stay");
                    for channel in Channel::ALL {
                        let expected = if offered.contains(&channel) {
                            wanted.contains(&channel)
                        } else {
                            before.goes_by(channel)
                        };
                        assert_eq!(after.goes_by(channel), expected);
                    }
                    assert!(after.is_same(&after.chosen(&offered, &wanted, None, false)), "twice is once");
                }
            }
        }
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let preference = Preference::read(Some("sms, email"), Some(3), true);
        assert_eq!(Preference::read(preference.stored_ways().as_deref(), Some(3), true), preference);
        assert_eq!(Preference::default().stored_ways(), None);
        assert_eq!(preference.logged(), "sms, email; 3; digest");
    }
}
