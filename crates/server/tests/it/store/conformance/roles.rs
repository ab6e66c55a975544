//! Who may do what to whom, read in the transaction of what they ask for.

use futures_util::future::join_all;
use paraph::store::Database;
use paraph_core::Runs;
use paraph_core::audit::Actor;
use paraph_core::commands::people::{Change, ChangeUser, Changed, Create, CreateUser, SetPassword};
use paraph_core::commands::session::{End, EndAllSessions, EndSession};
use paraph_core::id::UserId;
use paraph_core::user::{ADMIN, OPERATOR, PasswordHash, Roles, User};

use super::given::{audited, person, session, trail, user};
use crate::support::database::Home;

fn roles(names: &[&str]) -> Roles {
    names.iter().map(ToString::to_string).collect()
}

fn rename(id: UserId, actor: Actor) -> ChangeUser {
    ChangeUser {
        id,
        change: Change {
            name: Some(Some("Eve".into())),
            ..Change::default()
        },
        trail: trail(actor),
    }
}

fn demote(id: UserId) -> ChangeUser {
    let change = Change {
        roles: Some(roles(&[])),
        ..Change::default()
    };
    let trail = trail(Actor::System);
    ChangeUser { id, change, trail }
}

fn set_password(id: UserId, actor: Actor) -> SetPassword {
    SetPassword {
        id,
        version: None,
        hash: PasswordHash::new("new".into()),
        keep: None,
        trail: trail(actor),
    }
}

async fn create(store: &Database, actor: Actor, names: &[&str]) -> bool {
    let command = CreateUser {
        trail: trail(actor),
        ..person(names)
    };
    matches!(store.run(command).await.unwrap(), Create::Created(_))
}

async fn disable(store: &Database, target: &User, actor: Actor, disabled: bool) -> Changed {
    let change = Change {
        disabled: Some(disabled),
        ..Change::default()
    };
    let trail = trail(actor);
    let id = target.id;
    store.run(ChangeUser { id, change, trail }).await.unwrap()
}

on_both! {
    b03_who_may_make_accounts,
    b03_who_may_change_accounts,
    b03_an_operator_sets_nobodys_password,
    a_disabled_operator_is_none,
    b02_who_may_end_sessions,
    b06_the_last_admin_stays,
    b06_admins_that_demote_one_another_on_two_nodes_leave_one,
}

async fn b03_who_may_make_accounts(home: Home) {
    let store = &home.store;
    let admin = user(store, &[ADMIN]).await.id;
    let operator = user(store, &[OPERATOR]).await.id;
    let plain = user(store, &["admin"]).await.id;
    assert!(create(store, Actor::Os(0), &[ADMIN]).await);
    assert!(create(store, Actor::Operator(admin), &[ADMIN]).await);
    assert!(create(store, Actor::Anonymous, &[]).await);
    assert!(!create(store, Actor::Anonymous, &["editor"]).await);
    assert!(!create(store, Actor::User(plain), &[]).await);
    assert_eq!(audited(store, "operator.refused").await, 0);
    assert!(!create(store, Actor::Operator(operator), &[]).await);
    assert!(!create(store, Actor::Operator(plain), &[]).await);
    assert_eq!(audited(store, "operator.refused").await, 2);
}

async fn b03_who_may_change_accounts(home: Home) {
    let store = &home.store;
    let admin = user(store, &[ADMIN]).await;
    let operator = user(store, &[OPERATOR]).await;
    let plain = user(store, &["admin"]).await;
    for actor in [
        Actor::Anonymous,
        Actor::User(plain.id),
        Actor::Operator(plain.id),
        Actor::Operator(operator.id),
    ] {
        let refused = store.run(rename(plain.id, actor.clone())).await.unwrap();
        assert_eq!(refused, Changed::Forbidden, "{actor:?}");
    }
    assert_eq!(audited(store, "operator.refused").await, 2);
    let allowed = store
        .run(rename(plain.id, Actor::Operator(admin.id)))
        .await
        .unwrap();
    assert!(matches!(allowed, Changed::Done(_)));
    let by_operator = Actor::Operator(operator.id);
    let refused = disable(store, &admin, by_operator.clone(), true).await;
    assert_eq!(refused, Changed::Forbidden, "an operator and an admin");
    assert!(matches!(
        disable(store, &plain, by_operator, true).await,
        Changed::Done(_)
    ));
}

