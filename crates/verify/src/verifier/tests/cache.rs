//! The cache through the verifier: rule by rule, and against a verifier that has none.

mod model;
mod threads;

use base64_simd::URL_SAFE_NO_PAD;

use super::*;

/// The order of P-256's group (FIPS 186-4, D.1.2.3).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// One house for each kind of cache.
fn houses() -> [House; 2] {
    [TokenCache::new(100), TokenCache::hashed(100)].map(|cache| {
        let mut house = House::new();
        house.verifier = house.verifier.with_cache(cache);
        house
    })
}

impl House {
    fn sign(&self, claims: &Value) -> String {
        jwt::sign(&self.key, "at+jwt", claims).unwrap()
    }

    fn verify(&self, token: &str) -> Result<Arc<Principal>, Reject> {
        self.verifier.verify(token)
    }

    fn at(&self, seconds: i64) {
        self.clock
            .store((MADE + seconds) * 1_000, Ordering::Relaxed);
    }

    /// Hits, misses and tokens.
    fn stats(&self) -> (u64, u64, usize) {
        let stats = self.verifier.cache_stats().unwrap();
        (stats.hits, stats.misses, stats.tokens)
    }

    /// Verifies twice: now the token is in the cache.
    fn fill(&self, token: &str) {
        let first = self.verify(token).unwrap();
        let hits = self.stats().0;
        assert!(Arc::ptr_eq(&first, &self.verify(token).unwrap()));
        assert_eq!(self.stats().0, hits + 1);
    }
}

fn parts(token: &str) -> [&str; 3] {
    let parts: Vec<_> = token.split('.').collect();
    parts.try_into().unwrap()
}

/// The other signature of the same token: s turned into n - s.
fn twin(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut signature = URL_SAFE_NO_PAD.decode_to_vec(signature).unwrap();
    let mut borrow = 0;
    for (at, order) in ORDER.into_iter().enumerate().rev() {
        let digit = i16::from(order) - i16::from(signature[32 + at]) - borrow;
        signature[32 + at] = u8::try_from(digit.rem_euclid(256)).unwrap();
        borrow = i16::from(digit < 0);
    }
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode_to_string(signature))
}

#[test]
fn c13_a_token_is_all_of_its_bytes() {
    for house in houses() {
        let good = house.sign(&with("padding", json!("x".repeat(300))));
        house.fill(&good);
        // Another payload under the same signature: equal in the first 200 and the last 86 bytes.
        let claims = with("padding", json!(format!("{}admin", "x".repeat(295))));
        let other = house.sign(&claims);
        let ([header, _, signature], [_, payload, _]) = (parts(&good), parts(&other));
        let forged = format!("{header}.{payload}.{signature}");
        assert_eq!((forged.len(), &forged[..200]), (good.len(), &good[..200]));
        assert_eq!(forged[forged.len() - 86..], good[good.len() - 86..]);
        assert_ne!(forged, good);
        assert_eq!(house.verify(&forged).unwrap_err().code(), "token_invalid");
        // The same payload under another signature.
        let [_, payload, _] = parts(&good);
        let [_, _, signature] = parts(&other);
        let forged = format!("{header}.{payload}.{signature}");
        assert_eq!(house.verify(&forged).unwrap_err().code(), "token_invalid");
        // And any byte.
        for at in 0..good.len() {
            let mut bytes = good.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(house.verify(&changed).is_err(), "byte {at}");
        }
        for changed in [&good[1..], &good[..good.len() - 1], &format!("{good}A")] {
            assert!(house.verify(changed).is_err(), "{changed}");
        }
        house.fill(&other);
        assert_ne!(house.verify(&good), house.verify(&other));
    }
}

#[test]
fn t24_a_malleated_twin_is_another_token_with_the_same_fate() {
    for house in houses() {
        let good = house.sign(&claims(10));
        house.fill(&good);
        let twin = twin(&good);
        assert_ne!(twin, good);
        let (_, misses, _) = house.stats();
        assert_eq!(house.verify(&twin), house.verify(&good));
        assert_eq!(house.stats().1, misses + 1, "the twin was verified");
        house.fill(&twin);
        house.revoke(Scope::Token, "j1", 11);
        for token in [&good, &twin] {
            assert_eq!(house.verify(token), Err(Reject::Revoked(Scope::Token)));
        }
    }
}

#[test]
fn c13_only_complete_success_enters() {
    for house in houses() {
        house.revoke(Scope::Session, "ses_gone", 11);
        let [header, payload, _] = parts(&house.sign(&claims(10))).map(str::to_owned);
        let [_, _, signature] = parts(&house.sign(&with("sub", json!("usr_b")))).map(str::to_owned);
        for bad in [
            format!("{header}.{payload}.{signature}"),
            house.sign(&with("sid", json!("ses_gone"))),
            house.sign(&with("exp", json!(MADE - 30))),
            house.sign(&with("nbf", json!(MADE + 31))),
            house.sign(&with("aud", json!("billing"))),
            house.sign(&with("lsn", json!(7))),
            jwt::sign(&house.key, "JWT", &claims(10)).unwrap(),
        ] {
            for _ in 0..2 {
                assert!(house.verify(&bad).is_err(), "{bad}");
            }
        }
        assert_eq!(house.stats(), (0, 14, 0));
        assert!(house.verify(&house.sign(&claims(10))).is_ok());
        assert_eq!(house.stats(), (0, 15, 1));
    }
}

