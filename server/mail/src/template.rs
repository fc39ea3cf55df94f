//! Which mails there are, and what each may say about whom.

use carrel_domain::Language;
use carrel_texts::{Key, Texts};

/// Something a mail fills in: written `<<name>>`, as library systems write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Placeholder {
    /// The one-time link to one's data.
    MyDataUrl,
    /// First name of whoever gets the mail.
    Firstname,
    /// Surname of whoever gets the mail.
    Surname,
    /// Their library, or the organization.
    Library,
    /// Until when the link works.
    Expires,
    /// What was asked for: access, erasure, …
    Request,
    /// When it was received.
    Received,
    /// When an answer is due.
    Due,
    /// Why it takes longer.
    Reason,
    /// What came of it.
    Outcome,
    /// Days until an answer is due.
    DaysLeft,
    /// Where to see the request, for whoever may.
    RequestUrl,
    /// What happened to the account.
    Event,
    /// When.
    Time,
    /// “This wasn't me.”
    NotMeUrl,
    /// The one-time link to a new password.
    RecoveryUrl,
    /// The one-time link that confirms an address.
    ConfirmUrl,
    /// How many entries something was done with.
    Rows,
    /// Where to call off mails of news.
    UnsubscribeUrl,
    /// When the membership ended.
    Ended,
    /// From when one cannot sign in.
    LockedOn,
}

impl Placeholder {
    /// Every placeholder.
    pub const ALL: [Self; 21] = [
        Self::MyDataUrl,
        Self::Firstname,
        Self::Surname,
        Self::Library,
        Self::Expires,
        Self::Request,
        Self::Received,
        Self::Due,
        Self::Reason,
        Self::Outcome,
        Self::DaysLeft,
        Self::RequestUrl,
        Self::Event,
        Self::Time,
        Self::NotMeUrl,
        Self::RecoveryUrl,
        Self::ConfirmUrl,
        Self::Rows,
        Self::UnsubscribeUrl,
        Self::Ended,
        Self::LockedOn,
    ];

    /// The name between `<<` and `>>`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MyDataUrl => "mydataurl",
            Self::Firstname => "patron.firstname",
            Self::Surname => "patron.surname",
            Self::Library => "library",
            Self::Expires => "expires",
            Self::Request => "request",
            Self::Received => "received",
            Self::Due => "due",
            Self::Reason => "reason",
            Self::Outcome => "outcome",
            Self::DaysLeft => "daysleft",
            Self::RequestUrl => "requesturl",
            Self::Event => "event",
            Self::Time => "time",
            Self::NotMeUrl => "notmeurl",
            Self::RecoveryUrl => "recoveryurl",
            Self::ConfirmUrl => "confirmurl",
            Self::Rows => "rows",
            Self::UnsubscribeUrl => "unsubscribeurl",
            Self::Ended => "ended",
            Self::LockedOn => "lockedon",
        }
    }

    /// The placeholder with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|placeholder| placeholder.name() == name)
    }

    /// What it stands for, for staff.
    pub fn explained(self, language: Language) -> &'static str {
        let id = format!("placeholder-{}", self.name().replace('.', "-"));
        Key::find(&id).map_or("", |key| Texts::of(language).say(key))
    }

    /// Whether it is an address, which is never cut or masked.
    pub const fn is_address(self) -> bool {
        matches!(
            self,
            Self::MyDataUrl
                | Self::RequestUrl
                | Self::NotMeUrl
                | Self::RecoveryUrl
                | Self::ConfirmUrl
                | Self::UnsubscribeUrl
        )
    }

    /// What stands in a preview: invented.
    pub fn invented(self, language: Language) -> &'static str {
        let id = format!("placeholder-{}-invented", self.name().replace('.', "-"));
        Key::find(&id).map_or("", |key| Texts::of(language).say(key))
    }
}

/// A mail that Carrel sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Template {
    /// The one-time link to one's data.
    PatronData,
    /// A request was received.
    RequestReceived,
    /// A request takes longer (GDPR Art. 12(3)).
    RequestExtended,
    /// A request is answered.
    RequestClosed,
    /// To staff: a request of theirs is due soon.
    RequestReminder,
    /// Something happened to the account.
    SecurityNotice,
    /// The one-time link to a new password. Names nobody: several accounts may share an address.
    Recovery,
    /// To an address that somebody calls theirs: the link that confirms it.
    EmailConfirm,
    /// To the owner of an address that somebody else wanted to have.
    EmailTaken,
    /// A patron's loan history was anonymized, as they asked.
    HistoryAnonymized,
    /// News of the library, to whoever agreed to get it.
    LibraryNews,
    /// The membership ended long ago: what is going to happen, and how to stop it.
    MembershipEnded,
    /// To staff: this is how mails arrive.
    Test,
}

