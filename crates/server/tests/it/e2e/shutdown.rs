//! F21, F22: SIGTERM under load. What has begun is finished, the exit code is 0, and the next server takes over the folder.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::call::{Caller, Pair, Reply, try_send};
use super::process::{Place, free_port};

const LOGINS: usize = 16;

fn people() -> impl Iterator<Item = String> {
    (0..LOGINS).map(|at| format!("p{at}@example.org"))
}

/// The folder's server with one hashing thread, so that logins are in the middle of it for a while.
fn start<'a>(place: &'a Place, port: u16) -> super::process::Start<'a> {
    let config = "[passwords]\nparallel = 1\nqueue = 100\n";
    place.start().listen(format!("localhost:{port}")).config(config)
}

#[tokio::test(flavor = "multi_thread")]
async fn f21_f22_what_has_begun_is_finished_and_the_next_server_goes_on() {
    let place = Place::new();
    let port = free_port();
    let mut server = start(&place, port).run();
    let caller = Caller::new(&server.url);
    for email in people() {
        caller.sign_up(&email).await;
    }
    let mut logins = JoinSet::new();
    for email in people() {
        let caller = Caller::without_pool(&server.url);
        logins.spawn(async move { try_send(caller.log_in(&email)).await });
    }
    // All have arrived, and at some 20 ms each most still wait for their hash.
    sleep(Duration::from_millis(60)).await;
    let start_of_stop = Instant::now();
    server.terminate();
    server.terminate();
    let refused = place.start().refused();
    assert!(refused.err.starts_with("data_in_use: "), "it still owns the folder: {refused:?}");
    let mut pairs = Vec::new();
    while let Some(login) = logins.join_next().await {
        let reply: Reply = login.expect("no panic").expect("an answer");
        pairs.push(Pair::of(&reply));
    }
    let status = server.wait(Duration::from_secs(10)).expect("it ends in time");
    println!("stopped in {:?}", start_of_stop.elapsed());
    assert_eq!(status.code(), Some(0), "{status}");
    assert!(!place.data().join("paraph.sock").exists());
    let next = start(&place, port).run();
    let caller = Caller::new(&next.url);
    for pair in &pairs {
        assert_eq!(caller.refresh(&pair.refresh).await.status, 200);
        assert_eq!(caller.me(&pair.access).await.status, 200);
    }
    next.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn f21_no_request_is_lost_while_one_server_follows_the_other() {
    let place = Place::new();
    let port = free_port();
    let mut server = start(&place, port).run();
    let caller = Caller::new(&server.url);
    caller.sign_up("ada@example.org").await;
    let token = caller.pair("ada@example.org").await.refresh;
    for _ in 0..3 {
        let load: Vec<_> = (0..8)
            .map(|_| tokio::spawn(keep_asking(server.url.clone(), token.clone())))
            .collect();
        sleep(Duration::from_millis(150)).await;
        server.terminate();
        let status = server.wait(Duration::from_secs(10)).expect("it ends in time");
        assert_eq!(status.code(), Some(0));
        for client in load {
            let answered = client.await.expect("no request was cut off");
            assert!(answered > 0);
        }
        server = start(&place, port).run();
    }
    server.stop();
}

/// Asks until nobody listens any more; every request that got through must be answered.
async fn keep_asking(url: String, token: String) -> usize {
    let caller = Caller::without_pool(&url);
    let mut answered = 0;
    loop {
        let request = caller.get("/api/sessions").bearer_auth(&token);
        match try_send(request).await {
            Ok(reply) => assert_eq!(reply.status, 200, "{reply:?}"),
            Err(error) if error.is_connect() => return answered,
            Err(error) => panic!("after {answered} answers: {error:?}"),
        }
        answered += 1;
    }
}
