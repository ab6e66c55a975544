//! The integration tests, in one binary: through the real router, on real databases, with a clock that is moved by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cli;
mod e2e;
mod http;
mod refresh;
mod store;
mod support;
