//! What a library decides for itself, as its staff set it.

use std::collections::HashMap;

use carrel_domain::{Role, Timestamp};

use crate::{
    factors::{GRACE_DAYS, RequiredFactor},
    password_policy,
};

/// Whether patrons see their data by themselves (requirement M8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum MyDataDisplay {
    /// Whenever they sign in.
    #[default]
    Always,
    /// Only after staff sent them a link, in its window.
    Link,
    /// Not at all: staff print it.
    Off,
}

impl MyDataDisplay {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Always, Self::Link, Self::Off];

    /// Name in the database, forms and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Link => "link",
            Self::Off => "off",
        }
    }

    /// The choice with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// Days until a patron who said “later” is asked for an address again.
pub const PROMPT_DAYS: std::ops::RangeInclusive<i64> = 1..=365;

/// Days a link may be good for.
pub const LINK_DAYS: std::ops::RangeInclusive<i64> = 1..=30;

/// The settings in force; what is not set, or set to what this Carrel does not know, is as it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibrarySettings {
    /// `my_data_display`.
    pub my_data_display: MyDataDisplay,
    /// `link_days`: so many days a link for a patron's data is good for.
    pub link_days: i64,
    /// `sign_in_is_identity_check`: a request that a patron files while signed in strongly needs no other check.
    pub sign_in_is_identity_check: bool,
    /// `log_shows_staff_names`: patrons see by name who looked at their data.
    pub log_shows_staff_names: bool,
    /// `roles_allowed`: the roles that may be granted. Administrator is always among them: nobody locks the library out.
    pub roles_allowed: Vec<Role>,
    /// `staff_second_factor_days`: the days that staff have to add a second factor, or `off`; and
    /// `staff_second_factor_from`, since when it is required.
    pub staff_factor: RequiredFactor,
    /// `password_length`: a password chosen here has at least so many characters.
    pub password_length: i64,
    /// `patrons_update_email`: patrons may change their mail address.
    pub patrons_update_email: bool,
    /// `email_prompt`: patrons without a confirmed address are asked for one.
    pub email_prompt: bool,
    /// `email_prompt_days`: whoever said “later” is asked again after so many days.
    pub email_prompt_days: i64,
}

/// What `staff_second_factor_days` has for a library that requires none.
pub const NOT_REQUIRED: &str = "off";

impl Default for LibrarySettings {
    fn default() -> Self {
        Self {
            my_data_display: MyDataDisplay::default(),
            link_days: 7,
            sign_in_is_identity_check: false,
            log_shows_staff_names: false,
            roles_allowed: Role::ALL.into_iter().filter(|role| role.is_staff()).collect(),
            staff_factor: RequiredFactor { days: Some(14), since: None },
            password_length: password_policy::ALONE,
            patrons_update_email: true,
            email_prompt: false,
            email_prompt_days: 30,
        }
    }
}

impl LibrarySettings {
    /// Reads what is set.
    pub fn read(stored: &HashMap<String, String>) -> Self {
        let usual = Self::default();
        let is_on = |name: &str, usual: bool| stored.get(name).map_or(usual, |value| value == "1");
        let number = |name: &str, range: std::ops::RangeInclusive<i64>, usual: i64| {
            let stored = stored.get(name).and_then(|value| value.parse().ok());
            stored.filter(|number| range.contains(number)).unwrap_or(usual)
        };
        Self {
            my_data_display: stored
                .get("my_data_display")
                .and_then(|name| MyDataDisplay::from_name(name))
                .unwrap_or(usual.my_data_display),
            link_days: number("link_days", LINK_DAYS, usual.link_days),
            sign_in_is_identity_check: is_on("sign_in_is_identity_check", usual.sign_in_is_identity_check),
            log_shows_staff_names: is_on("log_shows_staff_names", usual.log_shows_staff_names),
            roles_allowed: stored.get("roles_allowed").map_or(usual.roles_allowed, |names| roles_named(names)),
            staff_factor: RequiredFactor {
                days: match stored.get("staff_second_factor_days").map(String::as_str) {
                    Some(NOT_REQUIRED) => None,
                    Some(days) => {
                        days.parse().ok().filter(|days| GRACE_DAYS.contains(days)).or(usual.staff_factor.days)
                    }
                    None => usual.staff_factor.days,
                },
                since: stored.get("staff_second_factor_from").and_then(|at| at.parse().ok()).map(Timestamp),
            },
            password_length: number("password_length", password_policy::LENGTHS, usual.password_length),
            patrons_update_email: is_on("patrons_update_email", usual.patrons_update_email),
            email_prompt: is_on("email_prompt", usual.email_prompt),
            email_prompt_days: number("email_prompt_days", PROMPT_DAYS, usual.email_prompt_days),
        }
    }

    /// Name and value of each, as they are stored.
    pub fn stored(&self) -> [(&'static str, String); 10] {
        let flag = |is_on: bool| String::from(if is_on { "1" } else { "0" });
        let roles: Vec<&str> = self.roles_allowed.iter().map(|role| role.name()).collect();
        [
            ("my_data_display", self.my_data_display.name().to_owned()),
            ("link_days", self.link_days.to_string()),
            ("sign_in_is_identity_check", flag(self.sign_in_is_identity_check)),
            ("log_shows_staff_names", flag(self.log_shows_staff_names)),
            ("roles_allowed", roles.join(",")),
            (
                "staff_second_factor_days",
                self.staff_factor.days.map_or_else(|| NOT_REQUIRED.to_owned(), |days| days.to_string()),
            ),
            ("password_length", self.password_length.to_string()),
            ("patrons_update_email", flag(self.patrons_update_email)),
            ("email_prompt", flag(self.email_prompt)),
            ("email_prompt_days", self.email_prompt_days.to_string()),
        ]
    }
}

/// Staff's roles in a list of names, in their own order; administrator in any case.
fn roles_named(names: &str) -> Vec<Role> {
    let is_named = |role: Role| names.split(',').any(|name| name.trim() == role.name());
    Role::ALL.into_iter().filter(|role| role.is_staff() && (*role == Role::Administrator || is_named(*role))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_or_not_known_is_as_it_comes() {
        let stored = [("my_data_display", "sometimes"), ("link_days", "99"), ("log_shows_staff_names", "1")];
        let stored = stored.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let settings = LibrarySettings::read(&stored);
        assert_eq!(settings, LibrarySettings { log_shows_staff_names: true, ..LibrarySettings::default() });
    }

    #[test]
    fn what_is_stored_is_read_again_as_it_was() {
        let settings = LibrarySettings {
            my_data_display: MyDataDisplay::Link,
            link_days: 30,
            sign_in_is_identity_check: true,
            log_shows_staff_names: true,
            roles_allowed: vec![Role::Desk, Role::Administrator],
            staff_factor: RequiredFactor { days: None, since: None },
            password_length: 12,
            patrons_update_email: false,
            email_prompt: true,
            email_prompt_days: 7,
        };
        let stored = settings.stored().map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        assert_eq!(LibrarySettings::read(&stored), settings);
    }

    #[test]
    fn administrators_are_allowed_whatever_is_set() {
        assert_eq!(roles_named("auditor, desk,patron,king"), [Role::Desk, Role::Auditor, Role::Administrator]);
        assert_eq!(roles_named(""), [Role::Administrator]);
    }
}
