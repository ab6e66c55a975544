mod pool;

use super::*;
use crate::rng::SystemRng;

const CHEAP: HashParams = HashParams {
    memory: 64,
    passes: 1,
    lanes: 1,
};

fn settings(threads: usize, queue: usize) -> HasherSettings {
    HasherSettings {
        queue,
        params: CHEAP,
        ..HasherSettings::new(threads)
    }
}

fn hasher(settings: HasherSettings) -> Hasher {
    Hasher::new(settings, Arc::new(SystemRng)).unwrap()
}

fn password(text: &str) -> Password {
    Password::attempt(text).unwrap()
}

const RIGHT: Result<Verdict, HashError> = Ok(Verdict {
    ok: true,
    needs_rehash: false,
});
const OUTDATED: Result<Verdict, HashError> = Ok(Verdict {
    ok: true,
    needs_rehash: true,
});
const WRONG: Result<Verdict, HashError> = Ok(Verdict {
    ok: false,
    needs_rehash: false,
});

#[tokio::test]
async fn p01_new_hashes_have_the_parameters_of_owasp() {
    let hasher = hasher(HasherSettings::new(1));
    let hash = hasher.hash(password("correct horse")).await.unwrap();
    assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_eq!(
        hash.as_str().split('$').map(str::len).collect::<Vec<_>>()[4..],
        [22, 43]
    );
    let right = hasher.verify(password("correct horse"), Some(hash.clone()));
    assert_eq!(right.await, RIGHT);
    let wrong = hasher.verify(password("correct horsf"), Some(hash));
    assert_eq!(wrong.await, WRONG);
}

#[tokio::test]
async fn p01_every_hash_has_its_own_salt() {
    let hasher = hasher(settings(1, 8));
    let one = hasher.hash(password("x")).await.unwrap();
    let two = hasher.hash(password("x")).await.unwrap();
    assert_ne!(one, two);
}

/// Made with the reference implementation in C.
#[tokio::test]
async fn verifies_hashes_made_elsewhere_and_asks_for_new_ones() {
    let hasher = hasher(settings(1, 8));
    let foreign = [
        "$argon2id$v=19$m=64,t=2,p=1$c2FsdCBvZiAxNiBieXRlcw$WP1eO3Yr5JQldNDkXSuHplOsRqjDB51qQ5ialJP3B9A",
        "$argon2id$v=19$m=256,t=3,p=4$c2FsdCBvZiAxNiBieXRlcw$jqBOXMyy99n93BK2Kb/oAw",
        "$argon2i$v=19$m=64,t=1,p=2$c2FsdCBvZiAxNiBieXRlcw$I+my03QOnvzsls+oaMLXxoy/s6h3YVVzNr3CL+fWGes",
        "$argon2d$v=19$m=64,t=1,p=1$c2FsdCBvZiAxNiBieXRlcw$CbKlIzMl/W5rBNxuCMCgkYBNoWp/griG8tytwb1EuVI/YAm/mhgV0Pf3Y7YPGj03FUXeTS0GpahXFzoo/S4EvA",
        "$argon2id$v=16$m=64,t=1,p=1$c2FsdCBvZiAxNiBieXRlcw$hkxUtsgHnvTDMy2R9bAgSH5imLIrqM3kkGrCs3vrXB0",
    ];
    for phc in foreign {
        let hash = PasswordHash::new(phc.to_owned());
        let right = hasher.verify(password("correct horse"), Some(hash.clone()));
        assert_eq!(right.await, OUTDATED, "{phc}");
        let wrong = hasher.verify(password("correct horsf"), Some(hash));
        assert_eq!(wrong.await, WRONG, "{phc}");
    }
}

#[tokio::test]
async fn p04_hash_of_the_raw_bytes_is_found_and_made_anew() {
    let hasher = hasher(settings(1, 8));
    let raw = "pa\u{308}sswort";
    let made = |text: &'static str| {
        let params = argon::params(CHEAP).unwrap();
        let run = hasher.run(move |memory| argon::hash(&params, text.as_bytes(), [7; 16], memory));
        async { run.await.unwrap().unwrap() }
    };
    let (imported, ours) = (made(raw).await, made("p\u{e4}sswort").await);
    let verify = |text, hash: &PasswordHash| hasher.verify(password(text), Some(hash.clone()));
    assert_eq!(verify(raw, &imported).await, OUTDATED);
    assert_eq!(verify(raw, &ours).await, RIGHT);
    assert_eq!(verify("p\u{e4}sswort", &ours).await, RIGHT);
    assert_eq!(verify("p\u{e4}sswort", &imported).await, WRONG);
}

