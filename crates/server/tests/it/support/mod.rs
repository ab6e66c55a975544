//! What the tests share.

pub(crate) mod answer;
pub(crate) mod app;
pub(crate) mod client;
pub(crate) mod database;
pub(crate) mod faulty;
pub(crate) mod postgres;
pub(crate) mod store;
pub(crate) mod token;
