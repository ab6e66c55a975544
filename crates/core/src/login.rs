//! Login by password: one authentication of a person on one device, and its first session.

use crate::audit::{Actor, Event};
use crate::auth::{Auth, Origin, Tokens, client};
use crate::commands::people::{Account, ReadUser, Whom};
use crate::commands::session::{Open, OpenSession};
use crate::email::Email;
use crate::error::AuthError;
use crate::id::{LoginId, SessionId};
use crate::password::Password;
use crate::secret::Secret;
use crate::session::Carrier;
use crate::user::PasswordHash;

/// A request to log in.
#[derive(Debug)]
pub struct LogIn {
    /// The address.
    pub email: String,
    /// The password.
    pub password: Secret,
    /// At which client; the first-party one if absent.
    pub client: Option<String>,
    /// Whom the access tokens are for; the configured audience if absent.
    pub audience: Option<String>,
    /// Which scope; all if absent.
    pub scope: Option<String>,
    /// How the client will hold the tokens.
    pub carrier: Carrier,
}

impl Auth {
    /// Logs a person in and opens a session. Unknown, disabled and password-less people take the same path and cost the
    /// same hash.
    ///
    /// # Errors
    /// [`AuthError::InvalidCredentials`] for all that must not be told apart, [`AuthError::BadRequest`] for an unknown
    /// client, audience or scope, [`AuthError::Busy`] past the password pool's queue, and store errors.
    pub async fn log_in(&self, request: LogIn, origin: &Origin) -> Result<Tokens, AuthError> {
        let client = client(request.client.as_deref())?;
        self.check_audience(request.audience.as_deref())?;
        let audience = request.audience.as_ref().unwrap_or(&self.policy.audience);
        let scope = self.scope(request.scope.as_deref())?;
        let (account, rehash) = self.authenticate(&request, origin).await?;
        let open = OpenSession {
            user: account.user.id,
            version: account.user.version,
            rehash,
            login: LoginId::random(&*self.rng),
            session: SessionId::random(&*self.rng),
            amr: vec!["pwd".into()],
            client: client.to_owned(),
            carrier: request.carrier,
            audience: audience.clone(),
            scope: scope.clone(),
            key_version: self.keys.refresh_version(),
            idle: self.policy.idle,
            absolute: self.policy.absolute,
            most: self.policy.sessions_per_user,
            trail: self.trail(Actor::User(account.user.id), origin),
        };
        match self.store.run(open).await? {
            Open::Opened(grant) => {
                let (user, session) = (grant.user.id, grant.session.id);
                tracing::info!(%user, %session, "login");
                self.issue(&grant, audience, &scope)
            }
            Open::Stale => self.refuse(&request, Some(&account), origin).await,
        }
    }

    /// Finds the account whose password it is, and a newer hash where the stored one has older parameters.
    async fn authenticate(
        &self,
        request: &LogIn,
        origin: &Origin,
    ) -> Result<(Account, Option<PasswordHash>), AuthError> {
        let account = match Email::parse(&request.email) {
            Ok(email) => {
                self.store
                    .run(ReadUser {
                        whom: Whom::Email(email.key().into()),
                    })
                    .await?
            }
            Err(_) => None,
        };
        let stored = account
            .as_ref()
            .and_then(|account| account.password.clone());
        let Ok(attempt) = Password::attempt(request.password.expose()) else {
            // Too long ever to have been set. It costs a hash all the same: a refusal writes a row, and only the pool
            // bounds how many rows a stranger may have written.
            self.hasher.verify(Password::empty(), None).await?;
            return self.refuse(request, account.as_ref(), origin).await;
        };
        let verdict = self.hasher.verify(attempt.clone(), stored).await?;
        match account {
            Some(account) if verdict.ok && !account.user.disabled => {
                let rehash = if verdict.needs_rehash {
                    Some(self.hasher.hash(attempt).await?)
                } else {
                    None
                };
                Ok((account, rehash))
            }
            account => self.refuse(request, account.as_ref(), origin).await,
        }
    }

    async fn refuse<T>(
        &self,
        request: &LogIn,
        account: Option<&Account>,
        origin: &Origin,
    ) -> Result<T, AuthError> {
        // Whoever it was has proved nothing: the account is whom it concerns, not who asks.
        let mut row = self
            .trail(Actor::Anonymous, origin)
            .row(Event::LoginRefused);
        row.subject = account.map(|account| account.user.id);
        // What was typed as an address may be a password typed into the wrong field: it is logged only if it is one.
        if let Ok(email) = Email::parse(&request.email) {
            row = row.naming(email.typed());
        }
        self.record(row).await?;
        Err(AuthError::InvalidCredentials)
    }
}
