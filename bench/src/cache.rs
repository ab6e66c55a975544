//! The verified-token cache: a hit against the raw Ed25519 verification that it saves, at 1,000, 10,000 and 100,000 live
//! tokens in random order. The hit is a whole call of the verifier: clock, look-up, times, revocations.
//!
//! A token of a request was just read from its socket, so it is near the processor. Here it is copied to one place first,
//! and what the copy costs alone is taken off.

mod deck;

use std::hint::black_box;
use std::iter;
use std::sync::Arc;

use base64_simd::URL_SAFE_NO_PAD;
use jsonwebtoken::decode;
use paraph_core::Clock;
use paraph_core::clock::SystemClock;
use paraph_core::id::SessionId;
use paraph_core::rng::SystemRng;
use paraph_jose::{Alg, KeySet, Policy, SigningKey};
use paraph_ledger::{Entry, Lsn, Scope, View};
use paraph_verify::{Keys, TokenCache, Verifier};

use self::deck::Deck;
use crate::Outcome;
use crate::peers::Checker;
use crate::report::{Goal, Report};
use crate::slices::in_turns;
use crate::stats::ratios;
use crate::tokens::{AUDIENCE, ISSUER, Owned, peer_key, raw, signing_key, validation};

const ROUNDS: usize = 31;
/// Live tokens, and the most a hit may cost of a raw verification.
const SIZES: [(usize, Goal); 3] = [
    (1_000, Goal::AtMost(1.0 / 200.0)),
    (10_000, Goal::None),
    (100_000, Goal::AtMost(1.0 / 20.0)),
];
/// Of other sessions, announced after the tokens were made: each hit has to look for its own among them.
const REVOCATIONS: usize = 1_000;

pub(crate) fn run() -> Outcome<()> {
    let mut report = Report::new(
        "cache: EdDSA tokens of 12 claims and an lsn, one thread, slices of 4 ms in turns",
    );
    let bench = Bench::new()?;
    for (live, goal) in SIZES {
        bench.hits(live, goal, &mut report)?;
    }
    bench.misses(&mut report)?;
    report.print();
    Ok(())
}

