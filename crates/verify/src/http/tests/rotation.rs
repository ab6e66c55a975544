//! Keys that come and go.

use super::*;

#[tokio::test(start_paused = true)]
async fn k02_a_key_that_was_announced_is_accepted_from_its_first_token_on() {
    let house = House::new().await;
    let next = key();
    house.answers(&[&house.key, &next]);
    // A planned rotation announces it for as long as a verifier may keep a set.
    sleep(SECOND * 301).await;
    assert_eq!(house.judge(&token(&next)), Ok(()));
    assert_eq!(house.judge(&house.good()), Ok(()));
    assert_eq!(house.stub.hits(), 2);
}

#[tokio::test(start_paused = true)]
async fn k02_ten_rotations_refuse_no_token() {
    let mut house = House::new().await;
    for _ in 0..10 {
        let next = key();
        house.answers(&[&house.key, &next]);
        for _ in 0..310 {
            assert_eq!(house.judge(&house.good()), Ok(()));
            sleep(SECOND).await;
        }
        assert_eq!(house.judge(&token(&next)), Ok(()));
        house.key = next;
    }
}

#[tokio::test(start_paused = true)]
async fn k03_a_key_that_was_withdrawn_is_refused_from_the_next_refresh_on() {
    let house = House::new().await;
    let (old, next) = (house.good(), key());
    assert_eq!(house.judge(&old), Ok(()));
    house.answers(&[&next]);
    sleep(SECOND * 301).await;
    // It is an unknown one now: asked for once, then refused; the cache of verified tokens knows it no more.
    assert_eq!(house.judge(&old), Err(IN_DOUBT));
    settle().await;
    assert_eq!(house.judge(&old).unwrap_err().code(), "token_invalid");
    assert_eq!(house.judge(&token(&next)), Ok(()));
}
