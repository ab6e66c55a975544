//! Roots, keys, pruning, the clock.

use paraph::store::Database;
use paraph_core::audit::{Actor, Event};
use paraph_core::commands::audit::Record;
use paraph_core::commands::roots::{
    AddSigningKey, LayRoots, Ping, Prune, ReadKeys, RefreshKeyRow, SigningKeyRow,
};
use paraph_core::commands::session::OpenSession;
use paraph_core::{Clock, Runs, StoreError};

use super::given::{IDLE, audited, end_all, entries, login, session, sign_out, trail, user};
use crate::support::database::{Home, Sql, int};

const DAY: i64 = 86_400_000;

fn roots(name: &str) -> LayRoots {
    LayRoots {
        issuer: format!("https://{name}.example"),
        key_check: format!("check of {name}"),
        refresh_key: RefreshKeyRow {
            version: 1,
            sealed: format!("refresh key of {name}"),
        },
    }
}

fn key(kid: &str, alg: &str) -> AddSigningKey {
    AddSigningKey {
        key: SigningKeyRow {
            kid: kid.into(),
            alg: alg.into(),
            public: "{}".into(),
            sealed: format!("sealed {kid}"),
            created: 0,
        },
        trail: trail(Actor::System),
    }
}

async fn mark(store: &Database, jti: &str, until: i64) -> u64 {
    let sql = "INSERT INTO once_marks (purpose, party, jti, until) VALUES ('assertion', 'cli', $1, $2) \
               ON CONFLICT DO NOTHING RETURNING until";
    let values = vec![jti.into(), until.into()];
    store.run(Sql(sql, values)).await.unwrap().len() as u64
}

on_both! {
    nodes_that_start_together_agree_on_the_roots,
    nodes_that_start_together_agree_on_a_signing_key,
    s04_a_recorded_row_is_whole,
    the_clocks_are_compared,
    d12_a_mark_is_one_per_purpose_party_and_jti_and_goes_when_it_has_run_out,
    d12_pruning_is_bounded_and_takes_only_what_is_long_over,
    d12_what_was_over_later_than_asked_stays,
    d12_a_year_of_logins_leaves_a_bounded_database,
}

async fn nodes_that_start_together_agree_on_the_roots(home: Home) {
    let node = home.node().await;
    let (one, other) = tokio::join!(home.store.run(roots("one")), node.store.run(roots("other")));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(
        (&one.issuer, &one.key_check),
        (&other.issuer, &other.key_check)
    );
    assert_ne!(one.fresh, other.fresh, "one of them laid them");
    let again = home.store.run(roots("later")).await.unwrap();
    assert_eq!((again.issuer, again.fresh), (one.issuer.clone(), false));
    let keys = home.store.run(ReadKeys).await.unwrap();
    assert_eq!(keys.refresh.len(), 1);
    let name = one
        .issuer
        .strip_prefix("https://")
        .unwrap()
        .split('.')
        .next()
        .unwrap();
    assert_eq!(keys.refresh[0].sealed, format!("refresh key of {name}"));
}

async fn nodes_that_start_together_agree_on_a_signing_key(home: Home) {
    let node = home.node().await;
    let (one, other) = tokio::join!(
        home.store.run(key("one", "ES256")),
        node.store.run(key("other", "ES256")),
    );
    assert_eq!(one.clone().unwrap(), other.unwrap());
    home.clock.advance(1);
    home.store.run(key("third", "EdDSA")).await.unwrap();
    let signing = home.store.run(ReadKeys).await.unwrap().signing;
    let kids: Vec<_> = signing.iter().map(|key| key.kid.as_str()).collect();
    assert_eq!(kids, [one.unwrap().kid.as_str(), "third"], "oldest first");
    assert_eq!(signing[1].created, home.clock.now());
    assert_eq!(audited(&home.store, "key.created").await, 2);
}

async fn s04_a_recorded_row_is_whole(home: Home) {
    let row = trail(Actor::Os(7))
        .row(Event::LoginRefused)
        .naming("ada@example.org");
    home.store.run(Record { row: row.clone() }).await.unwrap();
    let sql = "SELECT at, event, actor, subject, salt, personal, personal_hash FROM audit";
    let read = home
        .store
        .run(Sql(sql, vec![]))
        .await
        .unwrap()
        .pop()
        .unwrap();
    let mut cells = read.cells();
    assert_eq!(cells.int().unwrap(), home.clock.now());
    assert_eq!(cells.text().unwrap(), "login.refused");
    assert_eq!(cells.text().unwrap(), "os:7");
    assert_eq!(cells.optional_text().unwrap(), None);
    assert_eq!(cells.text().unwrap().len(), 32);
    let personal = cells.text().unwrap();
    assert!(personal.contains("ada@example.org"));
    assert_eq!(cells.text().unwrap(), row.personal_hash(&personal));
    let again = home.store.run(Record { row }).await;
    assert!(
        matches!(again, Err(StoreError::Fault(_))),
        "an id is used once: {again:?}"
    );
}

