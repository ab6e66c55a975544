//! One job done by several libraries in turns, and the tables of it: ratios to raw, and allocations.

use std::error::Error;

use paraph_contest::library::{Job, Library};
use paraph_contest::slices::{Contestant, measure};

use crate::Outcome;
use crate::peers::{self, Ours, Raw};
use crate::stats::{median, ratios};
use crate::table::Table;

const ROUNDS: usize = 61;

/// Who may take part, and what the tables call them.
pub(crate) struct Entrants(Vec<(&'static str, Box<dyn Library>)>);

/// What one of them did: nothing where it lacks the algorithm.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) done: Option<Done>,
}

/// Microseconds per call, one value per round, and the allocations of one call.
pub(crate) struct Done {
    pub(crate) times: Vec<f64>,
    pub(crate) allocations: u64,
}

impl Entrants {
    /// Raw, ours as the job can be done, the peers.
    pub(crate) fn new(ours: impl IntoIterator<Item = (&'static str, Ours)>) -> Self {
        let mut all: Vec<(_, Box<dyn Library>)> = vec![("raw", Box::new(Raw))];
        all.extend(
            ours.into_iter()
                .map(|(name, ours)| (name, Box::new(ours) as _)),
        );
        all.extend(peers::peers().into_iter().map(|peer| (peer.name(), peer)));
        Self(all)
    }

    /// The head of a table of [`row`]s.
    pub(crate) fn table(&self) -> Table {
        let names = self.0.iter().skip(1).map(|(name, _)| (*name).to_owned());
        Table::new(["", "raw, us"].map(str::to_owned).into_iter().chain(names))
    }

    /// All of them at `job`, in turns. Allocations are counted before, outside of what is timed.
    pub(crate) fn run(&self, job: &Job) -> Outcome<Vec<Entry>> {
        let (mut able, mut contestants): (Vec<_>, Vec<Box<dyn Contestant>>) = (vec![], vec![]);
        let mut counts = Vec::new();
        for (name, library) in &self.0 {
            let wrong =
                |error: Box<dyn Error + Send + Sync>| format!("{name}, {}: {error}", job.alg());
            let contestant = library.work(job).map_err(wrong)?;
            able.push(contestant.is_some());
            if let Some(mut contestant) = contestant {
                counts.push(contestant.allocations().map_err(wrong)?);
                contestants.push(contestant);
            }
        }
        let mut done = measure(ROUNDS, &mut contestants)?.into_iter().zip(counts);
        let of = |able: bool| if able { done.next() } else { None };
        let did = able
            .into_iter()
            .map(of)
            .map(|done| done.map(|(times, allocations)| Done { times, allocations }));
        let names = self.0.iter().map(|(name, _)| *name);
        Ok(names
            .zip(did)
            .map(|(name, done)| Entry { name, done })
            .collect())
    }
}

/// A row: the ratio to raw, or to the first where there is no raw, and the allocations.
pub(crate) fn row(what: &str, entries: &[Entry]) -> Vec<String> {
    let raw = entries[0].done.as_ref();
    let base = raw.or_else(|| entries.iter().find_map(|entry| entry.done.as_ref()));
    let cell = |entry: &Entry| match (&entry.done, base) {
        (Some(done), Some(base)) => {
            let ratio = median(&ratios(&done.times, &base.times));
            format!("{ratio:.2} ({})", done.allocations)
        }
        _ => "-".into(),
    };
    let micros = raw.map_or("-".into(), |raw| format!("{:.2}", median(&raw.times)));
    let cells = entries[1..].iter().map(cell);
    [what.to_owned(), micros].into_iter().chain(cells).collect()
}

/// The times of one of them, if it took part.
pub(crate) fn times<'e>(entries: &'e [Entry], name: &str) -> Option<&'e [f64]> {
    let entry = entries.iter().find(|entry| entry.name == name)?;
    entry.done.as_ref().map(|done| done.times.as_slice())
}
