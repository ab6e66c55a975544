//! Signing a JWT of 12 claims: ours and the crate `jsonwebtoken`, keys parsed once where the library can, against aws-lc-rs
//! alone, which signs the same bytes and writes no token. Compared by processor time.

mod contest;

use paraph_jose::Alg;

use self::contest::Contest;
use crate::Outcome;
use crate::report::{Goal, Report};
use crate::slices::{Contestant, measure};
use crate::stats::ratios;

const ROUNDS: usize = 61;

/// The algorithm, the most of raw's time, how much faster than `jsonwebtoken` at least.
const GOALS: [(Alg, Goal, Goal); 7] = [
    (Alg::HS256, Goal::AtMost(1.7), Goal::None),
    (Alg::RS256, Goal::AtMost(1.03), Goal::AtLeast(2.4)),
    (Alg::PS256, Goal::AtMost(1.03), Goal::None),
    (Alg::ES256, Goal::AtMost(1.06), Goal::AtLeast(1.55)),
    (Alg::EdDSA, Goal::AtMost(1.1), Goal::AtLeast(1.65)),
    (Alg::MlDsa44, Goal::None, Goal::None),
    (Alg::MlDsa65, Goal::None, Goal::None),
];

pub(crate) fn run() -> Outcome<()> {
    let mut report = Report::new("sign: a JWT of 12 claims, one thread, slices of 4 ms in turns");
    for (alg, most, faster) in GOALS {
        compare(&mut report, alg, most, faster)?;
    }
    report.print();
    Ok(())
}

fn compare(report: &mut Report, alg: Alg, most: Goal, faster: Goal) -> Outcome<()> {
    let contest = Contest::new(alg)?;
    let mut contestants: Vec<Contestant<'_>> =
        vec![Box::new(|| contest.raw()), Box::new(|| contest.ours())];
    contestants.extend(contest.peer().map(|peer| Box::new(peer) as Contestant<'_>));
    let times = measure(ROUNDS, &mut contestants)?;
    let mut line = |what: &str, values: &[f64], goal| {
        report.line(&format!("{alg}: {what}"), values, goal);
    };
    let (raw, ours) = (&times[0], &times[1]);
    line("ours / raw", &ratios(ours, raw), most);
    if let Some(peer) = times.get(2) {
        line("jsonwebtoken / raw", &ratios(peer, raw), Goal::None);
        line("jsonwebtoken / ours", &ratios(peer, ours), faster);
    }
    line("raw, us", raw, Goal::None);
    Ok(())
}
