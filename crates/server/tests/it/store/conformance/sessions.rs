//! Sessions listed and ended.

use paraph_core::Runs;
use paraph_core::audit::Actor;
use paraph_core::commands::people::{Changed, ReadUser, SetPassword, Whom};
use paraph_core::commands::session::{End, ListSessions, Open, OpenSession, Turn};
use paraph_core::id::{SessionId, UserId};
use paraph_core::rng::SystemRng;
use paraph_core::user::PasswordHash;
use paraph_ledger::{Lsn, Scope};

use super::given::{
    ABSOLUTE, IDLE, W, audited, end_all, entries, is_revoked, leaf, login, session, sign_out,
    trail, turn, user,
};
use crate::support::database::Home;

fn set_password(id: UserId, version: i64, keep: Option<SessionId>) -> SetPassword {
    SetPassword {
        id,
        version: Some(version),
        hash: PasswordHash::new("new".into()),
        keep,
        trail: trail(Actor::User(id)),
    }
}

on_both! {
    the_newest_turn_is_listed_first,
    r13_ended_is_over_at_once,
    ending_all_raises_the_version,
    a_new_password_ends_the_others,
    a_person_past_the_bound_of_a_transaction_is_announced_as_a_whole,
}

async fn the_newest_turn_is_listed_first(home: Home) {
    let seen = user(&home.store, &[]).await;
    let first = session(&home.store, &seen).await.id;
    home.clock.advance(2 * W);
    let second = session(&home.store, &seen).await.id;
    let ids = |sessions: Vec<paraph_core::session::Session>| {
        sessions.into_iter().map(|it| it.id).collect::<Vec<_>>()
    };
    let list = ListSessions { user: seen.id };
    let listed = home.store.run(list.clone()).await.unwrap();
    assert_eq!(ids(listed), [second, first]);
    home.clock.advance(1);
    assert_eq!(leaf(&home.store.run(turn(first, 0)).await.unwrap()), 1);
    assert_eq!(
        ids(home.store.run(list.clone()).await.unwrap()),
        [first, second]
    );
    home.clock.advance(IDLE - 1);
    assert_eq!(ids(home.store.run(list.clone()).await.unwrap()), [first]);
    home.clock.advance(ABSOLUTE);
    assert_eq!(ids(home.store.run(list).await.unwrap()), []);
}

async fn r13_ended_is_over_at_once(home: Home) {
    let seen = user(&home.store, &[]).await;
    let (one, other) = (
        session(&home.store, &seen).await,
        session(&home.store, &seen).await,
    );
    assert_eq!(sign_out(&home.store, one.id, seen.id).await, End::Ended(1));
    assert!(
        is_revoked(&home.view, one.id, seen.id, Lsn::FIRST),
        "before the answer"
    );
    assert!(!is_revoked(&home.view, other.id, seen.id, Lsn::FIRST));
    assert!(matches!(
        home.store.run(turn(one.id, 0)).await.unwrap(),
        Turn::Expired
    ));
    assert_eq!(sign_out(&home.store, one.id, seen.id).await, End::NotFound);
    assert_eq!(
        sign_out(&home.store, SessionId::random(&SystemRng), seen.id).await,
        End::NotFound
    );
    let stranger = user(&home.store, &[]).await;
    assert_eq!(
        sign_out(&home.store, other.id, stranger.id).await,
        End::NotFound
    );
    home.clock.advance(IDLE);
    assert_eq!(
        sign_out(&home.store, other.id, seen.id).await,
        End::NotFound,
        "over by itself"
    );
    assert_eq!(audited(&home.store, "session.ended").await, 1);
    assert_eq!(entries(&home.store).await.len(), 1);
}

async fn ending_all_raises_the_version(home: Home) {
    let seen = user(&home.store, &[]).await;
    let bystander = user(&home.store, &[]).await;
    let theirs = session(&home.store, &bystander).await;
    for _ in 0..3 {
        session(&home.store, &seen).await;
    }
    assert_eq!(
        home.store.run(end_all(seen.id)).await.unwrap(),
        End::Ended(3)
    );
    assert!(matches!(
        home.store.run(login(seen.id, 1)).await.unwrap(),
        Open::Stale
    ));
    assert_eq!(
        home.store.run(end_all(seen.id)).await.unwrap(),
        End::Ended(0)
    );
    let nobody = UserId::random(&SystemRng);
    assert_eq!(
        home.store.run(end_all(nobody)).await.unwrap(),
        End::NotFound
    );
    let scopes: Vec<_> = entries(&home.store)
        .await
        .into_iter()
        .map(|it| (it.scope, it.id))
        .collect();
    assert_eq!(
        scopes,
        [0, 1].map(|_| (Scope::Subject, seen.id.to_string()))
    );
    assert!(!is_revoked(&home.view, theirs.id, bystander.id, Lsn::FIRST));
    let Open::Opened(later) = home.store.run(login(seen.id, 3)).await.unwrap() else {
        panic!("opened");
    };
    let lsn = later.head.lsn;
    assert!(
        !is_revoked(&home.view, later.session.id, seen.id, lsn),
        "a later login stands"
    );
}

async fn a_new_password_ends_the_others(home: Home) {
    let seen = user(&home.store, &[]).await;
    let (kept, other) = (
        session(&home.store, &seen).await.id,
        session(&home.store, &seen).await.id,
    );
    let changed = home
        .store
        .run(set_password(seen.id, 1, Some(kept)))
        .await
        .unwrap();
    assert!(matches!(changed, Changed::Done(user) if user.version == 2));
    assert!(!is_revoked(&home.view, kept, seen.id, Lsn::FIRST));
    assert!(is_revoked(&home.view, other, seen.id, Lsn::FIRST));
    assert_eq!(leaf(&home.store.run(turn(kept, 0)).await.unwrap()), 1);
    assert!(matches!(
        home.store.run(turn(other, 0)).await.unwrap(),
        Turn::Expired
    ));
    let account = home
        .store
        .run(ReadUser {
            whom: Whom::Id(seen.id),
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(account.password, Some(PasswordHash::new("new".into())));
    let stale = home
        .store
        .run(set_password(seen.id, 1, None))
        .await
        .unwrap();
    assert_eq!(stale, Changed::Stale);
    assert!(matches!(
        home.store
            .run(set_password(seen.id, 2, None))
            .await
            .unwrap(),
        Changed::Done(_)
    ));
    assert!(is_revoked(&home.view, kept, seen.id, Lsn::FIRST));
    assert_eq!(audited(&home.store, "password.changed").await, 2);
    let nobody = UserId::random(&SystemRng);
    assert_eq!(
        home.store.run(set_password(nobody, 1, None)).await.unwrap(),
        Changed::NotFound
    );
}

async fn a_person_past_the_bound_of_a_transaction_is_announced_as_a_whole(home: Home) {
    let seen = user(&home.store, &[]).await;
    let kept = session(&home.store, &seen).await.id;
    for _ in 0..1_001 {
        let many = OpenSession {
            most: 2_000,
            ..login(seen.id, 1)
        };
        home.store.run(many).await.unwrap();
    }
    home.store
        .run(set_password(seen.id, 1, Some(kept)))
        .await
        .unwrap();
    let announced = entries(&home.store).await;
    assert_eq!((announced.len(), announced[0].scope), (1, Scope::Subject));
    assert_eq!(leaf(&home.store.run(turn(kept, 0)).await.unwrap()), 1);
}
