//! What operators do with people and their sessions. Each call names its actor; the role is read anew in the transaction.

use crate::audit::Actor;
use crate::auth::{Auth, Origin};
use crate::commands::people::{
    Change, ChangeUser, Changed, Create, CreateUser, ListUsers, ReadUser, SetPassword, Whom,
};
use crate::commands::session::{EndAllSessions, EndSession, ListSessions};
use crate::email::Email;
use crate::error::AuthError;
use crate::id::{SessionId, UserId};
use crate::logout::ended;
use crate::profile::{check_change, check_claims, check_name, check_roles};
use crate::secret::Secret;
use crate::session::Session;
use crate::signup::new_password;
use crate::user::{Claims, Roles, User};

/// An account to be made by an operator.
#[derive(Debug)]
pub struct NewUser {
    /// The address.
    pub email: String,
    /// What they are called.
    pub name: Option<String>,
    /// Their roles.
    pub roles: Roles,
    /// Custom claims.
    pub claims: Claims,
    /// Their first password.
    pub password: Option<Secret>,
}

impl Auth {
    /// Makes an account.
    ///
    /// # Errors
    /// [`AuthError::BadRequest`], [`AuthError::PasswordRejected`], [`AuthError::Conflict`] for a taken address,
    /// [`AuthError::Forbidden`], [`AuthError::Busy`], and store errors.
    pub async fn create_user(
        &self,
        new: NewUser,
        actor: &Actor,
        origin: &Origin,
    ) -> Result<User, AuthError> {
        let email = Email::parse(&new.email)
            .map_err(|error| AuthError::BadRequest(format!("email: {error}")))?;
        check_name(new.name.as_deref())?;
        check_roles(&new.roles)?;
        check_claims(&new.claims)?;
        let password = match &new.password {
            Some(secret) => Some(self.hasher.hash(new_password(secret, &email)?).await?),
            None => None,
        };
        let create = CreateUser {
            id: UserId::random(&*self.rng),
            email,
            name: new.name,
            roles: new.roles,
            claims: new.claims,
            password,
            trail: self.trail(actor.clone(), origin),
        };
        match self.store.run(create).await? {
            Create::Created(user) => Ok(*user),
            Create::Taken => Err(AuthError::Conflict(
                "email: an account has this address".into(),
            )),
            Create::Forbidden => Err(AuthError::Forbidden),
        }
    }

    /// Reads an account by its id, disabled or not.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] and store errors.
    pub async fn user(&self, id: UserId) -> Result<User, AuthError> {
        self.find(Whom::Id(id)).await
    }

    /// Reads an account by its e-mail address, disabled or not.
    ///
    /// # Errors
    /// [`AuthError::NotFound`], also for what is no address, and store errors.
    pub async fn user_by_email(&self, email: &str) -> Result<User, AuthError> {
        let email = Email::parse(email).map_err(|_| AuthError::NotFound)?;
        self.find(Whom::Email(email.key().to_owned())).await
    }

    /// Lists accounts by id, at most `limit` after one.
    ///
    /// # Errors
    /// Store errors only.
    pub async fn users(&self, after: Option<UserId>, limit: u32) -> Result<Vec<User>, AuthError> {
        Ok(self.store.run(ListUsers { after, limit }).await?)
    }

    /// Changes an account; disabling it ends its sessions.
    ///
    /// # Errors
    /// [`AuthError::BadRequest`], [`AuthError::NotFound`], [`AuthError::Forbidden`], [`AuthError::Conflict`] when it
    /// would take the last admin away, and store errors.
    pub async fn change_user(
        &self,
        id: UserId,
        change: Change,
        actor: &Actor,
        origin: &Origin,
    ) -> Result<User, AuthError> {
        check_change(&change)?;
        let trail = self.trail(actor.clone(), origin);
        answer(self.store.run(ChangeUser { id, change, trail }).await?)
    }

    /// Sets a person's password and ends all their sessions.
    ///
    /// # Errors
    /// [`AuthError::PasswordRejected`], [`AuthError::NotFound`], [`AuthError::Forbidden`], [`AuthError::Busy`], and
    /// store errors.
    pub async fn set_password(
        &self,
        id: UserId,
        secret: &Secret,
        actor: &Actor,
        origin: &Origin,
    ) -> Result<User, AuthError> {
        let user = self.user(id).await?;
        let email =
            Email::parse(&user.email).map_err(|error| AuthError::Fault(error.to_string()))?;
        let hash = self.hasher.hash(new_password(secret, &email)?).await?;
        let trail = self.trail(actor.clone(), origin);
        answer(
            self.store
                .run(SetPassword {
                    id,
                    version: None,
                    hash,
                    keep: None,
                    trail,
                })
                .await?,
        )
    }

    /// The live sessions of a person.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] for no such person, and store errors.
    pub async fn user_sessions(&self, id: UserId) -> Result<Vec<Session>, AuthError> {
        self.user(id).await?;
        Ok(self.store.run(ListSessions { user: id }).await?)
    }

    /// Ends anyone's session.
    ///
    /// # Errors
    /// [`AuthError::NotFound`], [`AuthError::Forbidden`], and store errors.
    pub async fn end_any_session(
        &self,
        session: SessionId,
        actor: &Actor,
        origin: &Origin,
    ) -> Result<(), AuthError> {
        let trail = self.trail(actor.clone(), origin);
        ended(
            self.store
                .run(EndSession {
                    session,
                    owner: None,
                    trail,
                })
                .await?,
        )
        .map(drop)
    }

    /// Ends all sessions of a person; says how many.
    ///
    /// # Errors
    /// [`AuthError::NotFound`], [`AuthError::Forbidden`], and store errors.
    pub async fn end_user_sessions(
        &self,
        user: UserId,
        actor: &Actor,
        origin: &Origin,
    ) -> Result<u32, AuthError> {
        let trail = self.trail(actor.clone(), origin);
        ended(self.store.run(EndAllSessions { user, trail }).await?)
    }

    async fn find(&self, whom: Whom) -> Result<User, AuthError> {
        let account = self.store.run(ReadUser { whom }).await?;
        account
            .map(|account| account.user)
            .ok_or(AuthError::NotFound)
    }
}

fn answer(changed: Changed) -> Result<User, AuthError> {
    match changed {
        Changed::Done(user) => Ok(*user),
        Changed::NotFound => Err(AuthError::NotFound),
        Changed::Forbidden => Err(AuthError::Forbidden),
        Changed::LastAdmin => Err(AuthError::Conflict(
            "this is the last admin that is enabled".into(),
        )),
        Changed::Stale => Err(AuthError::Conflict("the account changed meanwhile".into())),
    }
}
