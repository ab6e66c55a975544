//! The one struct on which use cases hang, and what they share.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::audit::{Actor, Row, Trail};
use crate::commands::audit::Record;
use crate::error::AuthError;
use crate::hasher::Hasher;
use crate::id::{AuditId, SessionId, UserId};
use crate::keys::KeyRing;
use crate::session::Carrier;
use crate::token::RefreshToken;
use crate::{Clock, Millis, Rng, Store, rng};

/// The id of the first-party client.
pub const FIRST_PARTY: &str = "app";

/// The longest scope that is looked at, bytes: more than all scopes that can be configured.
const LONGEST_SCOPE: usize = 2_048;

/// Everything a use case needs. One file a use case holds its `impl Auth`.
#[derive(Debug)]
pub struct Auth {
    /// The database.
    pub store: Arc<dyn Store>,
    /// Signing and refresh keys.
    pub keys: Arc<KeyRing>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets.
    pub rng: Arc<dyn Rng>,
    /// The password pool.
    pub hasher: Hasher,
    /// What is configured.
    pub policy: Settings,
}

/// What is configured. Durations are in milliseconds.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The `iss` of every token.
    pub issuer: String,
    /// The default `aud`.
    pub audience: String,
    /// Further audiences that the first-party client may name.
    pub audiences: Vec<String>,
    /// The scopes that exist.
    pub scopes: Vec<String>,
    /// How long an access token lives.
    pub life: Millis,
    /// The replay window of refresh tokens.
    pub window: Millis,
    /// How long a session lives without a turn.
    pub idle: Millis,
    /// How long a session lives in any case.
    pub absolute: Millis,
    /// How many live sessions a person may have.
    pub sessions_per_user: u32,
    /// Whether anyone may make an account.
    pub signup_open: bool,
}

/// Where a call comes from, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address.
    pub address: Option<String>,
    /// The device, as the client described itself; cut to a bounded length by the caller.
    pub device: Option<String>,
}

/// What a login or a refresh answers.
#[derive(Debug)]
pub struct Tokens {
    /// The JWT.
    pub access_token: String,
    /// For how many seconds it is valid.
    pub expires_in: i64,
    /// The refresh token.
    pub refresh_token: RefreshToken,
    /// How the session's client holds it.
    pub carrier: Carrier,
    /// The session's client.
    pub client: String,
    /// The end of the session in any case, unix milliseconds.
    pub absolute_end: Millis,
}

/// One who has proved who they are, on a route of their own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The person.
    pub user: UserId,
    /// The session they act in.
    pub session: Option<SessionId>,
}

impl Auth {
    /// The trail of a call: who, from where, and the random parts of its audit row.
    pub(crate) fn trail(&self, actor: Actor, origin: &Origin) -> Trail {
        Trail {
            actor,
            address: origin.address.clone(),
            device: origin.device.clone(),
            id: AuditId::random(&*self.rng),
            salt: rng::bytes(&*self.rng),
        }
    }

    /// Records an event that changed nothing else.
    pub(crate) async fn record(&self, row: Row) -> Result<(), AuthError> {
        Ok(self.store.run(Record { row }).await?)
    }

    /// Refuses an audience that the first-party client may not name; none is left to the default.
    pub(crate) fn check_audience(&self, wanted: Option<&str>) -> Result<(), AuthError> {
        let policy = &self.policy;
        let is_offered = |wanted: &str| {
            wanted == policy.issuer
                || wanted == policy.audience
                || policy.audiences.iter().any(|own| own == wanted)
        };
        if wanted.is_none_or(is_offered) {
            return Ok(());
        }
        Err(AuthError::BadRequest(
            "audience: not one of this client's (tokens.audience, tokens.audiences)".into(),
        ))
    }

    /// The scope to grant: the wanted words if all exist, else all there are.
    pub(crate) fn scope(&self, wanted: Option<&str>) -> Result<String, AuthError> {
        let Some(wanted) = wanted else {
            return Ok(self.policy.scopes.join(" "));
        };
        let wanted = each_once(wanted)?;
        let exists = |word: &str| self.policy.scopes.iter().any(|own| own == word);
        if !wanted.split(' ').all(exists) {
            return Err(AuthError::BadRequest(
                "scope: names a scope that does not exist (tokens.scopes)".into(),
            ));
        }
        Ok(wanted)
    }
}

/// The words of a scope that is asked for, each once: said again they mean nothing (RFC 6749 section 3.3), and would only
/// swell rows and tokens.
pub(crate) fn each_once(scope: &str) -> Result<String, AuthError> {
    if scope.len() > LONGEST_SCOPE {
        let detail = format!("scope: more than {LONGEST_SCOPE} bytes");
        return Err(AuthError::BadRequest(detail));
    }
    let mut seen = BTreeSet::new();
    let words: Vec<_> = scope.split(' ').filter(|word| seen.insert(*word)).collect();
    Ok(words.join(" "))
}

/// Only the first-party client exists so far.
pub(crate) fn client(wanted: Option<&str>) -> Result<&str, AuthError> {
    match wanted {
        None | Some(FIRST_PARTY) => Ok(FIRST_PARTY),
        Some(_) => Err(AuthError::BadRequest("client_id: no such client".into())),
    }
}
