//! Paraph's server: what the binary `paraph` is made of.

pub mod store;
