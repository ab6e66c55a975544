//! Opening a session. The person's row is touched first: a login that began under an older version finds none and is
//! stale, one that is faster than a sweep is seen by it.

use paraph_core::Millis;
use paraph_core::audit::Event;
use paraph_core::commands::session::{Grant, Open, OpenSession};
use paraph_core::id::SessionId;
use paraph_core::session::Session;
use paraph_core::user::{PasswordHash, User};

use super::records::{day, json, user, user_columns};
use super::session::end;
use crate::store::value::values;
use crate::store::{Kind, Tx, TxError, Verb};

/// How many sessions one login ends at most, where the bound was lowered; the next login ends more.
const EVICTED_AT_ONCE: i64 = 100;

impl Verb for OpenSession {
    const KIND: Kind = Kind::Write;

    async fn apply(&self, tx: &mut Tx) -> Result<Open, TxError> {
        let now = tx.now();
        let head = tx.head().await?;
        let Some(user) = touch(tx, self, now).await? else {
            return Ok(Open::Stale);
        };
        let session = session_of(self, now);
        insert_login(tx, &session, self.trail.address.as_deref()).await?;
        insert_session(tx, &session).await?;
        evict(tx, self, now).await?;
        let row = self.trail.row(Event::LoginSucceeded);
        tx.audit(row.about(self.user).at(self.session));
        Ok(Open::Opened(Box::new(Grant {
            head,
            now,
            session,
            user,
        })))
    }
}

/// The person, if their version is still the one under which the login began; a new hash rides along.
async fn touch(tx: &mut Tx, login: &OpenSession, now: Millis) -> Result<Option<User>, TxError> {
    const SQL: &str = concat!(
        "UPDATE users SET seen = $3, password = COALESCE($4, password) \
         WHERE id = $1 AND version = $2 AND NOT disabled RETURNING ",
        user_columns!()
    );
    let rehash = login.rehash.as_ref().map(PasswordHash::as_str);
    let values = values![login.user, login.version, now, rehash];
    let row = tx.row(SQL, values).await?;
    row.map(|row| user(&mut row.cells())).transpose()
}

fn session_of(login: &OpenSession, now: Millis) -> Session {
    let absolute_end = now.saturating_add(login.absolute);
    Session {
        id: login.session,
        login: login.login,
        user: login.user,
        client: login.client.clone(),
        carrier: login.carrier,
        audience: login.audience.clone(),
        scope: login.scope.clone(),
        auth_time: now,
        amr: login.amr.clone(),
        device: login.trail.device.clone(),
        leaf: 0,
        parent: None,
        made: now,
        address: login.trail.address.clone(),
        key_version: login.key_version,
        idle_end: now.saturating_add(login.idle).min(absolute_end),
        absolute_end,
        created: now,
        ended: None,
    }
}

async fn insert_login(
    tx: &mut Tx,
    session: &Session,
    address: Option<&str>,
) -> Result<(), TxError> {
    let sql = "INSERT INTO logins (id, user_id, at, amr, device, address) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let values = values![
        session.login,
        session.user,
        session.auth_time,
        json(&session.amr)?,
        session.device.as_deref(),
        address,
    ];
    tx.execute(sql, values).await.map(drop)
}

async fn insert_session(tx: &mut Tx, session: &Session) -> Result<(), TxError> {
    let sql = "INSERT INTO sessions (id, login_id, user_id, client, carrier, audience, scope, \
               leaf, made, address, key_version, idle_end, absolute_end, created, lapse_day) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    let values = values![
        session.id,
        session.login,
        session.user,
        session.client.as_str(),
        session.carrier.as_str(),
        session.audience.as_str(),
        session.scope.as_str(),
        session.leaf,
        session.made,
        session.address.as_deref(),
        session.key_version,
        session.idle_end,
        session.absolute_end,
        session.created,
        day(session.idle_end),
    ];
    tx.execute(sql, values).await.map(drop)
}

/// Ends the oldest live sessions past the bound; never the new one, though a clock stepped back may make it look old.
async fn evict(tx: &mut Tx, login: &OpenSession, now: Millis) -> Result<(), TxError> {
    let sql = "SELECT id FROM sessions WHERE user_id = $1 AND id <> $2 AND ended IS NULL \
               AND idle_end > $3 AND absolute_end > $3 \
               ORDER BY created DESC, id LIMIT $4 OFFSET $5";
    let others = i64::from(login.most.saturating_sub(1));
    let values = values![login.user, login.session, now, EVICTED_AT_ONCE, others];
    let rows = tx.rows(sql, values).await?;
    for (row, place) in rows.into_iter().zip(1..) {
        let oldest: SessionId = row.cells().parsed()?;
        if !end(tx, oldest, now).await? {
            return Err(TxError::Raced);
        }
        let row = login.trail.row(Event::SessionEvicted).about(login.user);
        tx.audit(row.at(oldest).further(place));
    }
    Ok(())
}
