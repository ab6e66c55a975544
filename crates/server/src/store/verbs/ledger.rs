//! The ledger's head and entries.

use paraph_core::commands::ledger::{Head, RaiseLife, ReadEntries, ReadHead};
use paraph_ledger::{Entry, Lsn};

use crate::store::effects::place;
use crate::store::value::values;
use crate::store::{Cells, Kind, Row, Tx, TxError, Verb};

impl Verb for ReadHead {
    const KIND: Kind = Kind::Read;

    async fn apply(&self, tx: &mut Tx) -> Result<Head, TxError> {
        tx.head().await
    }
}

impl Verb for ReadEntries {
    const KIND: Kind = Kind::Read;

    async fn apply(&self, tx: &mut Tx) -> Result<Vec<Entry>, TxError> {
        let sql = "SELECT lsn, scope, id, at, until FROM ledger_entries \
                   WHERE lsn > $1 ORDER BY lsn LIMIT $2";
        let rows = tx
            .rows(sql, values![place(self.after), i64::from(self.limit)])
            .await?;
        rows.into_iter().map(entry).collect()
    }
}

/// Under the head's lock: an entry of the same moment reckons with the new life or comes before its first use.
impl Verb for RaiseLife {
    const KIND: Kind = Kind::Announce;

    async fn apply(&self, tx: &mut Tx) -> Result<Head, TxError> {
        let head = tx.read_head().await?;
        if self.life <= head.longest_life {
            return Ok(head);
        }
        let sql = "UPDATE ledger_head SET longest_life = $1 WHERE id = 1 AND longest_life = $2";
        let values = values![self.life, head.longest_life];
        if tx.execute(sql, values).await? == 0 {
            return Err(TxError::Raced);
        }
        Ok(Head {
            longest_life: self.life,
            ..head
        })
    }
}

/// A head's columns: lsn and longest life.
pub(in crate::store) fn head(cells: &mut Cells) -> Result<Head, TxError> {
    Ok(Head {
        lsn: lsn(cells)?,
        longest_life: cells.int()?,
    })
}

fn lsn(cells: &mut Cells) -> Result<Lsn, TxError> {
    let lsn = cells.number::<u64>()?;
    Lsn::try_from(lsn).map_err(|error| TxError::Fault(error.to_string()))
}

fn entry(row: Row) -> Result<Entry, TxError> {
    let mut cells = row.cells();
    Ok(Entry {
        lsn: lsn(&mut cells)?,
        scope: cells.parsed()?,
        id: cells.text()?,
        at: cells.int()?,
        until: cells.int()?,
    })
}
