//! What the tests share: real databases, an app over them, its clients, and tokens of every kind.

pub(crate) mod answer;
pub(crate) mod app;
pub(crate) mod client;
pub(crate) mod database;
pub(crate) mod postgres;
pub(crate) mod store;
pub(crate) mod token;
