//! D08: 500 logins at once. Memory stays within what the hashing threads may take, those that cannot wait are told so, and
//! clients that hang up free nothing early.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::call::{Caller, PASSWORD, Pair, Reply, send};
use super::process::{Place, Server};

const STORM: usize = 500;
const THREADS: u64 = 2;
/// Of one Argon2id hash with OWASP's parameters.
const HASH_KIB: u64 = 19_456;
/// For 500 connections with their buffers.
const SLACK_KIB: u64 = 32 * 1024;

const CONFIG: &str = "[passwords]\nparallel = 2\nqueue = 40\n[sessions]\nper_user = 10000\n";

async fn ready(place: &Place) -> (Server, Caller, u64) {
    let server = place.start().config(CONFIG).run();
    let caller = Caller::new(&server.url);
    caller.sign_up("ada@example.org").await;
    sleep(Duration::from_millis(500)).await;
    // The signup has touched one thread's memory already.
    let base = server.kib("VmRSS").saturating_sub(HASH_KIB);
    (server, caller, base)
}

fn check_memory(server: &Server, base: u64) {
    let most = server.kib("VmHWM");
    println!("at most {most} kB, {base} kB before");
    let limit = base + (THREADS + 1) * HASH_KIB + SLACK_KIB;
    assert!(most <= limit, "{most} kB, of at most {limit}");
}

#[tokio::test(flavor = "multi_thread")]
async fn d08_500_logins_at_once_are_answered_or_told_to_come_again() {
    let place = Place::new();
    let (server, caller, base) = ready(&place).await;
    let timed = |_| async {
        let start = Instant::now();
        (
            send(caller.log_in("ada@example.org")).await,
            start.elapsed(),
        )
    };
    let replies: Vec<(Reply, Duration)> = join_all((0..STORM).map(timed)).await;
    let (in_time, shed): (Vec<_>, Vec<_>) =
        replies.iter().partition(|(reply, _)| reply.status == 200);
    let slowest = shed
        .iter()
        .map(|(_, took)| *took)
        .max()
        .expect("some are shed");
    println!(
        "{} served, {} shed within {slowest:?}",
        in_time.len(),
        shed.len()
    );
    assert!(in_time.len() >= 42, "a full queue is served");
    for (reply, _) in &shed {
        reply.refused(503, "busy");
        assert_eq!(reply.header("retry-after"), Some("1"));
    }
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    check_memory(&server, base);
    Pair::of(&send(caller.log_in("ada@example.org")).await);
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn d08_clients_that_hang_up_free_no_place_early() {
    let place = Place::new();
    let (server, caller, base) = ready(&place).await;
    let body = format!(r#"{{"email":"ada@example.org","password":"{PASSWORD}"}}"#);
    let request = format!(
        "POST /api/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let port = server.port();
    for _ in 0..5 {
        let hang_up = |_| async {
            let mut stream = TcpStream::connect(("127.0.0.1", port))
                .await
                .expect("a connection");
            stream
                .write_all(request.as_bytes())
                .await
                .expect("it takes the request");
            sleep(Duration::from_millis(20)).await;
        };
        join_all((0..STORM / 5).map(hang_up)).await;
    }
    check_memory(&server, base);
    // What they left behind is worked off, and people are served again.
    let start = Instant::now();
    while send(caller.log_in("ada@example.org")).await.status != 200 {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "nobody gets in any more"
        );
        sleep(Duration::from_millis(50)).await;
    }
    check_memory(&server, base);
    server.stop();
}
