//! A line of the table: an endpoint, and what it answers.

use carrel_domain::{Permission, Role};
use http::Method;

/// What an endpoint does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Shows what was asked for.
    Shows,
    /// Sends on to an address that begins so.
    Sends(&'static str),
    /// Behaves as if there were no such thing.
    Hides,
    /// Says no, with this status.
    Refuses(u16),
}
pub use Answers::{Hides, Refuses, Sends, Shows};

/// A line of the table.
pub struct Rule {
    pub method: Method,
    /// As it stands in the source.
    pub route: &'static str,
    /// What is asked for: `EXPORT`, `REQUEST`, `PATRON`, `MAIL` stand for one's own or somebody else's, and so do
    /// `SESSION` and `GRANT` in a form.
    pub address: &'static str,
    pub form: &'static [(&'static str, &'static str)],
    pub nobody: Answers,
    pub own: Answers,
    /// With somebody else's thing; `None` where there is nothing to name.
    pub others: Option<Answers>,
    /// Permissions it takes, for pages of staff (an empty list: any role will do). Patrons find nothing there.
    pub needs: Option<&'static [Permission]>,
    /// Any one of them is enough.
    pub any: bool,
}

impl Rule {
    /// A page or form of staff's that takes these permissions.
    pub fn of_staff(self, needs: &'static [Permission]) -> Self {
        Self { needs: Some(needs), ..self }
    }

    /// A page or form of staff's that takes any of these permissions.
    pub fn of_staff_with_any(self, needs: &'static [Permission]) -> Self {
        Self { any: true, ..self.of_staff(needs) }
    }

    /// Whether it is about something that is a patron's, or a library's.
    pub fn names_something(&self) -> bool {
        let is_named = |part: &str| self.address.contains(part);
        [REQUEST, PATRON, MAIL].into_iter().any(is_named) || self.form.iter().any(|(_, value)| *value == GRANT)
    }

    /// What somebody in this role is answered.
    pub fn answers_to(&self, role: Role) -> Answers {
        match self.needs {
            None => self.own,
            Some(_) if role == Role::Patron => Hides,
            Some(needs) if self.any && needs.iter().any(|needed| role.permissions().contains(needed)) => self.own,
            Some(needs) if !self.any && needs.iter().all(|needed| role.permissions().contains(needed)) => self.own,
            Some(_) => Refuses(403),
        }
    }
}

/// A page.
pub const fn page(route: &'static str, address: &'static str, nobody: Answers, own: Answers) -> Rule {
    Rule { method: Method::GET, route, address, form: &[], nobody, own, others: None, needs: None, any: false }
}

/// A form.
pub const fn form(
    route: &'static str,
    form: &'static [(&'static str, &'static str)],
    nobody: Answers,
    own: Answers,
) -> Rule {
    Rule { method: Method::POST, route, address: route, form, nobody, own, others: None, needs: None, any: false }
}

pub const EXPORT: &str = "EXPORT";
pub const SESSION: &str = "SESSION";
pub const REQUEST: &str = "REQUEST";
pub const PATRON: &str = "PATRON";
pub const MAIL: &str = "MAIL";
pub const GRANT: &str = "GRANT";
/// Sign in first.
pub const SIGN_IN: Answers = Sends("/sign-in");
