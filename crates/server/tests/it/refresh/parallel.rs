//! R03: one token many times at once.

use futures_util::{StreamExt, stream};
use paraph_core::error::AuthError;

use super::house::{EDGE, House, generation};

const SESSIONS: usize = 200;
const PRESENTATIONS: usize = 50;
const AT_ONCE: usize = 150;

on_both! { r03_fifty_presentations_of_one_token_get_one_successor }

/// 200 sessions, each presented 50 times at once through two nodes; three sessions are under way side by side.
async fn r03_fifty_presentations_of_one_token_get_one_successor(house: House) {
    let desks = [house.second().await, house.second().await];
    let mut tokens = Vec::new();
    for place in 0..SESSIONS {
        let user = house.person().await;
        let session = house.session(&user).await;
        if place % 2 == 1 {
            // Every other one turns for a second time.
            house
                .refresh(house.token(session, 0).expose())
                .await
                .unwrap();
        }
        tokens.push(house.token(session, u32::try_from(place % 2).unwrap()));
    }
    house.wait(EDGE);
    let presentations = (0..SESSIONS * PRESENTATIONS).map(|call| {
        let (desk, token) = (
            desks[call % 2].clone(),
            tokens[call / PRESENTATIONS].clone(),
        );
        let ask = async move { desk.refresh(token.expose()).await };
        async move { (call / PRESENTATIONS, tokio::spawn(ask).await.unwrap()) }
    });
    let answers = stream::iter(presentations).buffer_unordered(AT_ONCE);
    let answers: Vec<_> = answers.collect().await;
    let mut jtis = std::collections::HashSet::new();
    for (place, answer) in answers {
        let answer = answer.unwrap_or_else(|error: AuthError| panic!("{error:?}"));
        assert_eq!(generation(&answer), u32::try_from(place % 2).unwrap() + 1);
        assert!(jtis.insert(house.verify(&answer.access_token).unwrap().jti.clone()));
    }
    let sql = "SELECT CAST(sum(leaf) AS BIGINT) FROM sessions";
    let leaves = house
        .sql(sql, Vec::new())
        .await
        .pop()
        .unwrap()
        .cells()
        .int();
    let expected = SESSIONS + SESSIONS / 2;
    assert_eq!(
        leaves.unwrap(),
        i64::try_from(expected).unwrap(),
        "one turn each"
    );
    assert_eq!(house.audited("refresh.reused").await, 0);
}
