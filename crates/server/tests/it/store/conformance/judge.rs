//! Refresh tokens where they are judged and never turn: leaf and parent pass, whatever their age.

use paraph_core::Runs;
use paraph_core::commands::session::{Binding, Denied, JudgeRefresh, Judged};
use paraph_core::id::SessionId;
use paraph_ledger::Lsn;

use super::given::{
    IDLE, W, audited, binding, is_revoked, leaf, presented, row, session, trail, turn, user,
};
use crate::support::database::Home;
use paraph_core::audit::Actor;

fn judge(session: SessionId, generation: u32) -> JudgeRefresh {
    JudgeRefresh {
        presented: presented(session, generation),
        binding: binding(),
        window: W,
        trail: trail(Actor::Anonymous),
    }
}

on_both! {
    leaf_and_parent_hold_at_any_age_and_nothing_turns,
    a_session_past_its_end_is_expired,
}

async fn leaf_and_parent_hold_at_any_age_and_nothing_turns(home: Home) {
    let seen = user(&home.store, &[]).await;
    let id = session(&home.store, &seen).await.id;
    for (generation, made) in [(0, 1), (1, 2)] {
        home.clock.advance(2 * W);
        assert_eq!(
            leaf(&home.store.run(turn(id, generation)).await.unwrap()),
            made
        );
    }
    let before = row(&home.store, id).await;
    for step in [0, W, W / 3 - 1, 1, 5 * W] {
        home.clock.advance(step);
        for generation in [1, 2] {
            let judged = home.store.run(judge(id, generation)).await.unwrap();
            let Judged::Holds(grant) = judged else {
                panic!("{judged:?}")
            };
            assert_eq!((grant.session.leaf, grant.user.id), (2, seen.id));
        }
    }
    assert!(matches!(
        home.store.run(judge(id, 3)).await.unwrap(),
        Judged::Unknown
    ));
    assert_eq!(audited(&home.store, "refresh.ahead").await, 1);
    let client = Binding {
        client: "other".into(),
        ..binding()
    };
    let other = JudgeRefresh {
        binding: client,
        ..judge(id, 0)
    };
    assert!(matches!(
        home.store.run(other).await.unwrap(),
        Judged::Denied(Denied::Client)
    ));
    assert_eq!(row(&home.store, id).await, before);
    assert!(matches!(
        home.store.run(judge(id, 0)).await.unwrap(),
        Judged::Reused
    ));
    assert!(is_revoked(&home.view, id, seen.id, Lsn::FIRST));
    assert_eq!(audited(&home.store, "refresh.reused").await, 1);
    assert!(matches!(
        home.store.run(judge(id, 2)).await.unwrap(),
        Judged::Expired
    ));
}

async fn a_session_past_its_end_is_expired(home: Home) {
    let seen = user(&home.store, &[]).await;
    let id = session(&home.store, &seen).await.id;
    home.clock.advance(IDLE);
    assert!(matches!(
        home.store.run(judge(id, 0)).await.unwrap(),
        Judged::Expired
    ));
}
