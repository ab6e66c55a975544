//! The admin API: what operators and commands do. Its guard proves the actor; the use case checks the role again, in the
//! transaction that changes something.

pub mod config;
pub mod keys;
pub mod openapi;
pub mod sessions;
pub mod shapes;
pub mod users;
