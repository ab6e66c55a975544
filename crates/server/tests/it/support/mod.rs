//! What the tests share.

pub(crate) mod answer;
pub(crate) mod app;
pub(crate) mod client;
pub(crate) mod faulty;
pub(crate) mod store;
pub(crate) mod token;
