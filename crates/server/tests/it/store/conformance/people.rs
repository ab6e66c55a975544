//! People: made, read, listed, changed, disabled.

use futures_util::future::join_all;
use paraph::store::Database;
use paraph_core::commands::people::{
    Account, Change, ChangeUser, Changed, Create, CreateUser, ListUsers, ReadUser, Whom,
};
use paraph_core::commands::session::{ListSessions, Open, Turn};
use paraph_core::id::UserId;
use paraph_core::rng::SystemRng;
use paraph_core::user::User;
use paraph_core::{Runs, StoreError};
use paraph_ledger::{Lsn, Scope};

use super::given::{
    audited, email, entries, is_revoked, login, person, session, trail, turn, user,
};
use crate::support::database::{Home, Sql};
use paraph_core::audit::Actor;

fn by_id(id: UserId) -> ReadUser {
    ReadUser { whom: Whom::Id(id) }
}

fn change(id: UserId, change: Change) -> ChangeUser {
    ChangeUser {
        id,
        change,
        trail: trail(Actor::System),
    }
}

fn disable(id: UserId, disabled: bool) -> ChangeUser {
    let disabled = Some(disabled);
    change(
        id,
        Change {
            disabled,
            ..Change::default()
        },
    )
}

async fn done(store: &Database, command: ChangeUser) -> User {
    match store.run(command).await {
        Ok(Changed::Done(user)) => *user,
        other => panic!("{other:?}"),
    }
}

on_both! {
    what_is_made_is_read_back,
    of_twenty_at_once_one_gets_the_address,
    s04_a_repeated_signup_leaves_a_row,
    people_are_listed_by_id_page_by_page,
    texts_sort_by_their_bytes,
    a_nul_is_nobodys_fault,
    a_change_keeps_what_it_does_not_name,
    what_changes_nothing_writes_nothing,
    v15_disabling_ends_sessions_and_what_was_begun,
}

async fn what_is_made_is_read_back(home: Home) {
    let mut command = person(&["editor", "paraph:operator"]);
    command
        .claims
        .insert("plan".into(), serde_json::json!({"seats": [1, 2]}));
    let Create::Created(made) = home.store.run(command.clone()).await.unwrap() else {
        panic!("made");
    };
    assert_eq!((made.version, made.seen, made.disabled), (1, None, false));
    let account = Some(Account {
        user: *made,
        password: command.password,
    });
    assert_eq!(home.store.run(by_id(command.id)).await.unwrap(), account);
    let by_email = ReadUser {
        whom: Whom::Email(command.email.key().into()),
    };
    assert_eq!(home.store.run(by_email).await.unwrap(), account);
    assert_eq!(
        home.store
            .run(by_id(UserId::random(&SystemRng)))
            .await
            .unwrap(),
        None
    );
    assert_eq!(audited(&home.store, "user.created").await, 1);
}

async fn of_twenty_at_once_one_gets_the_address(home: Home) {
    let signup = |_| {
        let store = home.store.clone();
        let command = CreateUser {
            email: email("ada@example.org"),
            ..person(&[])
        };
        tokio::spawn(async move { store.run(command).await.unwrap() })
    };
    let outcomes = join_all((0..20).map(signup)).await;
    let made = outcomes
        .iter()
        .filter(|it| matches!(it, Ok(Create::Created(_))))
        .count();
    let taken = outcomes
        .iter()
        .filter(|it| matches!(it, Ok(Create::Taken)))
        .count();
    assert_eq!((made, taken), (1, 19));
}

async fn s04_a_repeated_signup_leaves_a_row(home: Home) {
    let mut signup = person(&[]);
    signup.trail = trail(Actor::Anonymous);
    let again = CreateUser {
        trail: trail(Actor::Anonymous),
        ..signup.clone()
    };
    home.store.run(signup).await.unwrap();
    assert_eq!(home.store.run(again).await.unwrap(), Create::Taken);
    assert_eq!(audited(&home.store, "signup.repeated").await, 1);
}

async fn people_are_listed_by_id_page_by_page(home: Home) {
    let mut ids = Vec::new();
    for _ in 0..7 {
        ids.push(user(&home.store, &[]).await.id);
    }
    ids.sort_by_key(ToString::to_string);
    let mut listed = Vec::new();
    loop {
        let page = ListUsers {
            after: listed.last().copied(),
            limit: 3,
        };
        let page = home.store.run(page).await.unwrap();
        if page.is_empty() {
            break;
        }
        listed.extend(page.into_iter().map(|user| user.id));
    }
    assert_eq!(listed, ids);
}

