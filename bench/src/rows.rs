//! The times behind rows L02 and D04 of the tests' list: tests assert causes (hashes counted, work bounded), the times are
//! printed here.

use std::hint::black_box;

use paraph::store::{Engine, SqliteOptions};
use paraph_core::audit::Actor;
use paraph_core::commands::people::Change;
use paraph_core::login::LogIn;
use paraph_core::people::NewUser;
use paraph_core::session::Carrier;
use paraph_core::user::Roles;
use paraph_core::{Auth, AuthError, Origin};
use paraph_jose::{Alg, Jwk, JwkSet, KeySet, SigningKey, dangerous, jws};

use crate::report::{Goal, Report};
use crate::stats::{median, rank_test};
use crate::timing::{Stopwatch, of_thread};
use crate::{Outcome, fixtures, slow};

const ROUNDS: usize = 400;
const MILLION: usize = 1_000_000;
const TRIES: usize = 40;

pub(crate) fn run() -> Outcome<()> {
    refusals()?;
    tokio::runtime::Runtime::new()?.block_on(logins())
}

/// Each kind of person, with a wrong password, in turns.
async fn logins() -> Outcome<()> {
    let mut report = Report::new(format!(
        "rows, L02: milliseconds of a refused login, {ROUNDS} of each kind in turns"
    ));
    let folder = tempfile::tempdir_in(slow::build_folder()?)?;
    let clock = fixtures::clock();
    let engine = Engine::Sqlite(SqliteOptions::new(folder.path().join("paraph.db")));
    let store = fixtures::open(engine, &clock).await?;
    let auth = fixtures::auth(&store, &clock).await?;
    people(&auth).await?;
    let kinds = ["known", "unknown", "disabled", "passwordless"];
    let mut times = kinds.map(|_| Vec::with_capacity(ROUNDS));
    for round in 0..=ROUNDS {
        for turn in 0..kinds.len() {
            // Another kind begins in each round.
            let kind = (round + turn) % kinds.len();
            let millis = refused(&auth, kinds[kind]).await?;
            if round > 0 {
                times[kind].push(millis);
            }
        }
    }
    let [known, others @ ..] = &times;
    report.line("known, wrong password: ms", known, Goal::None);
    for (kind, other) in kinds[1..].iter().zip(others) {
        report.line(&format!("{kind}: ms"), other, Goal::None);
        let gap = 100.0 * (median(other) / median(known) - 1.0);
        let p = rank_test(other, known);
        let verdict = if gap.abs() < 5.0 && p > 0.01 {
            "met"
        } else {
            "MISSED"
        };
        report.note(&format!(
            "  {kind} against known: gap of medians {gap:+.2} % (goal under 5 %), rank test p = {p:.3} (goal > 0.01) {verdict}"
        ));
    }
    report.print();
    Ok(())
}

async fn people(auth: &Auth) -> Outcome<()> {
    for kind in ["known", "disabled", "passwordless"] {
        let new = NewUser {
            email: address(kind),
            name: None,
            roles: Roles::new(),
            claims: serde_json::Map::new(),
            password: (kind != "passwordless").then(|| "correct horse 7 battery".into()),
        };
        let made = auth
            .create_user(new, &Actor::System, &Origin::default())
            .await?;
        if kind == "disabled" {
            let change = Change {
                disabled: Some(true),
                ..Change::default()
            };
            auth.change_user(made.id, change, &Actor::System, &Origin::default())
                .await?;
        }
    }
    Ok(())
}

fn address(kind: &str) -> String {
    format!("{kind}@example.org")
}

/// Milliseconds until this kind of person was refused.
async fn refused(auth: &Auth, kind: &str) -> Outcome<f64> {
    let request = LogIn {
        email: address(kind),
        password: "a wrong password".into(),
        client: None,
        audience: None,
        scope: None,
        carrier: Carrier::Bearer,
    };
    let watch = Stopwatch::start();
    match auth.log_in(request, &Origin::default()).await {
        Err(AuthError::InvalidCredentials) => Ok(watch.millis()),
        other => Err(format!("not refused: {other:?}").into()),
    }
}

/// Whether a reader refuses a text.
type Refuses = fn(&str, &KeySet) -> bool;

/// Texts that would cost much if they were read to their ends.
fn refusals() -> Outcome<()> {
    let mut report = Report::new(format!(
        "rows, D04: processor microseconds until a hostile text is refused, {TRIES} tries"
    ));
    let digits = format!("{{\"keys\":[],\"n\":{}}}", "7".repeat(MILLION));
    let claims = base64_simd::URL_SAFE_NO_PAD.encode_to_string(&digits);
    let token = format!("eyJhbGciOiJFUzI1NiJ9.{claims}.AA");
    let keys = KeySet::new([SigningKey::generate(Alg::ES256)?.verifying_key()])?;
    let cases: [(&str, &str, Refuses); 7] = [
        ("key set, 10^6 members", &members(MILLION), key_set),
        (
            "key set, 75,000 members, which are in its 1 MiB",
            &members(75_000),
            key_set,
        ),
        ("key set, a number of 10^6 digits", &digits, key_set),
        ("key, 10^6 members", &members(MILLION), key),
        ("key, a number of 10^6 digits", &digits, key),
        ("token, verified: a claim of 10^6 digits", &token, verified),
        ("token, decoded: a claim of 10^6 digits", &token, decoded),
    ];
    for (what, text, refuses) in cases {
        let times: Outcome<Vec<f64>> = (0..TRIES).map(|_| timed(text, &keys, refuses)).collect();
        report.line(what, &times?, Goal::AtMost(10_000.0));
    }
    report.print();
    Ok(())
}

fn timed(text: &str, keys: &KeySet, refuses: Refuses) -> Outcome<f64> {
    let start = of_thread();
    if refuses(black_box(text), keys) {
        Ok((of_thread() - start) * 1e6)
    } else {
        Err("a hostile text was accepted".into())
    }
}

fn members(count: usize) -> String {
    let members: Vec<_> = (0..count).map(|n| format!("\"m{n:06}\":1")).collect();
    format!("{{{},\"keys\":[]}}", members.join(","))
}

fn key_set(text: &str, _: &KeySet) -> bool {
    JwkSet::parse(text).is_err()
}

fn key(text: &str, _: &KeySet) -> bool {
    Jwk::parse(text).is_err()
}

fn verified(text: &str, keys: &KeySet) -> bool {
    jws::verify(text, keys, None).is_err()
}

fn decoded(text: &str, _: &KeySet) -> bool {
    dangerous::decode_unverified(text).is_err()
}
