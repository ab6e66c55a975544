//! Many rows in one statement. Sizes are powers of two, the rest filled with rows that the statement skips, so that a
//! handful of prepared statements serves every count.

use std::sync::LazyLock;

use super::tx::Link;
use super::{Tx, TxError, Value};

/// The sizes of the statements, the smallest first.
const SIZES: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];

/// A table that is written in bulk: its first column is never 0 nor empty.
pub(super) struct Table {
    filler: fn() -> Vec<Value>,
    texts: LazyLock<[String; SIZES.len()]>,
}

pub(super) static ENTRIES: Table = Table {
    filler: || {
        let (none, zero) = (Value::from(""), Value::Int(0));
        vec![zero.clone(), none.clone(), none, zero.clone(), zero]
    },
    texts: LazyLock::new(|| {
        texts(
            "ledger_entries (lsn, scope, id, at, until)",
            &["BIGINT", "TEXT", "TEXT", "BIGINT", "BIGINT"],
            "column1 <> 0",
        )
    }),
};

pub(super) static AUDIT: Table = Table {
    filler: || {
        let mut row: Vec<Value> = vec!["".into(); 9];
        row[1] = Value::Int(0);
        row
    },
    texts: LazyLock::new(|| {
        texts(
            "audit (id, at, event, personal_hash, actor, subject, session, salt, personal)",
            &[
                "TEXT", "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT",
            ],
            "column1 <> ''",
        )
    }),
};

/// Inserts the rows, at most 64 to a statement.
pub(super) async fn insert(
    tx: &mut Tx,
    table: &'static Table,
    rows: Vec<Vec<Value>>,
) -> Result<(), TxError> {
    // SQLite has no round trips to save, and long statements bind slowly there.
    let most = match &tx.link {
        Link::Sqlite(_) => 1,
        Link::Postgres(_) => SIZES[SIZES.len() - 1],
    };
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let batch: Vec<_> = rows.by_ref().take(most).collect();
        let step = step(batch.len());
        let mut values: Vec<Value> = batch.into_iter().flatten().collect();
        let filler = (table.filler)();
        while values.len() < SIZES[step] * filler.len() {
            values.extend_from_slice(&filler);
        }
        tx.execute(&LazyLock::force(&table.texts)[step], &values)
            .await?;
    }
    Ok(())
}

fn step(rows: usize) -> usize {
    SIZES
        .iter()
        .position(|&size| size >= rows)
        .unwrap_or(SIZES.len() - 1)
}

fn texts(target: &str, types: &[&str], holds: &str) -> [String; SIZES.len()] {
    SIZES.map(|size| {
        let row = |row: usize| {
            let cells: Vec<_> = (types.iter().enumerate())
                .map(|(cell, kind)| format!("CAST(${} AS {kind})", row * types.len() + cell + 1))
                .collect();
            format!("({})", cells.join(", "))
        };
        let rows: Vec<_> = (0..size).map(row).collect();
        let columns: Vec<_> = (1..=types.len()).map(|n| format!("column{n}")).collect();
        format!(
            "INSERT INTO {target} SELECT {} FROM (VALUES {}) AS given WHERE {holds}",
            columns.join(", "),
            rows.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_has_a_statement_that_holds_it() {
        for rows in 1..=64 {
            assert!(SIZES[step(rows)] >= rows && SIZES[step(rows)] < 2 * rows);
        }
        assert_eq!(
            ENTRIES.texts[0],
            "INSERT INTO ledger_entries (lsn, scope, id, at, until) \
             SELECT column1, column2, column3, column4, column5 FROM (VALUES (CAST($1 AS BIGINT), \
             CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS BIGINT))) \
             AS given WHERE column1 <> 0"
        );
    }
}