struct Bench {
    key: SigningKey,
    raw: Checker,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Bench {
    fn new() -> Outcome<Self> {
        let key = signing_key(Alg::EdDSA)?;
        let deck = Deck::new(&key, 1)?;
        let (message, signature) = deck.all()[0].rsplit_once('.').ok_or("no token")?;
        Ok(Self {
            raw: raw(&key)?,
            message: message.into(),
            signature: URL_SAFE_NO_PAD.decode_to_vec(signature)?,
            key,
        })
    }

    fn hits(&self, live: usize, goal: Goal, report: &mut Report) -> Outcome<()> {
        let deck = Deck::new(&self.key, live)?;
        // A shard of the cache may have more tokens than its share.
        let room = live + live / 2;
        let quiet = self.filled(&deck, 0, TokenCache::new(room))?;
        let busy = self.filled(&deck, REVOCATIONS, TokenCache::new(room))?;
        let hashed = self.filled(&deck, 0, TokenCache::hashed(room))?;
        let [mut a, mut b, mut c, mut d] = std::array::from_fn::<_, 4, _>(|_| deck.clone());
        let [raw, hit, with_revocations, by_hash, copy] = in_turns(
            ROUNDS,
            [
                &mut || self.check_signature(),
                &mut || quiet.verify(a.deal()).is_ok(),
                &mut || busy.verify(b.deal()).is_ok(),
                &mut || hashed.verify(c.deal()).is_ok(),
                &mut || !black_box(d.deal()).is_empty(),
            ],
        )?;
        for verifier in [&quiet, &busy, &hashed] {
            refuse_misses(verifier, live as u64)?;
        }
        let mut tell = |what: &str, call: &[f64], goal| {
            let alone = differences(call, &copy);
            let what = format!("{live} tokens: {what}");
            report.line(&format!("{what} / raw"), &ratios(&alone, &raw), goal);
            let nanos: Vec<_> = alone.iter().map(|micros| micros * 1e3).collect();
            report.line(&format!("{what}, ns"), &nanos, Goal::None);
        };
        tell("a hit", &hit, goal);
        let what = format!("a hit beside {REVOCATIONS} newer revocations");
        tell(&what, &with_revocations, Goal::None);
        tell("a hit, kept by SHA-256", &by_hash, Goal::None);
        report.line(&format!("{live} tokens: raw, us"), &raw, Goal::None);
        Ok(())
    }

    /// A cache too small for the deck: each token is a miss, enters, and another one leaves.
    fn misses(&self, report: &mut Report) -> Outcome<()> {
        const LIVE: usize = 20_000;
        let mut deck = Deck::new(&self.key, LIVE)?;
        let without = self.verifier(0)?;
        let full = self.verifier(0)?.with_cache(TokenCache::new(LIVE / 20));
        let (peer, rules) = (peer_key(&self.key)?, validation(Alg::EdDSA)?);
        let (mut other, mut third) = (deck.clone(), deck.clone());
        let [raw, plain, missed, decoded] = in_turns(
            ROUNDS,
            [
                &mut || self.check_signature(),
                &mut || without.verify(deck.deal()).is_ok(),
                &mut || full.verify(other.deal()).is_ok(),
                &mut || decode::<Owned>(third.deal(), &peer, &rules).is_ok(),
            ],
        )?;
        let hits = full.cache_stats().ok_or("no cache")?.hits;
        if hits > 0 {
            return Err(format!("{hits} hits").into());
        }
        let line = "first sight, no cache / raw";
        report.line(line, &ratios(&plain, &raw), Goal::None);
        let line = "jsonwebtoken / first sight, no cache";
        report.line(line, &ratios(&decoded, &plain), Goal::None);
        let line = "a miss that enters a full cache / no cache";
        report.line(line, &ratios(&missed, &plain), Goal::None);
        let more = differences(&missed, &plain);
        report.line("what the miss and the entry cost, us", &more, Goal::None);
        Ok(())
    }

    /// The signature alone, of one token.
    fn check_signature(&self) -> bool {
        self.raw.check(&self.message, &self.signature)
    }

    /// A verifier that knows all tokens of the deck.
    fn filled(&self, deck: &Deck, revocations: usize, cache: TokenCache) -> Outcome<Verifier> {
        let verifier = self.verifier(revocations)?.with_cache(cache);
        let good = |token: &String| verifier.verify(token).is_ok();
        if deck.all().iter().all(good) {
            Ok(verifier)
        } else {
            Err("a good token was refused".into())
        }
    }

    fn verifier(&self, revocations: usize) -> Outcome<Verifier> {
        let view = View::new(Lsn::FIRST);
        let places = iter::successors(Lsn::FIRST.next(), |lsn| lsn.next());
        view.extend(&places.take(revocations).map(revocation).collect::<Vec<_>>());
        let keys = Keys::new(KeySet::new([self.key.verifying_key()])?);
        let policy = Policy::access_token(ISSUER, AUDIENCE);
        let clock = || SystemClock.now();
        Ok(Verifier::local(policy, keys, Arc::new(view), clock))
    }
}

/// More misses than when it was filled.
fn refuse_misses(verifier: &Verifier, live: u64) -> Outcome<()> {
    let misses = verifier.cache_stats().ok_or("no cache")?.misses;
    if misses > live {
        return Err(format!("{misses} misses of {live} tokens").into());
    }
    Ok(())
}

fn differences(of: &[f64], less: &[f64]) -> Vec<f64> {
    of.iter().zip(less).map(|(of, less)| of - less).collect()
}

fn revocation(lsn: Lsn) -> Entry {
    Entry {
        lsn,
        scope: Scope::Session,
        id: SessionId::random(&SystemRng).to_string(),
        at: 0,
        until: i64::MAX,
    }
}
