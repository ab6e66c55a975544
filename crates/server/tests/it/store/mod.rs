//! The store.

mod conformance;
