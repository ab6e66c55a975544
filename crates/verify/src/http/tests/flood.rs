//! Tokens with kids that nobody knows.

use super::super::error::FetchError;
use super::*;

/// Tokens that name a random key; what they claim and how they are signed is never looked at.
fn unknown(count: usize) -> Vec<String> {
    let stranger = token(&key());
    let (_, rest) = stranger.split_once('.').unwrap();
    let header = |n| format!(r#"{{"alg":"ES256","typ":"at+jwt","kid":"random-{n:04}-xyz"}}"#);
    let encode = |text: String| base64_simd::URL_SAFE_NO_PAD.encode_to_string(text);
    (0..count)
        .map(|n| format!("{}.{rest}", encode(header(n))))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn h06_a_thousand_random_kids_cause_one_fetch_per_cooldown() {
    let house = House::new().await;
    let good = house.good();
    let (mut doubts, mut refusals) = (0, 0);
    let started = Instant::now();
    for strange in unknown(1_000) {
        match house.judge(&strange) {
            Err(reject) if reject == IN_DOUBT => doubts += 1,
            Err(reject) => {
                assert_eq!(reject.status().as_u16(), 401);
                refusals += 1;
            }
            Ok(()) => panic!("accepted"),
        }
        assert_eq!(house.judge(&good), Ok(()));
        sleep(Duration::from_millis(300)).await;
    }
    let cooldowns = started.elapsed().as_secs().div_ceil(30);
    let asked = house.stub.hits() - 1;
    assert!(asked as u64 <= cooldowns, "{asked} fetches");
    // The fault bites: each question was asked, and only the token that asked was in doubt.
    assert!(asked >= 9, "{asked} fetches");
    assert_eq!((doubts, refusals), (asked, 1_000 - asked));
}

#[tokio::test(start_paused = true)]
async fn h06_nobody_waits_while_the_question_is_open() {
    let house = House::new().await;
    let good = house.good();
    house.stub.now(Answer::Never);
    let started = Instant::now();
    for strange in unknown(1_000) {
        assert_eq!(
            house.verifier.verify_when_ready(&strange).await,
            Err(IN_DOUBT)
        );
        assert!(house.verifier.verify_when_ready(&good).await.is_ok());
    }
    assert_eq!(started.elapsed(), Duration::ZERO);
    settle().await;
    assert_eq!(house.stub.hits(), 2);
    // The answer does not come: in doubt until the cooldown is over, then asked again.
    let strange = unknown(1).remove(0);
    sleep(SECOND * 29).await;
    assert_eq!(house.judge(&strange), Err(IN_DOUBT));
    settle().await;
    assert_eq!(house.stub.hits(), 2);
    sleep(SECOND).await;
    assert_eq!(house.judge(&strange), Err(IN_DOUBT));
    settle().await;
    assert_eq!(house.stub.hits(), 3);
}

#[tokio::test(start_paused = true)]
async fn h06_the_first_question_is_asked_even_after_a_refresh() {
    let house = House::new().await;
    let next = key();
    house.answers(&[&house.key, &next]);
    // The set was fetched a millisecond ago.
    assert_eq!(house.judge(&token(&next)), Err(IN_DOUBT));
    settle().await;
    assert_eq!(house.judge(&token(&next)), Ok(()));
    assert_eq!(house.stub.hits(), 2);
}

#[tokio::test(start_paused = true)]
async fn h06_a_question_is_answered_by_a_fetch_that_began_after_it() {
    let house = House::new().await;
    let next = key();
    let old = set(&[&house.key]);
    house.stub.now(Answer::Later(SECOND * 4, old.into()));
    // A refresh is under way whose answer was written before the new key was.
    sleep(SECOND * 301).await;
    assert_eq!(house.stub.hits(), 2);
    house.answers(&[&house.key, &next]);
    assert_eq!(house.judge(&token(&next)), Err(IN_DOUBT));
    for _ in 0..40 {
        let judged = house.judge(&token(&next));
        assert!(judged == Err(IN_DOUBT) || judged == Ok(()), "{judged:?}");
        sleep(SECOND / 10).await;
    }
    assert_eq!(house.judge(&token(&next)), Ok(()));
    assert_eq!(house.stub.hits(), 3);
}

#[tokio::test(start_paused = true)]
async fn h06_a_question_that_failed_is_no_refusal() {
    let house = House::new().await;
    let strange = unknown(1).remove(0);
    house.stub.now(Answer::Fault(FetchError::Status(500)));
    for _ in 0..25 {
        assert_eq!(house.judge(&strange), Err(IN_DOUBT));
        sleep(SECOND).await;
    }
    // Strangers do not make us ask more often because we failed.
    assert_eq!(house.stub.hits(), 2);
    house.answers(&[&house.key]);
    sleep(SECOND * 6).await;
    assert_eq!(house.judge(&strange), Err(IN_DOUBT));
    settle().await;
    assert_eq!(house.judge(&strange).unwrap_err().status().as_u16(), 401);
}

#[test]
fn h06_threads_that_ask_together_ask_once() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _inside = runtime.enter();
    let house = House::of(remote(), None);
    runtime
        .block_on(house.verifier.verify_when_ready(&house.good()))
        .unwrap();
    let (strange, good) = (unknown(1_000), house.good());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for strange in &strange {
                    assert!(house.judge(strange).is_err());
                    assert_eq!(house.judge(&good), Ok(()));
                }
            });
        }
    });
    assert!(house.stub.hits() <= 2, "{}", house.stub.hits());
}
