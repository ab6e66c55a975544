//! S04: every event there is, each by a scenario that brings it about. An event without one fails the test.

use paraph_core::audit::{Actor, Event, Trail};
use paraph_core::auth::Tokens;
use paraph_core::commands::people::Change;
use paraph_core::commands::roots::{AddSigningKey, SigningKeyRow};
use paraph_core::error::AuthError;
use paraph_core::signup::SignUp;
use paraph_core::user::User;
use paraph_core::{Clock, Runs};

use super::house::{EDGE, House, PASSWORD, from, here, open, refresh};

const NEW: &str = "another battery 8 staple";

on_both! { s04_every_event_is_written_with_actor_outcome_and_time }

/// A row as an operator reads it.
#[derive(Debug)]
struct Row {
    at: i64,
    actor: String,
    subject: Option<String>,
    session: Option<String>,
    personal: String,
}

async fn s04_every_event_is_written_with_actor_outcome_and_time(house: House) {
    for &event in Event::ALL {
        house.wait(EDGE);
        let user = house.person().await;
        let before = rows(&house, event).await.len();
        let expected = bring_about(&house, &user, event).await;
        let mut rows = rows(&house, event).await;
        assert_eq!(rows.len(), before + 1, "{event:?} is written once");
        let row = rows.pop().unwrap();
        assert_eq!(row.actor, expected.label(), "{event:?}");
        assert_eq!(
            row.at,
            house.home.clock.now(),
            "{event:?}: UTC, milliseconds"
        );
        assert!(
            row.personal.contains("192.0.2.7"),
            "from where: {event:?} {row:?}"
        );
        let about_another = [Event::UserCreated, Event::SignupRepeated, Event::KeyCreated];
        let whom = row.subject.is_some_and(|id| id == user.id.to_string());
        assert_eq!(whom, !about_another.contains(&event), "whom: {event:?}");
        let word = event.as_str();
        let at_session = word.starts_with("refresh.")
            || ["session.ended", "session.evicted", "login.succeeded"].contains(&word);
        assert_eq!(
            row.session.is_some(),
            at_session,
            "which session: {event:?}"
        );
    }
}

/// The rows of an event, the newest last.
async fn rows(house: &House, event: Event) -> Vec<Row> {
    let sql =
        "SELECT at, actor, subject, session, personal FROM audit WHERE event = $1 ORDER BY at";
    let rows = house.sql(sql, vec![event.as_str().into()]).await;
    let read = |row: paraph::store::Row| {
        let mut cells = row.cells();
        Row {
            at: cells.int().unwrap(),
            actor: cells.text().unwrap(),
            subject: cells.optional_text().unwrap(),
            session: cells.optional_text().unwrap(),
            personal: cells.text().unwrap(),
        }
    };
    rows.into_iter().map(read).collect()
}

/// Makes the event happen once, and answers who its row must name.
async fn bring_about(house: &House, user: &User, event: Event) -> Actor {
    match event {
        Event::UserCreated | Event::SignupRepeated => sign_up(house, user, event).await,
        Event::UserChanged | Event::UserDisabled | Event::UserEnabled | Event::OperatorRefused => {
            change(house, user, event).await
        }
        Event::PasswordChanged | Event::PasswordChangeRefused => {
            change_password(house, user, event).await
        }
        Event::LoginSucceeded => {
            logged_in(house, user).await;
            Actor::User(user.id)
        }
        Event::LoginRefused => {
            let refused = house.log_in(user, "wrong password 1").await;
            assert_eq!(refused.unwrap_err(), AuthError::InvalidCredentials);
            Actor::Anonymous
        }
        Event::SessionEnded | Event::SessionsEnded | Event::SessionEvicted => {
            end(house, user, event).await
        }
        Event::RefreshReused
        | Event::RefreshElsewhere
        | Event::RefreshReplaced
        | Event::RefreshAhead => turn(house, user, event).await,
        Event::KeyCreated => {
            another_key(house).await;
            Actor::System
        }
        other => panic!("no scenario brings {other:?} about"),
    }
}

async fn logged_in(house: &House, user: &User) -> Tokens {
    house.log_in(user, PASSWORD).await.unwrap()
}

async fn sign_up(house: &House, user: &User, event: Event) -> Actor {
    let email = match event {
        Event::SignupRepeated => user.email.clone(),
        _ => format!("new-{}", user.email),
    };
    let request = SignUp {
        email,
        password: PASSWORD.into(),
        name: None,
    };
    house.auth.sign_up(request, &here()).await.unwrap();
    Actor::Anonymous
}

async fn change(house: &House, user: &User, event: Event) -> Actor {
    let mut change = Change::default();
    match event {
        Event::UserChanged => change.name = Some(Some("Ada".into())),
        _ => change.disabled = Some(event != Event::UserEnabled),
    }
    if event == Event::UserEnabled {
        house.disable(user, true).await;
    }
    let roles: &[&str] = match event {
        Event::OperatorRefused => &["admin"],
        _ => &["paraph:admin"],
    };
    let actor = Actor::Operator(house.person_with(roles).await.id);
    let changed = house
        .auth
        .change_user(user.id, change, &actor, &here())
        .await;
    assert_eq!(changed.is_err(), event == Event::OperatorRefused);
    actor
}

async fn change_password(house: &House, user: &User, event: Event) -> Actor {
    let holder = house.holder(&logged_in(house, user).await);
    let right = event == Event::PasswordChanged;
    let old = if right { PASSWORD } else { "wrong password 1" };
    let changed = house.change_password(&holder, old, NEW).await;
    assert_eq!(changed.is_ok(), right);
    Actor::User(user.id)
}

async fn end(house: &House, user: &User, event: Event) -> Actor {
    let tokens = logged_in(house, user).await;
    match event {
        Event::SessionEnded => house.log_out(tokens.refresh_token.expose()).await.unwrap(),
        Event::SessionsEnded => {
            let holder = house.holder(&tokens);
            house.auth.end_sessions(&holder, &here()).await.unwrap();
        }
        _ => {
            let mut open = open(user, house);
            open.most = 1;
            house.home.store.run(open).await.unwrap();
        }
    }
    Actor::User(user.id)
}

async fn turn(house: &House, user: &User, event: Event) -> Actor {
    let session = house.session(user).await;
    let present = async |generation: u32, address: &str| {
        let token = house.token(session, generation);
        let request = refresh(token.expose());
        drop(house.auth.refresh(request, &from(address)).await);
    };
    match event {
        Event::RefreshElsewhere => {
            present(0, "203.0.113.66").await;
            present(0, "192.0.2.7").await;
        }
        Event::RefreshReplaced => {
            present(0, "192.0.2.7").await;
            house.wait(EDGE);
            present(0, "192.0.2.7").await;
        }
        Event::RefreshAhead => present(5, "192.0.2.7").await,
        _ => {
            present(0, "192.0.2.7").await;
            house.wait(EDGE);
            present(1, "192.0.2.7").await;
            present(0, "192.0.2.7").await;
        }
    }
    Actor::Anonymous
}

/// As a start of the server with another algorithm does.
async fn another_key(house: &House) {
    let key = SigningKeyRow {
        kid: "kid".into(),
        alg: "EdDSA".into(),
        public: "{}".into(),
        sealed: "sealed".into(),
        created: 0,
    };
    let user = house.person().await;
    let trail = Trail {
        actor: Actor::System,
        ..open(&user, house).trail
    };
    house
        .home
        .store
        .run(AddSigningKey { key, trail })
        .await
        .unwrap();
}
