//! Parts of pages: accessible, reused, without page logic.

pub mod category_note;
pub mod consent_parts;
pub mod drawings;
pub mod form_again;
pub mod frame;
pub mod guardian_parts;
pub mod idle_warning;
pub mod library_system;
pub mod log_table;
pub mod message_grid;
pub mod new_password;
pub mod note_advice;
pub mod pages_nav;
pub mod passkey_form;
pub mod problem;
pub mod record_list;
pub mod recovery_codes;
pub mod request_parts;
pub mod row_table;
pub mod step_up;
pub mod text_area;
pub mod worded_table;
