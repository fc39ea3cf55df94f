//! What patrons see.

pub mod anonymize;
pub mod category;
pub mod choices;
pub mod consents;
pub mod contact;
pub mod email;
pub mod export;
pub mod guardians;
mod history_chart;
pub mod identities;
pub mod kept_form;
pub mod link;
pub mod loan_history;
pub mod messages;
pub mod my_data;
pub mod my_request;
pub mod my_requests;
pub mod not_me;
pub mod openid;
pub mod passkeys;
pub mod password;
pub mod remote;
pub mod second_step;
pub mod security;
pub mod sign_in;
pub mod take_away;
pub mod two_step;
