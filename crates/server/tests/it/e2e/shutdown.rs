//! F21, F22: SIGTERM under load. What has begun is finished, the exit code is 0, and the next server takes over the folder.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::call::{Caller, PASSWORD, Pair, Reply, send, try_send};
use super::process::{Place, Server, Start, free_port};

const LOGINS: usize = 16;

fn people() -> impl Iterator<Item = String> {
    (0..LOGINS).map(|at| format!("p{at}@example.org"))
}

/// The folder's server with one hashing thread, so that logins are in the middle of it for a while.
fn start(place: &Place, port: u16) -> Start<'_> {
    let config = "[passwords]\nparallel = 1\nqueue = 100\n";
    place
        .start()
        .listen(format!("localhost:{port}"))
        .config(config)
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
    assert!(
        refused.err.starts_with("data_in_use: "),
        "it still owns the folder: {refused:?}"
    );
    let mut pairs = Vec::new();
    while let Some(login) = logins.join_next().await {
        let reply: Reply = login.expect("no panic").expect("an answer");
        pairs.push(Pair::of(&reply));
    }
    let status = server
        .wait(Duration::from_secs(10))
        .expect("it ends in time");
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

/// A server in production says first that it is not ready, so that a balancer sends requests elsewhere.
fn start_in_production(place: &Place, port: u16) -> Server {
    let start = place.start().listen(format!("localhost:{port}"));
    start
        .args(&[
            "--issuer",
            "https://id.example.org",
            "--behind-proxy",
            "127.0.0.1",
        ])
        .run()
}

#[tokio::test(flavor = "multi_thread")]
async fn f21_behind_a_balancer_no_request_is_lost_while_one_server_follows_the_other() {
    let place = Place::new();
    let port = free_port();
    let mut server = start_in_production(&place, port);
    place.user_add("ada@example.org", PASSWORD);
    let caller = Caller::without_pool(&server.url);
    let token = caller.pair("ada@example.org").await.refresh;
    for _ in 0..3 {
        let load = (0..8).map(|_| tokio::spawn(ask_while_ready(caller.clone(), token.clone())));
        let load: Vec<_> = load.collect();
        sleep(Duration::from_millis(300)).await;
        server.terminate();
        let status = server
            .wait(Duration::from_secs(10))
            .expect("it ends in time");
        assert_eq!(status.code(), Some(0));
        for client in load {
            assert!(client.await.expect("no request was cut off") > 0);
        }
        server = start_in_production(&place, port);
    }
    server.stop();
}

/// Asks until the server says that it is not ready, as a balancer's check would see; answers how often.
async fn ask_while_ready(caller: Caller, token: String) -> usize {
    let mut answered = 0;
    while send(caller.get("/readyz")).await.status == 200 {
        for _ in 0..5 {
            let reply = send(caller.get("/api/sessions").bearer_auth(&token)).await;
            assert_eq!(reply.status, 200, "{reply:?}");
            answered += 1;
        }
    }
    answered
}

#[tokio::test(flavor = "multi_thread")]
async fn f21_what_waits_to_be_accepted_at_the_stop_is_answered() {
    let place = Place::new();
    let port = free_port();
    let mut server = start(&place, port).run();
    let ask = || async {
        // Connections that were made before the stop; the request comes with it.
        let mut stream = TcpStream::connect(("127.0.0.1", port))
            .await
            .expect("a connection");
        let request = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
        stream
            .write_all(request.as_bytes())
            .await
            .expect("it takes the request");
        stream
    };
    let streams = join_all((0..50).map(|_| ask())).await;
    server.terminate();
    for mut stream in streams {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer:?}");
    }
    let status = server
        .wait(Duration::from_secs(10))
        .expect("it ends in time");
    assert_eq!(status.code(), Some(0));
}
