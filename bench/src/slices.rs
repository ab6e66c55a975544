//! Contestants on one thread, each for a few milliseconds before it is the next one's turn, compared by processor time:
//! others on the machine hardly show.

use crate::Outcome;
use crate::timing::of_thread;

/// How long one contestant works before it is the next one's turn, seconds.
const SLICE: f64 = 0.004;

/// One call of a contestant; false if it went wrong.
pub(crate) type Call<'a> = &'a mut dyn FnMut() -> bool;

/// Microseconds per call of each contestant, one value per round.
pub(crate) fn in_turns<const N: usize>(
    rounds: usize,
    mut contestants: [Call<'_>; N],
) -> Outcome<[Vec<f64>; N]> {
    let mut calls = [0; N];
    for (calls, contestant) in calls.iter_mut().zip(&mut contestants) {
        *calls = calibrate(contestant)?;
    }
    let mut times = [const { Vec::new() }; N];
    for round in 0..rounds {
        for turn in 0..N {
            let index = (round + turn) % N;
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
        Err("a call went wrong: a good token was refused".into())
    }
}
