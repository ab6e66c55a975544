//! The integration tests, in one binary: through the real router, on a real database, with a clock that is moved by hand.

mod http;
mod support;
