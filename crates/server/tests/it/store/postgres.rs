//! What only `PostgreSQL` has: other nodes, locks held elsewhere, connections that are cut.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use paraph::store::{self, Database, Engine, Kind, OpenError, PostgresOptions, Tx, TxError, Verb};
use paraph_core::clock::ManualClock;
use paraph_core::commands::ledger::ReadHead;
use paraph_core::commands::people::{ReadUser, Whom};
use paraph_core::commands::session::{End, Turn};
use paraph_core::{Command, Runs, StoreError};
use paraph_ledger::{Lsn, View};
use tokio::sync::oneshot;

use super::conformance::given::{W, end, entries, login, session, sign_out, turn, user};
use crate::support::database::{Home, On, START, Sql, int, on_postgres};
use crate::support::postgres;

async fn open(url: &str, connections: u32) -> Result<Arc<Database>, OpenError> {
    let mut options = PostgresOptions::new(url);
    options.connections = connections;
    let view = Arc::new(View::new(Lsn::FIRST));
    let clock = Arc::new(ManualClock::new(START));
    store::open(Engine::Postgres(options), clock, view).await
}

/// Another node's transaction that holds a session's row until it is let go.
#[derive(Debug)]
struct Hold {
    session: String,
    held: std::sync::Mutex<Option<oneshot::Sender<()>>>,
    release: tokio::sync::Mutex<Option<oneshot::Receiver<()>>>,
}

impl Command for Hold {
    type Outcome = ();
}

impl Verb for Hold {
    const KIND: Kind = Kind::Write;

    async fn apply(&self, tx: &mut Tx) -> Result<(), TxError> {
        let sql = "UPDATE sessions SET address = address WHERE id = $1";
        tx.execute(sql, &[self.session.as_str().into()]).await?;
        if let Some(held) = self.held.lock().unwrap().take() {
            held.send(()).unwrap();
        }
        if let Some(release) = self.release.lock().await.take() {
            let _ = release.await;
        }
        Ok(())
    }
}

