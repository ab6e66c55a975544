//! Contestants on one thread each, a few milliseconds before it is the next one's turn, compared by processor time: others
//! on the machine hardly show.

use crate::Outcome;
use crate::timing::of_thread;

/// How long one contestant works before it is the next one's turn, seconds.
const SLICE: f64 = 0.004;

/// Who takes turns: a closure that does the work once and says whether it went right, or such a one in another process.
pub trait Contestant {
    /// Works `calls` times; microseconds of processor time per call.
    ///
    /// # Errors
    /// If a call went wrong.
    fn slice(&mut self, calls: u32) -> Outcome<f64>;

    /// The allocations from Rust's heap in one call. What a C library takes for itself is not seen.
    ///
    /// # Errors
    /// If the call went wrong.
    fn allocations(&mut self) -> Outcome<u64>;
}

impl<F: FnMut() -> bool> Contestant for F {
    fn slice(&mut self, calls: u32) -> Outcome<f64> {
        let (start, mut held) = (of_thread(), true);
        for _ in 0..calls {
            held &= self();
        }
        let micros = (of_thread() - start) * 1e6 / f64::from(calls);
        right(held).map(|()| micros)
    }

    fn allocations(&mut self) -> Outcome<u64> {
        // The first call may fill what later ones use again.
        let mut held = self();
        let counted = allocation_counter::measure(|| held &= self());
        right(held).map(|()| counted.count_total)
    }
}

fn right(held: bool) -> Outcome<()> {
    if held {
        Ok(())
    } else {
        Err("a call of a contestant went wrong".into())
    }
}

/// Microseconds per call of each contestant, one value per round.
///
/// # Errors
/// If a call went wrong.
pub fn in_turns<const N: usize>(
    rounds: usize,
    mut contestants: [&mut dyn Contestant; N],
) -> Outcome<[Vec<f64>; N]> {
    let times = turns(rounds, &mut contestants)?;
    times
        .try_into()
        .map_err(|_| "a contestant is missing".into())
}

/// The same for a list whose length is not known before.
///
/// # Errors
/// If a call went wrong.
pub fn measure(
    rounds: usize,
    contestants: &mut [Box<dyn Contestant + '_>],
) -> Outcome<Vec<Vec<f64>>> {
    let mut list: Vec<&mut dyn Contestant> = Vec::new();
    for contestant in contestants {
        list.push(&mut **contestant);
    }
    turns(rounds, &mut list)
}

fn turns(rounds: usize, contestants: &mut [&mut dyn Contestant]) -> Outcome<Vec<Vec<f64>>> {
    let mut calls = Vec::new();
    for contestant in &mut *contestants {
        calls.push(calibrate(*contestant)?);
    }
    let mut times = vec![Vec::new(); contestants.len()];
    for round in 0..rounds {
        for turn in 0..contestants.len() {
            let index = (round + turn) % contestants.len();
            times[index].push(contestants[index].slice(calls[index])?);
        }
    }
    Ok(times)
}

/// How many calls fill a slice.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few milliseconds hold a few ten thousand calls"
)]
fn calibrate(contestant: &mut dyn Contestant) -> Outcome<u32> {
    let (mut spent, mut calls) = (0.0, 0_u32);
    while spent < SLICE {
        spent += contestant.slice(8)? * 8.0 / 1e6;
        calls += 8;
    }
    // The first calls were the slow ones: once more, with what they showed.
    let micros = contestant.slice(calls)?.max(0.001);
    Ok(((SLICE * 1e6 / micros) as u32).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_goes_wrong_ends_the_contest() {
        let mut good = || true;
        let mut bad = || false;
        assert!(in_turns(2, [&mut good]).is_ok());
        assert!(in_turns(2, [&mut good, &mut bad]).is_err());
    }

    #[test]
    fn allocations_are_those_of_one_warm_call() {
        let mut buffer = Vec::new();
        let mut once = || {
            buffer.resize(64, 0_u8);
            true
        };
        assert_eq!(once.allocations().ok(), Some(0));
        let mut each = || !std::hint::black_box(vec![1_u8]).is_empty();
        assert_eq!(each.allocations().ok(), Some(1));
    }
}
