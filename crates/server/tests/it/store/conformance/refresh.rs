//! Refresh tokens against the table of DESIGN section 5.

use paraph::store::Database;
use paraph_core::commands::people::{Change, ChangeUser};
use paraph_core::commands::session::{Binding, Denied, Presented, Turn, TurnRefresh};
use paraph_core::id::SessionId;
use paraph_core::rng::SystemRng;
use paraph_core::session::Carrier;
use paraph_core::user::User;
use paraph_core::{Millis, Runs};
use paraph_ledger::{Lsn, Scope};

use super::given::{
    IDLE, W, audited, binding, entries, from, is_revoked, leaf, login, personal, presented, row,
    session, sign_out, trail, turn, user,
};
use crate::support::database::Home;
use paraph_core::audit::Actor;

/// A session with leaf 3 and parent 1: 2 is between them, 0 is the grandparent. The leaf has just been made.
async fn grown(home: &Home) -> (User, SessionId) {
    let seen = user(&home.store, &[]).await;
    let id = session(&home.store, &seen).await.id;
    for (generation, made) in [(0, 1), (1, 2), (1, 3)] {
        home.clock.advance(4 * W / 3);
        assert_eq!(
            leaf(&home.store.run(turn(id, generation)).await.unwrap()),
            made
        );
    }
    (seen, id)
}

/// The outcome in the table's words, with the leaf of an answer.
fn word(turn: &Turn) -> String {
    match turn {
        Turn::Rotated(grant) => format!("Rotated {}", grant.session.leaf),
        Turn::Replayed(grant) => format!("Replayed {}", grant.session.leaf),
        Turn::Replaced(grant) => format!("Replaced {}", grant.session.leaf),
        Turn::Later(wait) => format!("Later {wait}"),
        other => format!("{other:?}"),
    }
}

async fn present(store: &Database, id: SessionId, generation: u32) -> String {
    word(&store.run(turn(id, generation)).await.unwrap())
}

const EDGE: Millis = 4 * W / 3;
/// Presented, age of the leaf, outcome; and whether the session's row stays as it was.
#[rustfmt::skip]
const TABLE: [(&str, u32, Millis, &str, bool); 16] = [
    ("n > leaf",                        4, 0,        "Unknown",     true),
    ("n > leaf, later",                 9, EDGE,     "Unknown",     true),
    ("leaf, negative age",              3, -9_000,   "Replayed 3",  true),
    ("leaf, at once",                   3, 0,        "Replayed 3",  true),
    ("leaf, age under 4/3 W",           3, EDGE - 1, "Replayed 3",  true),
    ("parent, negative age",            1, -9_000,   "Replayed 3",  true),
    ("parent, age under W",             1, W - 1,    "Replayed 3",  true),
    ("parent, age W",                   1, W,        "Later 10000", true),
    ("parent, age under 4/3 W",         1, EDGE - 1, "Later 1",     true),
    ("leaf, older",                     3, EDGE,     "Rotated 4",   false),
    ("leaf, days later",                3, IDLE - 1, "Rotated 4",   false),
    ("parent, older",                   1, EDGE,     "Replaced 4",  false),
    ("parent, days later",              1, IDLE - 1, "Replaced 4",  false),
    ("between parent and leaf",         2, 0,        "Reused",      false),
    ("grandparent, inside the window",  0, 0,        "Reused",      false),
    ("grandparent, later",              0, EDGE,     "Reused",      false),
];

on_both! {
    r01_the_table,
    r01_generation_0_turns_at_once_and_parents_stay_where_they_belong,
    r02_reuse_ends_the_session_in_the_same_transaction,
    r05_a_replay_from_elsewhere_is_an_event_and_writes_nothing_to_the_session,
    r06_lost_answers_twice_in_a_row_and_days_later,
    r07_no_turn_extends_the_absolute_end,
    r07_the_idle_end,
    r08_what_does_not_fit_is_denied_without_side_effect,
    r09_another_key_is_unknown_and_a_generation_ahead_an_alarm,
    r10_the_person_is_read_anew_at_each_refresh,
    a_turn_vouches_from_the_head_it_read,
}

