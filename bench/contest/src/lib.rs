//! What the two programs of the benchmarks share: the token's claims, what libraries are asked to do, and turns.

pub mod claims;
pub mod library;
pub mod linked;
pub mod remote;
pub mod slices;
pub mod timing;
pub mod worker;

use std::error::Error;

/// What a benchmark that could not run says.
pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;
