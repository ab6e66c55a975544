//! Placeholder.
pub mod bearer;
pub mod cookie;
pub mod origin;
