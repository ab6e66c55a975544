//! Paraph's server: the binary's parts, as a library so that its tests can reach them.

pub mod app;
pub mod cli;
pub mod config;
pub mod data;
pub mod http;
pub mod store;
