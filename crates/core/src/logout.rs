//! Logout: ends one session or all, and announces it to every verifier.

use crate::audit::Actor;
use crate::auth::{Auth, Holder, Origin};
use crate::commands::session::{End, EndAllSessions, EndSession};
use crate::error::AuthError;
use crate::id::SessionId;

impl Auth {
    /// Ends the session that the holder acts in. One that is over already is no error: they are logged out.
    ///
    /// # Errors
    /// Store errors only: what cannot be ended is never called ended.
    pub async fn log_out(&self, holder: &Holder, origin: &Origin) -> Result<(), AuthError> {
        let Some(session) = holder.session else {
            return Ok(());
        };
        match self.end_session(holder, session, origin).await {
            Err(AuthError::NotFound) => Ok(()),
            ended => ended,
        }
    }

    /// Ends all sessions of a person at their own wish.
    ///
    /// # Errors
    /// Store errors only.
    pub async fn end_sessions(&self, holder: &Holder, origin: &Origin) -> Result<(), AuthError> {
        let trail = self.trail(Actor::User(holder.user), origin);
        self.store
            .run(EndAllSessions {
                user: holder.user,
                trail,
            })
            .await?;
        Ok(())
    }

    /// Ends one session of a person at their own wish.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] if it is not theirs or over already, and store errors.
    pub async fn end_session(
        &self,
        holder: &Holder,
        session: SessionId,
        origin: &Origin,
    ) -> Result<(), AuthError> {
        let end = EndSession {
            session,
            owner: Some(holder.user),
            trail: self.trail(Actor::User(holder.user), origin),
        };
        ended(self.store.run(end).await?).map(drop)
    }
}

/// How many sessions were ended, or the refusal.
pub(crate) fn ended(end: End) -> Result<u32, AuthError> {
    match end {
        End::Ended(count) => Ok(count),
        End::NotFound => Err(AuthError::NotFound),
        End::Forbidden => Err(AuthError::Forbidden),
    }
}
