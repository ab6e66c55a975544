//! The ledger: places without gaps, times that outlive the longest token, the view filled and followed.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use paraph::store::{Kind, Tx, TxError, Verb};
use paraph_core::announce::{Revocation, until};
use paraph_core::commands::ledger::{RaiseLife, ReadEntries, ReadHead};
use paraph_core::id::UserId;
use paraph_core::rng::SystemRng;
use paraph_core::{Command, Runs, StoreError};
use paraph_ledger::{Entry, Lsn, View};

use super::given::{end_all, entries, is_revoked, session, sign_out, user};
use crate::support::database::{Home, START, int};

const LIFE: i64 = 300_000;

fn numbers(entries: &[Entry]) -> Vec<u64> {
    entries.iter().map(|entry| entry.lsn.number()).collect()
}

on_both! {
    entries_outlive_the_longest_token,
    the_longest_life_never_falls,
    entries_are_read_page_by_page,
    v02_a_node_that_starts_knows_what_was_revoked,
    two_nodes_write_one_order_and_know_it_all,
    a_transaction_writes_at_most_a_thousand_entries,
    each_node_learns_of_the_other_nodes_entries,
}

async fn entries_outlive_the_longest_token(home: Home) {
    let seen = user(&home.store, &[]).await;
    home.store.run(RaiseLife { life: LIFE }).await.unwrap();
    home.clock.advance(7);
    home.store.run(end_all(seen.id)).await.unwrap();
    let announced = entries(&home.store).await;
    assert_eq!(numbers(&announced), [1]);
    assert_eq!(
        (announced[0].at, announced[0].until),
        (START + 7, until(START + 7, LIFE))
    );
    let head = home.store.run(ReadHead).await.unwrap();
    assert_eq!((head.lsn, head.longest_life), (announced[0].lsn, LIFE));
}

async fn the_longest_life_never_falls(home: Home) {
    for (life, longest) in [(500, 500), (300, 500), (501, 501), (0, 501)] {
        let head = home.store.run(RaiseLife { life }).await.unwrap();
        assert_eq!((head.longest_life, head.lsn), (longest, Lsn::FIRST));
    }
}

async fn entries_are_read_page_by_page(home: Home) {
    let seen = user(&home.store, &[]).await;
    for _ in 0..5 {
        home.store.run(end_all(seen.id)).await.unwrap();
    }
    let all = entries(&home.store).await;
    assert_eq!(numbers(&all), [1, 2, 3, 4, 5]);
    let page = ReadEntries {
        after: all[1].lsn,
        limit: 2,
    };
    assert_eq!(home.store.run(page).await.unwrap(), all[2..4]);
}

async fn v02_a_node_that_starts_knows_what_was_revoked(home: Home) {
    let seen = user(&home.store, &[]).await;
    let id = session(&home.store, &seen).await.id;
    sign_out(&home.store, id, seen.id).await;
    let head = home.store.run(ReadHead).await.unwrap().lsn;
    let again = Arc::new(View::new(Lsn::FIRST));
    if home.is_postgres() {
        let node = home.node().await;
        assert!(is_revoked(&node.view, id, seen.id, Lsn::FIRST));
        assert_eq!(node.view.head(), head);
        return;
    }
    let engine = home.engine.clone();
    let (clock, folder) = home.close();
    let store = paraph::store::open(engine, clock, again.clone())
        .await
        .unwrap();
    assert!(is_revoked(&again, id, seen.id, Lsn::FIRST));
    assert_eq!(again.head(), head);
    drop((store, folder));
}

async fn two_nodes_write_one_order_and_know_it_all(home: Home) {
    const EACH: usize = 150;
    let node = home.node().await;
    let seen = user(&home.store, &[]).await;
    let announce = |place: usize| {
        let store = if place.is_multiple_of(2) {
            home.store.clone()
        } else {
            node.store.clone()
        };
        tokio::spawn(async move { store.run(end_all(seen.id)).await.unwrap() })
    };
    let before = home.clock.clone();
    join_all((0..2 * EACH).map(announce)).await;
    assert_eq!(paraph_core::Clock::now(before.as_ref()), START);
    let all = entries(&home.store).await;
    assert_eq!(numbers(&all), (1..=2 * EACH as u64).collect::<Vec<_>>());
    let last = all.last().unwrap().lsn;
    for view in [&home.view, &node.view] {
        settle(view, last).await;
        assert_eq!(view.len(), 1, "one person");
    }
}

async fn each_node_learns_of_the_other_nodes_entries(home: Home) {
    let node = home.node().await;
    let seen = user(&home.store, &[]).await;
    let mut ended = Vec::new();
    for place in 0..40 {
        let id = session(&home.store, &seen).await.id;
        let store = if place % 3 == 0 {
            &home.store
        } else {
            &node.store
        };
        sign_out(store, id, seen.id).await;
        ended.push(id);
    }
    let last = home.store.run(ReadHead).await.unwrap().lsn;
    for view in [&home.view, &node.view] {
        settle(view, last).await;
        let missing = || {
            ended
                .iter()
                .filter(|&&id| !is_revoked(view, id, seen.id, Lsn::FIRST))
                .count()
        };
        for _ in 0..500 {
            if missing() == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(missing(), 0, "a head that jumps ahead hides nothing");
    }
}

/// Announces many at once.
#[derive(Debug)]
struct Many(usize);

impl Command for Many {
    type Outcome = ();
}

impl Verb for Many {
    const KIND: Kind = Kind::Announce;

    async fn apply(&self, tx: &mut Tx) -> Result<(), TxError> {
        for _ in 0..self.0 {
            tx.announce(Revocation::subject(UserId::random(&SystemRng)))?;
        }
        Ok(())
    }
}

async fn a_transaction_writes_at_most_a_thousand_entries(home: Home) {
    let many = (0..6).map(|_| home.store.run(Many(400)));
    for outcome in join_all(many).await {
        outcome.unwrap();
    }
    let all = entries(&home.store).await;
    assert_eq!(numbers(&all), (1..=2_400).collect::<Vec<_>>());
    assert_eq!(home.view.len(), 2_400);
    if home.is_postgres() {
        let largest = "SELECT max(n) FROM (SELECT count(*) AS n FROM ledger_entries \
                       GROUP BY CAST(xmin AS TEXT)) AS transactions";
        assert_eq!(int(&home.store, largest).await, 800);
    }
    let refused = home.store.run(Many(1_001)).await;
    assert!(matches!(refused, Err(StoreError::Fault(_))), "{refused:?}");
    assert_eq!(entries(&home.store).await.len(), 2_400);
}

/// Waits until the view has reached a place: the poll of these tests takes 20 ms.
async fn settle(view: &View, last: Lsn) {
    for _ in 0..500 {
        if view.head() >= last {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the view stands at {}", view.head());
}
