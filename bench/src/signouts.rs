//! Sign-outs on PostgreSQL with 1 ms added to each of its syncs: each ends a session and writes the ledger and the audit
//! row. 64 clients against one, two nodes on one database against one node.

use std::sync::Arc;

use paraph::store::{Database, Engine, PostgresOptions};
use paraph_core::Runs;
use paraph_core::audit::Actor;
use paraph_core::clock::ManualClock;
use paraph_core::commands::session::{End, EndSession};
use paraph_core::id::{SessionId, UserId};

use crate::clients::{Cursor, Phase, drive, each};
use crate::fixtures;
use crate::postgres::Server;
use crate::report::{Goal, Report};
use crate::stats::ratios;
use crate::{Outcome, slow};

const ROUNDS: usize = 7;
const SECONDS: f64 = 0.4;
const SESSIONS: usize = 120_000;

pub(crate) fn run() -> Outcome<()> {
    tokio::runtime::Runtime::new()?.block_on(measure())
}

/// The sessions that are left, and the nodes that end them.
struct Cluster {
    nodes: [Arc<Database>; 2],
    sessions: Vec<(UserId, SessionId)>,
    cursor: Cursor,
}

/// One kind of phase, over all rounds: so many clients on so many nodes.
struct Kind {
    clients: usize,
    nodes: usize,
    phases: Vec<Phase>,
}

async fn measure() -> Outcome<()> {
    let server = Server::start(slow::VOLUME)?;
    let cluster = Arc::new(Cluster::open(&server).await?);
    let mut report = Report::new(format!(
        "signouts: PostgreSQL, {} us added to each sync; nodes of 16 connections",
        slow::VOLUME
    ));
    let kind = |clients, nodes| Kind {
        clients,
        nodes,
        phases: Vec::new(),
    };
    let mut kinds = [kind(1, 1), kind(64, 1), kind(128, 2), kind(64, 2)];
    let mut syncs = Vec::new();
    for _ in 0..ROUNDS {
        syncs.push(server.sync_millis()?);
        for kind in &mut kinds {
            let phase = cluster.clone().phase(kind.clients, kind.nodes).await?;
            kind.phases.push(phase);
        }
    }
    let [alone, one, both, halves] = kinds.map(|kind| kind.phases);
    tell(&mut report, &alone, &one, &both, &halves);
    let line = "this disk's own sync in ms, without what is added";
    report.line(line, &syncs, Goal::None);
    report.note(&format!(
        "errors seen by callers: 0; deadlocks broken by the server: {}",
        server.deadlocks()?
    ));
    report.print();
    Ok(())
}

fn tell(report: &mut Report, alone: &[Phase], one: &[Phase], both: &[Phase], halves: &[Phase]) {
    let rate = [alone, one, both, halves].map(|phases| each(phases, |phase| phase.per_second));
    let mut line = |what: &str, values: &[f64], goal| report.line(what, values, goal);
    line(
        "64 clients / one client",
        &ratios(&rate[1], &rate[0]),
        Goal::AtLeast(9.0),
    );
    let nodes = "two nodes of 64 clients / one node of 64";
    line(nodes, &ratios(&rate[2], &rate[1]), Goal::AtLeast(1.0));
    let nodes = "two nodes of 32 clients / one node of 64";
    line(nodes, &ratios(&rate[3], &rate[1]), Goal::None);
    line("one client, sign-outs/s", &rate[0], Goal::None);
    line(
        "one node, 64 clients, sign-outs/s",
        &rate[1],
        Goal::AtLeast(8_000.0),
    );
    line(
        "two nodes, 64 clients each, sign-outs/s together",
        &rate[2],
        Goal::AtLeast(8_000.0),
    );
    for (what, phases) in [("one node, 64 clients", one), ("two nodes, 64 each", both)] {
        for (name, q) in [("p50", 0.5), ("p99", 0.99)] {
            let millis = each(phases, |phase| phase.latency(q));
            line(&format!("{what}, {name} in ms"), &millis, Goal::None);
        }
    }
    let processor = each(one, |phase| phase.processor);
    line(
        "one node, 64 clients, own processor us each",
        &processor,
        Goal::None,
    );
}

impl Cluster {
    async fn open(server: &Server) -> Outcome<Self> {
        let clock = fixtures::clock();
        let fast = node(server, false, &clock).await?;
        Ok(Self {
            sessions: fixtures::sessions(&fast, SESSIONS).await?,
            nodes: [
                node(server, true, &clock).await?,
                node(server, true, &clock).await?,
            ],
            cursor: Cursor::default(),
        })
    }

    async fn phase(self: Arc<Self>, clients: usize, nodes: usize) -> Outcome<Phase> {
        let act = move |client| {
            let cluster = self.clone();
            async move { cluster.sign_out(client % nodes).await }
        };
        drive(clients, SECONDS, act).await
    }

    /// Ends the next session, by its owner.
    async fn sign_out(&self, node: usize) -> Outcome<()> {
        let next = self.sessions.get(self.cursor.next());
        let &(user, session) = next.ok_or("too few sessions for so fast a database")?;
        let end = EndSession {
            session,
            owner: Some(user),
            trail: fixtures::trail(Actor::User(user)),
        };
        match self.nodes[node].run(end).await? {
            End::Ended(1) => Ok(()),
            other => Err(format!("not signed out: {other:?}").into()),
        }
    }
}

async fn node(server: &Server, durable: bool, clock: &Arc<ManualClock>) -> Outcome<Arc<Database>> {
    let options = PostgresOptions::new(server.url(durable));
    fixtures::open(Engine::Postgres(options), clock).await
}
