//! Memory of an idle server: before the first login, and 75 s after the last, when the password hasher has given back its own.
//! A debug build is another program, so this is asked of the release binary alone.

use std::time::Duration;

use tokio::time::sleep;

use super::call::{Caller, Pair, send};
use super::process::{Place, given};

const MOST_KIB: u64 = 30 * 1024;
const LOGINS: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_server_holds_at_most_30_mb() {
    if given("PARAPH_TEST_BIN").is_none() {
        return;
    }
    let place = Place::new();
    let server = place.serve();
    let caller = Caller::new(&server.url);
    sleep(Duration::from_secs(2)).await;
    let before = server.kib("VmRSS");
    caller.sign_up("ada@example.org").await;
    for _ in 0..LOGINS / 4 {
        let four = [(); 4].map(|()| send(caller.log_in("ada@example.org")));
        for reply in futures_util::future::join_all(four).await {
            Pair::of(&reply);
        }
    }
    let busy = server.kib("VmHWM");
    sleep(Duration::from_secs(75)).await;
    let after = server.kib("VmRSS");
    println!(
        "memory of `serve`, by `grep VmRSS /proc/PID/status`: {before} kB before the first login, at most {busy} kB \
         during {LOGINS} of them, {after} kB 75 s after the last"
    );
    assert!(before <= MOST_KIB, "{before} kB before the first login");
    assert!(after <= MOST_KIB, "{after} kB 75 s after the last login");
    server.stop();
}
