//! Contestants on one thread, each for a few milliseconds before it is the next one's turn, compared by processor time:
//! others on the machine hardly show.

use crate::Outcome;
use crate::timing::of_thread;

/// How long one contestant works before it is the next one's turn, seconds.
const SLICE: f64 = 0.004;

/// One call of a contestant; false if it went wrong.
pub(crate) type Call<'a> = &'a mut dyn FnMut() -> bool;

/// A contestant of a list whose length is not known before.
pub(crate) type Contestant<'a> = Box<dyn FnMut() -> bool + 'a>;

/// Microseconds per call of each contestant, one value per round.
pub(crate) fn in_turns<const N: usize>(
    rounds: usize,
    mut contestants: [Call<'_>; N],
) -> Outcome<[Vec<f64>; N]> {
    let times = turns(rounds, &mut contestants)?;
    times.try_into().map_err(|_| "a contestant is missing".into())
}

/// The same for a list.
pub(crate) fn measure(rounds: usize, contestants: &mut [Contestant<'_>]) -> Outcome<Vec<Vec<f64>>> {
    let mut calls: Vec<Call<'_>> = Vec::new();
    for contestant in contestants {
        calls.push(contestant);
    }
    turns(rounds, &mut calls)
}

fn turns(rounds: usize, contestants: &mut [Call<'_>]) -> Outcome<Vec<Vec<f64>>> {
    let mut calls = Vec::new();
    for contestant in &mut *contestants {
        calls.push(calibrate(contestant)?);
    }
    let mut times = vec![Vec::new(); contestants.len()];
    for round in 0..rounds {
        for turn in 0..contestants.len() {
            let index = (round + turn) % contestants.len();
            times[index].push(slice(contestants[index], calls[index])?);
        }
    }
    Ok(times)
}

/// How many calls fill a slice.
fn calibrate(contestant: Call<'_>) -> Outcome<u32> {
    let (start, mut calls) = (of_thread(), 0);
    while of_thread() - start < SLICE {
        slice(contestant, 8)?;
        calls += 8;
    }
    Ok(calls)
}

fn slice(contestant: Call<'_>, calls: u32) -> Outcome<f64> {
    let (start, mut held) = (of_thread(), true);
    for _ in 0..calls {
        held &= contestant();
    }
    let micros = (of_thread() - start) * 1e6 / f64::from(calls);
    if held {
        Ok(micros)
    } else {
        Err("a call of a contestant went wrong".into())
    }
}