async fn the_clocks_are_compared(home: Home) {
    let skew = home.store.run(Ping).await.unwrap().skew;
    // The test's clock stands in 2026-01-01, a real one does not.
    assert_eq!(skew != 0, home.is_postgres());
}

async fn d12_a_mark_is_one_per_purpose_party_and_jti_and_goes_when_it_has_run_out(home: Home) {
    let now = home.clock.now();
    assert_eq!(mark(&home.store, "a", now + 5).await, 1);
    assert_eq!(mark(&home.store, "a", now + 9).await, 0);
    assert_eq!(mark(&home.store, "b", now + 6).await, 1);
    assert_eq!(mark(&home.store, "c", now + 60).await, 1);
    home.clock.advance(10);
    let prune = Prune {
        sessions_before: 0,
        limit: 1,
    };
    assert_eq!(home.store.run(prune).await.unwrap().marks, 1);
    assert_eq!(
        int(&home.store, "SELECT floor FROM once_floor").await,
        now + 5
    );
    assert_eq!(home.store.run(prune).await.unwrap().marks, 1);
    assert_eq!(home.store.run(prune).await.unwrap().marks, 0);
    assert_eq!(
        int(&home.store, "SELECT floor FROM once_floor").await,
        now + 6
    );
    home.clock.advance(-10);
    home.store.run(prune).await.unwrap();
    assert_eq!(
        int(&home.store, "SELECT floor FROM once_floor").await,
        now + 6,
        "never falls"
    );
    assert_eq!(int(&home.store, "SELECT count(*) FROM once_marks").await, 1);
}

async fn d12_pruning_is_bounded_and_takes_only_what_is_long_over(home: Home) {
    let seen = user(&home.store, &[]).await;
    for _ in 0..5 {
        let ended = session(&home.store, &seen).await.id;
        sign_out(&home.store, ended, seen.id).await;
    }
    let lapsed = OpenSession {
        idle: DAY,
        ..login(seen.id, 1)
    };
    home.store.run(lapsed).await.unwrap();
    let live = session(&home.store, &seen).await.id;
    home.clock.advance(2 * DAY);
    let prune = Prune {
        sessions_before: home.clock.now() - DAY / 2,
        limit: 4,
    };
    let first = home.store.run(prune).await.unwrap();
    assert_eq!((first.sessions, first.logins, first.entries), (4, 4, 4));
    let second = home.store.run(prune).await.unwrap();
    assert_eq!((second.sessions, second.logins, second.entries), (2, 2, 1));
    let third = home.store.run(prune).await.unwrap();
    assert_eq!(third, paraph_core::commands::roots::Pruned::default());
    assert_eq!(int(&home.store, "SELECT count(*) FROM sessions").await, 1);
    assert_eq!(
        sign_out(&home.store, live, seen.id).await,
        paraph_core::commands::session::End::Ended(1)
    );
    assert_eq!(
        entries(&home.store).await[0].lsn.number(),
        6,
        "places are never given twice"
    );
}

async fn d12_what_was_over_later_than_asked_stays(home: Home) {
    let seen = user(&home.store, &[]).await;
    let id = session(&home.store, &seen).await.id;
    sign_out(&home.store, id, seen.id).await;
    let prune = |sessions_before| Prune {
        sessions_before,
        limit: 9,
    };
    let at = home.clock.now();
    assert_eq!(home.store.run(prune(at)).await.unwrap().sessions, 0);
    assert_eq!(home.store.run(prune(at + 1)).await.unwrap().sessions, 1);
}

async fn d12_a_year_of_logins_leaves_a_bounded_database(home: Home) {
    let seen = user(&home.store, &[]).await;
    for day in 0..365 {
        let bounded = OpenSession {
            most: 10,
            ..login(seen.id, 1)
        };
        home.store.run(bounded).await.unwrap();
        if day % 50 == 0 {
            home.store.run(end_all_by_system(seen.id)).await.unwrap();
            let raised = int(
                &home.store,
                "UPDATE users SET version = 1 RETURNING version",
            );
            assert_eq!(raised.await, 1);
        }
        home.clock.advance(DAY);
        home.store
            .run(Prune {
                sessions_before: home.clock.now() - IDLE,
                limit: 100,
            })
            .await
            .unwrap();
    }
    for table in [
        "SELECT count(*) FROM sessions",
        "SELECT count(*) FROM logins",
    ] {
        let rows = int(&home.store, table).await;
        assert!(rows <= 41, "{table}: {rows}");
    }
    assert!(entries(&home.store).await.len() <= 1);
}

fn end_all_by_system(
    user: paraph_core::id::UserId,
) -> paraph_core::commands::session::EndAllSessions {
    paraph_core::commands::session::EndAllSessions {
        trail: trail(Actor::System),
        ..end_all(user)
    }
}
