//! What only `SQLite` has: one file, one writer, and a disk that may be full.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use futures_util::future::join_all;
use paraph::store::{self, Database, Engine, Kind, OpenError, SqliteOptions, Tx, TxError, Verb};
use paraph_core::clock::ManualClock;
use paraph_core::commands::session::{End, ListSessions};
use paraph_core::{Command, Runs, StoreError};
use paraph_ledger::{Lsn, View};

use super::conformance::given::{entries, session, sign_out, user};
use crate::support::database::{Home, On, START, Sql, int};

async fn open(path: &Path) -> Result<Arc<Database>, OpenError> {
    let engine = Engine::Sqlite(SqliteOptions::new(path));
    let view = Arc::new(View::new(Lsn::FIRST));
    store::open(engine, Arc::new(ManualClock::new(START)), view).await
}

/// A panic inside a transaction, after a write.
#[derive(Debug)]
struct Boom;

impl Command for Boom {
    type Outcome = ();
}

impl Verb for Boom {
    const KIND: Kind = Kind::Announce;

    async fn apply(&self, tx: &mut Tx) -> Result<(), TxError> {
        tx.execute("UPDATE once_floor SET floor = 77", &[]).await?;
        panic!("boom");
    }
}

/// A verb that goes on after an error.
#[derive(Debug)]
struct Careless;

impl Command for Careless {
    type Outcome = ();
}

impl Verb for Careless {
    const KIND: Kind = Kind::Write;

    async fn apply(&self, tx: &mut Tx) -> Result<(), TxError> {
        tx.execute("UPDATE once_floor SET floor = 78", &[]).await?;
        assert!(tx.execute("no SQL", &[]).await.is_err());
        let after = tx.execute("UPDATE once_floor SET floor = 79", &[]).await;
        assert!(after.is_err(), "nothing may follow an error");
        Ok(())
    }
}

async fn a_panic_fails_its_own_verb_alone(home: Home) {
    let seen = user(&home.store, &[]).await;
    for _ in 0..5 {
        let id = session(&home.store, &seen).await.id;
        let (before, boom, after) = tokio::join!(
            home.store
                .run(Sql("UPDATE users SET name = 'x' RETURNING id", vec![])),
            home.store.run(Boom),
            sign_out(&home.store, id, seen.id),
        );
        assert_eq!(before.unwrap().len(), 1);
        assert_eq!(boom, Err(StoreError::Fault("panic: boom".into())));
        assert_eq!(after, End::Ended(1));
    }
    assert!(matches!(
        home.store.run(Careless).await,
        Err(StoreError::Fault(_))
    ));
    assert_eq!(
        int(&home.store, "SELECT floor FROM once_floor").await,
        0,
        "nothing of it is kept"
    );
    assert_eq!(entries(&home.store).await.len(), 5);
}

#[tokio::test]
async fn d14_a_panic_in_a_verb_fails_that_verb_alone() {
    a_panic_fails_its_own_verb_alone(Home::open(On::Sqlite).await.unwrap()).await;
}

#[tokio::test]
async fn d14_a_panic_in_a_verb_fails_that_verb_alone_on_postgres() {
    if let Some(home) = Home::open(On::Postgres).await {
        a_panic_fails_its_own_verb_alone(home).await;
    }
}

/// A row of many pages.
fn large(place: usize) -> Sql {
    let sql = "INSERT INTO once_marks (purpose, party, jti, until) VALUES ('x', $1, $2, 0) \
               RETURNING until";
    Sql(
        sql,
        vec![place.to_string().into(), "x".repeat(60_000).into()],
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_in_the_middle_of_a_group_keeps_what_was_answered_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = SqliteOptions::new(folder.path().join("paraph.db"));
    options.max_pages = Some(200);
    let home = Home::of(Engine::Sqlite(options), Some(folder)).await;
    let seen = user(&home.store, &[]).await;
    let (mut kept, mut refused) = (0, 0);
    for round in 0..20 {
        let write = |place: usize| {
            let store = home.store.clone();
            tokio::spawn(async move { store.run(large(round * 10 + place)).await })
        };
        for outcome in join_all((0..10).map(write)).await {
            match outcome.unwrap() {
                Ok(_) => kept += 1,
                Err(StoreError::Unavailable(_)) => refused += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        let rows = int(&home.store, "SELECT count(*) FROM once_marks").await;
        assert_eq!(
            rows, kept,
            "what was answered is there, what was refused is not"
        );
    }
    assert!(kept > 0 && refused > 100, "{kept} kept, {refused} refused");
    home.store
        .run(Sql("DELETE FROM once_marks RETURNING until", vec![]))
        .await
        .unwrap();
    assert!(
        home.store
            .run(ListSessions { user: seen.id })
            .await
            .unwrap()
            .is_empty()
    );
    let id = session(&home.store, &seen).await.id;
    assert_eq!(
        sign_out(&home.store, id, seen.id).await,
        End::Ended(1),
        "it recovers"
    );
}

#[tokio::test]
async fn b05_the_file_and_its_companions_are_the_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paraph.db");
    let store = open(&path).await.unwrap();
    user(&store, &[]).await;
    for file in fs::read_dir(folder.path()).unwrap() {
        let mode = file
            .as_ref()
            .unwrap()
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{file:?}");
    }
    drop(store);
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    drop(open(&path).await.unwrap());
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[tokio::test]
async fn a_damaged_file_is_named_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paraph.db");
    fs::write(
        &path,
        "this is no database, whatever its name says".repeat(100),
    )
    .unwrap();
    let before = fs::read(&path).unwrap();
    let refused = open(&path).await.unwrap_err();
    assert!(matches!(refused, OpenError::Damaged { .. }), "{refused:?}");
    assert!(refused.to_string().contains("paraph.db"));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_file_with_a_damaged_page_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paraph.db");
    let store = open(&path).await.unwrap();
    for _ in 0..50 {
        user(&store, &[]).await;
    }
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / 4_096;
    assert!(pages > 8);
    for page in 2..pages {
        bytes[page * 4_096..page * 4_096 + 200].fill(0xA5);
    }
    fs::write(&path, &bytes).unwrap();
    let refused = open(&path).await.unwrap_err();
    assert!(matches!(refused, OpenError::Damaged { .. }), "{refused:?}");
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[tokio::test]
async fn a_newer_schema_is_refused_with_both_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paraph.db");
    let store = open(&path).await.unwrap();
    let newer = Sql(
        "INSERT INTO migrations VALUES (99, 'later', 0) RETURNING version",
        vec![],
    );
    store.run(newer).await.unwrap();
    drop(store);
    let refused = open(&path).await.unwrap_err();
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
async fn another_programs_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paraph.db");
    let store = open(&path).await.unwrap();
    store
        .run(Sql("PRAGMA application_id = 7", vec![]))
        .await
        .unwrap();
    drop(store);
    let refused = open(&path).await.unwrap_err();
    assert!(matches!(refused, OpenError::Foreign { .. }), "{refused:?}");
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named() {
    let refused = open(Path::new("/proc/paraph.db")).await.unwrap_err();
    assert!(
        matches!(refused, OpenError::NotWritable { .. }),
        "{refused:?}"
    );
}

#[tokio::test]
async fn what_was_answered_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paraph.db");
    let store = open(&path).await.unwrap();
    let seen = user(&store, &[]).await;
    let id = session(&store, &seen).await.id;
    drop(store);
    let store = open(&path).await.unwrap();
    let listed = store.run(ListSessions { user: seen.id }).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].id, id);
}
