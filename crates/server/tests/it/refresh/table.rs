//! R01, R02, R04, R07, R08, R10, W15: what a presented token is worth, through the use cases.

use paraph_core::auth::Tokens;
use paraph_core::commands::people::Change;
use paraph_core::error::AuthError;
use paraph_core::login::LogIn;
use paraph_core::session::Carrier;

use super::house::{
    ABSOLUTE, DAY, EDGE, House, IDLE, PASSWORD, W, generation, here, login, refresh, sid,
};

on_both! {
    r01_the_leaf_is_superseded_by_use_outside_the_window,
    r02_reuse_ends_the_session_and_its_access_tokens,
    r04_a_grandparent_ends_the_session_inside_the_window_too,
    r07_the_idle_end,
    r07_no_turn_moves_the_absolute_end,
    r08_what_does_not_fit_changes_nothing,
    r10_rights_are_evaluated_anew_at_each_refresh,
    w15_a_browsers_token_is_worth_nothing_as_a_bearers,
}

async fn start(house: &House) -> Tokens {
    let user = house.person().await;
    house.log_in(&user, PASSWORD).await.unwrap()
}

async fn next(house: &House, tokens: &Tokens) -> Result<Tokens, AuthError> {
    house.refresh(tokens.refresh_token.expose()).await
}

async fn r01_the_leaf_is_superseded_by_use_outside_the_window(house: House) {
    let zero = start(&house).await;
    let one = next(&house, &zero).await.unwrap();
    assert_eq!((generation(&zero), generation(&one)), (0, 1));
    for wait in [0, W - 1, EDGE - W] {
        house.wait(wait);
        assert_eq!(generation(&next(&house, &one).await.unwrap()), 1, "{wait}");
    }
    house.wait(1);
    let two = next(&house, &one).await.unwrap();
    assert_eq!(generation(&two), 2);
    assert_eq!(generation(&next(&house, &one).await.unwrap()), 2, "a retry");
    let ended = next(&house, &zero).await.unwrap_err();
    assert_eq!(ended, AuthError::SessionEnded);
}

async fn r02_reuse_ends_the_session_and_its_access_tokens(house: House) {
    let zero = start(&house).await;
    let one = next(&house, &zero).await.unwrap();
    house.wait(EDGE);
    let two = next(&house, &one).await.unwrap();
    house.wait(W);
    assert!(house.verify(&two.access_token).is_ok());
    assert_eq!(
        next(&house, &zero).await.unwrap_err(),
        AuthError::SessionEnded
    );
    for tokens in [&zero, &one, &two] {
        assert_eq!(
            house.verify(&tokens.access_token).unwrap_err(),
            "token_revoked"
        );
        assert_eq!(
            next(&house, tokens).await.unwrap_err(),
            AuthError::SessionEnded
        );
    }
    assert_eq!(
        house.audited("refresh.reused").await,
        1,
        "the end is written once"
    );
}

async fn r04_a_grandparent_ends_the_session_inside_the_window_too(house: House) {
    let zero = start(&house).await;
    let one = next(&house, &zero).await.unwrap();
    house.wait(EDGE);
    let two = next(&house, &one).await.unwrap();
    // The window of the turn from 1 to 2 has just begun.
    assert_eq!(
        next(&house, &zero).await.unwrap_err(),
        AuthError::SessionEnded
    );
    assert_eq!(
        next(&house, &two).await.unwrap_err(),
        AuthError::SessionEnded
    );
}

async fn r07_the_idle_end(house: House) {
    let tokens = start(&house).await;
    house.wait(IDLE - 1);
    let tokens = next(&house, &tokens).await.unwrap();
    house.wait(IDLE);
    let before = house.row(sid(&tokens)).await;
    assert_eq!(
        next(&house, &tokens).await.unwrap_err(),
        AuthError::SessionEnded
    );
    let judged = house.judge(tokens.refresh_token.expose());
    assert_eq!(judged.await.unwrap_err(), AuthError::SessionEnded);
    assert_eq!(house.row(sid(&tokens)).await, before, "without side effect");
}

async fn r07_no_turn_moves_the_absolute_end(house: House) {
    let mut tokens = start(&house).await;
    let end = tokens.absolute_end;
    for _ in 0..ABSOLUTE / (20 * DAY) - 1 {
        house.wait(20 * DAY);
        tokens = next(&house, &tokens).await.unwrap();
        assert_eq!(tokens.absolute_end, end);
    }
    house.wait(20 * DAY - 2_000);
    tokens = next(&house, &tokens).await.unwrap();
    assert_eq!((tokens.absolute_end, tokens.expires_in), (end, 2));
    house.wait(1_999);
    next(&house, &tokens).await.unwrap();
    house.wait(1);
    assert_eq!(
        next(&house, &tokens).await.unwrap_err(),
        AuthError::SessionEnded
    );
}

