//! What may stand in an account's name, roles and custom claims: all of it ends up in tokens that anyone can read and that
//! must fit into a header.

use serde_json::Value;

use crate::commands::people::Change;
use crate::error::AuthError;
use crate::user::{ADMIN, Claims, OPERATOR, RESERVED, Roles};

const NAME: usize = 200;
const ROLES: usize = 50;
const ROLE: usize = 100;
/// Of the 8 KiB that a verifier reads, so much may be roles: past that no token could be made, and nobody could log in.
const ALL_ROLES: usize = 1_536;
/// And so much custom claims.
const CLAIMS: usize = 2_048;
/// How deep custom claims may nest, and how many members an object of them may have: half of what verifiers read, so that
/// none of them makes a token that is refused everywhere.
const DEPTH: usize = 8;
const MEMBERS: usize = 128;

/// Claims that mean something to a verifier, registered or ours: never custom.
const TAKEN: &[&str] = &[
    "acr",
    "act",
    "amr",
    "anc",
    "at_hash",
    "aud",
    "auth_time",
    "authorization_details",
    "azp",
    "c_hash",
    "client_id",
    "cnf",
    "entitlements",
    "events",
    "exp",
    "groups",
    "htm",
    "htu",
    "iat",
    "iss",
    "jti",
    "lsn",
    "may_act",
    "nbf",
    "nonce",
    "roles",
    "s_hash",
    "scope",
    "sid",
    "status",
    "sub",
    "sub_id",
    "sub_jwk",
    "toe",
    "token_introspection",
    "txn",
];

/// Refuses a name that is empty, too long, or holds control characters.
pub(crate) fn check_name(name: Option<&str>) -> Result<(), AuthError> {
    match name {
        Some(name)
            if name.trim().is_empty()
                || name.len() > NAME
                || name.chars().any(char::is_control) =>
        {
            Err(AuthError::BadRequest(format!(
                "name: from 1 to {NAME} bytes, without control characters"
            )))
        }
        _ => Ok(()),
    }
}

/// Refuses roles that are no words, and reserved ones that do not exist.
pub(crate) fn check_roles(roles: &Roles) -> Result<(), AuthError> {
    let word = |role: &str| {
        (1..=ROLE).contains(&role.len())
            && role
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"\"\\".contains(&byte))
    };
    if roles.len() > ROLES || !roles.iter().all(|role| word(role)) {
        return Err(AuthError::BadRequest(format!(
            "roles: at most {ROLES}, each from 1 to {ROLE} printable characters"
        )));
    }
    // As they stand in a token: each in quotes, with a comma.
    if roles.iter().map(|role| role.len() + 3).sum::<usize>() > ALL_ROLES {
        return Err(AuthError::BadRequest(format!(
            "roles: at most {ALL_ROLES} bytes in all, since every request carries them"
        )));
    }
    match roles
        .iter()
        .find(|role| role.starts_with(RESERVED) && !matches!(role.as_str(), ADMIN | OPERATOR))
    {
        Some(_) => Err(AuthError::BadRequest(format!(
            "roles: of those that start with {RESERVED} only {OPERATOR} and {ADMIN} exist"
        ))),
        None => Ok(()),
    }
}

/// Refuses custom claims that are registered, ours, or too large.
pub(crate) fn check_claims(claims: &Claims) -> Result<(), AuthError> {
    if let Some(name) = claims.keys().find(|name| TAKEN.contains(&name.as_str())) {
        return Err(AuthError::BadRequest(format!(
            "claims: {name} is a registered name or one of ours"
        )));
    }
    if claims
        .keys()
        .any(|name| name.is_empty() || name.len() > ROLE)
    {
        return Err(AuthError::BadRequest(format!(
            "claims: names have from 1 to {ROLE} bytes"
        )));
    }
    if claims.len() > MEMBERS || !claims.values().all(|value| is_readable(value, DEPTH)) {
        return Err(AuthError::BadRequest(format!(
            "claims: at most {DEPTH} levels, and {MEMBERS} members in each object"
        )));
    }
    match serde_json::to_string(claims) {
        Ok(text) if text.len() <= CLAIMS => Ok(()),
        _ => Err(AuthError::BadRequest(format!(
            "claims: at most {CLAIMS} bytes, since every request carries them"
        ))),
    }
}

fn is_readable(value: &Value, room: usize) -> bool {
    let Some(within) = room.checked_sub(1) else {
        return false;
    };
    match value {
        Value::Array(list) => list.iter().all(|value| is_readable(value, within)),
        Value::Object(members) => {
            members.len() <= MEMBERS && members.values().all(|value| is_readable(value, within))
        }
        _ => true,
    }
}

/// Refuses a change that any of the above would refuse.
pub(crate) fn check_change(change: &Change) -> Result<(), AuthError> {
    check_name(change.name.as_ref().and_then(Option::as_deref))?;
    change.roles.as_ref().map_or(Ok(()), check_roles)?;
    change.claims.as_ref().map_or(Ok(()), check_claims)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: &serde_json::Value) -> Claims {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn l12_registered_names_are_never_custom() {
        for name in TAKEN {
            assert!(
                check_claims(&claims(&json!({ *name: 1 }))).is_err(),
                "{name}"
            );
        }
        assert!(check_claims(&claims(&json!({ "plan": "gold", "seats": 3 }))).is_ok());
    }

    #[test]
    fn claims_fit_into_a_header() {
        assert!(check_claims(&claims(&json!({ "a": "x".repeat(2_040) }))).is_ok());
        assert!(check_claims(&claims(&json!({ "a": "x".repeat(2_041) }))).is_err());
        let many = |count: usize| (0..count).map(|name| (name.to_string(), json!(1)));
        assert!(check_claims(&many(128).collect()).is_ok());
        assert!(check_claims(&many(129).collect()).is_err());
    }

    #[test]
    fn only_two_reserved_roles_exist() {
        let roles = |role: &str| Roles::from([role.to_owned()]);
        for role in ["paraph:admin", "paraph:operator", "admin", "reader"] {
            assert!(check_roles(&roles(role)).is_ok(), "{role}");
        }
        for role in ["paraph:root", "paraph:", "", "two words", "tab\t", "ü"] {
            assert!(check_roles(&roles(role)).is_err(), "{role}");
        }
    }

    #[test]
    fn roles_fit_into_a_header() {
        let many = |count: usize| (0..count).map(|n| format!("{n:029}")).collect::<Roles>();
        assert!(check_roles(&many(48)).is_ok());
        assert!(check_roles(&many(49)).is_err());
    }

    #[test]
    fn names_are_plain() {
        for name in ["", " ", "a\0", "a\nb", &"x".repeat(201)] {
            assert!(check_name(Some(name)).is_err());
        }
        assert!(check_name(Some("Ada Lovelace")).is_ok());
    }
}
