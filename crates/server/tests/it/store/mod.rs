//! The store.

mod conformance;
mod postgres;
mod sqlite;
