//! F05, and F01's promises, on PostgreSQL: the database is killed under 32 clients, 20 times. Meanwhile 503 with Retry-After
//! and never a 401 for a good refresh token; afterwards the same server goes on by itself.

use std::time::{Duration, Instant};

use paraph_core::rng::SystemRng;
use paraph_core::seal::MasterKey;
use tokio::time::sleep;

use super::Random;
use super::checker::{assert_audited, assert_kept};
use super::cluster::Cluster;
use super::history::{Event, bites};
use super::load::{CONFIG, Running};
use crate::e2e::call::{Caller, send};
use crate::e2e::process::{Place, Server};

const ROUNDS: usize = 20;
const RECOVERY: Duration = Duration::from_secs(5);

fn serve(place: &Place, cluster: &Cluster) -> Server {
    let key = place.write("key", &MasterKey::generate(&SystemRng));
    let (url, key) = (cluster.url(), key.display().to_string());
    let start = place.start().config(CONFIG);
    start
        .args(&["--database-url", &url, "--master-key", &key])
        .run()
}

#[tokio::test(flavor = "multi_thread")]
async fn f05_f01_v02_killing_the_database_loses_nothing_acknowledged_and_logs_nobody_out() {
    let Some(mut cluster) = Cluster::start() else {
        return;
    };
    let mut random = Random::new();
    let place = Place::new();
    let server = serve(&place, &cluster);
    let caller = Caller::new(&server.url);
    let running = Running::start(&server.url, &mut random).await;
    let (mut kills, mut recoveries) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        sleep(random.millis(200..900)).await;
        kills.push(running.load.now());
        cluster.tell(["immediate", "kill"][round % 2]);
        check_outage(&caller).await;
        sleep(random.millis(100..600)).await;
        cluster.tell("start");
        recoveries.push(recovery(&caller).await);
    }
    let stopped = running.stop().await;
    cluster.tell("kill");
    cluster.tell("start");
    recovery(&caller).await;
    let history = stopped.look_back().await;
    let (any, writes) = bites(&history, &kills);
    println!("{ROUNDS} kills, {any} hit a call in flight, {writes} one that had to write");
    assert!(
        writes * 10 >= ROUNDS * 8,
        "{writes} of {ROUNDS} kills hit a write"
    );
    println!("from database to server ready: {recoveries:?}");
    assert!(recoveries.iter().all(|it| *it < RECOVERY), "{recoveries:?}");
    assert_kept(&history);
    check_audit(&cluster, &history);
    server.stop();
}

/// While the database is down: alive, not ready, and still publishing what verifiers need.
async fn check_outage(caller: &Caller) {
    assert_eq!(send(caller.get("/healthz")).await.status, 200);
    let ready = send(caller.get("/readyz")).await;
    ready.refused(503, "unavailable");
    assert!(ready.header("retry-after").is_some());
    assert_eq!(send(caller.get("/.well-known/jwks.json")).await.status, 200);
    let login = send(caller.log_in("client0@example.org")).await;
    assert_eq!(login.status, 503, "{login:?}");
    assert!(login.header("retry-after").is_some());
}

/// How long the server takes to be ready once its database is.
async fn recovery(caller: &Caller) -> Duration {
    let start = Instant::now();
    while send(caller.get("/readyz")).await.status != 200 && start.elapsed() < RECOVERY * 2 {
        sleep(Duration::from_millis(20)).await;
    }
    start.elapsed()
}

fn check_audit(cluster: &Cluster, history: &[Event]) {
    let found = |event: &str| {
        cluster.number(&format!(
            "SELECT count(*) FROM audit WHERE event = '{event}'"
        ))
    };
    assert_audited(history, found);
}
