//! Changing an account. It runs under the ledger's head, so that two who each take an admin away do so one after the
//! other, on all nodes: the second sees what the first left.

use paraph_core::audit::Event;
use paraph_core::commands::people::{
    Change, ChangeUser, Changed, loses_admin, may_change, may_end,
};
use paraph_core::id::UserId;
use paraph_core::user::User;

use super::records::{json, user, user_columns};
use super::{actor, sweep};
use crate::store::value::values;
use crate::store::{Kind, Tx, TxError, Verb};

impl Verb for ChangeUser {
    const KIND: Kind = Kind::Announce;

    async fn apply(&self, tx: &mut Tx) -> Result<Changed, TxError> {
        let roles = actor::roles(tx, &self.trail.actor).await?;
        let Some(seen) = read(tx, self.id).await? else {
            // Who may not even end a session learns nothing about who exists.
            let known = may_end(&self.trail.actor, roles.as_ref(), self.id);
            return Ok(if known {
                Changed::NotFound
            } else {
                refuse(tx, self)
            });
        };
        if !may_change(&self.trail.actor, roles.as_ref(), &seen, &self.change) {
            return Ok(refuse(tx, self));
        }
        let changed = changed(&seen, &self.change);
        if changed == seen {
            return Ok(Changed::Done(Box::new(seen)));
        }
        if loses_admin(&seen, &self.change) && !another_admin(tx, self.id).await? {
            return Ok(Changed::LastAdmin);
        }
        write(tx, &seen, &changed).await?;
        if changed.disabled && !seen.disabled {
            let now = tx.now();
            let ended = sweep::sweep(tx, self.id, None, now).await?;
            sweep::announce(tx, self.id, None, &ended)?;
        }
        note(tx, self, &seen, &changed);
        Ok(Changed::Done(Box::new(changed)))
    }
}

fn refuse(tx: &mut Tx, command: &ChangeUser) -> Changed {
    actor::refuse(tx, &command.trail, |row| row.about(command.id));
    Changed::Forbidden
}

/// A row for being disabled or enabled, and one for all else.
fn note(tx: &mut Tx, command: &ChangeUser, seen: &User, changed: &User) {
    let switched = match (seen.disabled, changed.disabled) {
        (false, true) => Some(Event::UserDisabled),
        (true, false) => Some(Event::UserEnabled),
        _ => None,
    };
    let other =
        (seen.name != changed.name || seen.roles != changed.roles || seen.claims != changed.claims)
            .then_some(Event::UserChanged);
    for (event, place) in switched.into_iter().chain(other).zip(0..) {
        tx.audit(command.trail.row(event).about(command.id).further(place));
    }
}

pub(super) async fn read(tx: &mut Tx, id: UserId) -> Result<Option<User>, TxError> {
    const SQL: &str = concat!(
        "SELECT ",
        user_columns!(),
        " FROM users WHERE users.id = $1"
    );
    let row = tx.row(SQL, values![id]).await?;
    row.map(|row| user(&mut row.cells())).transpose()
}

fn changed(seen: &User, change: &Change) -> User {
    let mut user = seen.clone();
    if let Some(name) = &change.name {
        user.name.clone_from(name);
    }
    if let Some(roles) = &change.roles {
        user.roles.clone_from(roles);
    }
    if let Some(claims) = &change.claims {
        user.claims.clone_from(claims);
    }
    if let Some(disabled) = change.disabled {
        user.version += i64::from(disabled && !user.disabled);
        user.disabled = disabled;
    }
    user
}

async fn another_admin(tx: &mut Tx, than: UserId) -> Result<bool, TxError> {
    let sql = "SELECT id FROM users WHERE admin AND NOT disabled AND id <> $1 LIMIT 1";
    Ok(tx.row(sql, values![than]).await?.is_some())
}

async fn write(tx: &mut Tx, seen: &User, changed: &User) -> Result<(), TxError> {
    let sql = "UPDATE users SET name = $3, roles = $4, claims = $5, admin = $6, disabled = $7, \
               version = $8 WHERE id = $1 AND version = $2 AND disabled = $9";
    let values = values![
        seen.id,
        seen.version,
        changed.name.as_deref(),
        json(&changed.roles)?,
        json(&changed.claims)?,
        changed.is_admin(),
        changed.disabled,
        changed.version,
        seen.disabled,
    ];
    match tx.execute(sql, values).await? {
        0 => Err(TxError::Raced),
        _ => Ok(()),
    }
}
