use std::sync::mpsc;

use tokio::task::yield_now;

use super::*;
use crate::rng::SystemRng;

const CHEAP: HashParams = HashParams {
    memory: 64,
    passes: 1,
    lanes: 1,
};

fn settings(threads: usize, queue: usize) -> HasherSettings {
    HasherSettings {
        queue,
        params: CHEAP,
        ..HasherSettings::new(threads)
    }
}

fn hasher(settings: HasherSettings) -> Hasher {
    Hasher::new(settings, Arc::new(SystemRng)).unwrap()
}

fn password(text: &str) -> Password {
    Password::attempt(text).unwrap()
}

const RIGHT: Result<Verdict, HashError> = Ok(Verdict {
    ok: true,
    needs_rehash: false,
});
const OUTDATED: Result<Verdict, HashError> = Ok(Verdict {
    ok: true,
    needs_rehash: true,
});
const WRONG: Result<Verdict, HashError> = Ok(Verdict {
    ok: false,
    needs_rehash: false,
});

/// Keeps the one thread of a hasher busy, on behalf of a client that has already hung up, until the sender is dropped.
async fn occupy(hasher: &Hasher) -> mpsc::Sender<()> {
    let (release, released) = mpsc::channel::<()>();
    let (started, has_started) = oneshot::channel();
    let request = tokio::spawn({
        let hasher = hasher.clone();
        async move {
            hasher
                .run(move |_| {
                    let _ = started.send(());
                    let _ = released.recv();
                })
                .await
        }
    });
    has_started.await.unwrap();
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    release
}

/// Queues a hash whose client hangs up at once.
async fn queue_and_hang_up(hasher: &Hasher) {
    let request = tokio::spawn({
        let hasher = hasher.clone();
        async move { hasher.hash(password("x")).await }
    });
    yield_now().await;
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn p01_new_hashes_have_the_parameters_of_owasp() {
    let hasher = hasher(HasherSettings::new(1));
    let hash = hasher.hash(password("correct horse")).await.unwrap();
    assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_eq!(
        hash.as_str().split('$').map(str::len).collect::<Vec<_>>()[4..],
        [22, 43]
    );
    let right = hasher.verify(password("correct horse"), Some(hash.clone()));
    assert_eq!(right.await, RIGHT);
    let wrong = hasher.verify(password("correct horsf"), Some(hash));
    assert_eq!(wrong.await, WRONG);
}

#[tokio::test]
async fn p01_every_hash_has_its_own_salt() {
    let hasher = hasher(settings(1, 8));
    let one = hasher.hash(password("x")).await.unwrap();
    let two = hasher.hash(password("x")).await.unwrap();
    assert_ne!(one, two);
}

/// Made with the reference implementation in C.
#[tokio::test]
async fn verifies_hashes_made_elsewhere_and_asks_for_new_ones() {
    let hasher = hasher(settings(1, 8));
    let foreign = [
        "$argon2id$v=19$m=64,t=2,p=1$c2FsdCBvZiAxNiBieXRlcw$WP1eO3Yr5JQldNDkXSuHplOsRqjDB51qQ5ialJP3B9A",
        "$argon2id$v=19$m=256,t=3,p=4$c2FsdCBvZiAxNiBieXRlcw$jqBOXMyy99n93BK2Kb/oAw",
        "$argon2i$v=19$m=64,t=1,p=2$c2FsdCBvZiAxNiBieXRlcw$I+my03QOnvzsls+oaMLXxoy/s6h3YVVzNr3CL+fWGes",
        "$argon2d$v=19$m=64,t=1,p=1$c2FsdCBvZiAxNiBieXRlcw$CbKlIzMl/W5rBNxuCMCgkYBNoWp/griG8tytwb1EuVI/YAm/mhgV0Pf3Y7YPGj03FUXeTS0GpahXFzoo/S4EvA",
        "$argon2id$v=16$m=64,t=1,p=1$c2FsdCBvZiAxNiBieXRlcw$hkxUtsgHnvTDMy2R9bAgSH5imLIrqM3kkGrCs3vrXB0",
    ];
    for phc in foreign {
        let hash = PasswordHash::new(phc.to_owned());
        let right = hasher.verify(password("correct horse"), Some(hash.clone()));
        assert_eq!(right.await, OUTDATED, "{phc}");
        let wrong = hasher.verify(password("correct horsf"), Some(hash));
        assert_eq!(wrong.await, WRONG, "{phc}");
    }
}

#[tokio::test]
async fn p04_hash_of_the_raw_bytes_is_found_and_made_anew() {
    let hasher = hasher(settings(1, 8));
    let raw = "pa\u{308}sswort";
    let made = |text: &'static str| {
        let params = argon::params(CHEAP).unwrap();
        let run = hasher.run(move |memory| argon::hash(&params, text.as_bytes(), [7; 16], memory));
        async { run.await.unwrap().unwrap() }
    };
    let (imported, ours) = (made(raw).await, made("p\u{e4}sswort").await);
    let verify = |text, hash: &PasswordHash| hasher.verify(password(text), Some(hash.clone()));
    assert_eq!(verify(raw, &imported).await, OUTDATED);
    assert_eq!(verify(raw, &ours).await, RIGHT);
    assert_eq!(verify("p\u{e4}sswort", &ours).await, RIGHT);
    assert_eq!(verify("p\u{e4}sswort", &imported).await, WRONG);
}

