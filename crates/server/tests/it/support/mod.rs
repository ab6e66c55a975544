//! What tests stand on: databases, real ones.

pub(crate) mod database;
pub(crate) mod postgres;
