//! The pool as its clients see it: full, left alone, broken, idle.

use std::sync::mpsc;

use tokio::task::yield_now;

use super::*;

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
