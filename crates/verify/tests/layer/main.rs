//! The layers and the extractor through real routers.

#![expect(clippy::unwrap_used, reason = "a broken helper must fail the test")]

mod answers;
mod anything;
mod bodies;
mod claims;
mod cookies;
mod costs;
mod guards;
mod house;
mod routes;
#[cfg(feature = "http")]
mod waiting;
