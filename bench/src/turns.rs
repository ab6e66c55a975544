//! Durable turns of refresh tokens on SQLite, 64 clients against one: a group shares one sync. On this disk, and with 1 ms
//! added to each sync.
//!
//! Many sessions are turned, each once between two moves of the clock, so that every turn is a real one: a session asked
//! twice inside its window is replayed. Any other outcome ends the benchmark.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use paraph::store::{Database, Engine, SqliteOptions};
use paraph_core::audit::Actor;
use paraph_core::clock::ManualClock;
use paraph_core::commands::session::{Binding, Presented, Turn, TurnRefresh};
use paraph_core::id::SessionId;
use paraph_core::refresh::Refresh;
use paraph_core::session::Carrier;
use paraph_core::token::RefreshToken;
use paraph_core::{Auth, Origin, Runs, auth::FIRST_PARTY};

use crate::clients::{Cursor, Phase, drive};
use crate::fixtures::{self, IDLE, MINUTE, WINDOW};
use crate::report::{Goal, Report};
use crate::stats::ratios;
use crate::{Outcome, slow};

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

/// How a turn is asked for.
#[derive(Clone, Copy)]
enum Way {
    /// The command alone.
    Verb,
    /// The use case: the token's MAC, the command, a signed access token.
    UseCase,
}

struct Sessions {
    store: Arc<Database>,
    auth: Auth,
    all: Vec<(SessionId, AtomicU32)>,
    cursor: Cursor,
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
    let sessions = Arc::new(Sessions::open(store, &clock).await?);
    let mut syncs = Vec::new();
    let (mut verb, mut use_case) = (Rounds::default(), Rounds::default());
    for _ in 0..ROUNDS {
        syncs.push(slow::sync_millis(folder.path())?);
        verb.round(&sessions, Way::Verb, &clock).await?;
        use_case.round(&sessions, Way::UseCase, &clock).await?;
    }
    let slow_disk = delay > 0;
    verb.tell(&mut report, "TurnRefresh", &syncs, slow_disk);
    use_case.tell(&mut report, "Auth::refresh", &syncs, slow_disk);
    let raw: Vec<_> = syncs.iter().map(|millis| 1e3 / millis).collect();
    report.line("raw limit: pwrite 4 KiB + fdatasync, /s", &raw, Goal::None);
    let one: Vec<_> = verb.one.iter().map(|phase| phase.per_second).collect();
    report.line(
        "TurnRefresh: one client / raw limit",
        &ratios(&one, &raw),
        Goal::None,
    );
    report.print();
    Ok(())
}

impl Sessions {
    async fn open(store: Arc<Database>, clock: &Arc<ManualClock>) -> Outcome<Self> {
        let auth = fixtures::auth(&store, clock).await?;
        let opened = fixtures::sessions(&store, SESSIONS).await?;
        let fresh = |(_, id)| (id, AtomicU32::new(0));
        Ok(Self {
            auth,
            all: opened.into_iter().map(fresh).collect(),
            cursor: Cursor::default(),
            store,
        })
    }

    /// Turns the next session once.
    async fn turn(&self, way: Way) -> Outcome<()> {
        let next = self.all.get(self.cursor.next());
        let (id, generation) = next.ok_or("too few sessions for so fast a disk")?;
        let seen = generation.fetch_add(1, Ordering::Relaxed);
        let made = match way {
            Way::Verb => self.by_verb(*id, seen).await?,
            Way::UseCase => self.by_use_case(*id, seen).await?,
        };
        if made == seen + 1 {
            Ok(())
        } else {
            Err("a turn was none".into())
        }
    }

    async fn by_verb(&self, session: SessionId, generation: u32) -> Outcome<u32> {
        let turn = TurnRefresh {
            presented: Presented {
                session,
                generation,
                key_version: 1,
            },
            binding: Binding {
                client: FIRST_PARTY.into(),
                carrier: Some(Carrier::Bearer),
                scope: None,
            },
            window: WINDOW,
            idle: IDLE,
            trail: fixtures::trail(Actor::Anonymous),
        };
        match self.store.run(turn).await? {
            Turn::Rotated(grant) => Ok(grant.session.leaf),
            other => Err(format!("not turned: {other:?}").into()),
        }
    }

    async fn by_use_case(&self, session: SessionId, generation: u32) -> Outcome<u32> {
        let token = self.auth.keys.refresh_token(session, generation, 1)?;
        let request = Refresh {
            token: token.expose(),
            client: None,
            carrier: Carrier::Bearer,
            audience: None,
            scope: None,
        };
        let tokens = self.auth.refresh(request, &Origin::default()).await?;
        Ok(RefreshToken::parse(tokens.refresh_token.expose())?.generation)
    }
}

impl Rounds {
    /// One client and many, then the clock moves past the window.
    async fn round(
        &mut self,
        sessions: &Arc<Sessions>,
        way: Way,
        clock: &ManualClock,
    ) -> Outcome<()> {
        for (clients, phases) in [(1, &mut self.one), (CLIENTS, &mut self.many)] {
            let sessions = sessions.clone();
            let turn = move |_| {
                let sessions = sessions.clone();
                async move { sessions.turn(way).await }
            };
            phases.push(drive(clients, SECONDS, turn).await?);
        }
        clock.advance(MINUTE);
        sessions.cursor.rewind();
        Ok(())
    }

    fn tell(&self, report: &mut Report, name: &str, syncs: &[f64], slow_disk: bool) {
        let goal = |goal| if slow_disk { goal } else { Goal::None };
        let (one, many) = (rates(&self.one), rates(&self.many));
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
            let millis: Vec<_> = self.many.iter().map(|phase| phase.latency(q)).collect();
            line(&format!("64 clients, {what} in ms"), &millis, Goal::None);
            let text = format!("64 clients, {what} in syncs");
            line(&text, &ratios(&millis, syncs), most);
        }
    }
}

pub(crate) fn rates(phases: &[Phase]) -> Vec<f64> {
    phases.iter().map(|phase| phase.per_second).collect()
}