#[test]
fn c13_a_refusal_is_not_remembered() {
    for house in houses() {
        let early = house.sign(&with("nbf", json!(MADE + 31)));
        assert!(house.verify(&early).is_err());
        house.at(1);
        assert!(house.verify(&early).is_ok());
        let next = SigningKey::generate(Alg::ES256).unwrap();
        let unknown = jwt::sign(&next, "at+jwt", &claims(10)).unwrap();
        assert!(house.verify(&unknown).is_err());
        house.keys.replace(next.verifying_key().into());
        assert!(house.verify(&unknown).is_ok());
    }
}

#[test]
fn c13_every_hit_judges_the_times() {
    for mut house in houses() {
        let token = house.sign(&with("nbf", json!(MADE + 31)));
        house.at(1);
        house.fill(&token);
        // Within what the cache takes for two threads' clocks: the entry is still there.
        house.at(0);
        let refused = Err(Reject::Invalid(Cause::Token(Error::NotYetValid)));
        assert_eq!(house.verify(&token), refused);
        house.at(1);
        let hits = house.stats().0;
        assert!(house.verify(&token).is_ok());
        assert_eq!(house.stats().0, hits + 1);

        let aged = Policy::access_token(ISSUER, "api")
            .with_max_age(100)
            .unwrap();
        house.verifier = house.verifier.with_policy(aged).unwrap();
        house.fill(&token);
        house.at(130);
        assert!(house.verify(&token).is_ok());
        house.at(131);
        let refused = Err(Reject::Invalid(Cause::Token(Error::TooOld)));
        assert_eq!(house.verify(&token), refused);
    }
}

#[test]
fn c13_an_expired_token_is_expired_hit_or_not() {
    for house in houses() {
        let token = house.sign(&claims(10));
        for seconds in [0, 200, 329] {
            house.at(seconds);
            house.fill(&token);
        }
        house.at(330);
        assert_eq!(house.verify(&token), Err(Reject::Expired));
        assert_eq!(house.verify(&token), Err(Reject::Expired));
    }
}

#[test]
fn c13_every_hit_asks_the_ledger() {
    for (scope, id) in [
        (Scope::Token, "j1"),
        (Scope::Session, "ses_a"),
        (Scope::Subject, "usr_a"),
        (Scope::Client, "app"),
        (Scope::Issuer, ISSUER),
        (Scope::Token, "j0"),
        (Scope::Client, "web"),
    ] {
        for house in houses() {
            let token = house.sign(&with("anc", json!([{"jti": "j0", "client": "web"}])));
            house.fill(&token);
            house.revoke(scope, id, 10);
            house.fill(&token);
            house.revoke(scope, id, 11);
            assert_eq!(house.verify(&token), Err(Reject::Revoked(scope)), "{id}");
        }
    }
}

#[test]
fn c13_a_key_that_was_taken_out_vouches_for_nothing_more() {
    for house in houses() {
        let token = house.sign(&claims(10));
        house.fill(&token);
        let next = SigningKey::generate(Alg::ES256).unwrap();
        house.keys.replace(next.verifying_key().into());
        assert_eq!(house.verify(&token).unwrap_err().code(), "token_invalid");
        // Back again, it has to vouch anew.
        house.keys.replace(house.key.verifying_key().into());
        let (hits, ..) = house.stats();
        assert!(house.verify(&token).is_ok());
        assert_eq!(house.stats().0, hits);
    }
}

#[test]
fn c13_each_policy_has_a_cache_of_its_own() {
    for house in houses() {
        let policy = Policy::access_token_any_audience(ISSUER);
        let any = house.verifier.with_policy(policy).unwrap();
        let token = house.sign(&with("aud", json!("billing")));
        for _ in 0..2 {
            assert!(any.verify(&token).is_ok());
            assert_eq!(house.verify(&token).unwrap_err().code(), "token_invalid");
        }
        assert_eq!(any.cache_stats().unwrap().hits, 1);
        assert_eq!(house.stats(), (0, 2, 0));
    }
}

#[test]
fn clones_share_a_cache() {
    for house in houses() {
        let token = house.sign(&claims(10));
        let clone = house.verifier.clone();
        assert!(house.verify(&token).is_ok() && clone.verify(&token).is_ok());
        assert_eq!(house.stats(), (1, 1, 1));
    }
}

#[test]
fn c13_what_is_shown_once_is_not_kept() {
    let once = || Policy::access_token(ISSUER, "api").with_typ("client-authentication+jwt");
    for house in houses() {
        let copy = house.verifier.with_policy(once()).unwrap();
        let set = copy.clone().with_cache(TokenCache::new(10));
        let token = jwt::sign(&house.key, "client-authentication+jwt", &claims(10)).unwrap();
        for verifier in [copy, set] {
            assert!(verifier.verify(&token).is_ok());
            assert!(verifier.cache_stats().is_none());
        }
    }
}

#[test]
fn tokens_of_other_issuers_and_of_every_algorithm_are_kept() {
    for alg in [Alg::HS256, Alg::RS256, Alg::ES384, Alg::EdDSA] {
        let key = SigningKey::generate(alg).unwrap();
        let policy = Policy::foreign_access_token(ISSUER, "api");
        let keys = Keys::new(key.verifying_key().into());
        let verifier = Verifier::local_foreign(policy, keys, || MADE * 1_000);
        let verifier = verifier.with_cache(TokenCache::new(10));
        let token = jwt::sign(&key, "JWT", &claims(10)).unwrap();
        assert_eq!(verifier.verify(&token), verifier.verify(&token));
        let stats = verifier.cache_stats().unwrap();
        assert_eq!((stats.hits, stats.misses), (1, 1), "{alg}");
    }
}
