//! Verifying a JWT of 12 claims: ours and the crate `jsonwebtoken` against aws-lc-rs alone, which checks the signature
//! with a parsed key and looks at nothing else. Compared by processor time, so that others on the machine hardly show.

mod contest;

use paraph_jose::Alg;

use self::contest::Contest;
use crate::Outcome;
use crate::report::{Goal, Report};
use crate::stats::ratios;
use crate::timing::of_thread;

const ROUNDS: usize = 61;
/// How long one contestant works before it is the next one's turn, seconds.
const SLICE: f64 = 0.004;

/// The algorithm, the most of raw's time, how much faster than `jsonwebtoken` at least.
const GOALS: [(Alg, f64, f64); 4] = [
    (Alg::HS256, 2.2, 2.8),
    (Alg::RS256, 1.07, 1.25),
    (Alg::ES256, 1.03, 1.05),
    (Alg::EdDSA, 1.04, 1.05),
];

pub(crate) fn run() -> Outcome<()> {
    let mut report = Report::new("verify: a JWT of 12 claims, one thread, slices of 4 ms in turns");
    for (alg, most, faster) in GOALS {
        let Times {
            raw,
            owned,
            borrowed,
            peer,
        } = measure(&Contest::new(alg)?)?;
        let mut line = |what: &str, values: &[f64], goal| {
            report.line(&format!("{alg}: {what}"), values, goal);
        };
        line(
            "claims that borrow / raw",
            &ratios(&borrowed, &raw),
            Goal::AtMost(most),
        );
        line("owned claims / raw", &ratios(&owned, &raw), Goal::None);
        line("jsonwebtoken / raw", &ratios(&peer, &raw), Goal::None);
        let line_of_peer = "jsonwebtoken / claims that borrow";
        line(
            line_of_peer,
            &ratios(&peer, &borrowed),
            Goal::AtLeast(faster),
        );
        line("raw, us", &raw, Goal::None);
    }
    report.print();
    Ok(())
}

/// Microseconds per call, one value per round.
struct Times {
    raw: Vec<f64>,
    owned: Vec<f64>,
    borrowed: Vec<f64>,
    peer: Vec<f64>,
}

fn measure(contest: &Contest) -> Outcome<Times> {
    let mut buffer = Vec::new();
    let mut contestants: [Box<dyn FnMut() -> bool + '_>; 4] = [
        Box::new(|| contest.raw()),
        Box::new(|| contest.owned()),
        Box::new(|| contest.borrowed(&mut buffer)),
        Box::new(|| contest.peer()),
    ];
    let mut calls = [0; 4];
    for (calls, contestant) in calls.iter_mut().zip(&mut contestants) {
        *calls = calibrate(contestant)?;
    }
    let mut times = [const { Vec::new() }; 4];
    for round in 0..ROUNDS {
        for turn in 0..contestants.len() {
            let index = (round + turn) % contestants.len();
            let micros = slice(&mut contestants[index], calls[index])?;
            times[index].push(micros);
        }
    }
    let [raw, owned, borrowed, peer] = times;
    Ok(Times {
        raw,
        owned,
        borrowed,
        peer,
    })
}

/// How many calls fill a slice.
fn calibrate(contestant: &mut dyn FnMut() -> bool) -> Outcome<u32> {
    let (start, mut calls) = (of_thread(), 0);
    while of_thread() - start < SLICE {
        slice(contestant, 8)?;
        calls += 8;
    }
    Ok(calls)
}

fn slice(contestant: &mut dyn FnMut() -> bool, calls: u32) -> Outcome<f64> {
    let (start, mut held) = (of_thread(), true);
    for _ in 0..calls {
        held &= contestant();
    }
    let micros = (of_thread() - start) * 1e6 / f64::from(calls);
    if held {
        Ok(micros)
    } else {
        Err("a good token was refused".into())
    }
}
