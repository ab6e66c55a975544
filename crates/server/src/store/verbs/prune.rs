//! Keeping tables small: a bounded number of rows of each kind, found by indexes.

use paraph_core::Millis;
use paraph_core::commands::roots::{Prune, Pruned};

use super::records::day;
use crate::store::value::values;
use crate::store::{Kind, Tx, TxError, Value, Verb};

impl Verb for Prune {
    const KIND: Kind = Kind::Write;

    async fn apply(&self, tx: &mut Tx) -> Result<Pruned, TxError> {
        let now = tx.now();
        let limit = i64::from(self.limit);
        let logins = sessions(tx, self.sessions_before, limit).await?;
        Ok(Pruned {
            sessions: logins.len() as u64,
            logins: without_sessions(tx, logins).await?,
            entries: entries(tx, now, limit).await?,
            marks: marks(tx, now, limit).await?,
        })
    }
}

/// Deletes sessions that were over before, the longest over first, and answers their logins.
async fn sessions(tx: &mut Tx, before: Millis, limit: i64) -> Result<Vec<Value>, TxError> {
    let sql = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE lapse_day <= $1 \
               AND (ended < $2 OR idle_end < $2) ORDER BY lapse_day LIMIT $3) \
               RETURNING login_id";
    let rows = tx.rows(sql, values![day(before), before, limit]).await?;
    let login = |row: crate::store::Row| row.cells().text().map(Value::Text);
    rows.into_iter().map(login).collect()
}

/// Deletes those of the logins that have no session left.
async fn without_sessions(tx: &mut Tx, logins: Vec<Value>) -> Result<u64, TxError> {
    let sql = "DELETE FROM logins WHERE id = $1 \
               AND NOT EXISTS (SELECT 1 FROM sessions WHERE login_id = $1)";
    let mut deleted = 0;
    for login in logins {
        deleted += tx.execute(sql, &[login]).await?;
    }
    Ok(deleted)
}

async fn entries(tx: &mut Tx, now: Millis, limit: i64) -> Result<u64, TxError> {
    let sql = "DELETE FROM ledger_entries WHERE lsn IN (SELECT lsn FROM ledger_entries \
               WHERE until <= $1 ORDER BY until LIMIT $2)";
    tx.execute(sql, values![now, limit]).await
}

/// The floor rises to the last mark that goes: a clock stepped back revives none.
async fn marks(tx: &mut Tx, now: Millis, limit: i64) -> Result<u64, TxError> {
    let sql = "SELECT until FROM once_marks WHERE until <= $1 ORDER BY until LIMIT $2";
    let Some(last) = tx.rows(sql, values![now, limit]).await?.pop() else {
        return Ok(0);
    };
    let floor = last.cells().int()?;
    let raise = "UPDATE once_floor SET floor = $1 WHERE id = 1 AND floor < $1";
    tx.execute(raise, values![floor]).await?;
    // Marks that run out in the same millisecond as the last may go beyond the limit: the floor covers them as well.
    let sql = "DELETE FROM once_marks WHERE until <= $1";
    tx.execute(sql, values![floor]).await
}
