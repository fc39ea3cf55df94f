//! Pages: one file a screen.

pub mod errors;
pub mod patron;
pub mod staff;
