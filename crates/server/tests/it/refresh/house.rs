//! The use cases on a database of their own.

use std::ops::Deref;
use std::sync::Arc;

use paraph::store::{Row, Value};
use paraph_core::auth::Settings;
use paraph_core::commands::ledger::RaiseLife;
use paraph_core::hasher::HashParams;
use paraph_core::id::SessionId;
use paraph_core::keys::KeyRing;
use paraph_core::rng::SystemRng;
use paraph_core::seal::MasterKey;
use paraph_core::{Millis, Runs};
use paraph_jose::Alg;

pub(crate) use super::desk::{Desk, from, generation, here, login, open, refresh, sid};
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
