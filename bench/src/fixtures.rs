//! A store with people and open sessions, and the use cases over it.

use std::sync::Arc;

use paraph::store::{self, Database, Engine};
use paraph_core::audit::{Actor, Trail};
use paraph_core::clock::ManualClock;
use paraph_core::commands::ledger::RaiseLife;
use paraph_core::commands::people::{Create, CreateUser};
use paraph_core::commands::session::{Open, OpenSession};
use paraph_core::email::Email;
use paraph_core::hasher::{Hasher, HasherSettings};
use paraph_core::id::{AuditId, LoginId, SessionId, UserId};
use paraph_core::keys::KeyRing;
use paraph_core::rng::SystemRng;
use paraph_core::seal::MasterKey;
use paraph_core::session::Carrier;
use paraph_core::{Auth, Millis, Rng, Runs, Settings, rng};
use paraph_jose::Alg;
use paraph_ledger::{Lsn, View};
use tokio::task::JoinSet;

use crate::Outcome;

/// Where the clocks start: 2026-01-01.
const START: Millis = 1_767_225_600_000;
pub(crate) const MINUTE: Millis = 60_000;
pub(crate) const WINDOW: Millis = 30_000;
pub(crate) const IDLE: Millis = 30 * 24 * 60 * MINUTE;
const PER_USER: usize = 20;
const ISSUER: &str = "https://id.example.org";

/// A clock that stands, so that the benchmark says when a window is over.
pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(START))
}

/// Opens a node with a view of its own.
pub(crate) async fn open(engine: Engine, clock: &Arc<ManualClock>) -> Outcome<Arc<Database>> {
    let view = Arc::new(View::new(Lsn::FIRST));
    Ok(store::open(engine, clock.clone(), view).await?)
}

/// The use cases over a store, with OWASP's password parameters on one thread.
pub(crate) async fn auth(store: &Arc<Database>, clock: &Arc<ManualClock>) -> Outcome<Auth> {
    let rng: Arc<dyn Rng> = Arc::new(SystemRng);
    let master = MasterKey::parse(&MasterKey::generate(&*rng))?;
    let life = 5 * MINUTE;
    store.run(RaiseLife { life }).await?;
    let keys = KeyRing::open(&**store, &master, &*rng, ISSUER, &[Alg::ES256]).await?;
    Ok(Auth {
        store: store.clone(),
        keys: Arc::new(keys),
        clock: clock.clone(),
        hasher: Hasher::new(HasherSettings::new(1), rng.clone())?,
        rng,
        policy: Settings {
            issuer: ISSUER.into(),
            audience: "api".into(),
            audiences: Vec::new(),
            scopes: vec!["read".into(), "write".into()],
            life,
            window: WINDOW,
            idle: IDLE,
            absolute: 12 * IDLE,
            sessions_per_user: 100,
            signup_open: false,
        },
    })
}

/// Who asks, and the random parts of an audit row.
pub(crate) fn trail(actor: Actor) -> Trail {
    Trail {
        actor,
        address: Some("198.51.100.7".into()),
        device: Some("bench".into()),
        id: AuditId::random(&SystemRng),
        salt: rng::bytes(&SystemRng),
    }
}

/// Opens so many sessions, each user having a few of them. Ten users log in at once, as over a pool of connections.
pub(crate) async fn sessions(
    store: &Arc<Database>,
    count: usize,
) -> Outcome<Vec<(UserId, SessionId)>> {
    let mut tasks = JoinSet::new();
    let mut sessions = Vec::with_capacity(count);
    for _ in 0..count.div_ceil(PER_USER) {
        if tasks.len() >= 10
            && let Some(done) = tasks.join_next().await
        {
            sessions.extend(done??);
        }
        tasks.spawn(user_with_sessions(store.clone()));
    }
    for done in tasks.join_all().await {
        sessions.extend(done?);
    }
    sessions.truncate(count);
    Ok(sessions)
}

async fn user_with_sessions(store: Arc<Database>) -> Outcome<Vec<(UserId, SessionId)>> {
    let id = UserId::random(&SystemRng);
    let create = CreateUser {
        id,
        email: Email::parse(&format!("{id}@example.org"))?,
        name: Some("Ada".into()),
        roles: ["editor".into()].into(),
        claims: serde_json::Map::new(),
        password: None,
        trail: trail(Actor::System),
    };
    let Create::Created(user) = store.run(create).await? else {
        return Err("an account could not be made".into());
    };
    let opened: Vec<_> = (0..PER_USER)
        .map(|_| open_session(user.id, user.version))
        .collect();
    // All are submitted before the first is awaited: SQLite takes them into one group.
    let answers: Vec<_> = opened.iter().map(|open| store.run(open.clone())).collect();
    for answer in answers {
        if !matches!(answer.await?, Open::Opened(_)) {
            return Err("a session could not be opened".into());
        }
    }
    Ok(opened
        .iter()
        .map(|open| (open.user, open.session))
        .collect())
}

fn open_session(user: UserId, version: i64) -> OpenSession {
    OpenSession {
        user,
        version,
        rehash: None,
        login: LoginId::random(&SystemRng),
        session: SessionId::random(&SystemRng),
        amr: vec!["pwd".into()],
        client: paraph_core::auth::FIRST_PARTY.into(),
        carrier: Carrier::Bearer,
        audience: "api".into(),
        scope: "read write".into(),
        key_version: 1,
        idle: IDLE,
        absolute: 12 * IDLE,
        most: 100,
        trail: trail(Actor::User(user)),
    }
}
