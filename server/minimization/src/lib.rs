//! Data minimization (GDPR Art. 5(1)(c)): finds in free text what a library should not keep there.
//!
//! [`special`] finds words that suggest special categories of personal data (Art. 9) or criminal matters (Art. 10), in six
//! languages. [`identity_number`] finds national personal identity numbers and masks them. Both only look: nothing is ever
//! refused because of them. No I/O, no clock; time is linear in the length of the text, whatever the text.

pub mod identity_number;
pub mod special;
