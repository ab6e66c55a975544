//! The commands: what may be asked of the database, each with its outcome and the pure decision between them.

pub mod audit;
pub mod ledger;
pub mod people;
pub mod roots;
pub mod session;

mod refresh;

pub use refresh::{Standing, Verdict, judge};

/// Declares commands' outcomes in one visible list.
macro_rules! outcomes {
    ($($command:ty => $outcome:ty;)*) => {$(
        impl crate::store::Command for $command {
            type Outcome = $outcome;
        }
    )*};
}
pub(crate) use outcomes;
