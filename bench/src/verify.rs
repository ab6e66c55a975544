//! Verifying a JWT of 12 claims: ours and the crate `jsonwebtoken` against aws-lc-rs alone, which checks the signature
//! with a parsed key and looks at nothing else. Compared by processor time, so that others on the machine hardly show.

mod contest;

use paraph_jose::Alg;

use self::contest::Contest;
use crate::Outcome;
use crate::report::{Goal, Report};
use crate::slices::in_turns;
use crate::stats::ratios;

const ROUNDS: usize = 61;

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
    let [raw, owned, borrowed, peer] = in_turns(
        ROUNDS,
        [
            &mut || contest.raw(),
            &mut || contest.owned(),
            &mut || contest.borrowed(&mut buffer),
            &mut || contest.peer(),
        ],
    )?;
    Ok(Times {
        raw,
        owned,
        borrowed,
        peer,
    })
}
