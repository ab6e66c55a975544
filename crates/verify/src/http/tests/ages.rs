//! How long a set counts, and what comes while it gets old.

use super::super::error::FetchError;
use super::*;

#[tokio::test(start_paused = true)]
async fn v07_without_keys_everything_is_refused_until_the_issuer_appears() {
    let down = FetchError::Connect("refused".to_owned());
    let house = House::of(remote(), Some(Answer::Fault(down)));
    for wait in [0, 1, 10, 60, 600] {
        sleep(SECOND * wait).await;
        for token in [house.good(), token(&key()), "nonsense".to_owned()] {
            assert_eq!(house.judge(&token), Err(NO_KEYS));
            assert_eq!(house.verifier.verify_when_ready(&token).await, Err(NO_KEYS));
        }
        assert!(!house.verifier.health().is_ready());
    }
    let failure = house.verifier.health().issuers[0].last_failure.clone();
    assert_eq!(failure.unwrap().code, "connect");
    house.answers(&[&house.key]);
    sleep(SECOND * 31).await;
    assert!(house.verifier.health().is_ready());
    assert_eq!(house.judge(&house.good()), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn v07_first_requests_wait_for_one_fetch_together() {
    let house = House::of(remote(), None);
    let answer = Answer::Later(SECOND * 2, set(&[&house.key]).into());
    house.stub.now(answer);
    let started = Instant::now();
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (verifier, token) = (house.verifier.clone(), house.good());
        waiting.spawn(async move { verifier.verify_when_ready(&token).await.map(drop) });
    }
    for outcome in waiting.join_all().await {
        assert_eq!(outcome, Ok(()));
    }
    assert_eq!((house.stub.hits(), started.elapsed().as_secs()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn d10_an_issuer_that_never_answers_holds_nobody_longer_than_the_limit() {
    let house = House::of(remote(), Some(Answer::Never));
    let started = Instant::now();
    assert_eq!(
        house.verifier.verify_when_ready(&house.good()).await,
        Err(NO_KEYS)
    );
    assert_eq!(started.elapsed().as_secs(), 5);
    // Between two attempts there is nothing to wait for.
    let started = Instant::now();
    assert_eq!(
        house.verifier.verify_when_ready(&house.good()).await,
        Err(NO_KEYS)
    );
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn v07_waiters_are_let_go_when_the_runtime_ends() {
    let (start, ready) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let house = runtime.block_on(async { House::of(remote(), Some(Answer::Never)) });
        start.send((house.verifier.clone(), house.good())).unwrap();
        // Never runs the task: dropped with its runtime.
        drop(runtime);
    });
    let (verifier, token) = ready.recv().unwrap();
    thread.join().unwrap();
    let waited = tokio::time::timeout(SECOND * 60, verifier.verify_when_ready(&token)).await;
    assert_eq!(waited.unwrap(), Err(NO_KEYS));
}

#[test]
fn k03_k05_a_set_counts_no_longer_than_the_runtime_that_renews_it() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let house = runtime.block_on(async { House::of(remote(), None) });
    let good = house.good();
    let checked = runtime.block_on(house.verifier.verify_when_ready(&good));
    assert!(checked.is_ok());
    drop(runtime);
    assert_eq!(house.judge(&good), Err(NO_KEYS));
    let issuer = house.verifier.health().issuers.remove(0);
    assert_eq!((issuer.keys, issuer.age), (0, None));
}

#[tokio::test(start_paused = true)]
async fn k05_a_good_set_counts_for_an_hour_without_the_issuer_and_no_longer() {
    let house = House::new().await;
    let good = house.good();
    house.stub.now(Answer::Fault(FetchError::Status(500)));
    for minute in 0..59 {
        assert_eq!(house.judge(&good), Ok(()), "minute {minute}");
        assert!(house.verifier.health().is_ready());
        advance(SECOND * 60).await;
        settle().await;
    }
    let age = house.verifier.health().issuers[0].age.unwrap();
    assert_eq!(age.as_secs() / 60, 59);
    sleep(SECOND * 55).await;
    assert_eq!(house.judge(&good), Ok(()));
    sleep(SECOND * 6).await;
    assert_eq!(house.judge(&good), Err(NO_KEYS));
    assert!(!house.verifier.health().is_ready());
    house.answers(&[&house.key]);
    sleep(SECOND * 31).await;
    assert_eq!(house.judge(&good), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn k05_a_fetch_that_hangs_does_not_keep_an_old_set_alive() {
    // Whatever the spread, the second attempt begins before the set is too old and ends after.
    let remote = remote().max_age(SECOND * 60).refresh_every(SECOND * 40);
    let house = House::of(remote.timeout(SECOND * 15), None);
    settle().await;
    house.stub.now(Answer::Never);
    sleep(SECOND * 59).await;
    assert_eq!(house.stub.hits(), 3);
    assert_eq!(house.judge(&house.good()), Ok(()));
    sleep(SECOND).await;
    assert_eq!(house.judge(&house.good()), Err(NO_KEYS));
    assert_eq!(house.stub.hits(), 3);
}

#[tokio::test(start_paused = true)]
async fn k05_a_task_that_panics_does_not_keep_an_old_set_alive() {
    // Many, for what chance spreads: some are resting from a panic when the set gets too old.
    let houses: Vec<_> = (0..20)
        .map(|_| {
            let remote = remote().max_age(SECOND * 600).refresh_every(SECOND * 400);
            House::of(remote, None)
        })
        .collect();
    settle().await;
    for house in &houses {
        house.stub.now(Answer::Panic);
    }
    for (wait, outcome) in [(599, Ok(())), (1, Err(NO_KEYS))] {
        sleep(SECOND * wait).await;
        for house in &houses {
            assert_eq!(house.judge(&house.good()), outcome);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn k05_refreshes_come_every_five_minutes_and_retries_slow_down() {
    let house = House::new().await;
    sleep(SECOND * 3_000).await;
    let hits = house.stub.hits();
    assert!((11..=12).contains(&hits), "{hits}");
    house.stub.now(Answer::Fault(FetchError::Timeout));
    sleep(SECOND * 900).await;
    let retries = house.stub.hits() - hits;
    assert!((20..=60).contains(&retries), "{retries}");
    assert_eq!(house.judge(&house.good()), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn k05_the_same_set_again_keeps_what_was_verified_with_it() {
    let second = key();
    let house = House::of(remote(), None);
    house.answers(&[&house.key, &second]);
    settle().await;
    let good = house.good();
    house.judge(&good).unwrap();
    // The same keys, otherwise written.
    let turned = set(&[&second, &house.key]).replace(',', " ,\n");
    house.stub.now(Answer::Bytes(turned.into()));
    sleep(SECOND * 301).await;
    assert_eq!(house.stub.hits(), 2);
    house.judge(&good).unwrap();
    assert_eq!(house.verifier.cache_stats().unwrap().hits, 1);
    house.answers(&[&house.key]);
    sleep(SECOND * 301).await;
    house.judge(&good).unwrap();
    assert_eq!(house.verifier.cache_stats().unwrap().hits, 1);
}

#[tokio::test(start_paused = true)]
async fn the_task_ends_with_the_last_clone() {
    let house = House::new().await;
    let House { stub, verifier, .. } = house;
    let clone = verifier.clone();
    drop(verifier);
    sleep(SECOND * 301).await;
    assert_eq!(stub.hits(), 2);
    stub.now(Answer::Never);
    sleep(SECOND * 301).await;
    drop(clone);
    settle().await;
    assert!(stub.is_let_go());
}

#[tokio::test(start_paused = true)]
async fn a_panic_costs_one_attempt() {
    let house = House::of(remote(), Some(Answer::Panic));
    assert_eq!(
        house.verifier.verify_when_ready(&house.good()).await,
        Err(NO_KEYS)
    );
    sleep(SECOND * 20).await;
    let health = house.verifier.health().issuers.remove(0);
    assert_eq!(health.last_failure.unwrap().code, "panic");
    // Not at once again and again.
    assert!(
        (3..=8).contains(&house.stub.hits()),
        "{}",
        house.stub.hits()
    );
    house.answers(&[&house.key]);
    sleep(SECOND * 31).await;
    assert_eq!(house.judge(&house.good()), Ok(()));
    // One that was caused by a question leaves no question open.
    house.stub.now(Answer::Panic);
    assert_eq!(house.judge(&token(&key())), Err(IN_DOUBT));
    sleep(SECOND * 31).await;
    house.answers(&[&house.key]);
    assert_eq!(house.judge(&token(&key())), Err(IN_DOUBT));
    settle().await;
    assert_eq!(
        house.judge(&token(&key())).unwrap_err().code(),
        "token_invalid"
    );
}