/// Holds the row on `store` and answers how to let it go.
async fn hold(store: &Arc<Database>, session: String) -> oneshot::Sender<()> {
    let (sign, is_held) = oneshot::channel();
    let (release, released) = oneshot::channel();
    let verb = Hold {
        session,
        held: std::sync::Mutex::new(Some(sign)),
        release: tokio::sync::Mutex::new(Some(released)),
    };
    let store = store.clone();
    tokio::spawn(async move { store.run(verb).await });
    is_held.await.unwrap();
    release
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_locked_on_another_node_fails_its_verb_alone() {
    let Some(home) = Home::open(On::Postgres).await else {
        return;
    };
    let node = home.node().await;
    let seen = user(&home.store, &[]).await;
    let locked = session(&home.store, &seen).await.id;
    let mut free = Vec::new();
    for _ in 0..10 {
        free.push(session(&home.store, &seen).await.id);
    }
    let release = hold(&node.store, locked.to_string()).await;
    let ends = free.iter().chain([&locked]).map(|&id| {
        let store = home.store.clone();
        tokio::spawn(async move { store.run(end(id, seen.id)).await })
    });
    let mut outcomes: Vec<_> = join_all(ends)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(outcomes.pop(), Some(Err(StoreError::Busy)));
    assert!(
        outcomes.iter().all(|it| *it == Ok(End::Ended(1))),
        "{outcomes:?}"
    );
    assert_eq!(entries(&home.store).await.len(), 10);
    release.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(sign_out(&home.store, locked, seen.id).await, End::Ended(1));
    assert_eq!(
        entries(&home.store).await.last().unwrap().lsn.number(),
        11,
        "no gap"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f06_a_lock_held_for_long_is_busy_within_five_seconds_and_others_go_on() {
    let Some(home) = Home::open(On::Postgres).await else {
        return;
    };
    let seen = user(&home.store, &[]).await;
    let locked = session(&home.store, &seen).await.id;
    let other = session(&home.store, &seen).await.id;
    let release = hold(&home.store, locked.to_string()).await;
    let waiting = tokio::time::timeout(Duration::from_secs(5), home.store.run(turn(locked, 0)));
    let (waited, turned) = tokio::join!(waiting, home.store.run(turn(other, 0)));
    assert!(matches!(waited.expect("within 5 s"), Err(StoreError::Busy)));
    assert!(matches!(turned.unwrap(), Turn::Rotated(_)));
    drop(release);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_sessions_over_two_connections_see_no_error() {
    let Some(cluster) = postgres::cluster() else {
        return;
    };
    let store = open(&cluster.schema(), 2).await.unwrap();
    let seen = user(&store, &[]).await;
    let mut ids = Vec::new();
    for _ in 0..64 {
        ids.push(session(&store, &seen).await.id);
    }
    // Every kind of verb at once: those that announce late leave their connection before they join the queue.
    let work = ids.iter().enumerate().map(|(place, &id)| {
        let store = store.clone();
        tokio::spawn(async move {
            assert!(matches!(
                store.run(turn(id, 0)).await.unwrap(),
                Turn::Rotated(_)
            ));
            store
                .run(ReadUser {
                    whom: Whom::Id(seen.id),
                })
                .await
                .unwrap();
            let evicting = paraph_core::commands::session::OpenSession {
                most: 64,
                ..login(seen.id, 1)
            };
            if place % 2 == 0 {
                store.run(evicting).await.unwrap();
            }
            store.run(ReadHead).await.unwrap();
        })
    });
    join_all(work).await.into_iter().for_each(Result::unwrap);
    assert_eq!(
        entries(&store).await.len(),
        32,
        "each further login ended one"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_cut_while_idle_are_replaced_unseen() {
    let Some(cluster) = postgres::cluster() else {
        return;
    };
    let home = Home::of(on_postgres(cluster.database()), None).await;
    let seen = user(&home.store, &[]).await;
    let id = session(&home.store, &seen).await.id;
    let cut = "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()) AS cut";
    for leaf in 0..3 {
        let reads = (0..6).map(|_| home.store.run(ReadHead));
        assert!(join_all(reads).await.iter().all(Result::is_ok));
        assert!(int(&home.store, cut).await > 0);
        home.clock.advance(2 * W);
        let turned = home.store.run(turn(id, leaf)).await.unwrap();
        assert!(matches!(turned, Turn::Rotated(_)), "{turned:?}");
    }
    int(&home.store, cut).await;
    assert_eq!(sign_out(&home.store, id, seen.id).await, End::Ended(1));
    int(&home.store, cut).await;
    assert!(home.store.run(ReadHead).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_migrate_once() {
    let Some(cluster) = postgres::cluster() else {
        return;
    };
    let url = cluster.schema();
    let opened = join_all((0..4).map(|_| open(&url, 2))).await;
    let stores: Vec<_> = opened.into_iter().map(Result::unwrap).collect();
    assert_eq!(int(&stores[3], "SELECT count(*) FROM migrations").await, 1);
    assert_eq!(int(&stores[0], "SELECT count(*) FROM ledger_head").await, 1);
}

#[tokio::test]
async fn a_newer_schema_is_refused_with_both_numbers() {
    let Some(cluster) = postgres::cluster() else {
        return;
    };
    let url = cluster.schema();
    let store = open(&url, 2).await.unwrap();
    let newer = Sql(
        "INSERT INTO migrations VALUES (99, 'later', 0) RETURNING version",
        vec![],
    );
    store.run(newer).await.unwrap();
    let refused = open(&url, 2).await.unwrap_err();
    assert!(
        matches!(
            refused,
            OpenError::Newer {
                found: 99,
                known: 1,
                ..
            }
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn s02_an_address_that_cannot_be_used_is_refused_without_its_password() {
    for url in [
        "postgres://ada:canary@localhost:nine/db",
        "canary",
        "postgres://ada:canary@127.0.0.1:1/db",
    ] {
        let refused = open(url, 2).await.unwrap_err();
        let said = format!("{refused} {refused:?} {:?}", PostgresOptions::new(url));
        assert!(!said.contains("canary"), "{said}");
    }
}
