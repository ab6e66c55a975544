use std::thread;

use serde_json::json;

use super::*;
use crate::claims::Ours;

const NOW: i64 = 1_700_000_000;
const EPOCH: u64 = 7;
const FAR: i64 = i64::MAX;

fn kept() -> Kept {
    let claims = json!({
        "iss": "https://id.example.org", "sub": "usr_a", "aud": "api", "client_id": "app",
        "iat": NOW, "exp": NOW + 300, "jti": "j1", "lsn": paraph_ledger::Lsn::FIRST,
    });
    let ours: Ours = serde_json::from_str(&claims.to_string()).unwrap();
    Kept {
        principal: Arc::new(ours.into()),
        times: Times::until(NOW + 300).with_iat(NOW),
    }
}

/// No token, but as long, and other at its end than all others.
fn token(number: usize) -> String {
    format!("{number:0>300}.{number:0>80}")
}

fn caches(capacity: usize) -> [TokenCache; 2] {
    [TokenCache::new(capacity), TokenCache::hashed(capacity)]
}

#[test]
fn c13_an_entry_serves_five_minutes_and_no_second_longer() {
    for cache in caches(10) {
        cache.keep(&token(1), EPOCH, NOW, FAR, kept());
        assert!(cache.find(&token(1), EPOCH, NOW + 299).is_some());
        assert!(cache.find(&token(1), EPOCH, NOW + 300).is_none());
        assert_eq!(cache.stats().tokens, 0, "what was met dead is gone");
    }
}

#[test]
fn c13_an_entry_ends_with_its_token() {
    for cache in caches(10) {
        cache.keep(&token(1), EPOCH, NOW, NOW + 60, kept());
        assert!(cache.find(&token(1), EPOCH, NOW + 59).is_some());
        assert!(cache.find(&token(1), EPOCH, NOW + 60).is_none());
    }
}

#[test]
fn c13_a_clock_that_steps_back_revives_nothing() {
    for back in [1, OUT_OF_TURN, OUT_OF_TURN + 1, 30, 299, 300, 10_000] {
        for cache in caches(10) {
            cache.keep(&token(1), EPOCH, NOW, FAR, kept());
            // Another token's question shows the later time; the first one's entry is not met.
            assert!(cache.find(&token(2), EPOCH, NOW + 300).is_none());
            let found = cache.find(&token(1), EPOCH, NOW + 300 - back);
            assert!(found.is_none(), "{back} seconds back");
        }
    }
}

#[test]
fn c13_a_clock_that_was_far_ahead_does_not_lengthen_lives() {
    for cache in caches(10) {
        assert!(cache.find(&token(1), EPOCH, NOW + 1_000_000).is_none());
        cache.keep(&token(1), EPOCH, NOW, FAR, kept());
        assert!(cache.find(&token(1), EPOCH, NOW + 299).is_some());
        assert!(cache.find(&token(1), EPOCH, NOW + 300).is_none());
        // One under way that had read the clock while it was ahead.
        cache.keep(&token(1), EPOCH, NOW + 1_000_000, FAR, kept());
        assert!(cache.find(&token(1), EPOCH, NOW + 301).is_none());
    }
}

#[test]
fn c13_an_entry_from_before_a_step_back_does_not_serve_after_it() {
    for cache in caches(10) {
        assert!(cache.find(&token(1), EPOCH, NOW).is_none());
        // Its verification read the clock before the step, and ended after the cache was emptied.
        let late = Entry {
            kept: kept(),
            epoch: EPOCH,
            since: NOW + 5_000,
            until: NOW + 5_300,
        };
        let wanted = cache.form.of(&token(1)).unwrap().to_identity();
        cache.entries.insert(wanted, late);
        assert!(cache.find(&token(1), EPOCH, NOW).is_none());
    }
}

#[test]
fn threads_that_read_the_clock_out_of_turn_lose_nothing() {
    for cache in caches(10) {
        cache.keep(&token(1), EPOCH, NOW, FAR, kept());
        for now in [NOW + 5, NOW + 4, NOW + 3, NOW + 5] {
            assert!(cache.find(&token(1), EPOCH, now).is_some());
        }
    }
}

#[test]
fn c13_an_entry_serves_its_own_key_set_alone() {
    for cache in caches(10) {
        for other in [EPOCH - 1, EPOCH + 1] {
            cache.keep(&token(1), EPOCH, NOW, FAR, kept());
            assert!(cache.find(&token(1), EPOCH, NOW).is_some());
            assert!(cache.find(&token(1), other, NOW).is_none());
        }
    }
}

#[test]
fn c13_the_number_of_entries_is_bounded() {
    for capacity in [0, 1, 10, 100, 1_000] {
        for cache in caches(capacity) {
            for number in 0..5_000 {
                cache.keep(&token(number), EPOCH, NOW, FAR, kept());
            }
            // Each shard rounds up.
            let most = capacity + thread::available_parallelism().unwrap().get() * 8;
            let tokens = cache.stats().tokens;
            assert!(tokens <= most, "{tokens} of {capacity}");
            assert_eq!(tokens == 0, capacity == 0, "{capacity}");
        }
    }
}

#[test]
fn the_ends_of_time_do_not_overflow() {
    for now in [i64::MIN, -1, 0, i64::MAX - 1, i64::MAX] {
        for cache in caches(10) {
            cache.keep(&token(1), EPOCH, now, FAR, kept());
            assert_eq!(cache.find(&token(1), EPOCH, now).is_some(), now < FAR);
            assert!(cache.find(&token(1), EPOCH, i64::MAX).is_none());
            assert!(cache.find(&token(1), EPOCH, i64::MIN).is_none());
        }
    }
}

#[test]
fn c10_a_cache_says_nothing_of_what_it_holds() {
    let cache = TokenCache::new(10);
    cache.keep(&token(1), EPOCH, NOW, FAR, kept());
    assert!(cache.find(&token(1), EPOCH, NOW).is_some());
    assert!(cache.find(&token(2), EPOCH, NOW).is_none());
    let said = format!("{cache:?}");
    assert_eq!(
        said,
        "TokenCache { form: Whole, capacity: 10, stats: CacheStats { hits: 1, misses: 1, tokens: 1 }, .. }"
    );
}
