//! Signing a JWT of 12 claims: ours and the peers, keys parsed once where the library can, against aws-lc-rs alone, which
//! signs the same bytes and writes no token. Compared by processor time.

use paraph_contest::library::Job;
use paraph_jose::Alg;

use crate::contest::{Entrants, row, times};
use crate::peers::Ours;
use crate::report::{Goal, Report};
use crate::stats::ratios;
use crate::{Outcome, keys};

/// The algorithm, the most of raw's time, how much faster than `jsonwebtoken` at least.
#[rustfmt::skip]
const GOALS: [(Alg, Goal, Goal); 14] = [
    (Alg::HS256, Goal::AtMost(1.7), Goal::None),
    (Alg::HS384, Goal::None, Goal::None),
    (Alg::HS512, Goal::None, Goal::None),
    (Alg::RS256, Goal::AtMost(1.03), Goal::AtLeast(2.4)),
    (Alg::PS256, Goal::AtMost(1.03), Goal::None),
    (Alg::ES256, Goal::AtMost(1.06), Goal::AtLeast(1.55)),
    (Alg::ES384, Goal::None, Goal::None),
    (Alg::ES512, Goal::None, Goal::None),
    (Alg::ES256K, Goal::None, Goal::None),
    (Alg::EdDSA, Goal::AtMost(1.1), Goal::AtLeast(1.65)),
    (Alg::Ed448, Goal::None, Goal::None),
    (Alg::MlDsa44, Goal::None, Goal::None),
    (Alg::MlDsa65, Goal::None, Goal::None),
    (Alg::MlDsa87, Goal::None, Goal::None),
];

pub(crate) fn run() -> Outcome<()> {
    let mut report = Report::new("sign: a JWT of 12 claims, one thread, slices of 4 ms in turns");
    let entrants = Entrants::new([("ours", Ours::Owned)]);
    let mut table = entrants.table();
    for (alg, most, faster) in GOALS {
        let entries = entrants.run(&Job::Sign(keys::new(alg)?))?;
        table.push(row(alg.name(), &entries));
        let (raw, ours) = (times(&entries, "raw"), times(&entries, "ours"));
        let (raw, ours) = (raw.ok_or("no raw")?, ours.ok_or("not ours")?);
        report.line(&format!("{alg}: ours / raw"), &ratios(ours, raw), most);
        if let Some(peer) = times(&entries, "jsonwebtoken") {
            let what = format!("{alg}: jsonwebtoken / ours");
            report.line(&what, &ratios(peer, ours), faster);
        }
    }
    report.note("Below: ratios to raw, and allocations from Rust's heap for one signature.");
    report.print();
    table.print();
    Ok(())
}
