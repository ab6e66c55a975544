//! Each command's verb: how it is applied to a transaction.
//!
//! The order within one: the clock, then the head, then the person's row, then the session's. Statements that write name
//! what was read; where no row answers to that any more, another was faster and the verb starts anew.

mod actor;
mod audit;
mod change;
pub(super) mod ledger;
mod open;
mod password;
mod people;
mod prune;
mod records;
mod refresh;
mod roots;
mod session;
mod sweep;