#[test]
fn p05_hostile_hash_is_refused_before_memory_is_taken() {
    let parse = |costs: &str, output: usize| {
        let (salt, output) = ("c29tZXNhbHRzb21lc2FsdA", "A".repeat(output));
        let phc = format!("$argon2id$v=19${costs}${salt}${output}");
        Stored::parse(&PasswordHash::new(phc)).err()
    };
    let hostile = [
        ("m=4194304,t=1,p=1", 43),
        ("m=4294967295,t=1,p=1", 43),
        ("m=65537,t=2,p=1", 43),
        ("m=64,t=11,p=1", 43),
        ("m=64,t=4294967295,p=1", 43),
        ("m=64,t=1,p=5", 43),
        ("m=64,t=1,p=1", 20),
    ];
    for (costs, output) in hostile {
        let why = parse(costs, output);
        assert!(
            matches!(why, Some(Unusable::Bounds { .. })),
            "{costs}: {why:?}"
        );
    }
    assert_eq!(parse("m=65536,t=10,p=4", 43), None);
    for (costs, output) in [
        ("m=4294967296,t=1,p=1", 43),
        ("m=7,t=1,p=1", 43),
        ("m=64,t=1", 0),
        ("x=1", 43),
    ] {
        let why = parse(costs, output);
        assert!(why.is_some(), "{costs}");
    }
}

#[tokio::test]
async fn p05_hostile_hash_costs_a_wrong_password_and_no_more() {
    let hasher = hasher(settings(1, 8));
    for phc in [
        "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$2b$12$x",
        "",
    ] {
        let before = hasher.calls();
        let hash = PasswordHash::new(phc.to_owned());
        assert_eq!(hasher.verify(password("x"), Some(hash)).await, WRONG);
        assert_eq!(hasher.calls(), before + 1);
    }
    assert_eq!(hasher.buffers(), 1);
}

#[tokio::test]
async fn l02_nobody_costs_the_same_hashes_as_somebody() {
    let hasher = hasher(settings(1, 8));
    let hash = hasher.hash(password("right")).await.unwrap();
    for (text, cost) in [("wrong", 1), ("wro\u{308}ng", 2)] {
        for stored in [None, Some(hash.clone())] {
            let before = hasher.calls();
            assert_eq!(hasher.verify(password(text), stored).await, WRONG);
            assert_eq!(hasher.calls(), before + cost);
        }
    }
    assert!(hasher.0.dummy.is_current(&hasher.0.params));
}

#[test]
fn impossible_parameters_are_refused() {
    for params in [
        HashParams { memory: 7, ..CHEAP },
        HashParams { passes: 0, ..CHEAP },
        HashParams { lanes: 0, ..CHEAP },
        HashParams {
            memory: HashParams::MOST.memory + 1,
            ..CHEAP
        },
        HashParams {
            passes: HashParams::MOST.passes + 1,
            ..CHEAP
        },
        HashParams {
            lanes: HashParams::MOST.lanes + 1,
            ..CHEAP
        },
    ] {
        let settings = HasherSettings {
            params,
            ..settings(1, 1)
        };
        let refused = Hasher::new(settings, Arc::new(SystemRng)).err();
        assert_eq!(refused, Some(HashError::Params), "{params:?}");
    }
}

/// Whatever may be configured makes hashes that are believed when they come back: else nobody could log in.
#[tokio::test]
async fn p05_what_new_hashes_cost_at_most_is_within_the_bounds_of_stored_ones() {
    let most = HashParams::MOST;
    for params in [
        HashParams {
            memory: most.memory,
            ..CHEAP
        },
        HashParams {
            passes: most.passes,
            ..CHEAP
        },
        HashParams {
            lanes: most.lanes,
            ..CHEAP
        },
    ] {
        let hasher = hasher(HasherSettings {
            params,
            ..settings(1, 1)
        });
        let hash = hasher.hash(password("x")).await.unwrap();
        assert_eq!(hasher.verify(password("x"), Some(hash)).await, RIGHT);
    }
}

#[test]
fn s01_debug_prints_no_hash() {
    let printed = format!("{:?}", hasher(settings(1, 1)));
    assert!(
        printed.starts_with("Hasher { params: Params {"),
        "{printed}"
    );
    assert!(
        !printed.contains("dummy") && !printed.contains("salt"),
        "{printed}"
    );
}
