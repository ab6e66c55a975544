//! F04: kill -9 in a restart loop, 50 times within 10 s. Starts grow no slower and the database stays whole.

use std::time::{Duration, Instant};

use super::Random;
use crate::e2e::call::{Caller, Pair};
use crate::e2e::process::{Place, Server, Start, free_port};

const KILLS: u32 = 50;
const WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn f04_50_kills_within_10_seconds_slow_no_start_and_break_nothing() {
    let mut random = Random::new();
    let place = Place::new();
    let port = free_port();
    let start = || place.start().listen(format!("localhost:{port}"));
    let server = start().run();
    let caller = Caller::new(&server.url);
    caller.sign_up("ada@example.org").await;
    let pair = caller.pair("ada@example.org").await;
    server.stop();
    let before = quickest(&start);
    let begin = Instant::now();
    for left in (1..=KILLS).rev() {
        let share = WITHIN.saturating_sub(begin.elapsed()) / left;
        let most = u64::try_from(share.as_millis()).expect("small").max(11);
        start().kill_after(random.millis(10..most));
    }
    let took = begin.elapsed();
    let after = quickest(&start);
    println!("{KILLS} kills in {took:?}; a start takes {before:?} before and {after:?} after");
    assert!(took < WITHIN + Duration::from_secs(3), "{took:?}");
    assert!(
        after < before * 2 + Duration::from_millis(300),
        "{before:?}, then {after:?}"
    );
    let server = start().run();
    assert_eq!(caller.me(&pair.access).await.status, 200);
    Pair::of(&caller.refresh(&pair.refresh).await);
    server.stop();
}

/// The quickest of three starts: what else runs on the machine does not count.
fn quickest<'a>(start: &impl Fn() -> Start<'a>) -> Duration {
    let starts = (0..3).map(|_| {
        let mut server: Server = start().run();
        server.kill();
        server.started_in
    });
    starts.min().expect("three starts")
}
