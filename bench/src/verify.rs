//! Verifying a JWT of 12 claims: ours and the peers against aws-lc-rs alone, which checks the signature with a parsed key
//! and looks at nothing else. Compared by processor time, so that others on the machine hardly show.

use paraph_contest::library::Job;
use paraph_core::Clock;
use paraph_core::clock::{SystemClock, seconds};
use paraph_jose::{Alg, Jwk, SigningKey, jwt};

use crate::claims::claims;
use crate::contest::{Entrants, row, times};
use crate::peers::Ours;
use crate::report::{Goal, Report};
use crate::stats::ratios;
use crate::{Outcome, keys};

/// The algorithm, the most of raw's time, how much faster than `jsonwebtoken` at least.
#[rustfmt::skip]
const GOALS: [(Alg, Goal, Goal); 14] = [
    (Alg::HS256, Goal::AtMost(2.2), Goal::AtLeast(2.8)),
    (Alg::HS384, Goal::None, Goal::None),
    (Alg::HS512, Goal::None, Goal::None),
    (Alg::RS256, Goal::AtMost(1.07), Goal::AtLeast(1.25)),
    (Alg::PS256, Goal::AtMost(1.07), Goal::AtLeast(1.25)),
    (Alg::ES256, Goal::AtMost(1.03), Goal::AtLeast(1.05)),
    (Alg::ES384, Goal::AtMost(1.01), Goal::AtLeast(1.0)),
    (Alg::ES512, Goal::AtMost(1.01), Goal::None),
    (Alg::ES256K, Goal::None, Goal::None),
    (Alg::EdDSA, Goal::AtMost(1.04), Goal::AtLeast(1.05)),
    (Alg::Ed448, Goal::None, Goal::None),
    (Alg::MlDsa44, Goal::AtMost(1.08), Goal::None),
    (Alg::MlDsa65, Goal::AtMost(1.05), Goal::None),
    (Alg::MlDsa87, Goal::None, Goal::None),
];

/// What the tables call ours.
const BORROWED: &str = "ours, borrowed";

pub(crate) fn run() -> Outcome<()> {
    let mut report = Report::new("verify: a JWT of 12 claims, one thread, slices of 4 ms in turns");
    let entrants = Entrants::new([(BORROWED, Ours::Borrowed), ("ours, owned", Ours::Owned)]);
    let mut table = entrants.table();
    for (alg, most, faster) in GOALS {
        let entries = entrants.run(&job(alg)?)?;
        table.push(row(alg.name(), &entries));
        let (raw, ours) = (times(&entries, "raw"), times(&entries, BORROWED));
        let (raw, ours) = (raw.ok_or("no raw")?, ours.ok_or("not ours")?);
        report.line(
            &format!("{alg}: {BORROWED} / raw"),
            &ratios(ours, raw),
            most,
        );
        if let Some(peer) = times(&entries, "jsonwebtoken") {
            let what = format!("{alg}: jsonwebtoken / {BORROWED}");
            report.line(&what, &ratios(peer, ours), faster);
        }
    }
    report.note("Below: ratios to raw, and allocations from Rust's heap for one verification.");
    report.print();
    table.print();
    Ok(())
}

fn job(alg: Alg) -> Outcome<Job> {
    let key = keys::new(alg)?;
    let signing = SigningKey::from_jwk(&Jwk::parse(&key.jwk)?)?;
    // The peers read the system's clock.
    let claims = claims(seconds(SystemClock.now()));
    let mut token = jwt::sign(&signing, "at+jwt", &claims)?;
    // jwt-simple refuses half of the valid ones of ES256K.
    while alg == Alg::ES256K && keys::is_high(&token)? {
        token = jwt::sign(&signing, "at+jwt", &claims)?;
    }
    Ok(Job::Verify {
        token,
        jwk: keys::checking_half(&key)?,
        alg: key.alg,
    })
}
