//! L02, L09, P05, P06, V11, D12: who gets in, at what cost, and what a login ends.

use paraph_core::audit::Actor;
use paraph_core::commands::people::SetPassword;
use paraph_core::error::AuthError;
use paraph_core::login::LogIn;
use paraph_core::people::NewUser;
use paraph_core::user::{PasswordHash, User};
use paraph_core::{Runs, audit::Trail};

use super::house::{House, PASSWORD, generation, here, login, open, sid};

const NEW: &str = "another battery 8 staple";
/// 4 GiB.
const HOSTILE: &str = "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$ZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY";

on_both! {
    l02_everyone_costs_one_hash,
    l09_a_disabled_person_gets_nothing_by_any_way,
    p05_a_hostile_stored_hash_costs_no_more_than_a_wrong_password,
    p06_a_password_change_ends_the_other_sessions_and_keeps_its_own,
    v11_every_use_case_refuses_an_ended_session,
    d12_the_501st_login_ends_the_oldest,
}

async fn without_password(house: &House) -> User {
    let new = NewUser {
        email: "nobody@example.org".into(),
        name: None,
        roles: [].into(),
        claims: serde_json::Map::new(),
        password: None,
    };
    let made = house.auth.create_user(new, &Actor::System, &here()).await;
    made.unwrap()
}

async fn l02_everyone_costs_one_hash(house: House) {
    let known = house.person().await;
    let disabled = house.person().await;
    house.disable(&disabled, true).await;
    let bare = without_password(&house).await;
    let unknown = "stranger@example.org";
    let mut stored = house.store.calls();
    for (email, password, right) in [
        (known.email.as_str(), PASSWORD, true),
        (&known.email, "wrong password 1", false),
        (&known.email, "", false),
        (unknown, PASSWORD, false),
        (&disabled.email, PASSWORD, false),
        (&disabled.email, "wrong password 1", false),
        (&bare.email, PASSWORD, false),
    ] {
        let request = LogIn {
            email: email.into(),
            ..login(&known, password)
        };
        let before = house.auth.hasher.calls();
        let answer = house.auth.log_in(request, &here()).await;
        assert_eq!(answer.is_ok(), right, "{email} {password}");
        if let Err(error) = answer {
            assert_eq!(error, AuthError::InvalidCredentials);
        }
        assert_eq!(house.auth.hasher.calls() - before, 1, "{email} {password}");
        let calls = house.store.calls();
        assert_eq!(calls - stored, 2, "one read, one write: {email} {password}");
        stored = calls;
    }
}

async fn l09_a_disabled_person_gets_nothing_by_any_way(house: House) {
    let user = house.person().await;
    let tokens = house.log_in(&user, PASSWORD).await.unwrap();
    let holder = house.holder(&tokens);
    house.disable(&user, true).await;
    let token = tokens.refresh_token.expose();
    let refused = house.log_in(&user, PASSWORD).await.unwrap_err();
    assert_eq!(refused, AuthError::InvalidCredentials);
    let ended = || AuthError::SessionEnded;
    assert_eq!(house.refresh(token).await.unwrap_err(), ended());
    let judged = house.judge(token).await;
    assert_eq!(judged.unwrap_err(), ended());
    assert_eq!(
        house.verify(&tokens.access_token).unwrap_err(),
        "token_revoked"
    );
    assert_eq!(
        house.auth.me(user.id).await.unwrap_err(),
        AuthError::NotFound
    );
    assert!(house.auth.sessions(&holder).await.unwrap().is_empty());
    let change = house.change_password(&holder, PASSWORD, NEW);
    assert_eq!(change.await.unwrap_err(), AuthError::InvalidCredentials);
    house.disable(&user, false).await;
    assert_eq!(
        house.refresh(token).await.unwrap_err(),
        ended(),
        "it stays dead"
    );
    assert_eq!(
        house.verify(&tokens.access_token).unwrap_err(),
        "token_revoked"
    );
    house.log_in(&user, PASSWORD).await.unwrap();
}

