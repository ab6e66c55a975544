//! Tokens in a random order, which comes again and again.

use std::sync::Arc;

use paraph_core::Clock;
use paraph_core::clock::{SystemClock, seconds};
use paraph_core::rng::{self, SystemRng};
use paraph_jose::{SigningKey, jwt};
use paraph_ledger::Lsn;

use crate::Outcome;
use crate::tokens::claims;

/// So many tokens that differ in their `jti` alone. Clones share them, and deal for themselves.
#[derive(Clone)]
pub(super) struct Deck {
    tokens: Arc<[String]>,
    /// Another order than that of the tokens in memory.
    order: Arc<[usize]>,
    next: usize,
    /// Where the token of a request would be.
    dealt: String,
}

impl Deck {
    pub(super) fn new(key: &SigningKey, count: usize) -> Outcome<Self> {
        let mut claims = serde_json::to_value(claims(seconds(SystemClock.now())))?;
        claims["lsn"] = serde_json::to_value(Lsn::FIRST)?;
        let mut tokens = Vec::with_capacity(count);
        for number in 0..count {
            claims["jti"] = format!("at_{number:026}").into();
            tokens.push(jwt::sign(key, "at+jwt", &claims)?);
        }
        Ok(Self {
            tokens: tokens.into(),
            order: shuffled(count)?.into(),
            next: 0,
            dealt: String::new(),
        })
    }

    /// The next token, copied to where the last one was.
    pub(super) fn deal(&mut self) -> &str {
        let place = self.order[self.next];
        self.next = (self.next + 1) % self.order.len();
        self.dealt.clone_from(&self.tokens[place]);
        &self.dealt
    }

    /// All of them, in the order of memory.
    pub(super) fn all(&self) -> &[String] {
        &self.tokens
    }
}

/// Fisher and Yates. The random numbers are large enough for their remainders to be even.
fn shuffled(count: usize) -> Outcome<Vec<usize>> {
    let mut order: Vec<_> = (0..count).collect();
    for last in (1..count).rev() {
        let drawn = u64::from_le_bytes(rng::bytes(&SystemRng));
        order.swap(last, usize::try_from(drawn % (last as u64 + 1))?);
    }
    Ok(order)
}
