//! Verification while logins storm: `GET /api/me` at a fixed rate in the issuer's own process, quiet and while 100 logins
//! wait for the password pool, in turns.

mod schedule;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use self::schedule::Schedule;
use crate::clients::{Phase, drive};
use crate::report::{Goal, Report};
use crate::server::paraph::{self, login};
use crate::stats::{quantile, ratios};
use crate::wire::{Connection, Connections, connect, get};
use crate::{Outcome, cores};

const ROUNDS: usize = 9;
const LOGINS: usize = 100;
const READS: Schedule = Schedule {
    connections: 32,
    per_second: 500,
    seconds: 4,
};
/// Room for all that wait.
const QUEUE: (&str, &str) = ("PARAPH_PASSWORDS__QUEUE", "128");
/// Until all logins wait, or none does.
const REST: Duration = Duration::from_millis(300);

/// Where the server may run.
type Launcher = fn(PathBuf) -> Command;

pub(crate) fn run() -> Outcome<()> {
    let goal = Goal::AtMost(1.5);
    storm("server on both cores", cores::on_both_cores, goal)?;
    storm("server on core 0 alone", cores::on_servers_core, Goal::None)
}

fn storm(place: &str, launcher: Launcher, goal: Goal) -> Outcome<()> {
    let mut report = Report::new(format!(
        "storm: GET /api/me at {} a second, {} connections, while {LOGINS} logins wait; {place}, driver on core 1",
        READS.per_second, READS.connections
    ));
    let rounds = cores::drive(measure(launcher))?;
    for (what, q, goal) in [("p50", 0.5, Goal::None), ("p99", 0.99, goal)] {
        let of = |phases: &[Vec<f64>]| -> Vec<f64> {
            phases.iter().map(|phase| quantile(phase, q)).collect()
        };
        let (quiet, busy) = (of(&rounds.quiet), of(&rounds.busy));
        report.line(
            &format!("{what}: logins / quiet"),
            &ratios(&busy, &quiet),
            goal,
        );
        report.line(&format!("{what}: quiet, ms"), &quiet, Goal::None);
        report.line(&format!("{what}: with logins, ms"), &busy, Goal::None);
    }
    let logins: Vec<_> = rounds.logins.iter().map(|phase| phase.per_second).collect();
    report.line("logins/s meanwhile", &logins, Goal::None);
    report.print();
    Ok(())
}

#[derive(Default)]
struct Rounds {
    /// Latencies of each phase.
    quiet: Vec<Vec<f64>>,
    busy: Vec<Vec<f64>>,
    logins: Vec<Phase>,
}

async fn measure(launcher: Launcher) -> Outcome<Rounds> {
    let data = paraph::Data::new(0).await?;
    let server = data.serve(launcher, &[QUEUE])?;
    let address = server.address;
    let read: Arc<[u8]> = get("/api/me", &access_token(address).await?).into();
    let mut rounds = Rounds::default();
    for _ in 0..ROUNDS {
        tokio::time::sleep(REST).await;
        rounds.quiet.push(READS.run(address, read.clone()).await?);
        // Anew each time: who was idle for so long is shown out.
        let logins = tokio::spawn(log_in(connect(address, LOGINS).await?));
        tokio::time::sleep(REST).await;
        rounds.busy.push(READS.run(address, read.clone()).await?);
        rounds.logins.push(logins.await??);
    }
    Ok(rounds)
}

/// Of somebody who does not log in again.
async fn access_token(server: SocketAddr) -> Outcome<String> {
    #[derive(Deserialize)]
    struct Tokens {
        access_token: String,
    }
    let mut connection = Connection::open(server).await?;
    let answer = connection.ask(&login(LOGINS)).await?;
    let Tokens { access_token } = serde_json::from_slice(answer)?;
    Ok(access_token)
}

/// Somewhat longer than the reads, so that the queue is full until their end.
async fn log_in(clients: Connections) -> Outcome<Phase> {
    let act = move |client: usize| {
        let clients = clients.clone();
        async move {
            let mut connection = clients[client].lock().await;
            connection.ask(&login(client)).await.map(drop)
        }
    };
    drive(LOGINS, f64::from(READS.seconds) + 0.5, act).await
}
