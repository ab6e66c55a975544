//! Signup: anyone makes an account of their own. Whether the address is taken is not told.

use crate::audit::Actor;
use crate::auth::{Auth, Origin};
use crate::commands::people::{Create, CreateUser};
use crate::email::Email;
use crate::error::AuthError;
use crate::id::UserId;
use crate::password::Password;
use crate::profile::check_name;
use crate::secret::Secret;
use crate::user::{Claims, Roles};

/// A request for an account.
#[derive(Debug)]
pub struct SignUp {
    /// The address.
    pub email: String,
    /// The password.
    pub password: Secret,
    /// What they are called.
    pub name: Option<String>,
}

impl Auth {
    /// Makes an account without roles. It hashes in both cases, so an address that is taken is not told apart.
    ///
    /// # Errors
    /// [`AuthError::SignupClosed`], [`AuthError::BadRequest`] for the address or name, [`AuthError::PasswordRejected`],
    /// [`AuthError::Busy`] and store errors.
    pub async fn sign_up(&self, request: SignUp, origin: &Origin) -> Result<(), AuthError> {
        if !self.policy.signup_open {
            return Err(AuthError::SignupClosed);
        }
        let email = Email::parse(&request.email)
            .map_err(|error| AuthError::BadRequest(format!("email: {error}")))?;
        check_name(request.name.as_deref())?;
        let password = new_password(&request.password, &email)?;
        let hash = self.hasher.hash(password).await?;
        let create = CreateUser {
            id: UserId::random(&*self.rng),
            email,
            name: request.name,
            roles: Roles::new(),
            claims: Claims::new(),
            password: Some(hash),
            trail: self.trail(Actor::Anonymous, origin),
        };
        match self.store.run(create).await? {
            // That the address was taken stands in the audit log, written in the same transaction.
            Create::Created(_) | Create::Taken => Ok(()),
            Create::Forbidden => Err(AuthError::Forbidden),
        }
    }
}

/// A password to be set, checked against the rules for new ones.
pub(crate) fn new_password(secret: &Secret, email: &Email) -> Result<Password, AuthError> {
    Password::new(secret.expose(), email)
        .map_err(|error| AuthError::PasswordRejected(error.to_string()))
}
