//! Audit rows of what changes nothing else: a refused login, for one.

use super::outcomes;
use crate::audit::Row;

/// Writes one row.
#[derive(Clone, Debug)]
pub struct Record {
    /// The row.
    pub row: Row,
}

outcomes! {
    Record => ();
}
