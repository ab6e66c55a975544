//! The use cases on a database of their own.

use std::ops::Deref;
use std::sync::Arc;

use paraph::store::{Row, Value};
use paraph_core::audit::{Actor, Trail};
use paraph_core::auth::{Auth, Holder, Origin, Settings, Tokens};
use paraph_core::commands::ledger::RaiseLife;
use paraph_core::commands::people::Change;
use paraph_core::commands::session::{Open, OpenSession};
use paraph_core::hasher::{HashParams, Hasher, HasherSettings};
use paraph_core::id::{AuditId, LoginId, SessionId};
use paraph_core::keys::KeyRing;
use paraph_core::login::LogIn;
use paraph_core::people::NewUser;
use paraph_core::refresh::Refresh;
use paraph_core::rng::{self, SystemRng};
use paraph_core::seal::MasterKey;
use paraph_core::session::Carrier;
use paraph_core::token::RefreshToken;
use paraph_core::user::User;
use paraph_core::{AuthError, Clock, Millis, Runs};
use paraph_jose::{Alg, Policy};
use paraph_verify::{Keys, Principal, Verifier};

use super::staged::Staged;
use crate::support::database::{Home, Node, On, Sql};

pub(crate) const SECOND: Millis = 1_000;
pub(crate) const MINUTE: Millis = 60 * SECOND;
pub(crate) const DAY: Millis = 24 * 60 * MINUTE;
/// The replay window.
pub(crate) const W: Millis = 30 * SECOND;
/// From this age on a leaf turns.
pub(crate) const EDGE: Millis = 4 * W / 3;
/// Without a turn a session lives so long.
pub(crate) const IDLE: Millis = 30 * DAY;
/// It lives so long in any case.
pub(crate) const ABSOLUTE: Millis = 180 * DAY;

pub(crate) const ISSUER: &str = "https://id.example.org";
pub(crate) const PASSWORD: &str = "correct horse 7 battery";
/// What hashes cost here: tests of their cost are elsewhere.
pub(crate) const CHEAP: HashParams = HashParams {
    memory: 64,
    passes: 1,
    lanes: 1,
};

/// A database, and one node's desk on it.
pub(crate) struct House {
    pub(crate) home: Home,
    desk: Desk,
}

/// The use cases of one node, their store, and a verifier beside them.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) auth: Arc<Auth>,
    pub(crate) store: Arc<Staged>,
    pub(crate) verifier: Verifier,
}

impl House {
    /// `None` where PostgreSQL is skipped.
    pub(crate) async fn open(on: On) -> Option<Self> {
        Self::with(on, |_| ()).await
    }

    pub(crate) async fn with(on: On, change: impl FnOnce(&mut Settings)) -> Option<Self> {
        let home = Home::open(on).await?;
        let mut policy = settings();
        change(&mut policy);
        let life = RaiseLife { life: policy.life };
        home.store.run(life).await.expect("a longest life");
        let master = MasterKey::parse(&MasterKey::generate(&SystemRng)).expect("a master key");
        let keys = KeyRing::open(&*home.store, &master, &SystemRng, ISSUER, &[Alg::ES256]).await;
        let node = Node {
            view: home.view.clone(),
            store: home.store.clone(),
        };
        let desk = Desk::of(node, &home, Arc::new(keys.expect("keys")), policy);
        Some(Self { home, desk })
    }

    /// The desk of a second node; on SQLite, where one process owns the file, on the same store.
    pub(crate) async fn second(&self) -> Desk {
        self.second_with(|_| ()).await
    }

    /// The same, under changed settings.
    pub(crate) async fn second_with(&self, change: impl FnOnce(&mut Settings)) -> Desk {
        let node = self.home.node().await;
        let mut policy = self.auth.policy.clone();
        change(&mut policy);
        Desk::of(node, &self.home, self.auth.keys.clone(), policy)
    }

    pub(crate) fn wait(&self, by: Millis) {
        self.home.clock.advance(by);
    }

    /// Every cell of a session's row: what must not change is compared whole.
    pub(crate) async fn row(&self, session: SessionId) -> Row {
        const SQL: &str = "SELECT id, login_id, user_id, client, carrier, audience, scope, leaf, \
            parent, made, address, key_version, idle_end, absolute_end, created, ended, lapse_day \
            FROM sessions WHERE id = $1";
        let rows = self.sql(SQL, vec![session.to_string().into()]).await;
        rows.into_iter().next().expect("the session's row")
    }

    /// The rows of a statement.
    pub(crate) async fn sql(&self, sql: &'static str, values: Vec<Value>) -> Vec<Row> {
        self.home.store.run(Sql(sql, values)).await.expect(sql)
    }

    /// How many audit rows of an event there are.
    pub(crate) async fn audited(&self, event: &str) -> i64 {
        let sql = "SELECT count(*) FROM audit WHERE event = $1";
        let rows = self.sql(sql, vec![event.into()]).await;
        let row = rows.into_iter().next().expect("a count");
        row.cells().int().expect("an integer")
    }
}

impl Deref for House {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl Desk {
    fn of(node: Node, home: &Home, keys: Arc<KeyRing>, policy: Settings) -> Self {
        let store = Arc::new(Staged::new(node.store));
        let settings = HasherSettings {
            params: CHEAP,
            ..HasherSettings::new(2)
        };
        let clock = home.clock.clone();
        let public = Keys::new(keys.verifying().expect("public keys"));
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
        self.auth.log_out(token, Carrier::Bearer, &here()).await
    }

    pub(crate) async fn log_out_everywhere(&self, token: &str) -> Result<(), AuthError> {
        let here = here();
        let all = self.auth.log_out_everywhere(token, Carrier::Bearer, &here);
        all.await
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
    pub(crate) fn verify(&self, access: &str) -> Result<Principal, &'static str> {
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

fn settings() -> Settings {
    Settings {
        issuer: ISSUER.into(),
        audience: "api".into(),
        audiences: vec!["reports".into()],
        scopes: vec!["read".into(), "write".into()],
        life: 5 * MINUTE,
        window: W,
        idle: IDLE,
        absolute: ABSOLUTE,
        sessions_per_user: 500,
        signup_open: true,
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

fn parsed(tokens: &Tokens) -> paraph_core::token::UncheckedRefresh {
    RefreshToken::parse(tokens.refresh_token.expose()).expect("a refresh token")
}
