//! V14, V15: what happens between two steps of a use case, with the use case stopped between them.

use paraph_core::audit::Actor;
use paraph_core::commands::people::{Change, SetPassword};
use paraph_core::commands::session::{OpenSession, TurnRefresh};
use paraph_core::error::AuthError;
use paraph_core::user::User;

use super::house::{Desk, EDGE, House, PASSWORD, here, sid};

const NEW: &str = "another battery 8 staple";
const THIRD: &str = "yet another 9 candle";

/// What ends sessions and raises the version.
#[derive(Clone, Copy, Debug)]
enum Blow {
    Password,
    Disabled,
    Everywhere,
}
const BLOWS: [Blow; 3] = [Blow::Password, Blow::Disabled, Blow::Everywhere];

on_both! {
    v14_a_login_that_hashes_meanwhile_is_refused,
    v14_a_password_change_that_hashes_meanwhile_is_refused,
    v14_what_ends_no_session_disturbs_no_login,
    v15_a_token_minted_after_its_revocation_is_refused,
    v15_a_login_minted_after_its_revocation_is_refused,
    v15_a_token_made_in_the_millisecond_of_the_revocation_stands,
}

async fn strike(desk: &Desk, user: &User, blow: Blow) {
    match blow {
        Blow::Password => {
            desk.set_password(user, NEW).await;
        }
        Blow::Disabled => {
            desk.disable(user, true).await;
        }
        Blow::Everywhere => {
            let (system, here) = (Actor::System, here());
            let ended = desk.auth.end_user_sessions(user.id, &system, &here).await;
            ended.expect("an end");
        }
    }
}

async fn v14_a_login_that_hashes_meanwhile_is_refused(house: House) {
    for blow in BLOWS {
        let user = house.person().await;
        let pause = house.store.pause_before::<OpenSession>();
        let (desk, one) = ((*house).clone(), user.clone());
        let login = tokio::spawn(async move { desk.log_in(&one, PASSWORD).await });
        // It has read the account and hashed; it has opened nothing.
        pause.reached().await;
        strike(&house, &user, blow).await;
        pause.go();
        let answer = login.await.unwrap();
        assert_eq!(
            answer.unwrap_err(),
            AuthError::InvalidCredentials,
            "{blow:?}"
        );
        let sessions = house.auth.user_sessions(user.id).await.unwrap();
        assert!(sessions.is_empty(), "{blow:?}");
    }
    assert_eq!(house.audited("login.refused").await, 3);
    assert_eq!(house.audited("login.succeeded").await, 0);
}

async fn v14_a_password_change_that_hashes_meanwhile_is_refused(house: House) {
    for blow in BLOWS {
        let user = house.person().await;
        let tokens = house.log_in(&user, PASSWORD).await.unwrap();
        let holder = house.holder(&tokens);
        let pause = house.store.pause_before::<SetPassword>();
        let desk = (*house).clone();
        let change =
            tokio::spawn(async move { desk.change_password(&holder, PASSWORD, THIRD).await });
        pause.reached().await;
        strike(&house, &user, blow).await;
        pause.go();
        let answer = change.await.unwrap();
        assert_eq!(
            answer.unwrap_err(),
            AuthError::InvalidCredentials,
            "{blow:?}"
        );
        let third = house.log_in(&user, THIRD).await;
        assert_eq!(
            third.unwrap_err(),
            AuthError::InvalidCredentials,
            "{blow:?}"
        );
    }
    assert_eq!(
        house.audited("password.changed").await,
        1,
        "the blow itself"
    );
}

async fn v14_what_ends_no_session_disturbs_no_login(house: House) {
    let user = house.person().await;
    let pause = house.store.pause_before::<OpenSession>();
    let (desk, one) = ((*house).clone(), user.clone());
    let login = tokio::spawn(async move { desk.log_in(&one, PASSWORD).await });
    pause.reached().await;
    let renamed = Change {
        name: Some(Some("Ada".into())),
        ..Change::default()
    };
    house.change(&user, renamed).await.unwrap();
    pause.go();
    let tokens = login.await.unwrap().unwrap();
    assert!(house.verify(&tokens.access_token).is_ok());
}

async fn v15_a_token_minted_after_its_revocation_is_refused(house: House) {
    for blow in BLOWS {
        let user = house.person().await;
        let tokens = house.log_in(&user, PASSWORD).await.unwrap();
        for turns in [true, false] {
            if turns {
                house.wait(EDGE);
            }
            let pause = house.store.pause_after::<TurnRefresh>();
            let (desk, token) = ((*house).clone(), tokens.refresh_token.clone());
            let refresh = tokio::spawn(async move { desk.refresh(token.expose()).await });
            // It has read, turned and committed; it has minted nothing.
            pause.reached().await;
            if !turns {
                strike(&house, &user, blow).await;
            }
            pause.go();
            let minted = refresh.await.unwrap().unwrap();
            let verdict = house.verify(&minted.access_token).map(drop);
            let expected = if turns { Ok(()) } else { Err("token_revoked") };
            assert_eq!(verdict, expected, "{blow:?}");
        }
    }
}

async fn v15_a_login_minted_after_its_revocation_is_refused(house: House) {
    for blow in BLOWS {
        let user = house.person().await;
        let pause = house.store.pause_after::<OpenSession>();
        let (desk, one) = ((*house).clone(), user.clone());
        let login = tokio::spawn(async move { desk.log_in(&one, PASSWORD).await });
        pause.reached().await;
        strike(&house, &user, blow).await;
        pause.go();
        let minted = login.await.unwrap().unwrap();
        let verdict = house.verify(&minted.access_token);
        assert_eq!(verdict.unwrap_err(), "token_revoked", "{blow:?}");
        let again = house.refresh(minted.refresh_token.expose()).await;
        assert_eq!(
            again.unwrap_err(),
            AuthError::SessionEnded,
            "{}",
            sid(&minted)
        );
    }
}

/// The clock never moves here: the order of the ledger is all there is.
async fn v15_a_token_made_in_the_millisecond_of_the_revocation_stands(house: House) {
    let user = house.person().await;
    let mut dead: Vec<String> = Vec::new();
    for _ in 0..20 {
        let tokens = house.log_in(&user, PASSWORD).await.unwrap();
        for old in &dead {
            assert_eq!(house.verify(old).unwrap_err(), "token_revoked");
        }
        assert!(house.verify(&tokens.access_token).is_ok());
        let holder = house.holder(&tokens);
        house.auth.end_sessions(&holder, &here()).await.unwrap();
        dead.push(tokens.access_token);
    }
}
