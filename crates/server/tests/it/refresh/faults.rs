//! R11: an error of the store is never an answer about the token, whether the work was done or not; the retry finds its way.

use paraph_core::commands::people::{ReadUser, SetPassword};
use paraph_core::commands::session::{
    EndAllSessions, EndSession, JudgeRefresh, OpenSession, TurnRefresh,
};
use paraph_core::error::AuthError;
use paraph_core::{Command, StoreError};

use super::house::{EDGE, House, PASSWORD, generation, sid};

const NEW: &str = "another battery 8 staple";

on_both! {
    r11_a_lost_turn_is_no_refusal,
    r11_a_lost_login_is_no_wrong_password,
    r11_a_lost_logout_is_never_called_one,
    r11_a_lost_password_change_is_no_refusal,
}

/// Each way in which a `C` may fail.
fn ways<C: Command>(house: &House) -> impl Iterator<Item = bool> {
    let errors = [
        StoreError::Unavailable("kanarienvogel".into()),
        StoreError::Busy,
    ];
    let all = errors
        .into_iter()
        .flat_map(|error| [(false, error.clone()), (true, error)]);
    all.map(|(done, error)| {
        if done {
            house.store.lose::<C>(error);
        } else {
            house.store.fail::<C>(error);
        }
        done
    })
}

#[track_caller]
fn unavailable<T: std::fmt::Debug>(answer: Result<T, AuthError>) {
    let error = answer.expect_err("the store failed");
    let is = matches!(error, AuthError::Unavailable(_) | AuthError::Busy(_));
    assert!(is, "{error:?}");
}

async fn r11_a_lost_turn_is_no_refusal(house: House) {
    let user = house.person().await;
    let mut tokens = house.log_in(&user, PASSWORD).await.unwrap();
    for done in ways::<TurnRefresh>(&house) {
        house.wait(EDGE);
        let before = house.row(sid(&tokens)).await;
        unavailable(house.refresh(tokens.refresh_token.expose()).await);
        assert_eq!(house.row(sid(&tokens)).await != before, done);
        house.store.mend();
        let next = house.refresh(tokens.refresh_token.expose()).await.unwrap();
        assert_eq!(
            generation(&next),
            generation(&tokens) + 1,
            "one turn in all"
        );
        tokens = next;
    }
}

async fn r11_a_lost_login_is_no_wrong_password(house: House) {
    let user = house.person().await;
    for _ in ways::<OpenSession>(&house) {
        unavailable(house.log_in(&user, PASSWORD).await);
        house.store.mend();
        house.log_in(&user, PASSWORD).await.unwrap();
    }
    for _ in ways::<ReadUser>(&house) {
        unavailable(house.log_in(&user, PASSWORD).await);
        house.store.mend();
        house.log_in(&user, PASSWORD).await.unwrap();
    }
    assert_eq!(house.audited("login.refused").await, 0);
}

async fn r11_a_lost_logout_is_never_called_one(house: House) {
    let user = house.person().await;
    for _ in ways::<JudgeRefresh>(&house) {
        let tokens = house.log_in(&user, PASSWORD).await.unwrap();
        unavailable(house.log_out(tokens.refresh_token.expose()).await);
        assert!(house.verify(&tokens.access_token).is_ok());
        house.store.mend();
        house.log_out(tokens.refresh_token.expose()).await.unwrap();
        assert_eq!(
            house.verify(&tokens.access_token).unwrap_err(),
            "token_revoked"
        );
    }
    for done in ways::<EndSession>(&house) {
        let tokens = house.log_in(&user, PASSWORD).await.unwrap();
        unavailable(house.log_out(tokens.refresh_token.expose()).await);
        assert_eq!(house.verify(&tokens.access_token).is_err(), done);
        house.store.mend();
        house.log_out(tokens.refresh_token.expose()).await.unwrap();
        assert_eq!(
            house.verify(&tokens.access_token).unwrap_err(),
            "token_revoked"
        );
    }
    for done in ways::<EndAllSessions>(&house) {
        let tokens = house.log_in(&user, PASSWORD).await.unwrap();
        let token = tokens.refresh_token.expose();
        let everywhere = || house.log_out_everywhere(token);
        unavailable(everywhere().await);
        assert_eq!(house.verify(&tokens.access_token).is_err(), done);
        house.store.mend();
        everywhere().await.unwrap();
        assert_eq!(
            house.verify(&tokens.access_token).unwrap_err(),
            "token_revoked"
        );
    }
}

async fn r11_a_lost_password_change_is_no_refusal(house: House) {
    for done in ways::<SetPassword>(&house) {
        let user = house.person().await;
        let tokens = house.log_in(&user, PASSWORD).await.unwrap();
        let holder = house.holder(&tokens);
        let change = || house.change_password(&holder, PASSWORD, NEW);
        unavailable(change().await);
        house.store.mend();
        // Done or not cannot be told: the old password shows it, and the new one works in the end.
        match change().await {
            Ok(()) => assert!(!done),
            Err(error) => assert_eq!((done, error), (true, AuthError::InvalidCredentials)),
        }
        house.log_in(&user, NEW).await.unwrap();
        house.refresh(tokens.refresh_token.expose()).await.unwrap();
    }
}
