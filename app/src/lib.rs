//! Carrel's pages.
//!
//! Pages and components are rendered on the server only; what the browser wakes up are the [`islands`], which make a page
//! that works without them more comfortable. So a patron's phone gets little code, and no code of staff's pages.

// The types of views nest deep.
#![recursion_limit = "512"]

pub mod api;
pub mod islands;

#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod router;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod visit;
