//! The cache while keys are replaced and revocations arrive.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::thread;

use super::*;

/// The verification that had begun with the old set ends after the new one counts: it must not vouch under the new number.
#[test]
fn c13_a_verification_under_way_does_not_outlive_its_key() {
    let stranger = SigningKey::generate(Alg::ES256).unwrap();
    for house in houses() {
        let token = house.sign(&claims(10));
        for round in 0..200 {
            house.keys.replace(house.key.verifying_key().into());
            let start = Barrier::new(2);
            thread::scope(|scope| {
                scope.spawn(|| {
                    start.wait();
                    let _ = house.verify(&token);
                });
                start.wait();
                for _ in 0..round % 50 {
                    std::hint::spin_loop();
                }
                house.keys.replace(stranger.verifying_key().into());
            });
            assert!(house.verify(&token).is_err(), "round {round}");
        }
    }
}

const TOKENS: usize = 40;

/// What the changing thread has finished, told to those who verify.
#[derive(Default)]
struct Done {
    /// Odd while the key is out. Raised before and after each change, so that equal readings frame a quiet time.
    key: AtomicU64,
    /// How many sessions are revoked.
    revoked: AtomicU64,
    all: AtomicBool,
}

#[test]
fn c13_what_was_revoked_or_taken_out_is_refused_at_every_thread() {
    for house in houses() {
        let tokens: Vec<_> = (0..TOKENS)
            .map(|number| house.sign(&with("sid", json!(format!("ses_{number}")))))
            .collect();
        let done = Done::default();
        let hits = house.stats().0;
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while !done.all.load(Ordering::SeqCst) {
                        for (number, token) in tokens.iter().enumerate() {
                            check(&house, &done, number, token);
                        }
                    }
                });
            }
            change(&house, &done);
        });
        assert!(house.stats().0 > hits, "the cache was of use meanwhile");
        for token in &tokens {
            assert_eq!(house.verify(token), Err(Reject::Revoked(Scope::Session)));
        }
    }
}

fn change(house: &House, done: &Done) {
    let stranger = SigningKey::generate(Alg::ES256).unwrap();
    for number in 0..TOKENS as u64 {
        thread::sleep(std::time::Duration::from_millis(3));
        for key in [&stranger, &house.key] {
            // 4n+1: going out, 4n+2: out, 4n+3: coming back, 4n+4: back.
            done.key.fetch_add(1, Ordering::SeqCst);
            house.keys.replace(key.verifying_key().into());
            done.key.fetch_add(1, Ordering::SeqCst);
            thread::sleep(std::time::Duration::from_millis(1));
        }
        house.revoke(Scope::Session, &format!("ses_{number}"), 11 + number);
        done.revoked.store(number + 1, Ordering::SeqCst);
    }
    done.all.store(true, Ordering::SeqCst);
}

fn check(house: &House, done: &Done, number: usize, token: &str) {
    let revoked = number < usize::try_from(done.revoked.load(Ordering::SeqCst)).unwrap();
    let key = done.key.load(Ordering::SeqCst);
    let answer = house.verify(token);
    let later = done.revoked.load(Ordering::SeqCst);
    if revoked {
        assert!(answer.is_err(), "token {number} after its revocation");
    }
    if key != done.key.load(Ordering::SeqCst) {
        return;
    }
    match key % 4 {
        2 => assert_eq!(answer.unwrap_err().code(), "token_invalid"),
        0 if number > usize::try_from(later).unwrap() => assert!(answer.is_ok()),
        _ => {}
    }
}