#[test]
fn p05_hostile_hash_is_refused_before_memory_is_taken() {
    let parse = |costs: &str, output: usize| {
        let (salt, output) = ("c29tZXNhbHRzb21lc2FsdA", "A".repeat(output));
        let phc = format!("$argon2id$v=19${costs}${salt}${output}");
        Stored::parse(&PasswordHash::new(phc)).err()
    };
    let hostile = [
        ("m=4194304,t=1,p=1", 43),
        ("m=4294967295,t=1,p=1", 43),
        ("m=65537,t=2,p=1", 43),
        ("m=64,t=11,p=1", 43),
        ("m=64,t=4294967295,p=1", 43),
        ("m=64,t=1,p=5", 43),
        ("m=64,t=1,p=1", 20),
    ];
    for (costs, output) in hostile {
        let why = parse(costs, output);
        assert!(
            matches!(why, Some(Unusable::Bounds { .. })),
            "{costs}: {why:?}"
        );
    }
    assert_eq!(parse("m=65536,t=10,p=4", 43), None);
    for (costs, output) in [
        ("m=4294967296,t=1,p=1", 43),
        ("m=7,t=1,p=1", 43),
        ("m=64,t=1", 0),
        ("x=1", 43),
    ] {
        let why = parse(costs, output);
        assert!(why.is_some(), "{costs}");
    }
}

#[tokio::test]
async fn p05_hostile_hash_costs_a_wrong_password_and_no_more() {
    let hasher = hasher(settings(1, 8));
    for phc in [
        "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$2b$12$x",
        "",
    ] {
        let before = hasher.calls();
        let hash = PasswordHash::new(phc.to_owned());
        assert_eq!(hasher.verify(password("x"), Some(hash)).await, WRONG);
        assert_eq!(hasher.calls(), before + 1);
    }
    assert_eq!(hasher.buffers(), 1);
}

#[tokio::test]
async fn l02_nobody_costs_the_same_hashes_as_somebody() {
    let hasher = hasher(settings(1, 8));
    let hash = hasher.hash(password("right")).await.unwrap();
    for (text, cost) in [("wrong", 1), ("wro\u{308}ng", 2)] {
        for stored in [None, Some(hash.clone())] {
            let before = hasher.calls();
            assert_eq!(hasher.verify(password(text), stored).await, WRONG);
            assert_eq!(hasher.calls(), before + cost);
        }
    }
    assert!(hasher.0.dummy.is_current(&hasher.0.params));
}

#[tokio::test]
async fn d08_full_queue_is_busy_at_once() {
    let hasher = hasher(settings(1, 2));
    let release = occupy(&hasher).await;
    let waiting: Vec<_> = (0..2)
        .map(|_| {
            tokio::spawn({
                let hasher = hasher.clone();
                async move { hasher.hash(password("x")).await }
            })
        })
        .collect();
    yield_now().await;
    let busy = Err(HashError::Busy {
        retry_after: Duration::from_secs(1),
    });
    assert_eq!(hasher.verify(password("x"), None).await, busy);
    assert_eq!(hasher.calls(), 0);
    drop(release);
    for request in waiting {
        assert!(request.await.unwrap().is_ok());
    }
    assert!(hasher.verify(password("x"), None).await.is_ok());
}