async fn texts_sort_by_their_bytes(home: Home) {
    for typed in [
        "b@example.org",
        "A@example.net",
        "a@example.org",
        "_@example.org",
        "Z@example.org",
    ] {
        home.store
            .run(CreateUser {
                email: email(typed),
                ..person(&[])
            })
            .await
            .unwrap();
    }
    let rows = home
        .store
        .run(Sql("SELECT email FROM users ORDER BY email", vec![]));
    let sorted: Vec<String> = rows
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.cells().text().unwrap())
        .collect();
    assert_eq!(
        sorted,
        [
            "A@example.net",
            "Z@example.org",
            "_@example.org",
            "a@example.org",
            "b@example.org"
        ]
    );
}

async fn a_nul_is_nobodys_fault(home: Home) {
    let named = CreateUser {
        name: Some("A\0da".into()),
        ..person(&[])
    };
    assert_eq!(home.store.run(named).await, Err(StoreError::Unstorable));
    let read = ReadUser {
        whom: Whom::Email("\0".into()),
    };
    assert_eq!(home.store.run(read).await, Err(StoreError::Unstorable));
}

async fn a_change_keeps_what_it_does_not_name(home: Home) {
    let seen = user(&home.store, &["editor"]).await;
    let claims = serde_json::Map::from_iter([("plan".into(), "gold".into())]);
    let named = Change {
        claims: Some(claims.clone()),
        ..Change::default()
    };
    let changed = done(&home.store, change(seen.id, named)).await;
    assert_eq!(
        changed,
        User {
            claims,
            ..seen.clone()
        }
    );
    let nameless = Change {
        name: Some(None),
        ..Change::default()
    };
    let changed = done(&home.store, change(seen.id, nameless)).await;
    let read = home.store.run(by_id(seen.id)).await.unwrap().unwrap().user;
    assert_eq!((&read, read.name.as_deref()), (&changed, None));
    let nobody = change(UserId::random(&SystemRng), Change::default());
    assert_eq!(home.store.run(nobody).await.unwrap(), Changed::NotFound);
}

async fn what_changes_nothing_writes_nothing(home: Home) {
    let seen = user(&home.store, &["editor"]).await;
    let same = Change {
        name: Some(seen.name.clone()),
        roles: Some(seen.roles.clone()),
        claims: None,
        disabled: Some(false),
    };
    assert_eq!(done(&home.store, change(seen.id, same)).await, seen);
    assert_eq!(audited(&home.store, "user.changed").await, 0);
    assert_eq!(entries(&home.store).await, []);
}

async fn v15_disabling_ends_sessions_and_what_was_begun(home: Home) {
    let seen = user(&home.store, &[]).await;
    let session = session(&home.store, &seen).await;
    let disabled = done(&home.store, disable(seen.id, true)).await;
    assert_eq!(
        (disabled.disabled, disabled.version),
        (true, seen.version + 1)
    );
    let revoked = entries(&home.store).await;
    assert_eq!((revoked.len(), revoked[0].scope), (1, Scope::Subject));
    assert!(is_revoked(&home.view, session.id, seen.id, Lsn::FIRST));
    assert!(
        home.store
            .run(ListSessions { user: seen.id })
            .await
            .unwrap()
            .is_empty()
    );
    assert!(matches!(
        home.store.run(turn(session.id, 0)).await.unwrap(),
        Turn::Expired
    ));
    for version in [seen.version, disabled.version] {
        let login = home.store.run(login(seen.id, version)).await.unwrap();
        assert!(matches!(login, Open::Stale), "version {version}");
    }
    let enabled = done(&home.store, disable(seen.id, false)).await;
    assert_eq!(enabled.version, disabled.version);
    let login = home
        .store
        .run(login(seen.id, enabled.version))
        .await
        .unwrap();
    assert!(matches!(login, Open::Opened(_)));
    assert_eq!(audited(&home.store, "user.disabled").await, 1);
    assert_eq!(audited(&home.store, "user.enabled").await, 1);
}
