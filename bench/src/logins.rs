//! Logins over HTTP against what Argon2id alone makes of the same core: how much a login costs beside its hash.
//!
//! Like with like: the server is pinned to core 0, where its pool is one thread (`passwords.parallel` is half of the cores,
//! at least one), and so is the raw loop; the parameters are the same, and both use their memory again.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use paraph_core::hasher::HashParams;

use crate::clients::{Phase, drive, each};
use crate::report::{Goal, Report};
use crate::server::paraph::{self, PASSWORD, login};
use crate::stats::ratios;
use crate::timing::{Stopwatch, of_thread};
use crate::wire::{Connections, connect};
use crate::{Outcome, cores};

const ROUNDS: usize = 9;
const SECONDS: f64 = 2.0;
const CONNECTIONS: usize = 16;

pub(crate) fn run() -> Outcome<()> {
    let mut report = Report::new(format!(
        "logins: POST /api/login, {CONNECTIONS} connections, server on core 0 with one hashing thread, driver on core 1"
    ));
    let Rounds {
        raw,
        logins,
        processor,
    } = cores::drive(measure())?;
    let rate = each(&logins, |phase| phase.per_second);
    let each_raw = |figure: fn(&Raw) -> f64| -> Vec<f64> { raw.iter().map(figure).collect() };
    let (alone, cost) = (
        each_raw(|raw| raw.per_second),
        each_raw(|raw| raw.processor),
    );
    let goal = Goal::AtLeast(0.9);
    report.line("logins/s / hashes/s alone", &ratios(&rate, &alone), goal);
    let line = "processor time: hash alone / login";
    report.line(line, &ratios(&cost, &processor), Goal::None);
    report.line("logins/s", &rate, Goal::None);
    report.line("hashes/s alone, on the same core", &alone, Goal::None);
    report.line("login: processor ms", &processor, Goal::None);
    report.line("hash alone: processor ms", &cost, Goal::None);
    for (what, q) in [("p50", 0.5), ("p99", 0.99)] {
        let millis = each(&logins, |phase| phase.latency(q));
        report.line(&format!("login: {what} in ms"), &millis, Goal::None);
    }
    report.note("answers other than 200: 0");
    report.print();
    Ok(())
}

#[derive(Default)]
struct Rounds {
    raw: Vec<Raw>,
    logins: Vec<Phase>,
    /// Of the server, milliseconds per login.
    processor: Vec<f64>,
}

struct Raw {
    per_second: f64,
    /// Milliseconds per hash.
    processor: f64,
}

async fn measure() -> Outcome<Rounds> {
    let data = paraph::Data::new(0).await?;
    let server = data.serve(cores::on_servers_core, &[])?;
    let connections = connect(server.address, CONNECTIONS).await?;
    // Both touch their memory and code once.
    let mut memory = Vec::new();
    hashes(&mut memory, 0.1)?;
    log_in(&connections, 0.1).await?;
    let mut rounds = Rounds::default();
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            rounds.raw.push(hashes(&mut memory, SECONDS)?);
        }
        let before = server.processor()?;
        let phase = log_in(&connections, SECONDS).await?;
        let seconds = server.processor()? - before;
        rounds.processor.push(seconds * 1e3 / phase.answers());
        rounds.logins.push(phase);
        if round % 2 == 1 {
            rounds.raw.push(hashes(&mut memory, SECONDS)?);
        }
    }
    Ok(rounds)
}

async fn log_in(connections: &Connections, seconds: f64) -> Outcome<Phase> {
    let connections = connections.clone();
    let act = move |client: usize| {
        let connections = connections.clone();
        async move {
            let mut connection = connections[client].lock().await;
            connection.ask(&login(client)).await.map(drop)
        }
    };
    drive(CONNECTIONS, seconds, act).await
}

/// Argon2id alone, on the servers' core while the server is idle.
fn hashes(memory: &mut Vec<Block>, seconds: f64) -> Outcome<Raw> {
    std::thread::scope(|scope| {
        let work = || {
            cores::join_servers()?;
            count_hashes(memory, seconds)
        };
        scope.spawn(work).join()
    })
    .map_err(|_| "the raw loop panicked")?
}

fn count_hashes(memory: &mut Vec<Block>, seconds: f64) -> Outcome<Raw> {
    let HashParams {
        memory: kib,
        passes,
        lanes,
    } = HashParams::OWASP;
    let params = Params::new(kib, passes, lanes, Some(32))?;
    memory.resize(params.block_count(), Block::new());
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (watch, before) = (Stopwatch::start(), of_thread());
    let (mut count, mut output) = (0, [0; 32]);
    while watch.seconds() < seconds {
        let salt = [7; 16];
        argon.hash_password_into_with_memory(
            PASSWORD.as_bytes(),
            &salt,
            &mut output,
            &mut *memory,
        )?;
        count += 1;
    }
    Ok(Raw {
        per_second: f64::from(count) / watch.seconds(),
        processor: (of_thread() - before) * 1e3 / f64::from(count),
    })
}
