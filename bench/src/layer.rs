//! Whole axum requests with a token: ours first seen and seen before, against the same server with the crate
//! `jsonwebtoken`, and against one that does not look at the token. All are processes on core 0; `wrk` is on core 1.
//!
//! First sight is the verifier without a cache, which sees every token for the first time.

mod load;
mod peer;
mod serve;

use paraph_jose::Alg;

use self::load::{Round, round};
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
        tell(&mut report, alg, goals, &measure(alg)?);
    }
    report.note("answers other than 200: 0");
    report.print();
    Ok(())
}

fn tell(report: &mut Report, alg: Alg, goals: [Goal; 3], rounds: &[Vec<Round>; 4]) {
    let each = |figure: fn(&Round) -> f64| {
        let values = |rounds: &Vec<Round>| -> Vec<f64> { rounds.iter().map(figure).collect() };
        rounds.each_ref().map(values)
    };
    let mut line = |what: &str, values: &[f64], goal| {
        report.line(&format!("{alg}: {what}"), values, goal);
    };
    let [hello, peer, first, again] = each(|round| round.per_second);
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
    let [hello, peer, first, again] = each(|round| round.processor);
    let what = "processor time: jsonwebtoken / first sight";
    line(what, &ratios(&peer, &first), Goal::None);
    let what = "processor time: no check / token seen before";
    line(what, &ratios(&hello, &again), Goal::None);
    for (what, micros) in [
        ("no check", &hello),
        ("seen before", &again),
        ("first sight", &first),
        ("jsonwebtoken", &peer),
    ] {
        line(&format!("{what}, processor us"), micros, Goal::None);
    }
}

/// The rounds of each kind.
fn measure(alg: Alg) -> Outcome<[Vec<Round>; 4]> {
    let key = crate::tokens::signing_key(alg)?;
    let contestants = [Kind::Hello, Kind::Peer, Kind::FirstSight, Kind::SeenBefore];
    let contestants = contestants.map(|kind| Contestant::start(kind, &key));
    let mut rounds = [const { Vec::new() }; 4];
    for first in 0..ROUNDS {
        for turn in 0..contestants.len() {
            let index = (first + turn) % contestants.len();
            let contestant = contestants[index].as_ref().map_err(ToString::to_string)?;
            rounds[index].push(round(contestant)?);
        }
    }
    Ok(rounds)
}
