//! The decisions of one source of keys, without doing anything: when a fetch is due, what an unknown kid means, when the
//! set at hand is too old. Instants come in.
//!
//! An unknown kid may be a new key of the issuer, or noise; so may a signature that the only key did not make, if the token
//! does not name that key: below, a kid is unknown there, too. The first one after a quiet time is a **question**: it causes
//! one fetch that begins after it, and none is caused within the cooldown that follows. While the question is open, or as
//! long as the last fetch failed, tokens with unknown kids are in doubt (503); once a fetch has answered, they are wrong
//! (401) until the cooldown is over. So strangers cause at most one fetch per cooldown, and no failure becomes a refusal.

use std::time::Duration;

use tokio::time::Instant;

use super::pace::Pace;
use crate::reject::Outage;

/// What is known of a source's past, as far as it decides something.
#[derive(Debug)]
pub(super) struct Life {
    pace: Pace,
    /// When the next fetch comes that nobody asks for.
    next: Instant,
    /// When the set at hand is too old; `None` without one.
    expires: Option<Instant>,
    question: Option<Question>,
    /// Of fetches that were due, in a row.
    failures: u32,
    last_failed: bool,
}

/// The latest question, and how far it got.
#[derive(Debug)]
struct Question {
    asked: Instant,
    stage: Stage,
}

#[derive(Debug, PartialEq, Eq)]
enum Stage {
    Waiting,
    UnderWay,
    Over,
}

/// What a token leads to whose key may be missing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) verdict: Result<(), Outage>,
    /// A fetch has just become due.
    pub(super) asks: bool,
}

impl Life {
    /// Without a set; the first fetch is due at once.
    pub(super) fn new(pace: Pace, now: Instant) -> Self {
        Self {
            pace,
            next: now,
            expires: None,
            question: None,
            failures: 0,
            last_failed: false,
        }
    }

    /// The set may lack a token's key.
    pub(super) fn misses(&mut self, now: Instant) -> Judgement {
        let (doubt, certain) = (Err(Outage::KeyInDoubt), Ok(()));
        let verdict = match &self.question {
            Some(question) if question.stage != Stage::Over => doubt,
            Some(question) if now.duration_since(question.asked) < self.pace.cooldown => {
                if self.last_failed { doubt } else { certain }
            }
            _ => {
                self.question = Some(Question {
                    asked: now,
                    stage: Stage::Waiting,
                });
                return Judgement {
                    verdict: doubt,
                    asks: true,
                };
            }
        };
        Judgement {
            verdict,
            asks: false,
        }
    }

    /// When the next fetch is due.
    pub(super) fn due(&self, now: Instant) -> Instant {
        match &self.question {
            Some(question) if question.stage == Stage::Waiting => now,
            _ => self.next,
        }
    }

    /// When the set at hand is too old.
    pub(super) fn expires(&self) -> Option<Instant> {
        self.expires
    }

    /// The age of the set at hand.
    pub(super) fn age(&self, now: Instant) -> Option<Duration> {
        let left = self.expires?.saturating_duration_since(now);
        Some(self.pace.max_age.saturating_sub(left))
    }

    /// Forgets the set at hand if it is too old; true if so.
    pub(super) fn outlives(&mut self, now: Instant) -> bool {
        let is_old = self.expires.is_some_and(|expires| now >= expires);
        if is_old {
            self.expires = None;
        }
        is_old
    }

    /// A fetch begins, and answers the question that was asked before it.
    pub(super) fn begins(&mut self) {
        if let Some(question) = &mut self.question
            && question.stage == Stage::Waiting
        {
            question.stage = Stage::UnderWay;
        }
    }

    /// The fetch that began at `began` brought a set. Its age counts from there: the answer is no older.
    pub(super) fn succeeds(&mut self, began: Instant, now: Instant, spread: f64) {
        self.ends();
        self.failures = 0;
        self.last_failed = false;
        self.expires = Some(began + self.pace.max_age);
        self.next = now + self.pace.refresh_after(spread);
    }

    /// The fetch under way brought nothing. It is repeated soon if it was due anyway; a question alone is not repeated,
    /// or strangers could keep us fetching.
    pub(super) fn fails(&mut self, now: Instant, spread: f64) {
        self.ends();
        self.last_failed = true;
        if self.expires.is_none() || self.next <= now {
            self.failures = self.failures.saturating_add(1);
            self.next = now + Pace::retry_after(self.failures, spread);
        }
    }

    /// A set of this age was found on disk. The issuer is asked all the same, at once.
    pub(super) fn recalls(&mut self, age: Duration, now: Instant) {
        self.expires = Some(now + self.pace.max_age.saturating_sub(age));
    }

    fn ends(&mut self) {
        if let Some(question) = &mut self.question
            && question.stage == Stage::UnderWay
        {
            question.stage = Stage::Over;
        }
    }
}

#[cfg(test)]
mod tests;
