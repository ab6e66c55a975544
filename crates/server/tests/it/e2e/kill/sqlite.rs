//! F01 on `SQLite`: kill -9 while 32 clients refresh, log in, log out and change passwords; restart each time.

use std::time::Duration;

use tokio::time::sleep;

use super::Random;
use super::checker::{assert_audited, assert_kept};
use super::history::{Event, bites};
use super::load::{CONFIG, Running};
use crate::e2e::process::{Place, Server, free_port};
use crate::support::store::dump;

const ROUNDS: usize = 100;

fn start(place: &Place, port: u16) -> Server {
    place
        .start()
        .listen(format!("localhost:{port}"))
        .config(CONFIG)
        .run()
}

#[tokio::test(flavor = "multi_thread")]
async fn f01_v02_i1_i7_kill_9_during_writes_loses_nothing_acknowledged_and_logs_nobody_out() {
    let mut random = Random::new();
    let place = Place::new();
    let port = free_port();
    let mut server = start(&place, port);
    let running = Running::start(&server.url, &mut random).await;
    let (mut kills, mut starts) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        sleep(random.millis(20..500)).await;
        kills.push(running.load.now());
        server.kill();
        server = start(&place, port);
        starts.push(server.started_in);
    }
    let stopped = running.stop().await;
    server.kill();
    let server = start(&place, port);
    let history = stopped.look_back().await;
    server.stop();
    check_bites(&history, &kills);
    check_starts(starts);
    assert_kept(&history);
    check_audit(&place, &history);
}

/// A fault test that injects nothing must not pass.
fn check_bites(history: &[Event], kills: &[Duration]) {
    let (any, writes) = bites(history, kills);
    println!(
        "{} kills, {any} hit a call in flight, {writes} one that had to write",
        kills.len()
    );
    assert!(
        any * 10 >= kills.len() * 9,
        "{any} of {} kills hit a call",
        kills.len()
    );
    assert!(
        writes * 10 >= kills.len() * 8,
        "{writes} of {} kills hit a write",
        kills.len()
    );
}

fn check_starts(mut starts: Vec<Duration>) {
    starts.sort();
    let (median, most) = (starts[starts.len() / 2], starts[starts.len() - 1]);
    println!("from start to ready: median {median:?}, at most {most:?}");
    assert!(median < Duration::from_secs(2), "{median:?}");
}

fn check_audit(place: &Place, history: &[Event]) {
    let rows = dump(&place.data().join("paraph.db")).0;
    let found = |event: &str| {
        let is_event = |row: &&String| row.split('|').nth(2) == Some(event);
        rows["audit"].iter().filter(is_event).count()
    };
    assert_audited(history, found);
    println!(
        "{} answers were lost and asked for again later",
        found("refresh.replaced")
    );
}
