//! Races, with the counts of SECURITY.md or of the issue where a row names larger ones.

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use paraph_core::Runs;
use paraph_core::audit::Actor;
use paraph_core::commands::people::{Changed, SetPassword};
use paraph_core::commands::session::{End, ListSessions, Open, Turn};
use paraph_core::user::PasswordHash;

use super::given::{
    W, audited, end, end_all, entries, login, presented, session, trail, turn, user,
};
use crate::support::database::Home;

const PRESENTATIONS: usize = 50;
const ROUNDS: u32 = 200;
const RACES: usize = 10_000;
/// So many races run side by side, each over a person of its own.
const LANES: usize = 40;

on_both! {
    r03_one_token_many_times_at_once_turns_once,
    r13_after_the_end_no_descendant_works,
    v14_no_login_outlives_what_it_raced_with,
    r02_reuse_raced_by_the_victim_ends_once,
    sixty_four_sessions_at_once_see_no_error,
}

async fn r03_one_token_many_times_at_once_turns_once(home: Home) {
    let node = home.node().await;
    let seen = user(&home.store, &[]).await;
    let id = session(&home.store, &seen).await.id;
    for leaf in 0..ROUNDS {
        home.clock.advance(4 * W / 3);
        let present = |place: usize| {
            let store = if place.is_multiple_of(2) {
                home.store.clone()
            } else {
                node.store.clone()
            };
            tokio::spawn(async move { store.run(turn(id, leaf)).await.unwrap() })
        };
        let mut turned = 0;
        for outcome in join_all((0..PRESENTATIONS).map(present)).await {
            match outcome.unwrap() {
                Turn::Rotated(grant) => {
                    turned += 1;
                    assert_eq!(grant.session.leaf, leaf + 1);
                }
                Turn::Replayed(grant) => assert_eq!(grant.session.leaf, leaf + 1),
                other => panic!("round {leaf}: {other:?}"),
            }
        }
        assert_eq!(turned, 1, "round {leaf}");
    }
    assert!(entries(&home.store).await.is_empty());
}

async fn r13_after_the_end_no_descendant_works(home: Home) {
    let node = home.node().await;
    let lane = |lane: usize| {
        let (one, other) = (home.store.clone(), node.store.clone());
        async move {
            let seen = user(&one, &[]).await;
            for _ in 0..RACES / LANES {
                let id = session(&one, &seen).await.id;
                let (here, there) = if lane.is_multiple_of(2) {
                    (&one, &other)
                } else {
                    (&other, &one)
                };
                let (ended, turned) =
                    tokio::join!(here.run(end(id, seen.id)), there.run(turn(id, 0)));
                assert_eq!(ended.unwrap(), End::Ended(1));
                let leaf = match turned.unwrap() {
                    Turn::Rotated(grant) => grant.session.leaf,
                    Turn::Expired => 0,
                    other => panic!("{other:?}"),
                };
                for generation in 0..=leaf {
                    let later = there.run(turn(id, generation)).await.unwrap();
                    assert!(matches!(later, Turn::Expired), "{later:?}");
                }
            }
        }
    };
    join_all((0..LANES).map(|it| tokio::spawn(lane(it))))
        .await
        .into_iter()
        .for_each(Result::unwrap);
}

async fn v14_no_login_outlives_what_it_raced_with(home: Home) {
    let node = home.node().await;
    let lane = |lane: usize| {
        let (one, other) = (home.store.clone(), node.store.clone());
        async move {
            let seen = user(&one, &[]).await;
            for (race, version) in (0..RACES / LANES).zip(1..) {
                let begun = login(seen.id, version);
                let raise = async {
                    if race.is_multiple_of(2) {
                        let ended = one.run(end_all(seen.id)).await.unwrap();
                        assert!(matches!(ended, End::Ended(_)));
                    } else {
                        let set = SetPassword {
                            id: seen.id,
                            version: Some(version),
                            hash: PasswordHash::new("new".into()),
                            keep: None,
                            trail: trail(Actor::User(seen.id)),
                        };
                        assert!(matches!(one.run(set).await.unwrap(), Changed::Done(_)));
                    }
                };
                let store = if lane.is_multiple_of(2) { &one } else { &other };
                let ((), opened) = tokio::join!(raise, store.run(begun));
                if let Open::Opened(grant) = opened.unwrap() {
                    let id = presented(grant.session.id, 0).session;
                    let later = store.run(turn(id, 0)).await.unwrap();
                    assert!(matches!(later, Turn::Expired), "{later:?}");
                }
                let live = one.run(ListSessions { user: seen.id }).await.unwrap();
                assert!(live.is_empty(), "version {version}");
            }
        }
    };
    join_all((0..LANES).map(|it| tokio::spawn(lane(it))))
        .await
        .into_iter()
        .for_each(Result::unwrap);
}

async fn r02_reuse_raced_by_the_victim_ends_once(home: Home) {
    let seen = user(&home.store, &[]).await;
    for _ in 0..50 {
        let id = session(&home.store, &seen).await.id;
        for leaf in 0..2 {
            home.clock.advance(2 * W);
            home.store.run(turn(id, leaf)).await.unwrap();
        }
        home.clock.advance(2 * W);
        let outcomes = stream::iter([0, 2, 0, 2, 0])
            .map(|generation| home.store.run(turn(id, generation)))
            .buffer_unordered(5)
            .map(Result::unwrap)
            .collect::<Vec<_>>()
            .await;
        let reused = outcomes
            .iter()
            .filter(|it| matches!(it, Turn::Reused))
            .count();
        assert_eq!(reused, 1, "{outcomes:?}");
        let later = home.store.run(turn(id, 3)).await.unwrap();
        assert!(matches!(later, Turn::Expired | Turn::Unknown), "{later:?}");
    }
    assert_eq!(audited(&home.store, "refresh.reused").await, 50);
    assert_eq!(entries(&home.store).await.len(), 50);
}

async fn sixty_four_sessions_at_once_see_no_error(home: Home) {
    let seen = user(&home.store, &[]).await;
    let mut ids = Vec::new();
    for _ in 0..64 {
        ids.push(session(&home.store, &seen).await.id);
    }
    for leaf in 0..5 {
        home.clock.advance(2 * W);
        let turns = ids.iter().map(|&id| {
            let store = home.store.clone();
            tokio::spawn(async move { store.run(turn(id, leaf)).await.unwrap() })
        });
        for turned in join_all(turns).await {
            assert!(matches!(turned.unwrap(), Turn::Rotated(_)));
        }
    }
}
