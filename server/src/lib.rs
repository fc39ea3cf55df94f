//! The Carrel server: configuration, router, middleware, plain HTTP routes, command line.

pub mod api;
pub mod cli;
pub mod config;
pub mod http;
pub mod koha_database;
pub mod koha_log;
pub mod registers;
pub mod routes;