async fn r01_the_table(home: Home) {
    for (presented, generation, age, outcome, untouched) in TABLE {
        let (_, id) = grown(&home).await;
        let before = row(&home.store, id).await;
        home.clock.advance(age);
        assert_eq!(
            present(&home.store, id, generation).await,
            outcome,
            "{presented}"
        );
        assert_eq!(
            row(&home.store, id).await == before,
            untouched,
            "{presented}"
        );
    }
    let unknown = SessionId::random(&SystemRng);
    assert_eq!(present(&home.store, unknown, 0).await, "Unknown");
}

async fn r01_generation_0_turns_at_once_and_parents_stay_where_they_belong(home: Home) {
    let seen = user(&home.store, &[]).await;
    let id = session(&home.store, &seen).await.id;
    assert_eq!(present(&home.store, id, 0).await, "Rotated 1");
    assert_eq!(present(&home.store, id, 0).await, "Replayed 1");
    home.clock.advance(EDGE);
    assert_eq!(present(&home.store, id, 1).await, "Rotated 2");
    assert_eq!(
        present(&home.store, id, 0).await,
        "Reused",
        "0 is a grandparent now"
    );
}

async fn r02_reuse_ends_the_session_in_the_same_transaction(home: Home) {
    let (seen, id) = grown(&home).await;
    let thief = TurnRefresh {
        trail: from("203.0.113.9"),
        ..turn(id, 0)
    };
    assert!(matches!(home.store.run(thief).await.unwrap(), Turn::Reused));
    let announced = entries(&home.store).await;
    assert_eq!(
        (announced[0].scope, &announced[0].id),
        (Scope::Session, &id.to_string())
    );
    assert!(
        is_revoked(&home.view, id, seen.id, Lsn::FIRST),
        "before the answer"
    );
    assert_eq!(
        present(&home.store, id, 3).await,
        "Expired",
        "the victim logs in again"
    );
    assert_eq!(
        present(&home.store, id, 0).await,
        "Expired",
        "without side effect"
    );
    assert_eq!(audited(&home.store, "refresh.reused").await, 1);
    let personal = personal(&home.store, "refresh.reused").await;
    assert!(
        personal.contains("203.0.113.9") && personal.contains("192.0.2.1"),
        "{personal}"
    );
}

async fn r05_a_replay_from_elsewhere_is_an_event_and_writes_nothing_to_the_session(home: Home) {
    let (_, id) = grown(&home).await;
    let before = row(&home.store, id).await;
    for generation in [3, 1] {
        let elsewhere = TurnRefresh {
            trail: from("203.0.113.9"),
            ..turn(id, generation)
        };
        assert_eq!(
            word(&home.store.run(elsewhere).await.unwrap()),
            "Replayed 3"
        );
    }
    assert_eq!(audited(&home.store, "refresh.elsewhere").await, 2);
    assert_eq!(present(&home.store, id, 3).await, "Replayed 3", "from home");
    assert_eq!(audited(&home.store, "refresh.elsewhere").await, 2);
    assert_eq!(row(&home.store, id).await, before);
}

async fn r06_lost_answers_twice_in_a_row_and_days_later(home: Home) {
    let (_, id) = grown(&home).await;
    for made in 4..8 {
        home.clock
            .advance(if made % 2 == 0 { EDGE } else { IDLE - 1 });
        let lost = TurnRefresh {
            trail: from("198.51.100.2"),
            ..turn(id, 1)
        };
        assert_eq!(
            word(&home.store.run(lost).await.unwrap()),
            format!("Replaced {made}")
        );
    }
    assert_eq!(audited(&home.store, "refresh.replaced").await, 5);
    let personal = personal(&home.store, "refresh.replaced").await;
    assert!(
        personal.contains("other_address"),
        "both addresses: {personal}"
    );
}

async fn r07_no_turn_extends_the_absolute_end(home: Home) {
    let seen = user(&home.store, &[]).await;
    let made = session(&home.store, &seen).await;
    let mut generation = 0;
    while home.clock_is_before(made.absolute_end - IDLE + 1) {
        home.clock.advance(IDLE - 1);
        let turned = home.store.run(turn(made.id, generation)).await.unwrap();
        generation = leaf(&turned);
        let Turn::Rotated(grant) = turned else {
            panic!("rotated")
        };
        assert_eq!(grant.session.absolute_end, made.absolute_end);
        assert!(grant.session.idle_end <= made.absolute_end);
    }
    home.clock.set(made.absolute_end - 1);
    assert_eq!(
        present(&home.store, made.id, generation).await,
        "Replayed 6"
    );
    home.clock.set(made.absolute_end);
    assert_eq!(present(&home.store, made.id, generation).await, "Expired");
    assert_eq!(
        present(&home.store, made.id, 0).await,
        "Expired",
        "without side effect"
    );
    assert!(entries(&home.store).await.is_empty());
}