impl Template {
    /// Every mail.
    pub const ALL: [Self; 13] = [
        Self::PatronData,
        Self::RequestReceived,
        Self::RequestExtended,
        Self::RequestClosed,
        Self::RequestReminder,
        Self::SecurityNotice,
        Self::Recovery,
        Self::EmailConfirm,
        Self::EmailTaken,
        Self::HistoryAnonymized,
        Self::LibraryNews,
        Self::MembershipEnded,
        Self::Test,
    ];

    /// The code in the database and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PatronData => "PATRON_DATA",
            Self::RequestReceived => "REQUEST_RECEIVED",
            Self::RequestExtended => "REQUEST_EXTENDED",
            Self::RequestClosed => "REQUEST_CLOSED",
            Self::RequestReminder => "REQUEST_REMINDER",
            Self::SecurityNotice => "SECURITY_NOTICE",
            Self::Recovery => "RECOVERY",
            Self::EmailConfirm => "EMAIL_CONFIRM",
            Self::EmailTaken => "EMAIL_TAKEN",
            Self::HistoryAnonymized => "HISTORY_ANONYMIZED",
            Self::LibraryNews => "LIBRARY_NEWS",
            Self::MembershipEnded => "MEMBERSHIP_ENDED",
            Self::Test => "TEST",
        }
    }

    /// The mail with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.code() == code)
    }

    /// What it must say: without it the mail has no use.
    pub const fn required(self) -> &'static [Placeholder] {
        match self {
            Self::PatronData => &[Placeholder::MyDataUrl],
            Self::RequestReceived => &[Placeholder::Due],
            Self::RequestExtended => &[Placeholder::Reason, Placeholder::Due],
            Self::RequestClosed => &[Placeholder::Outcome],
            Self::RequestReminder => &[Placeholder::RequestUrl],
            Self::SecurityNotice => &[Placeholder::Event, Placeholder::NotMeUrl],
            Self::Recovery => &[Placeholder::RecoveryUrl],
            Self::EmailConfirm => &[Placeholder::ConfirmUrl],
            Self::HistoryAnonymized => &[Placeholder::Rows],
            Self::LibraryNews => &[Placeholder::UnsubscribeUrl],
            Self::MembershipEnded => &[Placeholder::LockedOn],
            Self::EmailTaken | Self::Test => &[],
        }
    }

    /// Whether it is direct mailing: it goes to those only who agreed, and says how to call it off (RFC 8058).
    pub const fn is_direct_mailing(self) -> bool {
        matches!(self, Self::LibraryNews)
    }

    /// What it may say; the required ones are among them.
    pub const fn allowed(self) -> &'static [Placeholder] {
        use Placeholder::{
            ConfirmUrl, DaysLeft, Due, Ended, Event, Expires, Firstname, Library, LockedOn, MyDataUrl, NotMeUrl,
            Outcome, Reason, Received, RecoveryUrl, Request, RequestUrl, Rows, Surname, Time, UnsubscribeUrl,
        };
        match self {
            Self::PatronData => &[MyDataUrl, Expires, Firstname, Surname, Library],
            Self::RequestReceived => &[Due, Request, Received, Firstname, Surname, Library],
            Self::RequestExtended => &[Reason, Due, Request, Received, Firstname, Surname, Library],
            Self::RequestClosed => &[Outcome, Request, Received, Firstname, Surname, Library],
            Self::RequestReminder => &[RequestUrl, Request, Due, DaysLeft, Firstname, Surname, Library],
            Self::SecurityNotice => &[Event, NotMeUrl, Time, Firstname, Surname, Library],
            Self::Recovery => &[RecoveryUrl, Expires, Library],
            Self::EmailConfirm => &[ConfirmUrl, Expires, Library],
            Self::EmailTaken => &[Library],
            Self::HistoryAnonymized => &[Rows, Time, Firstname, Surname, Library],
            Self::LibraryNews => &[UnsubscribeUrl, Firstname, Surname, Library],
            Self::MembershipEnded => &[LockedOn, Ended, Firstname, Surname, Library],
            Self::Test => &[Firstname, Surname, Library],
        }
    }

    /// What it is called, for staff.
    pub fn name(self, language: Language) -> &'static str {
        self.text("name", language)
    }

    /// The words it has where the organization has none of its own.
    pub fn default_words(self, language: Language) -> Words {
        Words { subject: self.text("subject", language).to_owned(), body: self.text("body", language).to_owned() }
    }

    fn text(self, part: &str, language: Language) -> &'static str {
        let code = self.code().to_lowercase().replace('_', "-");
        Key::find(&format!("mail-{code}-{part}")).map_or("", |key| Texts::of(language).say(key))
    }
}

/// Subject and text of a mail, with placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Subject, one line.
    pub subject: String,
    /// Text.
    pub body: String,
}
