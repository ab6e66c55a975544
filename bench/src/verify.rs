//! Verifying a JWT of 12 claims: ours and the crate `jsonwebtoken` against aws-lc-rs alone, which checks the signature
//! with a parsed key and looks at nothing else. Compared by processor time, so that others on the machine hardly show.

mod contest;

use paraph_jose::Alg;

use self::contest::Contest;
use crate::Outcome;
use crate::report::{Goal, Report};
use crate::slices::{Contestant, measure};
use crate::stats::ratios;

const ROUNDS: usize = 61;

/// The algorithm, the most of raw's time, how much faster than `jsonwebtoken` at least.
const GOALS: [(Alg, f64, f64); 9] = [
    (Alg::HS256, 2.2, 2.8),
    (Alg::RS256, 1.07, 1.25),
    (Alg::PS256, 1.07, 1.25),
    (Alg::ES256, 1.03, 1.05),
    (Alg::ES384, 1.01, 1.0),
    (Alg::ES512, 1.01, 1.0),
    (Alg::EdDSA, 1.04, 1.05),
    (Alg::MlDsa44, 1.08, 1.0),
    (Alg::MlDsa65, 1.05, 1.0),
];

pub(crate) fn run() -> Outcome<()> {
    let mut report = Report::new("verify: a JWT of 12 claims, one thread, slices of 4 ms in turns");
    for (alg, most, faster) in GOALS {
        compare(&mut report, alg, most, faster)?;
    }
    report.print();
    Ok(())
}

fn compare(report: &mut Report, alg: Alg, most: f64, faster: f64) -> Outcome<()> {
    let contest = Contest::new(alg)?;
    let mut buffer = Vec::new();
    let mut contestants: Vec<Contestant<'_>> = vec![
        Box::new(|| contest.raw()),
        Box::new(|| contest.borrowed(&mut buffer)),
        Box::new(|| contest.owned()),
    ];
    contestants.extend(contest.peer().map(|peer| Box::new(peer) as Contestant<'_>));
    let times = measure(ROUNDS, &mut contestants)?;
    let mut line = |what: &str, values: &[f64], goal| {
        report.line(&format!("{alg}: {what}"), values, goal);
    };
    let (raw, borrowed) = (&times[0], &times[1]);
    let limit = Goal::AtMost(most);
    line("claims that borrow / raw", &ratios(borrowed, raw), limit);
    line("owned claims / raw", &ratios(&times[2], raw), Goal::None);
    if let Some(peer) = times.get(3) {
        line("jsonwebtoken / raw", &ratios(peer, raw), Goal::None);
        let line_of_peer = "jsonwebtoken / claims that borrow";
        line(line_of_peer, &ratios(peer, borrowed), Goal::AtLeast(faster));
    }
    line("raw, us", raw, Goal::None);
    Ok(())
}
