//! What many clients, or one over many streams, may hold: requests and connections are bounded on HTTP/2 as on HTTP/1.

use std::time::Duration;

use paraph::http::serve::Limits;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::serve::{READY, post, speak, start_within};
use crate::support::app::{PASSWORD, TestApp};

/// The kinds of frames (RFC 9113 section 6).
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const ACK: u8 = 1;
const MAX_CONCURRENT_STREAMS: u16 = 3;

/// The preface, no settings of ours, and `GET /healthz` as stream 1, its headers as RFC 7541 writes them.
fn healthz() -> Vec<u8> {
    let headers = b"\x82\x86\x04\x08/healthz\x01\x01x";
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    bytes.extend([0, 0, 0, SETTINGS, 0, 0, 0, 0, 0]);
    // END_STREAM and END_HEADERS.
    bytes.extend([
        0,
        0,
        u8::try_from(headers.len()).expect("short"),
        1,
        5,
        0,
        0,
        0,
        1,
    ]);
    bytes.extend(headers);
    bytes
}

/// The next frame: kind, flags, payload; `None` once the server has hung up.
async fn frame(stream: &mut TcpStream) -> Option<(u8, u8, Vec<u8>)> {
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.ok()?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let mut payload = vec![0; length as usize];
    stream.read_exact(&mut payload).await.ok()?;
    Some((head[3], head[4], payload))
}

/// Answers pings and asks nothing more, until the server hangs up; answers the settings it named.
async fn linger(stream: &mut TcpStream) -> Vec<(u16, u32)> {
    let mut named = Vec::new();
    while let Some((kind, flags, payload)) = frame(stream).await {
        if kind == SETTINGS && flags & ACK == 0 {
            named.extend(payload.chunks_exact(6).map(|pair| {
                let value = [pair[2], pair[3], pair[4], pair[5]];
                (
                    u16::from_be_bytes([pair[0], pair[1]]),
                    u32::from_be_bytes(value),
                )
            }));
        }
        if kind == PING && flags & ACK == 0 {
            let mut pong = vec![0, 0, 8, PING, ACK, 0, 0, 0, 0];
            pong.extend(payload);
            let _ = stream.write_all(&pong).await;
        }
    }
    named
}

#[tokio::test]
async fn d10_a_client_of_http_2_that_only_answers_pings_is_hung_up_on() {
    let app = TestApp::new().await;
    let limits = Limits {
        head: Duration::from_millis(200),
        ..Limits::default()
    };
    let served = start_within(limits, &app);
    let mut stream = TcpStream::connect(served.addresses[0])
        .await
        .expect("a connection");
    stream.write_all(&healthz()).await.expect("it is taken");
    let lingering = tokio::time::timeout(Duration::from_secs(10), linger(&mut stream));
    let named = lingering.await.expect("the server hangs up");
    let streams = named
        .iter()
        .find(|(name, _)| *name == MAX_CONCURRENT_STREAMS);
    assert!(streams.is_some_and(|(_, most)| *most <= 32), "{named:?}");
    served.end().await;
}

#[tokio::test]
async fn d08_requests_are_bounded_and_further_ones_wait() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let limits = Limits {
        requests: 1,
        ..Limits::default()
    };
    let served = start_within(limits, &app);
    let address = served.addresses[0];
    let login = post(
        "/api/login",
        &json!({ "email": "ada@example.org", "password": PASSWORD }),
    );
    let (head, tail) = login.split_at(login.len() - 5);
    let mut begun = TcpStream::connect(address).await.expect("a connection");
    begun.write_all(head.as_bytes()).await.expect("it is taken");
    tokio::time::sleep(Duration::from_millis(50)).await;
    let waiting = tokio::spawn(speak(address, READY));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!waiting.is_finished(), "the one place is taken");
    begun.write_all(tail.as_bytes()).await.expect("it is taken");
    let mut answer = String::new();
    begun.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let ready = waiting.await.expect("no panic");
    assert!(ready.starts_with("HTTP/1.1 200 "), "{ready}");
    served.end().await;
}

#[test]
fn d10_connections_leave_files_to_the_rest() {
    for (files, connections) in [
        (usize::MAX, 4_096),
        (20_000, 4_096),
        (1_024, 768),
        (128, 32),
        (0, 1),
    ] {
        assert_eq!(Limits::of_files(files).connections, connections, "{files}");
    }
}
