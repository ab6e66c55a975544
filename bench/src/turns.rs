//! Durable turns of refresh tokens on SQLite, 64 clients against one: a group shares one sync. On this disk, and with 1 ms
//! added to each sync.
//!
//! Many sessions are turned, each once between two moves of the clock, so that every turn is a real one: a session asked
//! twice inside its window is replayed. Any other outcome ends the benchmark.

mod sessions;

use std::sync::Arc;

use paraph::store::{Engine, SqliteOptions};

use self::sessions::{Sessions, Way};
use crate::clients::{Phase, drive, each};
use crate::report::{Goal, Report};
use crate::stats::ratios;
use crate::{Outcome, fixtures, slow};

const ROUNDS: usize = 9;
const SECONDS: f64 = 0.5;
const SESSIONS: usize = 60_000;
const CLIENTS: usize = 64;

/// Twice, in processes of their own: with a slow disk and with this one.
pub(crate) fn run() -> Outcome<()> {
    match slow::delay() {
        Some(delay) => tokio::runtime::Runtime::new()?.block_on(measure(delay)),
        None => [slow::VOLUME, 0]
            .into_iter()
            .try_for_each(|delay| slow::again("turns", delay)),
    }
}

/// The phases of all rounds.
#[derive(Default)]
struct Rounds {
    one: Vec<Phase>,
    many: Vec<Phase>,
}

async fn measure(delay: u32) -> Outcome<()> {
    let mut report = Report::new(format!(
        "turns: SQLite, {delay} us added to each sync; {SESSIONS} sessions, {CLIENTS} clients"
    ));
    let folder = tempfile::tempdir_in(slow::build_folder()?)?;
    let clock = fixtures::clock();
    let engine = Engine::Sqlite(SqliteOptions::new(folder.path().join("paraph.db")));
    let store = fixtures::open(engine, &clock).await?;
    let sessions = Arc::new(Sessions::open(store, &clock, SESSIONS).await?);
    let mut syncs = Vec::new();
    let (mut verb, mut use_case) = (Rounds::default(), Rounds::default());
    for _ in 0..ROUNDS {
        syncs.push(slow::sync_millis(folder.path())?);
        verb.round(&sessions, Way::Verb).await?;
        use_case.round(&sessions, Way::UseCase).await?;
    }
    let slow_disk = delay > 0;
    verb.tell(&mut report, "TurnRefresh", &syncs, slow_disk);
    use_case.tell(&mut report, "Auth::refresh", &syncs, slow_disk);
    let raw: Vec<_> = syncs.iter().map(|millis| 1e3 / millis).collect();
    report.line("raw limit: pwrite 4 KiB + fdatasync, /s", &raw, Goal::None);
    let one = each(&verb.one, |phase| phase.per_second);
    report.line(
        "TurnRefresh: one client / raw limit",
        &ratios(&one, &raw),
        Goal::None,
    );
    report.print();
    Ok(())
}

impl Rounds {
    /// One client and many, then the clock moves past the window.
    async fn round(&mut self, sessions: &Arc<Sessions>, way: Way) -> Outcome<()> {
        for (clients, phases) in [(1, &mut self.one), (CLIENTS, &mut self.many)] {
            let sessions = sessions.clone();
            let turn = move |_| {
                let sessions = sessions.clone();
                async move { sessions.turn(way).await }
            };
            phases.push(drive(clients, SECONDS, turn).await?);
        }
        sessions.renew();
        Ok(())
    }

    fn tell(&self, report: &mut Report, name: &str, syncs: &[f64], slow_disk: bool) {
        let goal = |goal| if slow_disk { goal } else { Goal::None };
        let rate = |phases: &[Phase]| each(phases, |phase| phase.per_second);
        let (one, many) = (rate(&self.one), rate(&self.many));
        let mut line = |what: &str, values: &[f64], goal| {
            report.line(&format!("{name}: {what}"), values, goal);
        };
        let faster = goal(Goal::AtLeast(15.0));
        line("64 clients / one client", &ratios(&many, &one), faster);
        line("64 clients, turns/s", &many, Goal::None);
        line("one client, turns/s", &one, Goal::None);
        for (what, q, most) in [
            ("p50", 0.5, goal(Goal::AtMost(5.0))),
            ("p99", 0.99, Goal::None),
        ] {
            let millis = each(&self.many, |phase| phase.latency(q));
            line(&format!("64 clients, {what} in ms"), &millis, Goal::None);
            let text = format!("64 clients, {what} in syncs");
            line(&text, &ratios(&millis, syncs), most);
        }
        let processor = each(&self.many, |phase| phase.processor);
        line("64 clients, processor us per turn", &processor, Goal::None);
    }
}