#[tokio::test]
async fn d08_clients_that_hang_up_free_nothing_early() {
    let hasher = hasher(settings(1, 2));
    let release = occupy(&hasher).await;
    queue_and_hang_up(&hasher).await;
    queue_and_hang_up(&hasher).await;
    let refused = hasher.hash(password("x")).await;
    assert!(
        matches!(refused, Err(HashError::Busy { .. })),
        "{refused:?}"
    );
    drop(release);
    // Once the thread is free, what nobody waits for is passed over.
    while hasher.hash(password("x")).await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(hasher.calls(), 1);
}

#[tokio::test]
async fn d08_memory_is_one_block_per_thread_and_given_back_when_idle() {
    let mut settings = settings(2, 64);
    settings.idle = Duration::from_millis(100);
    let hasher = hasher(settings);
    assert_eq!(hasher.buffers(), 0);
    for _ in 0..2 {
        let requests: Vec<_> = (0..24)
            .map(|_| {
                tokio::spawn({
                    let hasher = hasher.clone();
                    async move { hasher.hash(password("x")).await.map(|_| hasher.buffers()) }
                })
            })
            .collect();
        for request in requests {
            let held = request.await.unwrap().unwrap();
            assert!((1..=2).contains(&held), "{held}");
        }
        while hasher.buffers() > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    assert_eq!(hasher.calls(), 48);
}

#[tokio::test]
async fn used_memory_hashes_like_fresh_memory() {
    let hasher = hasher(settings(1, 8));
    let hash = |params: HashParams, text: &'static str| {
        let params = argon::params(params).unwrap();
        hasher.run(move |memory| argon::hash(&params, text.as_bytes(), [7; 16], memory).unwrap())
    };
    let fresh = hash(CHEAP, "one").await.unwrap();
    let large = HashParams {
        memory: 40_000,
        ..CHEAP
    };
    hash(large, "two").await.unwrap();
    hash(CHEAP, "three").await.unwrap();
    assert_eq!(hash(CHEAP, "one").await.unwrap(), fresh);
    assert_eq!(hasher.buffers(), 1);
}

#[tokio::test]
async fn a_panic_fails_one_hash_alone() {
    let hasher = hasher(settings(1, 8));
    let broken: Result<(), _> = hasher.run(|_| panic!("on purpose")).await;
    assert_eq!(broken, Err(HashError::Failed));
    assert!(hasher.hash(password("x")).await.is_ok());
}

#[tokio::test]
async fn threads_end_with_the_last_clone() {
    let hasher = hasher(settings(2, 8));
    hasher.hash(password("x")).await.unwrap();
    let held = hasher.0.pool.held();
    assert_eq!(held.load(Ordering::Relaxed), 1);
    drop(hasher);
    while held.load(Ordering::Relaxed) > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[test]
fn impossible_parameters_are_refused() {
    for params in [
        HashParams { memory: 7, ..CHEAP },
        HashParams { passes: 0, ..CHEAP },
        HashParams { lanes: 0, ..CHEAP },
    ] {
        let settings = HasherSettings {
            params,
            ..settings(1, 1)
        };
        let refused = Hasher::new(settings, Arc::new(SystemRng)).err();
        assert_eq!(refused, Some(HashError::Params), "{params:?}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn hashing_yields_to_the_rest() {
    let hasher = hasher(settings(1, 1));
    let nice = |thread| rustix::process::getpriority_process(Some(thread)).unwrap();
    let there = hasher
        .run(move |_| nice(rustix::thread::gettid()))
        .await
        .unwrap();
    assert_eq!(there, nice(rustix::thread::gettid()) + 5);
}

#[test]
fn s01_debug_prints_no_hash() {
    let printed = format!("{:?}", hasher(settings(1, 1)));
    assert!(
        printed.starts_with("Hasher { params: Params {"),
        "{printed}"
    );
    assert!(
        !printed.contains("dummy") && !printed.contains("salt"),
        "{printed}"
    );
}
