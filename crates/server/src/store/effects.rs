//! What a transaction writes at its end, all verbs together: ledger entries and audit rows.

use paraph_core::Millis;
use paraph_core::announce::{self, Revocation};
use paraph_core::audit;
use paraph_ledger::{Entry, Lsn};

use super::value::values;
use super::{Tx, TxError, Value, bulk};

/// Collected by the verbs of one transaction; a verb that is undone loses its own.
#[derive(Debug, Default)]
pub(super) struct Effects {
    pub(super) entries: Vec<Revocation>,
    pub(super) audit: Vec<(Millis, audit::Row)>,
}

/// Where a verb's effects begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) entries: usize,
    audit: usize,
}

impl Effects {
    pub(super) fn mark(&self) -> Mark {
        Mark {
            entries: self.entries.len(),
            audit: self.audit.len(),
        }
    }

    pub(super) fn reset(&mut self, mark: Mark) {
        self.entries.truncate(mark.entries);
        self.audit.truncate(mark.audit);
    }
}

impl Tx {
    /// Writes the collected effects. What it returns belongs into the view after COMMIT.
    pub(super) async fn write_effects(&mut self) -> Result<Vec<Entry>, TxError> {
        let effects = std::mem::take(&mut self.effects);
        let entries = if effects.entries.is_empty() {
            Vec::new()
        } else {
            self.append(effects.entries).await?
        };
        effects.audit.iter().for_each(|(_, row)| warn(row));
        let audit: Vec<_> = effects.audit.into_iter().map(audit_row).collect();
        bulk::insert(self, &bulk::AUDIT, audit).await?;
        Ok(entries)
    }

    /// Gives the entries their places and times; the head is held, so nobody comes between.
    async fn append(&mut self, revocations: Vec<Revocation>) -> Result<Vec<Entry>, TxError> {
        let mut lsn = self.head().await?.lsn;
        let mut entries = Vec::with_capacity(revocations.len());
        let at = self.now();
        for Revocation { scope, id } in revocations {
            lsn = lsn
                .next()
                .ok_or_else(|| TxError::Fault("the ledger's epoch is used up".into()))?;
            let until = 0;
            entries.push(Entry {
                lsn,
                scope,
                id,
                at,
                until,
            });
        }
        let until = announce::until(at, self.move_head(lsn).await?);
        for entry in &mut entries {
            entry.until = until;
        }
        let rows = entries.iter().map(entry_row).collect();
        bulk::insert(self, &bulk::ENTRIES, rows).await?;
        Ok(entries)
    }

    /// Answers the longest life: a verb of this very transaction may have raised it.
    async fn move_head(&mut self, lsn: Lsn) -> Result<Millis, TxError> {
        let sql =
            "UPDATE ledger_head SET lsn = $1 WHERE id = 1 AND lsn < $1 RETURNING longest_life";
        match self.row(sql, values![place(lsn)]).await? {
            Some(row) => row.cells().int(),
            None => Err(TxError::Fault("the ledger's head went back".into())),
        }
    }
}

/// What a person should look at soon stands in the log too; a commit that fails after it has its own line.
fn warn(row: &audit::Row) {
    if row.event.is_security() {
        let shown = |id: Option<String>| id.unwrap_or_else(|| "-".into());
        let (user, session) = (
            shown(row.subject.map(String::from)),
            shown(row.session.map(String::from)),
        );
        tracing::warn!(
            event = row.event.as_str(),
            actor = row.actor,
            user,
            session,
            "security"
        );
    }
}

/// An lsn as the database keeps it.
pub(super) fn place(lsn: Lsn) -> i64 {
    lsn.as_u64().cast_signed()
}

fn entry_row(entry: &Entry) -> Vec<Value> {
    vec![
        Value::Int(place(entry.lsn)),
        entry.scope.as_str().into(),
        entry.id.as_str().into(),
        entry.at.into(),
        entry.until.into(),
    ]
}

fn audit_row((at, row): (Millis, audit::Row)) -> Vec<Value> {
    let personal = row.personal.to_json();
    vec![
        Value::Text(row.id.to_string()),
        at.into(),
        row.event.as_str().into(),
        row.personal_hash(&personal).into(),
        row.actor.into(),
        row.subject.map(String::from).into(),
        row.session.map(String::from).into(),
        audit::hex(&row.salt).into(),
        personal.into(),
    ]
}
