//! The hasher's memory, seen from outside: a process of its own, so that nothing else takes or gives back.
#![cfg(target_os = "linux")]

use std::sync::Arc;
use std::time::Duration;

use paraph_core::hasher::{Hasher, HasherSettings};
use paraph_core::password::Password;
use paraph_core::rng::SystemRng;

/// What the process holds in memory, in KiB.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .expect("a size")
}

#[tokio::test]
async fn d08_idle_memory_goes_back_to_the_system_every_time() {
    let mut settings = HasherSettings::new(1);
    settings.idle = Duration::from_millis(100);
    let hasher = Hasher::new(settings, Arc::new(SystemRng)).unwrap();
    let hash = || hasher.hash(Password::attempt("correct horse").unwrap());
    let before = resident();
    // More than once: an allocator that learns from the first block must not keep the second.
    for round in 0..3 {
        hash().await.unwrap();
        let used = resident() - before;
        assert!(
            (18_000..24_000).contains(&used),
            "round {round}: {used} KiB in use"
        );
        while hasher.buffers() > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let left = resident().saturating_sub(before);
        assert!(left < 4_096, "round {round}: {left} KiB kept");
    }
}
