//! A person's own account: who am I, where am I logged in, a new password.

use crate::audit::{Actor, Event};
use crate::auth::{Auth, Holder, Origin};
use crate::commands::people::{Account, Changed, ReadUser, SetPassword, Whom};
use crate::commands::session::ListSessions;
use crate::email::Email;
use crate::error::AuthError;
use crate::id::UserId;
use crate::password::Password;
use crate::secret::Secret;
use crate::session::Session;
use crate::signup::new_password;
use crate::user::User;

impl Auth {
    /// The account of one who proved who they are.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] if the account is gone or disabled, and store errors.
    pub async fn me(&self, user: UserId) -> Result<User, AuthError> {
        self.account(user).await.map(|account| account.user)
    }

    /// Their live sessions, the newest turn first.
    ///
    /// # Errors
    /// Store errors only.
    pub async fn sessions(&self, holder: &Holder) -> Result<Vec<Session>, AuthError> {
        Ok(self.store.run(ListSessions { user: holder.user }).await?)
    }

    /// Changes the password and ends the person's other sessions.
    ///
    /// # Errors
    /// [`AuthError::InvalidCredentials`] for a wrong old password or an account that changed meanwhile,
    /// [`AuthError::PasswordRejected`] for a weak new one, [`AuthError::Busy`], and store errors.
    pub async fn change_password(
        &self,
        holder: &Holder,
        old: Secret,
        new: Secret,
        origin: &Origin,
    ) -> Result<(), AuthError> {
        let account = self.account(holder.user).await;
        // Gone or disabled since the proof: stale, as everything that began before.
        let account = account.map_err(|error| match error {
            AuthError::NotFound => AuthError::InvalidCredentials,
            other => other,
        })?;
        let email = Email::parse(&account.user.email)
            .map_err(|error| AuthError::Fault(error.to_string()))?;
        let new = new_password(&new, &email)?;
        let attempt = Password::attempt(old.expose()).map_err(|_| AuthError::InvalidCredentials)?;
        if !self.hasher.verify(attempt, account.password).await?.ok {
            let trail = self.trail(Actor::User(holder.user), origin);
            let row = trail.row(Event::PasswordChangeRefused);
            self.record(row.about(holder.user)).await?;
            return Err(AuthError::InvalidCredentials);
        }
        let set = SetPassword {
            id: holder.user,
            version: Some(account.user.version),
            hash: self.hasher.hash(new).await?,
            keep: holder.session,
            trail: self.trail(Actor::User(holder.user), origin),
        };
        match self.store.run(set).await? {
            Changed::Done(_) => Ok(()),
            Changed::Stale | Changed::NotFound => Err(AuthError::InvalidCredentials),
            Changed::Forbidden | Changed::LastAdmin => Err(AuthError::Forbidden),
        }
    }

    async fn account(&self, user: UserId) -> Result<Account, AuthError> {
        let account = self
            .store
            .run(ReadUser {
                whom: Whom::Id(user),
            })
            .await?;
        account
            .filter(|account| !account.user.disabled)
            .ok_or(AuthError::NotFound)
    }
}
