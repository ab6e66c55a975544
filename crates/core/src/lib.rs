//! Paraph's words and use cases: people, logins, sessions, refresh.
//!
//! The crate knows no HTTP, no SQL, no files and no environment. Use cases hang on one struct, [`Auth`]; each change to the
//! database is a value, a [`Command`], that a [`Store`] runs: the pure decision behind it stands beside the command here,
//! the SQL in the server's store.

pub mod announce;
pub mod audit;
mod b64;
pub mod clock;
pub mod commands;
pub mod email;
pub mod hasher;
pub mod id;
pub mod password;
pub mod rng;
pub mod seal;
pub mod secret;
pub mod session;
pub mod store;
pub mod token;
pub mod user;

pub use clock::{Clock, Millis};
pub use rng::Rng;
pub use store::{Command, Runs, Store, StoreError};

/// The product's name, in the one place where it stands.
pub const PRODUCT: &str = "paraph";
