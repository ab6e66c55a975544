//! Restart on a folder with data: from the start of the process to its first 200, ours and the recipe in turns; and what
//! they hold in memory then.

use std::time::Duration;

use serde::Deserialize;

use crate::report::{Goal, Report};
use crate::server::{Running, paraph, recipe};
use crate::stats::quantile;
use crate::timing::Stopwatch;
use crate::wire::{Connection, bare, get, post};
use crate::{Outcome, cores};

const RESTARTS: usize = 20;
/// A usual database, and one of nearly 32 MiB: up to there a start checks every page.
const SESSIONS: [usize; 2] = [20_000, 37_000];
/// After which a server is idle.
const REST: Duration = Duration::from_millis(500);

pub(crate) fn run() -> Outcome<()> {
    SESSIONS.into_iter().try_for_each(restart)
}

fn restart(sessions: usize) -> Outcome<()> {
    let mut report = Report::new(format!(
        "restart: {RESTARTS} each in turns, {sessions} sessions, server on core 0, driver on core 1"
    ));
    report.note(&format!("recipe: {}", recipe::versions()?));
    let [ours, theirs] = cores::drive(measure(sessions))?;
    tell(
        &mut report,
        "ours",
        &ours,
        Goal::AtMost(0.15),
        Goal::AtMost(30.0),
    );
    tell(&mut report, "recipe", &theirs, Goal::None, Goal::None);
    report.print();
    Ok(())
}

/// One value per restart.
#[derive(Default)]
struct Starts {
    /// Seconds to the first 200 of `/readyz`.
    ready: Vec<f64>,
    /// Seconds to the first 200 of a request with an access token of before.
    verified: Vec<f64>,
    /// MiB in memory, idle.
    resident: Vec<f64>,
    /// MiB of the database.
    size: f64,
}

fn tell(report: &mut Report, name: &str, starts: &Starts, goal: Goal, memory: Goal) {
    let first = format!("{name}: seconds to the first 200");
    report.line(&format!("{first}, /readyz"), &starts.ready, goal);
    let most = [quantile(&starts.ready, 1.0)];
    report.line(&format!("{first}, /readyz, the longest"), &most, Goal::None);
    report.line(&format!("{first}, /api/me"), &starts.verified, goal);
    let most = [quantile(&starts.verified, 1.0)];
    report.line(&format!("{first}, /api/me, the longest"), &most, Goal::None);
    let line = format!("{name}: MB in memory, idle");
    report.line(&line, &starts.resident, memory);
    let line = format!("{name}: MB of its database");
    report.line(&line, &[starts.size], Goal::None);
}

async fn measure(sessions: usize) -> Outcome<[Starts; 2]> {
    let ours = paraph::Data::new(sessions).await?;
    let theirs = recipe::Data::new(sessions)?;
    let our_start = || ours.serve(cores::on_servers_core, &[]);
    let their_start = || theirs.serve(cores::on_servers_core);
    let our_token = token(our_start()?, &ours.tokens[0]).await?;
    let their_token = token(their_start()?, &theirs.tokens[0]).await?;
    let mut starts = [Starts::default(), Starts::default()];
    for _ in 0..RESTARTS {
        starts[0].add(our_start, &our_token).await?;
        starts[1].add(their_start, &their_token).await?;
    }
    starts[0].size = ours.size()?;
    starts[1].size = theirs.size()?;
    Ok(starts)
}

impl Starts {
    async fn add(&mut self, start: impl Fn() -> Outcome<Running>, token: &str) -> Outcome<()> {
        let watch = Stopwatch::start();
        // It says when it listens, which is exacter than to try again and again.
        let server = start()?;
        let mut connection = Connection::open(server.address).await?;
        connection.ask(&bare("/readyz")).await?;
        self.ready.push(watch.seconds());
        connection.ask(&get("/api/me", token)).await?;
        self.verified.push(watch.seconds());
        tokio::time::sleep(REST).await;
        self.resident.push(server.resident()?);
        server.stop()
    }
}

/// An access token that outlives the restarts' server.
async fn token(server: Running, refresh_token: &str) -> Outcome<String> {
    #[derive(Deserialize)]
    struct Tokens {
        access_token: String,
    }
    let mut connection = Connection::open(server.address).await?;
    let body = format!(r#"{{"refresh_token":"{refresh_token}"}}"#);
    let answer = connection.ask(&post("/api/refresh", &body)).await?;
    let Tokens { access_token } = serde_json::from_slice(answer)?;
    server.stop()?;
    Ok(access_token)
}
