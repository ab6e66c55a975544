//! Logout: ends one session or all, and announces it to every verifier.

use crate::audit::Actor;
use crate::auth::{Auth, Holder, Origin};
use crate::commands::session::{End, EndAllSessions, EndSession};
use crate::error::AuthError;
use crate::id::{SessionId, UserId};
use crate::session::Carrier;

impl Auth {
    /// Ends the session of this refresh token. A token that is worth nothing is no error: the caller is logged out.
    ///
    /// # Errors
    /// Store errors only: what cannot be ended is never called ended.
    pub async fn log_out(
        &self,
        token: &str,
        carrier: Carrier,
        origin: &Origin,
    ) -> Result<(), AuthError> {
        match self.live_holder(token, carrier, origin).await? {
            Some(Holder {
                user,
                session: Some(session),
            }) => self.end(session, user, origin).await.map(drop),
            _ => Ok(()),
        }
    }

    /// Ends all sessions of the person who holds this refresh token. A token that is worth nothing is no error.
    ///
    /// # Errors
    /// Store errors only.
    pub async fn log_out_everywhere(
        &self,
        token: &str,
        carrier: Carrier,
        origin: &Origin,
    ) -> Result<(), AuthError> {
        match self.live_holder(token, carrier, origin).await? {
            Some(holder) => self.end_sessions(&holder, origin).await,
            None => Ok(()),
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
        match self.end(session, holder.user, origin).await? {
            End::Ended(_) => Ok(()),
            End::NotFound => Err(AuthError::NotFound),
            End::Forbidden => Err(AuthError::Forbidden),
        }
    }

    async fn end(
        &self,
        session: SessionId,
        user: UserId,
        origin: &Origin,
    ) -> Result<End, AuthError> {
        let trail = self.trail(Actor::User(user), origin);
        Ok(self
            .store
            .run(EndSession {
                session,
                owner: Some(user),
                trail,
            })
            .await?)
    }

    async fn live_holder(
        &self,
        token: &str,
        carrier: Carrier,
        origin: &Origin,
    ) -> Result<Option<Holder>, AuthError> {
        match self.judge(token, carrier, origin).await {
            Ok(holder) => Ok(Some(holder)),
            Err(AuthError::RefreshInvalid | AuthError::SessionEnded) => Ok(None),
            Err(other) => Err(other),
        }
    }
}
