//! So many clients, each asking again as soon as it is answered.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::task::JoinSet;

use crate::Outcome;
use crate::stats::quantile;
use crate::timing::{Stopwatch, of_process};

/// What clients did together.
#[derive(Debug)]
pub(crate) struct Phase {
    pub(crate) per_second: f64,
    /// Of our own process, microseconds per answer.
    pub(crate) processor: f64,
    latencies: Vec<f64>,
}

/// Pieces of work, each given out once.
#[derive(Debug, Default)]
pub(crate) struct Cursor(AtomicUsize);

impl Cursor {
    pub(crate) fn next(&self) -> usize {
        self.0.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn rewind(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

impl Phase {
    /// How many answers came.
    #[expect(clippy::cast_precision_loss, reason = "some ten thousand answers")]
    pub(crate) fn answers(&self) -> f64 {
        self.latencies.len() as f64
    }

    /// The latency below which the share `q` of the answers lies, milliseconds.
    pub(crate) fn latency(&self, q: f64) -> f64 {
        quantile(&self.latencies, q)
    }
}

/// Lets so many clients call `act` with their number for so many seconds; an error ends the benchmark.
#[expect(clippy::cast_precision_loss, reason = "some ten thousand answers")]
pub(crate) async fn drive<Act, Answer>(clients: usize, seconds: f64, act: Act) -> Outcome<Phase>
where
    Act: Fn(usize) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Outcome<()>> + Send + 'static,
{
    let act = Arc::new(act);
    let (watch, processor) = (Stopwatch::start(), of_process());
    let mut tasks = JoinSet::new();
    for client in 0..clients {
        let act = act.clone();
        tasks.spawn(async move {
            let mut latencies = Vec::new();
            while watch.seconds() < seconds {
                let asked = Stopwatch::start();
                act(client).await?;
                latencies.push(asked.millis());
            }
            Outcome::Ok(latencies)
        });
    }
    let mut latencies = Vec::new();
    while let Some(done) = tasks.join_next().await {
        latencies.extend(done??);
    }
    let answers = latencies.len() as f64;
    Ok(Phase {
        per_second: answers / watch.seconds(),
        processor: (of_process() - processor) * 1e6 / answers,
        latencies,
    })
}

/// One figure of each phase.
pub(crate) fn each(phases: &[Phase], figure: impl Fn(&Phase) -> f64) -> Vec<f64> {
    phases.iter().map(figure).collect()
}