async fn r08_what_does_not_fit_changes_nothing(house: House) {
    let user = house.person().await;
    let narrow = LogIn {
        scope: Some("read".into()),
        ..login(&user, PASSWORD)
    };
    let tokens = house.auth.log_in(narrow, &here()).await.unwrap();
    house.wait(EDGE);
    let before = house.row(sid(&tokens)).await;
    let token = tokens.refresh_token.expose();
    let bad = |answer: AuthError| matches!(answer, AuthError::BadRequest(_));
    let invalid = |answer: AuthError| answer == AuthError::RefreshInvalid;
    let (mut client, mut scope, mut missing) = (refresh(token), refresh(token), refresh(token));
    let (mut audience, mut carrier) = (refresh(token), refresh(token));
    client.client = Some("another");
    scope.scope = Some("read write");
    missing.scope = Some("admin");
    audience.audience = Some("elsewhere");
    carrier.carrier = Carrier::Browser;
    for (request, refused) in [
        (client, bad as fn(AuthError) -> bool),
        (scope, bad),
        (missing, bad),
        (audience, bad),
        (carrier, invalid),
    ] {
        let answer = house.auth.refresh(request, &here()).await.unwrap_err();
        assert!(refused(answer.clone()), "{answer:?}");
        assert_eq!(house.row(sid(&tokens)).await, before);
    }
    assert_eq!(generation(&next(&house, &tokens).await.unwrap()), 1);
}

async fn r10_rights_are_evaluated_anew_at_each_refresh(house: House) {
    let user = house.person_with(&["editor"]).await;
    let tokens = house.log_in(&user, PASSWORD).await.unwrap();
    let who = house.verify(&tokens.access_token).unwrap();
    assert!(who.has_role("editor") && who.has_scope("read") && who.has_scope("write"));
    let roles = Change {
        roles: Some(["reader".to_owned()].into()),
        ..Change::default()
    };
    house.change(&user, roles).await.unwrap();
    let who = house.verify(&next(&house, &tokens).await.unwrap().access_token);
    let who = who.unwrap();
    assert!(who.has_role("reader") && !who.has_role("editor"));
    let later = house
        .second_with(|policy| policy.scopes = vec!["read".into()])
        .await;
    let answer = later.refresh(tokens.refresh_token.expose()).await.unwrap();
    assert_eq!(
        house.verify(&answer.access_token).unwrap().scope.as_str(),
        "read"
    );
    let mut wanted = refresh(tokens.refresh_token.expose());
    wanted.scope = Some("write");
    let answer = later.auth.refresh(wanted, &here()).await.unwrap();
    let who = house.verify(&answer.access_token).unwrap();
    assert_eq!(
        who.scope.as_str(),
        "",
        "withdrawn, though it was granted once"
    );
    house.disable(&user, true).await;
    assert_eq!(
        next(&house, &tokens).await.unwrap_err(),
        AuthError::SessionEnded
    );
}

async fn w15_a_browsers_token_is_worth_nothing_as_a_bearers(house: House) {
    let user = house.person().await;
    for (opened, other) in [
        (Carrier::Browser, Carrier::Bearer),
        (Carrier::Bearer, Carrier::Browser),
    ] {
        let request = LogIn {
            carrier: opened,
            ..login(&user, PASSWORD)
        };
        let tokens = house.auth.log_in(request, &here()).await.unwrap();
        let before = house.row(sid(&tokens)).await;
        let token = tokens.refresh_token.expose();
        let mut request = refresh(token);
        request.carrier = other;
        let invalid = AuthError::RefreshInvalid;
        assert_eq!(
            house.auth.refresh(request, &here()).await.unwrap_err(),
            invalid
        );
        assert_eq!(
            house.auth.judge(token, other, &here()).await.unwrap_err(),
            invalid
        );
        house.log_out_by(token, other).await.unwrap();
        house.log_out_everywhere_by(token, other).await.unwrap();
        assert_eq!(house.row(sid(&tokens)).await, before);
        assert!(house.verify(&tokens.access_token).is_ok());
        let mut request = refresh(token);
        request.carrier = opened;
        assert_eq!(
            house.auth.refresh(request, &here()).await.unwrap().carrier,
            opened
        );
    }
}
