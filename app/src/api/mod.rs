//! What pages and islands ask the server for: who asks → may they → one service call → answer.

pub mod exports;
