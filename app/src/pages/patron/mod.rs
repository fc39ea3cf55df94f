//! What patrons see.

pub mod category;
pub mod export;
pub mod my_data;
pub mod security;
pub mod sign_in;
pub mod take_away;
