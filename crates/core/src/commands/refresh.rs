//! The table that decides what a presented refresh token is worth. DESIGN section 5 is its source; the rows stand in its order.

use crate::Millis;

/// Where a session's refresh token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The newest generation.
    pub leaf: u32,
    /// The one before it.
    pub parent: Option<u32>,
    /// When the leaf was made, unix milliseconds.
    pub made: Millis,
    /// Whether the session was ended or is past one of its ends.
    pub over: bool,
}

/// What a genuine generation is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Above the leaf: the database went back.
    Ahead,
    /// The session is over.
    Expired,
    /// The leaf again, nothing written.
    Replayed,
    /// Between the windows: ask again after so many milliseconds.
    Later(Millis),
    /// The leaf turns: it becomes the parent.
    Rotate,
    /// The answer was lost: the parent stays and the leaf turns.
    Replace,
    /// A superseded generation: the session ends.
    Reused,
}

/// Decides about generation `n` at `now`, with a replay window of `window` milliseconds.
#[must_use]
pub fn judge(at: &Standing, n: u32, now: Millis, window: Millis) -> Verdict {
    let edge = window + window / 3;
    // Generation 0 was never the answer to a refresh, so nothing can be in flight: it is old at once.
    let age = if at.leaf == 0 { edge } else { now - at.made };
    let (leaf, parent) = (n == at.leaf, Some(n) == at.parent);
    match () {
        () if n > at.leaf => Verdict::Ahead,
        () if at.over => Verdict::Expired,
        () if leaf && age < edge => Verdict::Replayed,
        () if parent && age < window => Verdict::Replayed,
        () if parent && age < edge => Verdict::Later(edge - age),
        () if leaf => Verdict::Rotate,
        () if parent => Verdict::Replace,
        () => Verdict::Reused,
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Ahead, Expired, Later, Replace, Replayed, Reused, Rotate};
    use super::*;

    const W: Millis = 30_000;
    const LIVE: Standing = Standing {
        leaf: 7,
        parent: Some(5),
        made: 1_000_000,
        over: false,
    };

    /// The table of DESIGN section 5, row by row: (presented, age of the leaf, outcome).
    #[test]
    fn the_table() {
        let table = [
            ("n > leaf", 8, 0, Ahead),
            ("leaf, negative age", 7, -5_000, Replayed),
            ("leaf, age 0", 7, 0, Replayed),
            ("leaf, just under 4/3 W", 7, 39_999, Replayed),
            ("parent, age 0", 5, 0, Replayed),
            ("parent, just under W", 5, 29_999, Replayed),
            ("parent, W", 5, 30_000, Later(10_000)),
            ("parent, just under 4/3 W", 5, 39_999, Later(1)),
            ("leaf, 4/3 W", 7, 40_000, Rotate),
            ("parent, 4/3 W", 5, 40_000, Replace),
            ("between parent and leaf, inside the window", 6, 0, Reused),
            ("grandparent, inside the window", 4, 0, Reused),
            ("generation 0, later", 0, 90_000, Reused),
        ];
        for (row, n, age, outcome) in table {
            assert_eq!(judge(&LIVE, n, LIVE.made + age, W), outcome, "{row}");
        }
    }

    #[test]
    fn an_ended_session_has_no_side_effect_whatever_is_presented() {
        let over = Standing { over: true, ..LIVE };
        for n in 0..=7 {
            assert_eq!(judge(&over, n, LIVE.made, W), Expired);
        }
        assert_eq!(judge(&over, 8, LIVE.made, W), Ahead);
    }

    #[test]
    fn generation_zero_is_old_at_once() {
        let new = Standing {
            leaf: 0,
            parent: None,
            made: 50,
            over: false,
        };
        assert_eq!(judge(&new, 0, 50, W), Rotate);
        assert_eq!(judge(&new, 0, 0, W), Rotate);
        assert_eq!(judge(&new, 1, 50, W), Ahead);
    }
}
