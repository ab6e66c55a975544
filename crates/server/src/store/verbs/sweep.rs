//! Ending the sessions of a person. A statement of its own, after the one that raised the person's version: as one
//! statement, a login at the same moment was seen to survive.

use paraph_core::Millis;
use paraph_core::announce::{MOST_PER_TRANSACTION, Revocation};
use paraph_core::id::{SessionId, UserId};

use super::records::day;
use crate::store::value::values;
use crate::store::{Tx, TxError};

/// Ends all sessions of the person but one and answers which.
pub(super) async fn sweep(
    tx: &mut Tx,
    user: UserId,
    keep: Option<SessionId>,
    now: Millis,
) -> Result<Vec<SessionId>, TxError> {
    let sql = "UPDATE sessions SET ended = $3, lapse_day = $4 \
               WHERE user_id = $1 AND id <> $2 AND ended IS NULL RETURNING id";
    let keep = keep.map_or(String::new(), String::from);
    let rows = tx.rows(sql, values![user, keep, now, day(now)]).await?;
    rows.into_iter().map(|row| row.cells().parsed()).collect()
}

/// Announces that sessions of a person ended: each one where one of them stays, else the person as a whole.
pub(super) fn announce(
    tx: &mut Tx,
    user: UserId,
    keep: Option<SessionId>,
    ended: &[SessionId],
) -> Result<(), TxError> {
    // Past the bound the kept session's access token goes as well: a refresh makes it a new one.
    if keep.is_none() || ended.len() > MOST_PER_TRANSACTION {
        return tx.announce(Revocation::subject(user));
    }
    let mut sessions = ended.iter();
    sessions.try_for_each(|&session| tx.announce(Revocation::session(session)))
}
