//! People: made, read, changed. The check of the caller's role and the audit row are one call with the change.

use super::outcomes;
use crate::audit::{Actor, Trail};
use crate::email::Email;
use crate::id::{SessionId, UserId};
use crate::user::{ADMIN, Claims, OPERATOR, PasswordHash, Roles, User};

/// Makes an account.
#[derive(Clone, Debug)]
pub struct CreateUser {
    /// Its new id.
    pub id: UserId,
    /// Its address: kept as typed, unique by its key.
    pub email: Email,
    /// What they are called.
    pub name: Option<String>,
    /// Their roles; reserved ones only from an admin or through the socket.
    pub roles: Roles,
    /// Custom claims.
    pub claims: Claims,
    /// The hash of their password, if they have one.
    pub password: Option<PasswordHash>,
    /// Who asks.
    pub trail: Trail,
}

/// What may come of [`CreateUser`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Create {
    /// The account.
    Created(Box<User>),
    /// The address is taken.
    Taken,
    /// The caller may not do that.
    Forbidden,
}

/// Whom to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// By id.
    Id(UserId),
    /// By the unique key of an e-mail address.
    Email(String),
}

/// Reads one account with its password hash.
#[derive(Clone, Debug)]
pub struct ReadUser {
    /// Whom.
    pub whom: Whom,
}

/// An account, with what a login needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The person.
    pub user: User,
    /// The hash of their password.
    pub password: Option<PasswordHash>,
}

/// Lists accounts by id, after one.
#[derive(Clone, Debug)]
pub struct ListUsers {
    /// Only ids above it.
    pub after: Option<UserId>,
    /// At most so many.
    pub limit: u32,
}

/// Changes an account; what is `None` stays. Disabling ends its sessions.
#[derive(Clone, Debug)]
pub struct ChangeUser {
    /// Whom.
    pub id: UserId,
    /// What.
    pub change: Change,
    /// Who asks.
    pub trail: Trail,
}

/// A change; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What they are called; `Some(None)` takes the name away.
    pub name: Option<Option<String>>,
    /// Their roles.
    pub roles: Option<Roles>,
    /// Their custom claims.
    pub claims: Option<Claims>,
    /// Whether they are disabled.
    pub disabled: Option<bool>,
}

/// What may come of [`ChangeUser`] and [`SetPassword`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The account as it is now.
    Done(Box<User>),
    /// No such account.
    NotFound,
    /// The caller may not do that.
    Forbidden,
    /// It would leave nobody who is `paraph:admin` and enabled.
    LastAdmin,
    /// The version has been raised since it was read.
    Stale,
}

/// Sets a password, raises the version and ends the person's sessions but one.
#[derive(Clone, Debug)]
pub struct SetPassword {
    /// Whose.
    pub id: UserId,
    /// The version under which the old password was checked; `None` for operators.
    pub version: Option<i64>,
    /// The new hash.
    pub hash: PasswordHash,
    /// The session that stays: the one that asks.
    pub keep: Option<SessionId>,
    /// Who asks.
    pub trail: Trail,
}

outcomes! {
    CreateUser => Create;
    ReadUser => Option<Account>;
    ListUsers => Vec<User>;
    ChangeUser => Changed;
    SetPassword => Changed;
}

/// Whether `actor`, whose roles are `roles` now, may make an account with these roles.
#[must_use]
pub fn may_create(actor: &Actor, roles: Option<&Roles>, wanted: &Roles) -> bool {
    match actor {
        Actor::Os(_) | Actor::System => true,
        Actor::Operator(_) => roles.is_some_and(|roles| roles.contains(ADMIN)),
        // A signup brings no roles at all.
        Actor::Anonymous => wanted.is_empty(),
        Actor::User(_) => false,
    }
}

/// Whether `actor`, whose roles are `roles` now, may make this change to `target`.
#[must_use]
pub fn may_change(actor: &Actor, roles: Option<&Roles>, target: &User, change: &Change) -> bool {
    match actor {
        Actor::Os(_) | Actor::System => true,
        Actor::Operator(_) => match roles {
            Some(roles) if roles.contains(ADMIN) => true,
            Some(roles) if roles.contains(OPERATOR) => {
                // They take away, and give nothing back: who was disabled stays so until an admin says otherwise.
                let disable = Change {
                    disabled: Some(true),
                    ..Change::default()
                };
                !target.is_privileged() && *change == disable
            }
            _ => false,
        },
        Actor::Anonymous | Actor::User(_) => false,
    }
}

/// Whether `actor`, whose roles are `roles` now, may set the password of `target`. An operator may not: whoever sets an
/// admin's password is one.
#[must_use]
pub fn may_set_password(actor: &Actor, roles: Option<&Roles>, target: UserId) -> bool {
    match actor {
        Actor::Os(_) | Actor::System => true,
        Actor::User(id) => *id == target,
        Actor::Operator(_) => roles.is_some_and(|roles| roles.contains(ADMIN)),
        Actor::Anonymous => false,
    }
}

/// Whether `actor`, whose roles are `roles` now, may end sessions of `target`.
#[must_use]
pub fn may_end(actor: &Actor, roles: Option<&Roles>, target: UserId) -> bool {
    match actor {
        Actor::Os(_) | Actor::System => true,
        Actor::User(id) => *id == target,
        Actor::Operator(_) => {
            roles.is_some_and(|roles| roles.contains(ADMIN) || roles.contains(OPERATOR))
        }
        Actor::Anonymous => false,
    }
}

/// Whether the change takes an enabled admin away: then another must remain.
#[must_use]
pub fn loses_admin(target: &User, change: &Change) -> bool {
    let stays_admin = change
        .roles
        .as_ref()
        .map_or_else(|| target.is_admin(), |roles| roles.contains(ADMIN));
    let stays_enabled = !change.disabled.unwrap_or(target.disabled);
    target.is_admin() && !target.disabled && !(stays_admin && stays_enabled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b03_an_operator_takes_away_and_gives_nothing_back() {
        let target = User {
            id: UserId::from_bytes([1; 16]),
            email: "ada@example.org".into(),
            name: None,
            roles: Roles::new(),
            claims: Claims::new(),
            disabled: true,
            version: 1,
            created: 0,
            seen: None,
        };
        let actor = Actor::Operator(UserId::from_bytes([2; 16]));
        let may = |role: &str, change: &Change| {
            let roles = Roles::from([role.to_owned()]);
            may_change(&actor, Some(&roles), &target, change)
        };
        let disabled = |disabled| Change {
            disabled: Some(disabled),
            ..Change::default()
        };
        let named = Change {
            name: Some(None),
            ..disabled(true)
        };
        assert!(may(OPERATOR, &disabled(true)));
        for change in [disabled(false), named, Change::default()] {
            assert!(!may(OPERATOR, &change), "{change:?}");
            assert!(may(ADMIN, &change), "{change:?}");
            assert!(!may("admin", &change), "{change:?}");
        }
    }
}
