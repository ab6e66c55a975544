//! What tests begin with: people, sessions, trails; and commands with everything but the point at hand filled in.

use paraph::store::{Database, Row};
use paraph_core::audit::{Actor, Trail};
use paraph_core::commands::ledger::ReadEntries;
use paraph_core::commands::people::{Create, CreateUser};
use paraph_core::commands::session::{
    Binding, End, EndAllSessions, EndSession, Open, OpenSession, Presented, Turn, TurnRefresh,
};
use paraph_core::email::Email;
use paraph_core::id::{AuditId, LoginId, SessionId, UserId};
use paraph_core::rng::{self, SystemRng};
use paraph_core::session::{Carrier, Session};
use paraph_core::user::{PasswordHash, User};
use paraph_core::{Millis, Runs};
use paraph_ledger::{Entry, Lsn, TokenScopes, View};

use crate::support::database::Sql;

/// The replay window of the tests.
pub(crate) const W: Millis = 30_000;
/// Without a turn a session lives so long.
pub(crate) const IDLE: Millis = 30 * 86_400_000;
/// It lives so long in any case.
pub(crate) const ABSOLUTE: Millis = 180 * 86_400_000;

pub(crate) fn trail(actor: Actor) -> Trail {
    Trail {
        actor,
        address: Some("192.0.2.1".into()),
        device: Some("tests".into()),
        id: AuditId::random(&SystemRng),
        salt: rng::bytes(&SystemRng),
    }
}

pub(crate) fn from(address: &str) -> Trail {
    Trail {
        address: Some(address.into()),
        ..trail(Actor::Anonymous)
    }
}

pub(crate) fn email(text: &str) -> Email {
    Email::parse(text).expect(text)
}

/// A person to be made; the address is of their own.
pub(crate) fn person(roles: &[&str]) -> CreateUser {
    let id = UserId::random(&SystemRng);
    CreateUser {
        id,
        email: email(&format!("{}@example.org", &id.to_string()[4..])),
        name: Some("Ada".into()),
        roles: roles.iter().map(ToString::to_string).collect(),
        claims: serde_json::Map::new(),
        password: Some(PasswordHash::new("hash".into())),
        trail: trail(Actor::System),
    }
}

pub(crate) async fn user(store: &Database, roles: &[&str]) -> User {
    match store.run(person(roles)).await {
        Ok(Create::Created(user)) => *user,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn login(user: UserId, version: i64) -> OpenSession {
    OpenSession {
        user,
        version,
        rehash: None,
        login: LoginId::random(&SystemRng),
        session: SessionId::random(&SystemRng),
        amr: vec!["pwd".into()],
        client: "app".into(),
        carrier: Carrier::Bearer,
        audience: "api".into(),
        scope: "read write".into(),
        key_version: 1,
        idle: IDLE,
        absolute: ABSOLUTE,
        most: 500,
        trail: trail(Actor::Anonymous),
    }
}

pub(crate) async fn session(store: &Database, user: &User) -> Session {
    match store.run(login(user.id, user.version)).await {
        Ok(Open::Opened(grant)) => grant.session,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn presented(session: SessionId, generation: u32) -> Presented {
    Presented {
        session,
        generation,
        key_version: 1,
    }
}

pub(crate) fn binding() -> Binding {
    Binding {
        client: "app".into(),
        carrier: Some(Carrier::Bearer),
        scope: None,
    }
}

pub(crate) fn turn(session: SessionId, generation: u32) -> TurnRefresh {
    TurnRefresh {
        presented: presented(session, generation),
        binding: binding(),
        window: W,
        idle: IDLE,
        trail: trail(Actor::Anonymous),
    }
}

/// The leaf after a turn that must succeed.
pub(crate) fn leaf(turn: &Turn) -> u32 {
    match turn {
        Turn::Rotated(grant) | Turn::Replayed(grant) | Turn::Replaced(grant) => grant.session.leaf,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn end(session: SessionId, user: UserId) -> EndSession {
    EndSession {
        session,
        owner: Some(user),
        trail: trail(Actor::User(user)),
    }
}

pub(crate) fn end_all(user: UserId) -> EndAllSessions {
    EndAllSessions {
        user,
        trail: trail(Actor::User(user)),
    }
}

pub(crate) async fn sign_out(store: &Database, session: SessionId, user: UserId) -> End {
    store.run(end(session, user)).await.expect("an end")
}

/// How many audit rows of an event there are.
pub(crate) async fn audited(store: &Database, event: &str) -> i64 {
    let sql = Sql(
        "SELECT count(*) FROM audit WHERE event = $1",
        vec![event.into()],
    );
    let row = store.run(sql).await.expect("a count").pop().expect("a row");
    row.cells().int().expect("an integer")
}

/// The personal part of the newest row of an event.
pub(crate) async fn personal(store: &Database, event: &str) -> String {
    let sql = Sql(
        "SELECT personal FROM audit WHERE event = $1 ORDER BY at DESC LIMIT 1",
        vec![event.into()],
    );
    let row = store.run(sql).await.expect("rows").pop().expect("a row");
    row.cells().text().expect("a text")
}

/// Every cell of a session's row: what must not change is compared whole.
pub(crate) async fn row(store: &Database, session: SessionId) -> Row {
    let sql = Sql(
        "SELECT id, login_id, user_id, client, carrier, audience, scope, leaf, parent, made, \
         address, key_version, idle_end, absolute_end, created, ended, lapse_day \
         FROM sessions WHERE id = $1",
        vec![session.to_string().into()],
    );
    store.run(sql).await.expect("rows").pop().expect("a row")
}

/// All entries of the ledger.
pub(crate) async fn entries(store: &Database) -> Vec<Entry> {
    let all = ReadEntries {
        after: Lsn::FIRST,
        limit: u32::MAX,
    };
    store.run(all).await.expect("entries")
}

/// Whether a token made at `lsn` in this session is revoked.
pub(crate) fn is_revoked(view: &View, session: SessionId, user: UserId, lsn: Lsn) -> bool {
    let (session, user) = (session.to_string(), user.to_string());
    let scopes = TokenScopes {
        lsn,
        token: "jti",
        session: Some(&session),
        subject: &user,
        client: "app",
        issuer: "http://localhost",
    };
    view.revokes(&scopes).is_some()
}