async fn p05_a_hostile_stored_hash_costs_no_more_than_a_wrong_password(house: House) {
    let user = house.person().await;
    let open = open(&user, &house);
    let set = SetPassword {
        id: user.id,
        version: None,
        hash: PasswordHash::new(HOSTILE.into()),
        keep: None,
        trail: Trail {
            actor: Actor::System,
            ..open.trail
        },
    };
    house.home.store.run(set).await.unwrap();
    let before = house.auth.hasher.calls();
    let answer = house.log_in(&user, PASSWORD).await;
    assert_eq!(answer.unwrap_err(), AuthError::InvalidCredentials);
    assert_eq!(
        house.auth.hasher.calls() - before,
        1,
        "a dummy, in its own small memory"
    );
}

async fn p06_a_password_change_ends_the_other_sessions_and_keeps_its_own(house: House) {
    let user = house.person().await;
    let own = house.log_in(&user, PASSWORD).await.unwrap();
    let other = house.log_in(&user, PASSWORD).await.unwrap();
    let holder = house.holder(&own);
    let wrong = house.change_password(&holder, "wrong 1 password", NEW);
    assert_eq!(wrong.await.unwrap_err(), AuthError::InvalidCredentials);
    assert!(house.verify(&other.access_token).is_ok());
    let change = house.change_password(&holder, PASSWORD, NEW);
    change.await.unwrap();
    assert!(house.verify(&own.access_token).is_ok());
    assert_eq!(
        house.verify(&other.access_token).unwrap_err(),
        "token_revoked"
    );
    house.refresh(own.refresh_token.expose()).await.unwrap();
    let ended = house.refresh(other.refresh_token.expose()).await;
    assert_eq!(ended.unwrap_err(), AuthError::SessionEnded);
    let old = house.log_in(&user, PASSWORD).await;
    assert_eq!(old.unwrap_err(), AuthError::InvalidCredentials);
    house.log_in(&user, NEW).await.unwrap();
}

async fn v11_every_use_case_refuses_an_ended_session(house: House) {
    let user = house.person().await;
    let stays = house.log_in(&user, PASSWORD).await.unwrap();
    let ended = house.log_in(&user, PASSWORD).await.unwrap();
    let token = ended.refresh_token.expose();
    house.log_out(token).await.unwrap();
    assert_eq!(
        house.verify(&ended.access_token).unwrap_err(),
        "token_revoked"
    );
    assert_eq!(
        house.refresh(token).await.unwrap_err(),
        AuthError::SessionEnded
    );
    let judged = house.judge(token).await;
    assert_eq!(judged.unwrap_err(), AuthError::SessionEnded);
    // Logging out again is no error, and does nothing: not to the other session either.
    house.log_out(token).await.unwrap();
    house.log_out_everywhere(token).await.unwrap();
    assert!(house.verify(&stays.access_token).is_ok());
    let (holder, here) = (house.holder(&stays), here());
    let again = house.auth.end_session(&holder, sid(&ended), &here).await;
    assert_eq!(again.unwrap_err(), AuthError::NotFound);
    house.refresh(stays.refresh_token.expose()).await.unwrap();
    assert_eq!(house.audited("session.ended").await, 1);
}

async fn d12_the_501st_login_ends_the_oldest(house: House) {
    let user = house.person().await;
    let oldest = house.log_in(&user, PASSWORD).await.unwrap();
    house.wait(1);
    let second = house.log_in(&user, PASSWORD).await.unwrap();
    for _ in 2..house.auth.policy.sessions_per_user {
        house.wait(1);
        house.session(&user).await;
    }
    assert!(house.verify(&oldest.access_token).is_ok());
    house.wait(1);
    let newest = house.log_in(&user, PASSWORD).await.unwrap();
    assert_eq!(house.auth.user_sessions(user.id).await.unwrap().len(), 500);
    assert_eq!(
        house.verify(&oldest.access_token).unwrap_err(),
        "token_revoked"
    );
    let ended = house.refresh(oldest.refresh_token.expose()).await;
    assert_eq!(ended.unwrap_err(), AuthError::SessionEnded);
    for tokens in [&second, &newest] {
        assert!(house.verify(&tokens.access_token).is_ok());
        let next = house.refresh(tokens.refresh_token.expose()).await.unwrap();
        assert_eq!(generation(&next), 1);
    }
    assert_eq!(house.audited("session.evicted").await, 1);
}
