//! Setting a password: the version rises first, then the other sessions end.

use paraph_core::audit::Event;
use paraph_core::commands::people::{Changed, SetPassword, may_set_password};
use paraph_core::user::User;

use super::change::read;
use super::{actor, sweep};
use crate::store::value::values;
use crate::store::{Kind, Tx, TxError, Verb};

impl Verb for SetPassword {
    const KIND: Kind = Kind::Announce;

    async fn apply(&self, tx: &mut Tx) -> Result<Changed, TxError> {
        let roles = actor::roles(tx, &self.trail.actor).await?;
        if !may_set_password(&self.trail.actor, roles.as_ref(), self.id) {
            actor::refuse(tx, &self.trail, |row| row.about(self.id));
            return Ok(Changed::Forbidden);
        }
        let Some(mut user) = read(tx, self.id).await? else {
            return Ok(Changed::NotFound);
        };
        if self.version.is_some_and(|version| version != user.version) {
            return Ok(Changed::Stale);
        }
        write(tx, self, &user).await?;
        user.version += 1;
        let now = tx.now();
        let ended = sweep::sweep(tx, self.id, self.keep, now).await?;
        sweep::announce(tx, self.id, self.keep, &ended)?;
        tx.audit(self.trail.row(Event::PasswordChanged).about(self.id));
        Ok(Changed::Done(Box::new(user)))
    }
}

async fn write(tx: &mut Tx, command: &SetPassword, seen: &User) -> Result<(), TxError> {
    let sql = "UPDATE users SET password = $3, version = version + 1 \
               WHERE id = $1 AND version = $2";
    let values = values![seen.id, seen.version, command.hash.as_str()];
    match tx.execute(sql, values).await? {
        0 => Err(TxError::Raced),
        _ => Ok(()),
    }
}
