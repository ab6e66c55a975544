//! Refresh: never logs an honest client out, catches a thief at the first divergence.
//!
//! The MAC is checked before anything is read: a forged token costs no query and ends nothing.

use crate::audit::Actor;
use crate::auth::{Auth, FIRST_PARTY, Holder, Origin, Tokens, client, each_once};
use crate::commands::session::{
    Binding, Denied, Grant, JudgeRefresh, Judged, Presented, Turn, TurnRefresh,
};
use crate::error::AuthError;
use crate::session::Carrier;

/// A request for a fresh pair.
#[derive(Debug)]
pub struct Refresh<'a> {
    /// The refresh token as it came.
    pub token: &'a str,
    /// The client that presents it; the first-party one if absent.
    pub client: Option<&'a str>,
    /// The carrier by which it came.
    pub carrier: Carrier,
    /// Whom the access token is for; the session's audience if absent.
    pub audience: Option<&'a str>,
    /// A scope no wider than the session's; all of it if absent.
    pub scope: Option<&'a str>,
}

impl Auth {
    /// Turns or replays a refresh token.
    ///
    /// # Errors
    /// [`AuthError::RefreshInvalid`], [`AuthError::SessionEnded`], [`AuthError::RefreshRetry`],
    /// [`AuthError::BadRequest`] for an unknown client or audience or a wider scope, and store errors.
    pub async fn refresh(
        &self,
        request: Refresh<'_>,
        origin: &Origin,
    ) -> Result<Tokens, AuthError> {
        let client = client(request.client)?;
        self.check_audience(request.audience)?;
        let scope = request.scope.map(each_once).transpose()?;
        let presented = self.presented(request.token)?;
        let turn = TurnRefresh {
            presented,
            binding: Binding {
                client: client.to_owned(),
                carrier: Some(request.carrier),
                scope: scope.clone(),
            },
            window: self.policy.window,
            idle: self.policy.idle,
            trail: self.trail(Actor::Anonymous, origin),
        };
        match self.store.run(turn).await? {
            Turn::Rotated(grant) | Turn::Replayed(grant) | Turn::Replaced(grant) => {
                let scope = self.scope_now(scope.as_deref(), &grant);
                let audience = request.audience.unwrap_or(&grant.session.audience);
                self.issue(&grant, audience, &scope)
            }
            Turn::Later(after) => Err(AuthError::RefreshRetry(after)),
            Turn::Reused | Turn::Expired => Err(AuthError::SessionEnded),
            Turn::Unknown => Err(AuthError::RefreshInvalid),
            Turn::Denied(denied) => Err(denied.into()),
        }
    }

    /// Who holds this refresh token, judged by the table but without a turn: for the routes of one's own account.
    ///
    /// # Errors
    /// [`AuthError::RefreshInvalid`], [`AuthError::SessionEnded`], and store errors.
    pub async fn judge(
        &self,
        token: &str,
        carrier: Carrier,
        origin: &Origin,
    ) -> Result<Holder, AuthError> {
        let presented = self.presented(token)?;
        let judge = JudgeRefresh {
            presented,
            binding: Binding {
                client: FIRST_PARTY.into(),
                carrier: Some(carrier),
                scope: None,
            },
            window: self.policy.window,
            trail: self.trail(Actor::Anonymous, origin),
        };
        match self.store.run(judge).await? {
            Judged::Holds(grant) => Ok(Holder {
                user: grant.user.id,
                session: Some(grant.session.id),
            }),
            Judged::Reused | Judged::Expired => Err(AuthError::SessionEnded),
            Judged::Unknown => Err(AuthError::RefreshInvalid),
            Judged::Denied(denied) => Err(denied.into()),
        }
    }

    fn presented(&self, token: &str) -> Result<Presented, AuthError> {
        self.keys.presented(token).ok_or(AuthError::RefreshInvalid)
    }

    /// The wanted scope, or the session's, without what has been withdrawn since.
    fn scope_now(&self, wanted: Option<&str>, grant: &Grant) -> String {
        let words = wanted.unwrap_or(&grant.session.scope).split(' ');
        let exists = |word: &&str| self.policy.scopes.iter().any(|own| own == word);
        words.filter(exists).collect::<Vec<_>>().join(" ")
    }
}

impl From<Denied> for AuthError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Client | Denied::Carrier => Self::RefreshInvalid,
            Denied::Scope => Self::BadRequest("scope: wider than the session's".into()),
        }
    }
}
