//! One node's desk: the use cases as a client calls them.

use std::sync::Arc;

use paraph_core::audit::{Actor, Trail};
use paraph_core::auth::{Auth, Holder, Origin, Settings, Tokens};
use paraph_core::commands::people::Change;
use paraph_core::commands::session::{Open, OpenSession};
use paraph_core::hasher::{Hasher, HasherSettings};
use paraph_core::id::{AuditId, LoginId, SessionId};
use paraph_core::keys::KeyRing;
use paraph_core::login::LogIn;
use paraph_core::people::NewUser;
use paraph_core::refresh::Refresh;
use paraph_core::rng::{self, SystemRng};
use paraph_core::session::Carrier;
use paraph_core::token::{RefreshToken, UncheckedRefresh};
use paraph_core::user::User;
use paraph_core::{AuthError, Clock};
use paraph_jose::Policy;
use paraph_verify::{Keys, Principal, Verifier};

use super::house::{CHEAP, ISSUER, PASSWORD};
use super::staged::Staged;
use crate::support::database::{Home, Node};

/// The use cases of one node, their store, and a verifier beside them.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) auth: Arc<Auth>,
    pub(crate) store: Arc<Staged>,
    pub(crate) verifier: Verifier,
}

impl Desk {
    pub(crate) fn of(node: Node, home: &Home, keys: Arc<KeyRing>, policy: Settings) -> Self {
        let store = Arc::new(Staged::new(node.store));
        let settings = HasherSettings {
            params: CHEAP,
            ..HasherSettings::new(2)
        };
        let clock = home.clock.clone();
        let public = Keys::new(keys.verifying().clone());
        let rules = Policy::access_token_any_audience(ISSUER);
        let auth = Auth {
            store: store.clone(),
            keys,
            clock: clock.clone(),
            rng: Arc::new(SystemRng),
            hasher: Hasher::new(settings, Arc::new(SystemRng)).expect("a hasher"),
            policy,
        };
        Self {
            auth: Arc::new(auth),
            store,
            verifier: Verifier::local(rules, public, node.view, move || clock.now()),
        }
    }

    /// A person with [`PASSWORD`], at an address of their own.
    pub(crate) async fn person(&self) -> User {
        self.person_with(&[]).await
    }

    pub(crate) async fn person_with(&self, roles: &[&str]) -> User {
        let new = NewUser {
            email: format!("{}@example.org", AuditId::random(&SystemRng)),
            name: None,
            roles: roles.iter().map(ToString::to_string).collect(),
            claims: serde_json::Map::new(),
            password: Some(PASSWORD.into()),
        };
        let made = self.auth.create_user(new, &Actor::System, &here()).await;
        made.expect("an account")
    }

