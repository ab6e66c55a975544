//! Sessions opened by a login.

use paraph_core::Runs;
use paraph_core::commands::people::{ReadUser, Whom};
use paraph_core::commands::session::{ListSessions, Open, OpenSession};
use paraph_core::id::{SessionId, UserId};
use paraph_core::rng::SystemRng;
use paraph_core::user::PasswordHash;
use paraph_ledger::{Lsn, Scope};

use super::given::{ABSOLUTE, IDLE, audited, entries, is_revoked, login, session, user};
use crate::support::database::{Home, START, int};

on_both! {
    a_login_opens_a_session,
    the_idle_end_is_never_past_the_absolute_one,
    v14_another_version_is_stale_and_leaves_nothing,
    p05_a_rehash_rides_along_and_raises_nothing,
    d12_the_oldest_session_makes_room,
    d12_a_lowered_bound_is_reached_and_a_new_session_never_evicted,
}

async fn a_login_opens_a_session(home: Home) {
    let seen = user(&home.store, &["editor"]).await;
    home.clock.advance(5);
    let Open::Opened(grant) = home.store.run(login(seen.id, 1)).await.unwrap() else {
        panic!("opened");
    };
    assert_eq!((grant.now, grant.head.lsn), (START + 5, Lsn::FIRST));
    assert_eq!((grant.user.version, grant.user.seen), (1, Some(START + 5)));
    let made = &grant.session;
    assert_eq!((made.leaf, made.parent, made.made), (0, None, START + 5));
    assert_eq!(
        (made.idle_end, made.absolute_end),
        (made.made + IDLE, made.made + ABSOLUTE)
    );
    let listed = home
        .store
        .run(ListSessions { user: seen.id })
        .await
        .unwrap();
    assert_eq!(listed, std::slice::from_ref(made));
    assert_eq!(audited(&home.store, "login.succeeded").await, 1);
    assert!(entries(&home.store).await.is_empty());
}

async fn the_idle_end_is_never_past_the_absolute_one(home: Home) {
    let seen = user(&home.store, &[]).await;
    let short = OpenSession {
        idle: 900,
        absolute: 300,
        ..login(seen.id, 1)
    };
    let Open::Opened(grant) = home.store.run(short).await.unwrap() else {
        panic!("opened");
    };
    assert_eq!(grant.session.idle_end, START + 300);
}

async fn v14_another_version_is_stale_and_leaves_nothing(home: Home) {
    let seen = user(&home.store, &[]).await;
    for (id, version) in [(seen.id, 0), (seen.id, 2), (UserId::random(&SystemRng), 1)] {
        let rehash = Some(PasswordHash::new("stale".into()));
        let stale = OpenSession {
            rehash,
            ..login(id, version)
        };
        assert!(matches!(home.store.run(stale).await.unwrap(), Open::Stale));
    }
    assert_eq!(int(&home.store, "SELECT count(*) FROM logins").await, 0);
    let account = home
        .store
        .run(ReadUser {
            whom: Whom::Id(seen.id),
        })
        .await
        .unwrap();
    assert_eq!(
        account.unwrap().password,
        Some(PasswordHash::new("hash".into()))
    );
}

async fn p05_a_rehash_rides_along_and_raises_nothing(home: Home) {
    let seen = user(&home.store, &[]).await;
    let rehash = Some(PasswordHash::new("newer".into()));
    let opened = OpenSession {
        rehash: rehash.clone(),
        ..login(seen.id, 1)
    };
    assert!(matches!(
        home.store.run(opened).await.unwrap(),
        Open::Opened(_)
    ));
    session(&home.store, &seen).await;
    let account = home
        .store
        .run(ReadUser {
            whom: Whom::Id(seen.id),
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!((account.password, account.user.version), (rehash, 1));
}

async fn d12_the_oldest_session_makes_room(home: Home) {
    let seen = user(&home.store, &[]).await;
    let mut opened: Vec<SessionId> = Vec::new();
    for _ in 0..5 {
        home.clock.advance(1_000);
        let bounded = OpenSession {
            most: 3,
            ..login(seen.id, 1)
        };
        opened.push(bounded.session);
        assert!(matches!(
            home.store.run(bounded).await.unwrap(),
            Open::Opened(_)
        ));
    }
    let mut live: Vec<_> = home
        .store
        .run(ListSessions { user: seen.id })
        .await
        .unwrap();
    live.sort_by_key(|session| session.created);
    let live: Vec<_> = live.into_iter().map(|session| session.id).collect();
    assert_eq!(live, opened[2..]);
    let entries = entries(&home.store).await;
    let ended: Vec<_> = entries
        .iter()
        .map(|entry| (entry.scope, entry.id.clone()))
        .collect();
    assert_eq!(
        ended,
        [0, 1].map(|it: usize| (Scope::Session, opened[it].to_string()))
    );
    assert!(is_revoked(&home.view, opened[0], seen.id, Lsn::FIRST));
    assert!(!is_revoked(&home.view, opened[4], seen.id, Lsn::FIRST));
    assert_eq!(audited(&home.store, "session.evicted").await, 2);
    assert_eq!(audited(&home.store, "login.succeeded").await, 5);
}

async fn d12_a_lowered_bound_is_reached_and_a_new_session_never_evicted(home: Home) {
    let seen = user(&home.store, &[]).await;
    for _ in 0..6 {
        session(&home.store, &seen).await;
    }
    home.clock.advance(-60_000);
    let newest = OpenSession {
        most: 1,
        ..login(seen.id, 1)
    };
    let id = newest.session;
    assert!(matches!(
        home.store.run(newest).await.unwrap(),
        Open::Opened(_)
    ));
    let live = home
        .store
        .run(ListSessions { user: seen.id })
        .await
        .unwrap();
    assert_eq!(live.into_iter().map(|it| it.id).collect::<Vec<_>>(), [id]);
    assert_eq!(audited(&home.store, "session.evicted").await, 6);
}
