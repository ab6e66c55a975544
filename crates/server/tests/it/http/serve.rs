//! Real connections: several listeners, the peer's address, heads that are too large, and the stop.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use paraph::http::serve::{Limits, serve_within};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::app::{PASSWORD, TestApp};

pub(super) struct Served {
    pub(super) addresses: Vec<SocketAddr>,
    stop: oneshot::Sender<()>,
    done: JoinHandle<std::io::Result<()>>,
}

fn start(app: &TestApp) -> Served {
    start_within(Limits::default(), app)
}

impl Served {
    pub(super) async fn end(self) {
        self.stop.send(()).expect("it listens");
        self.done.await.expect("no panic").expect("no error");
    }
}

pub(super) fn start_within(limits: Limits, app: &TestApp) -> Served {
    let any = ["127.0.0.1:0", "[::1]:0"];
    let sockets: Vec<_> = any
        .iter()
        .filter_map(|any| TcpListener::bind(any).ok())
        .collect();
    let addresses = sockets
        .iter()
        .map(|socket| socket.local_addr().expect("an address"))
        .collect();
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async {
        let _ = stopped.await;
    };
    let done = tokio::spawn(serve_within(limits, sockets, app.app.clone(), stopped));
    Served {
        addresses,
        stop,
        done,
    }
}

pub(super) async fn speak(address: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream
        .write_all(text.as_bytes())
        .await
        .expect("the request is taken");
    let mut answer = String::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_string(&mut answer));
    let _ = read.await.expect("the answer ends");
    answer
}

pub(super) fn post(path: &str, body: &Value) -> String {
    let body = body.to_string();
    format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub(super) const READY: &str = "GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn serves_on_all_its_sockets_and_knows_the_peer() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let served = start(&app);
    let login = post(
        "/api/login",
        &json!({ "email": "ada@example.org", "password": PASSWORD }),
    );
    for address in &served.addresses {
        let answer = speak(*address, &login).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
    let sessions = app.dump().0["sessions"].join("\n");
    for address in &served.addresses {
        assert!(
            sessions.contains(&format!("|{}|", address.ip())),
            "{sessions}"
        );
    }
    served.end().await;
}

#[tokio::test]
async fn d01_a_head_that_is_too_large_is_refused() {
    let app = TestApp::new().await;
    let served = start(&app);
    let dots = ".".repeat(1 << 20);
    let request =
        format!("GET /api/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {dots}\r\n\r\n");
    let mut stream = TcpStream::connect(served.addresses[0])
        .await
        .expect("a connection");
    // It may hang up before it has read everything.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(
        answer.is_empty() || answer.starts_with(b"HTTP/1.1 431 "),
        "{answer:?}"
    );
    assert!(
        speak(served.addresses[0], READY)
            .await
            .starts_with("HTTP/1.1 200 ")
    );
    served.end().await;
}

#[tokio::test]
async fn a_stop_finishes_what_has_begun_and_takes_nothing_new() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let served = start(&app);
    let address = served.addresses[0];
    let login = post(
        "/api/login",
        &json!({ "email": "ada@example.org", "password": PASSWORD }),
    );
    let (head, tail) = login.split_at(login.len() - 5);
    let mut begun = TcpStream::connect(address).await.expect("a connection");
    begun
        .write_all(head.as_bytes())
        .await
        .expect("the head is taken");
    let mut idle = TcpStream::connect(address).await.expect("a connection");
    assert!(speak(address, READY).await.starts_with("HTTP/1.1 200 "));
    served.stop.send(()).expect("it listens");
    let draining = async {
        while !app.app.is_draining() {
            tokio::task::yield_now().await;
        }
    };
    let noticed = tokio::time::timeout(Duration::from_secs(5), draining);
    noticed.await.expect("it says it is not ready");
    while TcpStream::connect(address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut nothing = Vec::new();
    idle.read_to_end(&mut nothing)
        .await
        .expect("idle connections are closed");
    assert!(nothing.is_empty());
    assert!(!served.done.is_finished());
    begun
        .write_all(tail.as_bytes())
        .await
        .expect("the rest is taken");
    let mut answer = String::new();
    begun.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    served.done.await.expect("no panic").expect("no error");
}

#[tokio::test]
async fn without_sockets_there_is_nothing_to_serve() {
    let app = TestApp::new().await;
    let nothing = serve_within(Limits::default(), Vec::new(), app.app.clone(), async {});
    assert!(nothing.await.is_err());
}

#[tokio::test]
async fn a_client_that_is_slow_or_silent_is_hung_up_on() {
    let app = TestApp::new().await;
    let limits = Limits {
        head: Duration::from_millis(200),
        ..Limits::default()
    };
    let served = start_within(limits, &app);
    for start in [
        "",
        "P",
        "PRI * HTTP/2.0",
        "GET /readyz HTTP/1.1\r\nhost:",
        "GET / HTTP/1.1\r\n\r\n",
    ] {
        // `speak` reads until the server hangs up, and fails after ten seconds.
        speak(served.addresses[0], start).await;
    }
    assert!(
        speak(served.addresses[0], READY)
            .await
            .starts_with("HTTP/1.1 200 ")
    );
    served.end().await;
}

#[tokio::test]
async fn connections_are_bounded_and_further_ones_wait() {
    let app = TestApp::new().await;
    let limits = Limits {
        connections: 1,
        head: Duration::from_millis(500),
        ..Limits::default()
    };
    let served = start_within(limits, &app);
    let idle = TcpStream::connect(served.addresses[0])
        .await
        .expect("a connection");
    let waiting = tokio::spawn(speak(served.addresses[0], READY));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!waiting.is_finished(), "the one place is taken");
    drop(idle);
    assert!(
        waiting
            .await
            .expect("no panic")
            .starts_with("HTTP/1.1 200 ")
    );
    served.end().await;
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever() {
    let app = TestApp::new().await;
    let limits = Limits {
        patience: Duration::from_millis(300),
        ..Limits::default()
    };
    let served = start_within(limits, &app);
    let mut begun = TcpStream::connect(served.addresses[0])
        .await
        .expect("a connection");
    let head = "POST /api/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n";
    begun
        .write_all(head.as_bytes())
        .await
        .expect("the head is taken");
    assert!(
        speak(served.addresses[0], READY)
            .await
            .starts_with("HTTP/1.1 200 ")
    );
    served.stop.send(()).expect("it listens");
    let done = tokio::time::timeout(Duration::from_secs(5), served.done).await;
    done.expect("it stops")
        .expect("no panic")
        .expect("no error");
}
