//! Sessions: opened, listed, ended.

use paraph_core::Millis;
use paraph_core::announce::Revocation;
use paraph_core::audit::{Event, Row};
use paraph_core::commands::people::may_end;
use paraph_core::commands::session::{End, EndAllSessions, EndSession, ListSessions};
use paraph_core::id::{SessionId, UserId};
use paraph_core::session::Session;

use super::records::{day, session, session_columns};
use super::{actor, sweep};
use crate::store::value::values;
use crate::store::{Kind, Tx, TxError, Verb};

impl Verb for EndSession {
    const KIND: Kind = Kind::Announce;

    async fn apply(&self, tx: &mut Tx) -> Result<End, TxError> {
        let now = tx.now();
        if let Some(owner) = self.owner
            && may_end(&self.trail.actor, None, owner)
        {
            return end_own(tx, self, owner, now).await;
        }
        let roles = actor::roles(tx, &self.trail.actor).await?;
        let Some(owner) = live_owner(tx, self.session, now).await? else {
            return Ok(End::NotFound);
        };
        if self.owner.is_some_and(|wanted| wanted != owner) {
            return Ok(End::NotFound);
        }
        if !may_end(&self.trail.actor, roles.as_ref(), owner) {
            let about = |row: Row| row.about(owner).at(self.session);
            actor::refuse(tx, &self.trail, about);
            return Ok(End::Forbidden);
        }
        if !end(tx, self.session, now).await? {
            return Err(TxError::Raced);
        }
        note(tx, self, owner);
        Ok(End::Ended(1))
    }
}

/// A sign-out: whose session it must be is known, so one statement reads and writes.
async fn end_own(
    tx: &mut Tx,
    command: &EndSession,
    owner: UserId,
    now: Millis,
) -> Result<End, TxError> {
    let sql = "UPDATE sessions SET ended = $3, lapse_day = $4 WHERE id = $1 AND user_id = $2 \
               AND ended IS NULL AND idle_end > $3 AND absolute_end > $3";
    let values = values![command.session, owner, now, day(now)];
    if tx.execute(sql, values).await? == 0 {
        return Ok(End::NotFound);
    }
    tx.announce(Revocation::session(command.session))?;
    note(tx, command, owner);
    Ok(End::Ended(1))
}

fn note(tx: &mut Tx, command: &EndSession, owner: UserId) {
    let row = command.trail.row(Event::SessionEnded);
    tx.audit(row.about(owner).at(command.session));
}

/// Whose session it is, if it can still be used.
async fn live_owner(tx: &mut Tx, id: SessionId, now: Millis) -> Result<Option<UserId>, TxError> {
    let sql = "SELECT user_id FROM sessions WHERE id = $1 AND ended IS NULL \
               AND idle_end > $2 AND absolute_end > $2";
    let row = tx.row(sql, values![id, now]).await?;
    row.map(|row| row.cells().parsed()).transpose()
}

/// Announces the end of one session and writes it; `false` if another was faster.
pub(super) async fn end(tx: &mut Tx, id: SessionId, now: Millis) -> Result<bool, TxError> {
    tx.announce(Revocation::session(id))?;
    let sql = "UPDATE sessions SET ended = $2, lapse_day = $3 WHERE id = $1 AND ended IS NULL";
    Ok(tx.execute(sql, values![id, now, day(now)]).await? == 1)
}

impl Verb for EndAllSessions {
    const KIND: Kind = Kind::Announce;

    async fn apply(&self, tx: &mut Tx) -> Result<End, TxError> {
        let roles = actor::roles(tx, &self.trail.actor).await?;
        if !may_end(&self.trail.actor, roles.as_ref(), self.user) {
            actor::refuse(tx, &self.trail, |row| row.about(self.user));
            return Ok(End::Forbidden);
        }
        let raise = "UPDATE users SET version = version + 1 WHERE id = $1";
        if tx.execute(raise, values![self.user]).await? == 0 {
            return Ok(End::NotFound);
        }
        let now = tx.now();
        let ended = sweep::sweep(tx, self.user, None, now).await?;
        sweep::announce(tx, self.user, None, &ended)?;
        tx.audit(self.trail.row(Event::SessionsEnded).about(self.user));
        Ok(End::Ended(ended.len().try_into().unwrap_or(u32::MAX)))
    }
}

impl Verb for ListSessions {
    const KIND: Kind = Kind::Read;

    async fn apply(&self, tx: &mut Tx) -> Result<Vec<Session>, TxError> {
        const SQL: &str = concat!(
            "SELECT ",
            session_columns!(),
            " FROM sessions s JOIN logins l ON l.id = s.login_id \
             WHERE s.user_id = $1 AND s.ended IS NULL AND s.idle_end > $2 \
             AND s.absolute_end > $2 ORDER BY s.made DESC, s.id"
        );
        let now = tx.now();
        let rows = tx.rows(SQL, values![self.user, now]).await?;
        rows.into_iter()
            .map(|row| session(&mut row.cells()))
            .collect()
    }
}
