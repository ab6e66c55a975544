//! Paraph's ledger: the issuer's ordered record of revocations.
//!
//! A token of ours carries the lowest [`Lsn`] under which its inputs were read. A revocation gets the next `Lsn` when it is
//! committed. A [`View`] holds the revocations in memory and refuses a token when any of its scopes has an entry with a
//! higher `Lsn` than the token's own: order comes from these numbers and never from clocks.
//!
//! The crate does no I/O and reads no clock; whoever owns a view feeds it and passes the time in.

mod entry;
mod lsn;
mod view;

pub use entry::{Entry, Scope, UnknownScope};
pub use lsn::{InvalidLsn, Lsn};
pub use view::{TokenScopes, View};
