//! Contact data that patrons may correct themselves, as far as their library lets them (requirement P6).

/// Something that may be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContactField {
    /// The name one wants to be called by.
    PreferredName,
    /// House number, where the source has it on its own.
    StreetNumber,
    /// Street and number.
    Address,
    /// Second line of the address.
    Address2,
    /// Postcode.
    Postcode,
    /// Place.
    City,
    /// Country.
    Country,
    /// Phone.
    Phone,
    /// Mobile phone.
    Mobile,
    /// Number for text messages.
    SmsNumber,
}

impl ContactField {
    /// Every one, in the order people see them.
    pub const ALL: [Self; 10] = [
        Self::PreferredName,
        Self::StreetNumber,
        Self::Address,
        Self::Address2,
        Self::Postcode,
        Self::City,
        Self::Country,
        Self::Phone,
        Self::Mobile,
        Self::SmsNumber,
    ];

    /// What a library lets patrons correct as it comes; an address is something that libraries like to check.
    pub const USUAL: [Self; 4] = [Self::PreferredName, Self::Phone, Self::Mobile, Self::SmsNumber];

    /// The source's name for it, which is ours in forms and the database too.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PreferredName => "preferred_name",
            Self::StreetNumber => "streetnumber",
            Self::Address => "address",
            Self::Address2 => "address2",
            Self::Postcode => "zipcode",
            Self::City => "city",
            Self::Country => "country",
            Self::Phone => "phone",
            Self::Mobile => "mobile",
            Self::SmsNumber => "smsalertnumber",
        }
    }

    /// The field with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// What a browser may fill in by itself (WCAG 1.3.5).
    pub const fn autocomplete(self) -> &'static str {
        match self {
            Self::PreferredName => "nickname",
            Self::StreetNumber => "off",
            Self::Address => "address-line1",
            Self::Address2 => "address-line2",
            Self::Postcode => "postal-code",
            Self::City => "address-level2",
            Self::Country => "country-name",
            Self::Phone | Self::Mobile | Self::SmsNumber => "tel",
        }
    }

    /// Whether it is a phone number.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Phone | Self::Mobile | Self::SmsNumber)
    }

    /// What was typed, without the white space around it; `None` if it cannot be this field's. Empty is “none”.
    pub fn read(self, typed: &str) -> Option<String> {
        let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return Some(text);
        }
        let is_right = if self.is_number() {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let rest = text.strip_prefix('+').unwrap_or(&text);
            text.len() <= 30
                && (4..=15).contains(&digits)
                && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')'))
        } else {
            text.chars().count() <= 100 && !text.chars().any(char::is_control)
        };
        is_right.then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sections::{CONTACT, IDENTITY};

    #[test]
    fn every_field_is_a_column_of_the_record() {
        for field in ContactField::ALL {
            let is_there = CONTACT.columns.iter().chain(IDENTITY.columns).any(|column| column.source == field.name());
            assert!(is_there, "{}", field.name());
            assert_eq!(ContactField::from_name(field.name()), Some(field));
        }
    }

    #[test]
    fn numbers_are_numbers_and_texts_are_short() {
        for good in ["+358 40 555 0199", "040-5550199", "(09) 1234", ""] {
            assert!(ContactField::Phone.read(good).is_some(), "{good}");
        }
        for bad in [
            "call me",
            "12",
            "+358+40",
            "1234567890123456",
            "1234------------------------------",
            "040;5550199",
            "٠٤٠٥٥٥",
        ] {
            assert_eq!(ContactField::Phone.read(bad), None, "{bad}");
        }
        assert_eq!(ContactField::Address.read("  Kaivospolku   7 "), Some(String::from("Kaivospolku 7")));
        assert_eq!(ContactField::Address.read(&"a".repeat(101)), None);
        assert_eq!(ContactField::City.read("a\u{0}b"), None);
    }
}
