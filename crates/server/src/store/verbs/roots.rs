//! What everything stands on: the issuer, the key check, the sealed keys.

use paraph_core::audit::Event;
use paraph_core::commands::roots::{
    AddSigningKey, KeyRows, LayRoots, Ping, Pong, ReadIssuer, ReadKeys, RefreshKeyRow, Roots,
    SigningKeyRow,
};

use crate::store::value::values;
use crate::store::{Kind, Row, Tx, TxError, Verb};

/// Two nodes that start together: the second waits at the row of the first and reads what it wrote.
impl Verb for LayRoots {
    const KIND: Kind = Kind::Write;

    async fn apply(&self, tx: &mut Tx) -> Result<Roots, TxError> {
        if let Some(roots) = read_roots(tx, false).await? {
            return Ok(roots);
        }
        let sql = "INSERT INTO settings (id, issuer, key_check) VALUES (1, $1, $2) \
                   ON CONFLICT (id) DO NOTHING";
        let values = values![self.issuer.as_str(), self.key_check.as_str()];
        let fresh = tx.execute(sql, values).await? == 1;
        if fresh {
            insert_refresh_key(tx, &self.refresh_key).await?;
        }
        read_roots(tx, fresh).await?.ok_or(TxError::Raced)
    }
}

impl Verb for ReadIssuer {
    const KIND: Kind = Kind::Read;

    async fn apply(&self, tx: &mut Tx) -> Result<Option<String>, TxError> {
        let roots = read_roots(tx, false).await?;
        Ok(roots.map(|roots| roots.issuer))
    }
}

async fn read_roots(tx: &mut Tx, fresh: bool) -> Result<Option<Roots>, TxError> {
    let sql = "SELECT issuer, key_check FROM settings WHERE id = 1";
    let Some(row) = tx.row(sql, &[]).await? else {
        return Ok(None);
    };
    let mut cells = row.cells();
    Ok(Some(Roots {
        issuer: cells.text()?,
        key_check: cells.text()?,
        fresh,
    }))
}

async fn insert_refresh_key(tx: &mut Tx, key: &RefreshKeyRow) -> Result<(), TxError> {
    let sql = "INSERT INTO refresh_keys (version, sealed, created) VALUES ($1, $2, $3)";
    let now = tx.now();
    let values = values![key.version, key.sealed.as_str(), now];
    tx.execute(sql, values).await.map(drop)
}

/// Under the ledger's head: of two nodes that find none, the second finds the first's.
impl Verb for AddSigningKey {
    const KIND: Kind = Kind::Announce;

    async fn apply(&self, tx: &mut Tx) -> Result<SigningKeyRow, TxError> {
        let sql = "SELECT kid, alg, public, sealed, created FROM signing_keys \
                   WHERE alg = $1 ORDER BY created, kid LIMIT 1";
        if let Some(row) = tx.row(sql, values![self.key.alg.as_str()]).await? {
            return signing_key(row);
        }
        let mut key = self.key.clone();
        key.created = tx.now();
        let sql = "INSERT INTO signing_keys (kid, alg, public, sealed, created) \
                   VALUES ($1, $2, $3, $4, $5)";
        let values = values![
            key.kid.as_str(),
            key.alg.as_str(),
            key.public.as_str(),
            key.sealed.as_str(),
            key.created,
        ];
        tx.execute(sql, values).await?;
        tx.audit(self.trail.row(Event::KeyCreated));
        Ok(key)
    }
}

fn signing_key(row: Row) -> Result<SigningKeyRow, TxError> {
    let mut cells = row.cells();
    Ok(SigningKeyRow {
        kid: cells.text()?,
        alg: cells.text()?,
        public: cells.text()?,
        sealed: cells.text()?,
        created: cells.int()?,
    })
}

impl Verb for ReadKeys {
    const KIND: Kind = Kind::Read;

    async fn apply(&self, tx: &mut Tx) -> Result<KeyRows, TxError> {
        let signing = "SELECT kid, alg, public, sealed, created FROM signing_keys \
                       ORDER BY created, kid";
        let signing = tx.rows(signing, &[]).await?;
        let refresh = "SELECT version, sealed FROM refresh_keys ORDER BY version";
        let refresh = tx.rows(refresh, &[]).await?;
        Ok(KeyRows {
            signing: signing
                .into_iter()
                .map(signing_key)
                .collect::<Result<_, _>>()?,
            refresh: refresh
                .into_iter()
                .map(refresh_key)
                .collect::<Result<_, _>>()?,
        })
    }
}

fn refresh_key(row: Row) -> Result<RefreshKeyRow, TxError> {
    let mut cells = row.cells();
    Ok(RefreshKeyRow {
        version: cells.number()?,
        sealed: cells.text()?,
    })
}

impl Verb for Ping {
    const KIND: Kind = Kind::Read;

    async fn apply(&self, tx: &mut Tx) -> Result<Pong, TxError> {
        tx.head().await?;
        let before = tx.now();
        let Some(theirs) = tx.database_clock().await? else {
            return Ok(Pong { skew: 0 });
        };
        // The answer was on its way for half of the time, give or take.
        let ours = before + (tx.now() - before) / 2;
        Ok(Pong {
            skew: theirs - ours,
        })
    }
}
