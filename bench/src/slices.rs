//! Contestants in turns: each works for a slice of 4 ms, then it is the next one's turn.

use crate::Outcome;
use crate::timing::of_thread;

const ROUNDS: usize = 61;
/// How long one contestant works before it is the next one's turn, seconds.
const SLICE: f64 = 0.004;

/// Does the work once; false if it went wrong.
pub(crate) type Contestant<'a> = Box<dyn FnMut() -> bool + 'a>;

/// Microseconds per call of each contestant, one value per round.
pub(crate) fn measure(contestants: &mut [Contestant<'_>]) -> Outcome<Vec<Vec<f64>>> {
    let mut calls = Vec::new();
    for contestant in &mut *contestants {
        calls.push(calibrate(contestant)?);
    }
    let mut times = vec![Vec::new(); contestants.len()];
    for round in 0..ROUNDS {
        for turn in 0..contestants.len() {
            let index = (round + turn) % contestants.len();
            let micros = slice(&mut contestants[index], calls[index])?;
            times[index].push(micros);
        }
    }
    Ok(times)
}

/// How many calls fill a slice.
fn calibrate(contestant: &mut dyn FnMut() -> bool) -> Outcome<u32> {
    let (start, mut calls) = (of_thread(), 0);
    while of_thread() - start < SLICE {
        slice(contestant, 8)?;
        calls += 8;
    }
    Ok(calls)
}

fn slice(contestant: &mut dyn FnMut() -> bool, calls: u32) -> Outcome<f64> {
    let (start, mut held) = (of_thread(), true);
    for _ in 0..calls {
        held &= contestant();
    }
    let micros = (of_thread() - start) * 1e6 / f64::from(calls);
    if held {
        Ok(micros)
    } else {
        Err("a contestant failed".into())
    }
}
