//! People: made, read, listed.

use paraph_core::Millis;
use paraph_core::audit::{Actor, Event};
use paraph_core::commands::people::{
    Account, Create, CreateUser, ListUsers, ReadUser, Whom, may_create,
};
use paraph_core::user::{PasswordHash, User};

use super::actor;
use super::records::{json, user, user_columns};
use crate::store::value::values;
use crate::store::{Kind, Tx, TxError, Verb};

impl Verb for CreateUser {
    const KIND: Kind = Kind::Write;

    async fn apply(&self, tx: &mut Tx) -> Result<Create, TxError> {
        let roles = actor::roles(tx, &self.trail.actor).await?;
        if !may_create(&self.trail.actor, roles.as_ref(), &self.roles) {
            actor::refuse(tx, &self.trail, |row| row.naming(self.email.typed()));
            return Ok(Create::Forbidden);
        }
        let made = user_of(self, tx.now());
        let row = |event| self.trail.row(event).naming(self.email.typed());
        if insert(tx, self, &made).await? {
            tx.audit(row(Event::UserCreated).about(self.id));
            return Ok(Create::Created(Box::new(made)));
        }
        if self.trail.actor == Actor::Anonymous {
            tx.audit(row(Event::SignupRepeated));
        }
        Ok(Create::Taken)
    }
}

fn user_of(command: &CreateUser, now: Millis) -> User {
    User {
        id: command.id,
        email: command.email.typed().to_owned(),
        name: command.name.clone(),
        roles: command.roles.clone(),
        claims: command.claims.clone(),
        disabled: false,
        version: 1,
        created: now,
        seen: None,
    }
}

/// Whether the address was free. Two signups at once: the second waits here for the first.
async fn insert(tx: &mut Tx, command: &CreateUser, made: &User) -> Result<bool, TxError> {
    let sql = "INSERT INTO users (id, email, email_key, name, password, roles, claims, admin, \
               disabled, version, created) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE, $9, $10) \
               ON CONFLICT (email_key) DO NOTHING";
    let password = command.password.as_ref().map(PasswordHash::as_str);
    let values = values![
        made.id,
        made.email.as_str(),
        command.email.key(),
        made.name.as_deref(),
        password,
        json(&made.roles)?,
        json(&made.claims)?,
        made.is_admin(),
        made.version,
        made.created,
    ];
    Ok(tx.execute(sql, values).await? == 1)
}

impl Verb for ReadUser {
    const KIND: Kind = Kind::Read;

    async fn apply(&self, tx: &mut Tx) -> Result<Option<Account>, TxError> {
        const BY_ID: &str = concat!(
            "SELECT ",
            user_columns!(),
            ", users.password FROM users WHERE users.id = $1"
        );
        const BY_EMAIL: &str = concat!(
            "SELECT ",
            user_columns!(),
            ", users.password FROM users WHERE users.email_key = $1"
        );
        let row = match &self.whom {
            Whom::Id(id) => tx.row(BY_ID, values![*id]).await?,
            Whom::Email(key) => tx.row(BY_EMAIL, values![key.as_str()]).await?,
        };
        let Some(row) = row else { return Ok(None) };
        let mut cells = row.cells();
        Ok(Some(Account {
            user: user(&mut cells)?,
            password: cells.optional_text()?.map(PasswordHash::new),
        }))
    }
}

impl Verb for ListUsers {
    const KIND: Kind = Kind::Read;

    async fn apply(&self, tx: &mut Tx) -> Result<Vec<User>, TxError> {
        const SQL: &str = concat!(
            "SELECT ",
            user_columns!(),
            " FROM users WHERE users.id > $1 ORDER BY users.id LIMIT $2"
        );
        let after = self.after.map_or(String::new(), String::from);
        let rows = tx.rows(SQL, values![after, i64::from(self.limit)]).await?;
        rows.into_iter().map(|row| user(&mut row.cells())).collect()
    }
}
