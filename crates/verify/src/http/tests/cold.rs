//! Starts without the issuer, by what an earlier process kept.

use super::super::error::FetchError;
use super::*;

fn kept(file: &std::path::Path) -> Remote {
    remote().persist(file)
}

async fn written(file: &std::path::Path) {
    for _ in 0..5_000 {
        if file.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
        tokio::task::yield_now().await;
    }
    panic!("nothing was written");
}

#[tokio::test(start_paused = true)]
async fn f28_a_cold_start_without_the_issuer_works_by_the_kept_set() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let first = House::of(kept(&file), None);
    written(&file).await;
    let good = first.good();
    drop(first);

    let down = Answer::Fault(FetchError::Connect("refused".to_owned()));
    let second = House::of(kept(&file).clock(|| (MADE + 240) * 1_000), Some(down));
    assert!(second.verifier.verify_when_ready(&good).await.is_ok());
    let health = second.verifier.health().issuers.remove(0);
    assert!(health.is_ready());
    assert_eq!(
        (health.age.unwrap().as_secs(), health.fetched_at),
        (240, Some(MADE * 1_000))
    );
    // Its age goes on where it was.
    sleep(SECOND * (3_600 - 240 - 1)).await;
    assert_eq!(second.judge(&good), Ok(()));
    sleep(SECOND * 2).await;
    assert_eq!(second.judge(&good), Err(NO_KEYS));
    assert!(second.stub.hits() > 10);
}

#[tokio::test(start_paused = true)]
async fn f28_the_issuer_is_asked_at_once_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let first = House::of(kept(&file), None);
    written(&file).await;
    let old = first.good();
    let second = House::of(kept(&file), None);
    settle().await;
    assert_eq!(second.judge(&second.good()), Ok(()));
    // A key of the kept set that the issuer does not name any more counts no longer.
    assert_eq!(second.judge(&old), Err(IN_DOUBT));
}

#[tokio::test(start_paused = true)]
async fn f28_waiting_requests_take_the_kept_set_and_not_the_slow_issuer() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let first = House::of(kept(&file), None);
    written(&file).await;
    let second = House::of(kept(&file), Some(Answer::Never));
    let started = Instant::now();
    assert!(
        second
            .verifier
            .verify_when_ready(&first.good())
            .await
            .is_ok()
    );
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_no_good_is_as_none() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        "",
        "nonsense",
        "{}",
        r#"{"issuer":"x","fetched_at":1,"set":{"keys":[]}}"#,
    ];
    for (number, text) in texts.iter().enumerate() {
        let file = folder.path().join(number.to_string());
        std::fs::write(&file, text).unwrap();
        let house = House::of(kept(&file), None);
        assert!(
            house
                .verifier
                .verify_when_ready(&house.good())
                .await
                .is_ok(),
            "{text}"
        );
    }
    // Nor does it matter where nothing can be kept.
    let nowhere = folder.path().join("missing/keys.json");
    let house = House::of(kept(&nowhere), None);
    assert!(
        house
            .verifier
            .verify_when_ready(&house.good())
            .await
            .is_ok()
    );
    sleep(SECOND * 301).await;
    assert_eq!(house.stub.hits(), 2);
}
