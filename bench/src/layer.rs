//! Whole axum requests with a token: ours first seen and seen before, against the same server with the crate
//! `jsonwebtoken`, and against one that does not look at the token. All are processes on core 0; `wrk` is on core 1.
//!
//! First sight is the verifier without a cache, which sees every token for the first time.

mod load;
mod peer;
mod serve;

use paraph_jose::Alg;

use self::load::requests_per_second;
pub(crate) use self::serve::serve_if_asked;
use self::serve::{Contestant, Kind};
use crate::Outcome;
use crate::report::{Goal, Report};
use crate::stats::ratios;

const ROUNDS: usize = 7;
const SECONDS: u32 = 2;
const CONNECTIONS: u32 = 32;

/// The algorithm, and the least: first sight to the peer, first sight and the cache to no check at all.
const GOALS: [(Alg, [Goal; 3]); 2] = [
    (
        Alg::EdDSA,
        [Goal::AtLeast(1.05), Goal::None, Goal::AtLeast(0.7)],
    ),
    (Alg::HS256, [Goal::None, Goal::AtLeast(0.48), Goal::None]),
];

pub(crate) fn run() -> Outcome<()> {
    let mut report = Report::new(format!(
        "layer: GET / with a token of 12 claims and an lsn, {CONNECTIONS} connections, server on core 0, wrk on core 1"
    ));
    for (alg, goals) in GOALS {
        let [hello, peer, first, again] = measure(alg)?;
        let mut line = |what: &str, values: &[f64], goal| {
            report.line(&format!("{alg}: {what}"), values, goal);
        };
        let [faster, first_goal, again_goal] = goals;
        line("first sight / jsonwebtoken", &ratios(&first, &peer), faster);
        line(
            "first sight / no check",
            &ratios(&first, &hello),
            first_goal,
        );
        line(
            "token seen before / no check",
            &ratios(&again, &hello),
            again_goal,
        );
        line(
            "jsonwebtoken / no check",
            &ratios(&peer, &hello),
            Goal::None,
        );
        line("no check, requests/s", &hello, Goal::None);
    }
    report.note("answers other than 200: 0");
    report.print();
    Ok(())
}

/// Requests per second of each kind, one value per round.
fn measure(alg: Alg) -> Outcome<[Vec<f64>; 4]> {
    let key = crate::tokens::signing_key(alg)?;
    let contestants = [Kind::Hello, Kind::Peer, Kind::FirstSight, Kind::SeenBefore];
    let contestants = contestants.map(|kind| Contestant::start(kind, &key));
    let mut rates = [const { Vec::new() }; 4];
    for round in 0..ROUNDS {
        for turn in 0..contestants.len() {
            let index = (round + turn) % contestants.len();
            let contestant = contestants[index].as_ref().map_err(ToString::to_string)?;
            rates[index].push(requests_per_second(contestant)?);
        }
    }
    Ok(rates)
}