async fn b03_an_operator_sets_nobodys_password(home: Home) {
    let store = &home.store;
    let admin = user(store, &[ADMIN]).await;
    let operator = user(store, &[OPERATOR]).await;
    for target in [&admin, &operator] {
        let taken = set_password(target.id, Actor::Operator(operator.id));
        assert_eq!(store.run(taken).await.unwrap(), Changed::Forbidden);
    }
    let own = set_password(operator.id, Actor::User(operator.id));
    assert!(matches!(store.run(own).await.unwrap(), Changed::Done(_)));
    let given = set_password(operator.id, Actor::Operator(admin.id));
    assert!(matches!(store.run(given).await.unwrap(), Changed::Done(_)));
}

async fn a_disabled_operator_is_none(home: Home) {
    let store = &home.store;
    let admin = user(store, &[ADMIN]).await;
    let other = user(store, &[ADMIN]).await;
    disable(store, &other, Actor::System, true).await;
    let refused = store
        .run(rename(admin.id, Actor::Operator(other.id)))
        .await
        .unwrap();
    assert_eq!(refused, Changed::Forbidden);
}

async fn b02_who_may_end_sessions(home: Home) {
    let store = &home.store;
    let operator = user(store, &[OPERATOR]).await;
    let plain = user(store, &[]).await;
    let target = user(store, &[]).await;
    let session = session(store, &target).await.id;
    let end = |actor| EndSession {
        session,
        owner: None,
        trail: trail(actor),
    };
    for actor in [
        Actor::Anonymous,
        Actor::User(plain.id),
        Actor::Operator(plain.id),
    ] {
        assert_eq!(
            store.run(end(actor.clone())).await.unwrap(),
            End::Forbidden,
            "{actor:?}"
        );
        let all = EndAllSessions {
            user: target.id,
            trail: trail(actor.clone()),
        };
        assert_eq!(store.run(all).await.unwrap(), End::Forbidden, "{actor:?}");
    }
    let theirs = EndSession {
        owner: Some(plain.id),
        ..end(Actor::User(plain.id))
    };
    assert_eq!(store.run(theirs).await.unwrap(), End::NotFound);
    assert_eq!(
        store.run(end(Actor::Operator(operator.id))).await.unwrap(),
        End::Ended(1)
    );
}

async fn b06_the_last_admin_stays(home: Home) {
    let store = &home.store;
    let admin = user(store, &[ADMIN]).await;
    assert_eq!(
        store.run(demote(admin.id)).await.unwrap(),
        Changed::LastAdmin
    );
    let disabled = disable(store, &admin, Actor::System, true).await;
    assert_eq!(disabled, Changed::LastAdmin);
    let other = user(store, &[ADMIN]).await;
    assert!(matches!(
        disable(store, &other, Actor::System, true).await,
        Changed::Done(_)
    ));
    assert_eq!(
        store.run(demote(admin.id)).await.unwrap(),
        Changed::LastAdmin,
        "disabled ones do not count"
    );
    disable(store, &other, Actor::System, false).await;
    assert!(matches!(
        store.run(demote(admin.id)).await.unwrap(),
        Changed::Done(_)
    ));
}

async fn b06_admins_that_demote_one_another_on_two_nodes_leave_one(home: Home) {
    let node = home.node().await;
    for round in 0..50 {
        let admins = [
            user(&home.store, &[ADMIN]).await,
            user(&home.store, &[ADMIN]).await,
        ];
        if round == 0 {
            assert!(matches!(
                home.store.run(demote(admins[0].id)).await.unwrap(),
                Changed::Done(_)
            ));
            continue;
        }
        // Those of the rounds before are one admin: three now, and three demotions at once.
        let everyone = everyone(&home.store).await;
        let demotions = everyone.iter().enumerate().map(|(place, &id)| {
            let store = if place.is_multiple_of(2) {
                &home.store
            } else {
                &node.store
            };
            store.run(demote(id))
        });
        let refused = join_all(demotions).await;
        let refused = refused
            .into_iter()
            .filter(|it| it == &Ok(Changed::LastAdmin))
            .count();
        assert_eq!(
            (refused, self::everyone(&home.store).await.len()),
            (1, 1),
            "round {round}"
        );
    }
}

/// The enabled admins.
async fn everyone(store: &Database) -> Vec<UserId> {
    let list = paraph_core::commands::people::ListUsers {
        after: None,
        limit: 1_000,
    };
    let users = store.run(list).await.unwrap();
    let admins = users.into_iter().filter(|it| it.is_admin() && !it.disabled);
    admins.map(|it| it.id).collect()
}
