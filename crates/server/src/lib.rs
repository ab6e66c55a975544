//! Paraph's server: everything behind the binary, as a library so that tests reach it.

pub mod http;
