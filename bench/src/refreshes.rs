//! `http`: durable turns of refresh tokens over HTTP, ours against the recipe. One server core, one driver core, 64
//! connections, rounds in turns.
//!
//! A session is turned once per round, and the next round begins when its window is over: an answer with the token that was
//! sent is a replay and ends the benchmark, as does anything but a 200.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;

use crate::clients::{Cursor, Phase, drive};
use crate::report::{Goal, Report};
use crate::server::{Running, paraph, recipe};
use crate::stats::ratios;
use crate::wire::{Connection, connect, post};
use crate::{Outcome, cores, slow};

const ROUNDS: usize = 7;
const SECONDS: f64 = 3.0;
const CONNECTIONS: usize = 64;
/// More than a server turns in one round.
const SESSIONS: usize = 120_000;
/// Our shortest replay window, so that every round finds every token old again.
const WINDOW: (&str, &str) = ("PARAPH_REFRESH__REPLAY_WINDOW", "1s");
/// Longer than 4/3 of it.
const PAUSE: Duration = Duration::from_millis(1_500);

pub(crate) fn run() -> Outcome<()> {
    let mut report = Report::new(format!(
        "http: POST /api/refresh, {CONNECTIONS} connections, {SESSIONS} sessions, server on core 0, driver on core 1"
    ));
    report.note(&format!("recipe: {}", recipe::versions()?));
    let Rounds {
        both: [ours, theirs],
        syncs,
    } = cores::drive(measure())?;
    let each = |rounds: &[Round], figure: fn(&Round) -> f64| -> Vec<f64> {
        rounds.iter().map(figure).collect()
    };
    let rate = |rounds: &[Round]| each(rounds, |round| round.phase.per_second);
    let cost = |rounds: &[Round]| each(rounds, |round| round.processor);
    let faster = ratios(&rate(&ours), &rate(&theirs));
    report.line("turns/s: ours / recipe", &faster, Goal::AtLeast(10.0));
    let cheaper = ratios(&cost(&theirs), &cost(&ours));
    report.line("processor time: recipe / ours", &cheaper, Goal::None);
    for (name, rounds) in [("ours", ours), ("recipe", theirs)] {
        let mut line = |what: &str, values: &[f64]| {
            report.line(&format!("{name}: {what}"), values, Goal::None);
        };
        line("turns/s", &rate(&rounds));
        line("processor us per turn", &cost(&rounds));
        line(
            "p50 in ms",
            &each(&rounds, |round| round.phase.latency(0.5)),
        );
        line(
            "p99 in ms",
            &each(&rounds, |round| round.phase.latency(0.99)),
        );
    }
    report.line("one sync of this disk, ms", &syncs, Goal::None);
    report.note("answers other than 200: 0; replays: 0");
    report.print();
    Ok(())
}

#[derive(Default)]
struct Rounds {
    /// Ours, then the recipe's.
    both: [Vec<Round>; 2],
    /// What a sync cost before each round, milliseconds.
    syncs: Vec<f64>,
}

async fn measure() -> Outcome<Rounds> {
    let ours = paraph::Data::new(SESSIONS).await?;
    let theirs = recipe::Data::new(SESSIONS)?;
    let server = ours.serve(cores::on_servers_core, &[WINDOW])?;
    let peer = theirs.serve(cores::on_servers_core)?;
    let contestants = [
        Contestant::new(server, &ours.tokens),
        Contestant::new(peer, &theirs.tokens),
    ];
    let folder = tempfile::tempdir_in(slow::build_folder()?)?;
    let mut rounds = Rounds::default();
    for round in 0..ROUNDS {
        rounds.syncs.push(slow::sync_millis(folder.path())?);
        for turn in 0..contestants.len() {
            let index = (round + turn) % contestants.len();
            tokio::time::sleep(PAUSE).await;
            rounds.both[index].push(contestants[index].round().await?);
        }
    }
    Ok(rounds)
}

struct Round {
    phase: Phase,
    /// Of the server, microseconds per turn.
    processor: f64,
}

/// A server, and the newest token of each session.
struct Contestant {
    server: Running,
    tokens: Arc<[Mutex<String>]>,
    cursor: Arc<Cursor>,
}

impl Contestant {
    fn new(server: Running, tokens: &[String]) -> Self {
        Self {
            server,
            tokens: tokens.iter().cloned().map(Mutex::new).collect(),
            cursor: Arc::default(),
        }
    }

    async fn round(&self) -> Outcome<Round> {
        self.cursor.rewind();
        // Node closes connections that are idle for the length of the other's round.
        let connections = connect(self.server.address, CONNECTIONS).await?;
        let (tokens, cursor) = (self.tokens.clone(), self.cursor.clone());
        let act = move |client: usize| {
            let (connections, tokens, next) = (connections.clone(), tokens.clone(), cursor.next());
            async move {
                let token = tokens.get(next).ok_or("too few sessions")?;
                turn(&mut *connections[client].lock().await, token).await
            }
        };
        let before = self.server.processor()?;
        let phase = drive(CONNECTIONS, SECONDS, act).await?;
        let seconds = self.server.processor()? - before;
        Ok(Round {
            processor: seconds * 1e6 / phase.answers(),
            phase,
        })
    }
}

#[derive(Deserialize)]
struct Tokens<'a> {
    access_token: &'a str,
    refresh_token: &'a str,
}

async fn turn(connection: &mut Connection, token: &Mutex<String>) -> Outcome<()> {
    let sent = token.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let body = format!(r#"{{"refresh_token":"{sent}"}}"#);
    let answer = connection.ask(&post("/api/refresh", &body)).await?;
    let Tokens {
        access_token,
        refresh_token,
    } = serde_json::from_slice(answer)?;
    if access_token.is_empty() || refresh_token == sent {
        return Err("a turn was none".into());
    }
    refresh_token.clone_into(&mut token.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(())
}