    pub(crate) async fn log_in(&self, user: &User, password: &str) -> Result<Tokens, AuthError> {
        self.auth.log_in(login(user, password), &here()).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Result<Tokens, AuthError> {
        self.auth.refresh(refresh(token), &here()).await
    }

    pub(crate) async fn log_out(&self, token: &str) -> Result<(), AuthError> {
        self.log_out_by(token, Carrier::Bearer).await
    }

    /// As the route does it: a token that is worth nothing is no error.
    pub(crate) async fn log_out_by(&self, token: &str, carrier: Carrier) -> Result<(), AuthError> {
        match self.live(token, carrier).await? {
            Some(holder) => self.auth.log_out(&holder, &here()).await,
            None => Ok(()),
        }
    }

    pub(crate) async fn log_out_everywhere(&self, token: &str) -> Result<(), AuthError> {
        self.log_out_everywhere_by(token, Carrier::Bearer).await
    }

    pub(crate) async fn log_out_everywhere_by(
        &self,
        token: &str,
        carrier: Carrier,
    ) -> Result<(), AuthError> {
        match self.live(token, carrier).await? {
            Some(holder) => self.auth.end_sessions(&holder, &here()).await,
            None => Ok(()),
        }
    }

    async fn live(&self, token: &str, carrier: Carrier) -> Result<Option<Holder>, AuthError> {
        match self.auth.judge(token, carrier, &here()).await {
            Ok(holder) => Ok(Some(holder)),
            Err(AuthError::RefreshInvalid | AuthError::SessionEnded) => Ok(None),
            Err(other) => Err(other),
        }
    }

    pub(crate) async fn judge(&self, token: &str) -> Result<Holder, AuthError> {
        self.auth.judge(token, Carrier::Bearer, &here()).await
    }

    /// A change that the system makes.
    pub(crate) async fn change(&self, user: &User, change: Change) -> Result<User, AuthError> {
        let (system, here) = (Actor::System, here());
        self.auth.change_user(user.id, change, &system, &here).await
    }

    pub(crate) async fn disable(&self, user: &User, disabled: bool) {
        let change = Change {
            disabled: Some(disabled),
            ..Change::default()
        };
        self.change(user, change).await.expect("a change");
    }

    /// A password set by the system.
    pub(crate) async fn set_password(&self, user: &User, new: &str) {
        let (new, system, here) = (new.into(), Actor::System, here());
        let set = self.auth.set_password(user.id, &new, &system, &here);
        set.await.expect("a new password");
    }

    /// A password changed by its owner.
    pub(crate) async fn change_password(
        &self,
        holder: &Holder,
        old: &str,
        new: &str,
    ) -> Result<(), AuthError> {
        let (old, new, here) = (old.into(), new.into(), here());
        self.auth.change_password(holder, old, new, &here).await
    }

    /// A session without the hash of a login.
    pub(crate) async fn session(&self, user: &User) -> SessionId {
        let open = open(user, self);
        match self.auth.store.run(open).await {
            Ok(Open::Opened(grant)) => grant.session.id,
            other => panic!("{other:?}"),
        }
    }

    /// The token of a generation.
    pub(crate) fn token(&self, session: SessionId, generation: u32) -> RefreshToken {
        let version = self.auth.keys.refresh_version();
        let token = self.auth.keys.refresh_token(session, generation, version);
        token.expect("a token")
    }

    /// Who the bearer of an access token is, or the code of the refusal.
    pub(crate) fn verify(&self, access: &str) -> Result<Arc<Principal>, &'static str> {
        self.verifier.verify(access).map_err(|reject| reject.code())
    }

    pub(crate) fn holder(&self, tokens: &Tokens) -> Holder {
        let who = self.verify(&tokens.access_token).expect("a good token");
        Holder {
            user: who.sub.parse().expect("a person's id"),
            session: Some(sid(tokens)),
        }
    }
}

/// A login that has come as far as its session.
pub(crate) fn open(user: &User, desk: &Desk) -> OpenSession {
    OpenSession {
        user: user.id,
        version: user.version,
        rehash: None,
        login: LoginId::random(&SystemRng),
        session: SessionId::random(&SystemRng),
        amr: vec!["pwd".into()],
        client: "app".into(),
        carrier: Carrier::Bearer,
        audience: "api".into(),
        scope: "read write".into(),
        key_version: desk.auth.keys.refresh_version(),
        idle: desk.auth.policy.idle,
        absolute: desk.auth.policy.absolute,
        most: u32::MAX,
        trail: Trail {
            actor: Actor::User(user.id),
            address: here().address,
            device: None,
            id: AuditId::random(&SystemRng),
            salt: rng::bytes(&SystemRng),
        },
    }
}

/// Where honest calls come from.
pub(crate) fn here() -> Origin {
    from("192.0.2.7")
}

pub(crate) fn from(address: &str) -> Origin {
    Origin {
        address: Some(address.into()),
        device: Some("tests".into()),
    }
}

pub(crate) fn login(user: &User, password: &str) -> LogIn {
    LogIn {
        email: user.email.clone(),
        password: password.into(),
        client: None,
        audience: None,
        scope: None,
        carrier: Carrier::Bearer,
    }
}

pub(crate) fn refresh(token: &str) -> Refresh<'_> {
    Refresh {
        token,
        client: None,
        carrier: Carrier::Bearer,
        audience: None,
        scope: None,
    }
}

/// Which generation the refresh token of an answer is.
pub(crate) fn generation(tokens: &Tokens) -> u32 {
    parsed(tokens).generation
}

/// The session of an answer.
pub(crate) fn sid(tokens: &Tokens) -> SessionId {
    parsed(tokens).session
}

fn parsed(tokens: &Tokens) -> UncheckedRefresh {
    RefreshToken::parse(tokens.refresh_token.expose()).expect("a refresh token")
}