async fn r07_the_idle_end(home: Home) {
    let seen = user(&home.store, &[]).await;
    let id = session(&home.store, &seen).await.id;
    home.clock.advance(IDLE);
    assert_eq!(present(&home.store, id, 0).await, "Expired");
    home.clock.advance(-1);
    assert_eq!(present(&home.store, id, 0).await, "Rotated 1");
}

async fn r08_what_does_not_fit_is_denied_without_side_effect(home: Home) {
    let (_, id) = grown(&home).await;
    let before = row(&home.store, id).await;
    let misfits = [
        (
            Binding {
                client: "other".into(),
                ..binding()
            },
            Denied::Client,
        ),
        (
            Binding {
                carrier: Some(Carrier::Browser),
                ..binding()
            },
            Denied::Carrier,
        ),
        (
            Binding {
                scope: Some("read admin".into()),
                ..binding()
            },
            Denied::Scope,
        ),
    ];
    for (binding, why) in misfits {
        for generation in 0..4 {
            let misfit = TurnRefresh {
                binding: binding.clone(),
                ..turn(id, generation)
            };
            let denied = home.store.run(misfit).await.unwrap();
            assert!(
                matches!(denied, Turn::Denied(denied) if denied == why),
                "{denied:?}"
            );
        }
    }
    assert_eq!(row(&home.store, id).await, before);
    assert!(entries(&home.store).await.is_empty());
    let narrower = Binding {
        scope: Some("read".into()),
        carrier: None,
        ..binding()
    };
    let fits = TurnRefresh {
        binding: narrower,
        ..turn(id, 3)
    };
    assert_eq!(word(&home.store.run(fits).await.unwrap()), "Replayed 3");
}

async fn r09_another_key_is_unknown_and_a_generation_ahead_an_alarm(home: Home) {
    let (_, id) = grown(&home).await;
    let before = row(&home.store, id).await;
    for generation in 0..9 {
        let presented = Presented {
            key_version: 2,
            ..presented(id, generation)
        };
        let other = TurnRefresh {
            presented,
            ..turn(id, 0)
        };
        assert_eq!(word(&home.store.run(other).await.unwrap()), "Unknown");
    }
    assert_eq!(audited(&home.store, "refresh.ahead").await, 0);
    assert_eq!(present(&home.store, id, 4).await, "Unknown");
    assert_eq!(audited(&home.store, "refresh.ahead").await, 1);
    assert_eq!(row(&home.store, id).await, before);
}

async fn r10_the_person_is_read_anew_at_each_refresh(home: Home) {
    let (seen, id) = grown(&home).await;
    let change = |change| ChangeUser {
        id: seen.id,
        change,
        trail: trail(Actor::System),
    };
    let roles = Some(["editor".to_owned()].into());
    home.store
        .run(change(Change {
            roles,
            ..Change::default()
        }))
        .await
        .unwrap();
    let Turn::Replayed(grant) = home.store.run(turn(id, 3)).await.unwrap() else {
        panic!("replayed");
    };
    assert!(grant.user.roles.contains("editor"));
    let disabled = Some(true);
    home.store
        .run(change(Change {
            disabled,
            ..Change::default()
        }))
        .await
        .unwrap();
    assert_eq!(present(&home.store, id, 3).await, "Expired");
    let disabled = Some(false);
    home.store
        .run(change(Change {
            disabled,
            ..Change::default()
        }))
        .await
        .unwrap();
    assert_eq!(
        present(&home.store, id, 3).await,
        "Expired",
        "ended for good"
    );
}

async fn a_turn_vouches_from_the_head_it_read(home: Home) {
    let (seen, id) = grown(&home).await;
    let other = session(&home.store, &seen).await.id;
    sign_out(&home.store, other, seen.id).await;
    home.clock.advance(EDGE);
    let Turn::Rotated(grant) = home.store.run(turn(id, 3)).await.unwrap() else {
        panic!("rotated");
    };
    assert_eq!(grant.head.lsn.number(), 1);
    assert!(!is_revoked(&home.view, id, seen.id, grant.head.lsn));
    assert!(home.store.run(login(seen.id, 1)).await.is_ok());
}
