//! Who asks, read anew in the transaction of what they ask for.

use paraph_core::audit::{Actor, Event, Row, Trail};
use paraph_core::user::Roles;

use crate::store::value::values;
use crate::store::{Tx, TxError};

/// The operator's roles as they are now: none for one who is gone or disabled, none for other callers.
pub(super) async fn roles(tx: &mut Tx, actor: &Actor) -> Result<Option<Roles>, TxError> {
    let Actor::Operator(id) = actor else {
        return Ok(None);
    };
    let sql = "SELECT roles FROM users WHERE id = $1 AND NOT disabled";
    let row = tx.row(sql, values![*id]).await?;
    row.map(|row| row.cells().json()).transpose()
}

/// Notes that an operator's call was refused; others are refused by their own account's rules.
pub(super) fn refuse(tx: &mut Tx, trail: &Trail, about: impl FnOnce(Row) -> Row) {
    if matches!(trail.actor, Actor::Operator(_)) {
        tx.audit(about(trail.row(Event::OperatorRefused)));
    }
}
