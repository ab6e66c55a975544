//! Refresh (DESIGN section 5): the row is read, the table decides, a conditional update makes it so.
//!
//! First match wins: another key or above the leaf; over; client, carrier, scope; then the table of
//! [`paraph_core::commands::judge`].

use paraph_core::Millis;
use paraph_core::audit::{Event, Row, Trail};
use paraph_core::commands::session::{
    Binding, Denied, Grant, JudgeRefresh, Judged, Presented, Turn, TurnRefresh,
};
use paraph_core::commands::{Verdict, judge};
use paraph_core::session::Session;

use super::ledger::head;
use super::records::{day, session, session_columns, user, user_columns};
use super::session::end;
use crate::store::value::values;
use crate::store::{Kind, Tx, TxError, Verb};

/// What a presented token turned out to be.
enum Seen {
    Unknown,
    Expired,
    Denied(Denied),
    Genuine(Box<Grant>, Verdict),
}

impl Verb for TurnRefresh {
    const KIND: Kind = Kind::Write;

    async fn apply(&self, tx: &mut Tx) -> Result<Turn, TxError> {
        let seen = look(tx, &self.presented, &self.binding, self.window, &self.trail).await?;
        let (grant, verdict) = match seen {
            Seen::Unknown => return Ok(Turn::Unknown),
            Seen::Expired => return Ok(Turn::Expired),
            Seen::Denied(denied) => return Ok(Turn::Denied(denied)),
            Seen::Genuine(grant, verdict) => (grant, verdict),
        };
        match verdict {
            Verdict::Ahead => Ok(Turn::Unknown),
            Verdict::Expired => Ok(Turn::Expired),
            Verdict::Later(wait) => Ok(Turn::Later(wait)),
            Verdict::Replayed => {
                note_elsewhere(tx, &self.trail, &grant.session);
                Ok(Turn::Replayed(grant))
            }
            Verdict::Rotate => {
                let parent = grant.session.leaf;
                Ok(Turn::Rotated(turn(tx, self, grant, Some(parent)).await?))
            }
            Verdict::Replace => {
                let row = about(&self.trail, Event::RefreshReplaced, &grant.session);
                tx.audit(row);
                let parent = grant.session.parent;
                Ok(Turn::Replaced(turn(tx, self, grant, parent).await?))
            }
            Verdict::Reused => {
                end_reused(tx, &self.trail, &grant).await?;
                Ok(Turn::Reused)
            }
        }
    }
}

impl Verb for JudgeRefresh {
    const KIND: Kind = Kind::Write;

    async fn apply(&self, tx: &mut Tx) -> Result<Judged, TxError> {
        let seen = look(tx, &self.presented, &self.binding, self.window, &self.trail).await?;
        match seen {
            Seen::Unknown | Seen::Genuine(_, Verdict::Ahead) => Ok(Judged::Unknown),
            Seen::Expired | Seen::Genuine(_, Verdict::Expired) => Ok(Judged::Expired),
            Seen::Denied(denied) => Ok(Judged::Denied(denied)),
            Seen::Genuine(grant, Verdict::Reused) => {
                end_reused(tx, &self.trail, &grant).await?;
                Ok(Judged::Reused)
            }
            Seen::Genuine(grant, _) => Ok(Judged::Holds(grant)),
        }
    }
}

async fn look(
    tx: &mut Tx,
    presented: &Presented,
    binding: &Binding,
    window: Millis,
    trail: &Trail,
) -> Result<Seen, TxError> {
    let now = tx.now();
    let Some(grant) = read(tx, presented, now).await? else {
        return Ok(Seen::Unknown);
    };
    let mut standing = grant.session.standing(now);
    standing.over |= grant.user.disabled;
    let verdict = judge(&standing, presented.generation, now, window);
    match verdict {
        Verdict::Ahead => {
            tx.audit(about(trail, Event::RefreshAhead, &grant.session));
            Ok(Seen::Unknown)
        }
        Verdict::Expired => Ok(Seen::Expired),
        _ => match grant.session.admits(binding) {
            Err(denied) => Ok(Seen::Denied(denied)),
            Ok(()) => Ok(Seen::Genuine(Box::new(grant), verdict)),
        },
    }
}

/// Head, session and person in one statement: one moment for all three. `None` for no session and for another key's token.
async fn read(tx: &mut Tx, presented: &Presented, now: Millis) -> Result<Option<Grant>, TxError> {
    const SQL: &str = concat!(
        "SELECT h.lsn, h.longest_life, ",
        session_columns!(),
        ", ",
        user_columns!(),
        " FROM ledger_head h JOIN sessions s ON s.id = $1 JOIN logins l ON l.id = s.login_id \
         JOIN users ON users.id = s.user_id WHERE h.id = 1 AND s.key_version = $2"
    );
    let values = values![presented.session, presented.key_version];
    let Some(row) = tx.row(SQL, values).await? else {
        return Ok(None);
    };
    let mut cells = row.cells();
    Ok(Some(Grant {
        head: head(&mut cells)?,
        now,
        session: session(&mut cells)?,
        user: user(&mut cells)?,
    }))
}

/// The leaf turns; the absolute end stays where it is.
async fn turn(
    tx: &mut Tx,
    command: &TurnRefresh,
    mut grant: Box<Grant>,
    parent: Option<u32>,
) -> Result<Box<Grant>, TxError> {
    let seen = grant.session.leaf;
    let turned = &mut grant.session;
    turned.parent = parent;
    turned.leaf = (seen.checked_add(1))
        .ok_or_else(|| TxError::Fault("a session has used up its generations".into()))?;
    turned.made = grant.now;
    turned.address.clone_from(&command.trail.address);
    let idle_end = grant.now.saturating_add(command.idle);
    turned.idle_end = idle_end.min(turned.absolute_end);
    write(tx, turned, seen).await?;
    Ok(grant)
}

async fn write(tx: &mut Tx, turned: &Session, seen: u32) -> Result<(), TxError> {
    let sql = "UPDATE sessions SET parent = $3, leaf = $4, made = $5, address = $6, \
               idle_end = $7, lapse_day = $8 WHERE id = $1 AND leaf = $2 AND ended IS NULL";
    let parent = turned
        .parent
        .ok_or_else(|| TxError::Fault("a turn without a parent".into()))?;
    let values = values![
        turned.id,
        seen,
        parent,
        turned.leaf,
        turned.made,
        turned.address.as_deref(),
        turned.idle_end,
        day(turned.idle_end),
    ];
    match tx.execute(sql, values).await? {
        0 => Err(TxError::Raced),
        _ => Ok(()),
    }
}

async fn end_reused(tx: &mut Tx, trail: &Trail, grant: &Grant) -> Result<(), TxError> {
    if !end(tx, grant.session.id, grant.now).await? {
        return Err(TxError::Raced);
    }
    tx.audit(about(trail, Event::RefreshReused, &grant.session));
    Ok(())
}

/// A replay from elsewhere may be a thief's; nothing is written to the session.
fn note_elsewhere(tx: &mut Tx, trail: &Trail, session: &Session) {
    let elsewhere = |(here, there)| here != there;
    if (trail.address.as_ref().zip(session.address.as_ref())).is_some_and(elsewhere) {
        tx.audit(about(trail, Event::RefreshElsewhere, session));
    }
}

/// A row about the session, with the address of its last turn beside the caller's.
fn about(trail: &Trail, event: Event, session: &Session) -> Row {
    let row = trail.row(event).about(session.user).at(session.id);
    row.beside(session.address.clone())
}
