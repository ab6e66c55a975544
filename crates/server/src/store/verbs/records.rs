//! How people and sessions stand in their rows.

use paraph_core::Millis;
use paraph_core::session::Session;
use paraph_core::user::User;
use serde::Serialize;

use crate::store::{Cells, TxError};

/// A person's columns, in the order [`user`] takes them.
macro_rules! user_columns {
    () => {
        "users.id, users.email, users.name, users.roles, users.claims, users.disabled, \
         users.version, users.created, users.seen"
    };
}
pub(super) use user_columns;

/// A session's columns, its login's among them, in the order [`session`] takes them.
macro_rules! session_columns {
    () => {
        "s.id, s.login_id, s.user_id, s.client, s.carrier, s.audience, s.scope, l.at, l.amr, \
         l.device, s.leaf, s.parent, s.made, s.address, s.key_version, s.idle_end, \
         s.absolute_end, s.created, s.ended"
    };
}
pub(super) use session_columns;

const DAY: Millis = 86_400_000;

pub(super) fn user(cells: &mut Cells) -> Result<User, TxError> {
    Ok(User {
        id: cells.parsed()?,
        email: cells.text()?,
        name: cells.optional_text()?,
        roles: cells.json()?,
        claims: cells.json()?,
        disabled: cells.bool()?,
        version: cells.int()?,
        created: cells.int()?,
        seen: cells.optional_int()?,
    })
}

pub(super) fn session(cells: &mut Cells) -> Result<Session, TxError> {
    Ok(Session {
        id: cells.parsed()?,
        login: cells.parsed()?,
        user: cells.parsed()?,
        client: cells.text()?,
        carrier: cells.parsed()?,
        audience: cells.text()?,
        scope: cells.text()?,
        auth_time: cells.int()?,
        amr: cells.json()?,
        device: cells.optional_text()?,
        leaf: cells.number()?,
        parent: cells.optional_number()?,
        made: cells.int()?,
        address: cells.optional_text()?,
        key_version: cells.number()?,
        idle_end: cells.int()?,
        absolute_end: cells.int()?,
        created: cells.int()?,
        ended: cells.optional_int()?,
    })
}

/// The day of a time, as pruning's index has it.
pub(super) const fn day(at: Millis) -> i64 {
    at.div_euclid(DAY)
}

/// A value as the JSON of its column.
pub(super) fn json<T: Serialize>(value: &T) -> Result<String, TxError> {
    serde_json::to_string(value).map_err(|error| TxError::Fault(error.to_string()))
}
