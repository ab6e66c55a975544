//! Audit rows of what changes nothing else.

use paraph_core::commands::audit::Record;

use crate::store::{Kind, Tx, TxError, Verb};

impl Verb for Record {
    const KIND: Kind = Kind::Write;

    async fn apply(&self, tx: &mut Tx) -> Result<(), TxError> {
        tx.audit(self.row.clone());
        Ok(())
    }
}
