//! Pages of staff. They are rendered on the server; a patron's browser loads nothing of them.

<<<<<<< HEAD
pub mod mail;
=======
pub mod end_library;
pub mod libraries;
>>>>>>> main
pub mod patron;
pub mod patrons;
pub mod request;
pub mod requests;
<<<<<<< HEAD
pub mod template;
pub mod templates;
=======
pub mod roles;
pub mod settings;
>>>>>>> main
pub mod today;
