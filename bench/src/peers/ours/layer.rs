//! What is asked of `paraph-verify`, the layer above: revocations, and the cache of verified tokens.

use std::sync::Arc;

use paraph_contest::library::{Answer, Check};
use paraph_core::Clock;
use paraph_core::clock::SystemClock;
use paraph_jose::{KeySet, Policy, dangerous};
use paraph_ledger::{Entry, Lsn, Scope, View};
use paraph_verify::{Keys, TokenCache, Verifier};

use crate::claims::{AUDIENCE, ISSUER};

pub(super) fn answer(check: &Check, keys: KeySet) -> Answer {
    let view = View::new(Lsn::FIRST);
    if check.revoked {
        view.extend(&[revocation(&check.token)]);
    }
    let policy = Policy::access_token(ISSUER, AUDIENCE);
    let verifier = Verifier::local(policy, Keys::new(keys), Arc::new(view), || {
        SystemClock.now()
    })
    .with_cache(TokenCache::new(16));
    let first = Answer::of(verifier.verify(&check.token));
    if !check.cached || first != Answer::Accepted {
        return first;
    }
    let again = verifier.verify(&check.token).is_ok();
    let hits = verifier.cache_stats().map_or(0, |stats| stats.hits);
    Answer::of(if again && hits == 1 { Ok(()) } else { Err(()) })
}

/// Of the token's session, after the token was made.
fn revocation(token: &str) -> Entry {
    let claims = dangerous::decode_unverified(token).map(|(_, claims)| claims);
    let session = claims
        .ok()
        .and_then(|claims| claims["sid"].as_str().map(str::to_owned));
    Entry {
        lsn: Lsn::FIRST.next().unwrap_or(Lsn::FIRST),
        scope: Scope::Session,
        id: session.unwrap_or_default(),
        at: 0,
        until: i64::MAX,
    }
}
