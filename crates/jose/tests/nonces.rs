//! What must never come twice, in one process and in many that were started alike (T23): nonces of
//! signatures, salts, content keys, initialisation vectors and ephemeral keys.

#![expect(clippy::unwrap_used, reason = "a broken helper must fail the test")]

use std::collections::HashSet;
use std::env;
use std::io::Read;
use std::process::{Child, Command, Stdio};

use paraph_jose::jwe::{self, Curve, DecryptionKey, Enc, Header, KeyAlg};
use paraph_jose::{Alg, Jwk, SigningKey, jws};
use serde_json::Value;

/// Set in the processes that the test starts: the key they share.
const KEY: &str = "PARAPH_TEST_NONCES_KEY";
/// And how many signatures each makes.
const COUNT: &str = "PARAPH_TEST_NONCES_COUNT";
const PROCESSES: usize = 8;

/// The first half of an ECDSA signature is r, which is the nonce's own.
fn r(key: &SigningKey) -> String {
    let token = jws::sign(key, None, b"the same").unwrap();
    let signature = token.rsplit('.').next().unwrap();
    signature[..signature.len() / 2].to_owned()
}

/// The half that the other test starts: prints r after r. Alone it has nothing to do.
#[test]
fn one_of_many_processes() {
    let (Ok(key), Ok(count)) = (env::var(KEY), env::var(COUNT)) else {
        return;
    };
    let key = SigningKey::from_jwk(&Jwk::parse(key).unwrap()).unwrap();
    for _ in 0..count.parse().unwrap() {
        println!("r {}", r(&key));
    }
}

/// This very program once more, with the same arguments and the same environment each time.
fn start(key: &SigningKey, count: usize) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "one_of_many_processes", "--nocapture"])
        .args(["--test-threads", "1"])
        .env_clear()
        .env(KEY, key.to_jwk().to_json().as_str())
        .env(COUNT, count.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// All that `processes`, which run at the same time, have printed.
fn collect(processes: Vec<Child>) -> Vec<String> {
    let readers = processes.into_iter().map(|mut process| {
        std::thread::spawn(move || {
            let mut text = String::new();
            let mut out = process.stdout.take().unwrap();
            out.read_to_string(&mut text).unwrap();
            assert!(process.wait().unwrap().success(), "{text}");
            text
        })
    });
    let readers: Vec<_> = readers.collect();
    let texts = readers.into_iter().map(|reader| reader.join().unwrap());
    // The harness writes its own words on the first one's line.
    let rs = |text: String| {
        let words = text
            .lines()
            .filter_map(|line| Some(line.split_once("r ")?.1.to_owned()));
        words.filter(|r| !r.contains(' ')).collect::<Vec<_>>()
    };
    texts.flat_map(rs).collect()
}

#[test]
fn t23_no_nonce_comes_twice_in_eight_processes_started_alike() {
    // 100,000 of the algorithm that tokens have by default.
    for (alg, each) in [
        (Alg::ES256, 12_500),
        (Alg::ES256K, 500),
        (Alg::ES384, 500),
        (Alg::ES512, 250),
    ] {
        let key = SigningKey::generate(alg).unwrap();
        let processes = (0..PROCESSES).map(|_| start(&key, each)).collect();
        let all = collect(processes);
        assert_eq!(all.len(), PROCESSES * each, "{alg}");
        let different: HashSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len(), "{alg}");
    }
}

#[test]
fn t23_signatures_over_the_same_differ_unless_they_need_no_nonce() {
    for alg in Alg::all() {
        let key = SigningKey::generate(alg).unwrap();
        let sign = || jws::sign(&key, None, b"the same").unwrap();
        let signatures: HashSet<_> = (0..50).map(|_| sign()).collect();
        // Ed25519 and Ed448 derive their nonce (RFC 8032), HMAC and RSA PKCS#1 v1.5 have none. PSS has
        // a salt, ML-DSA is hedged (FIPS 204 section 3.4), ECDSA draws its nonce.
        let fixed = matches!(alg.name(), "EdDSA" | "Ed25519" | "Ed448")
            || alg.name().starts_with("HS")
            || alg.name().starts_with("RS");
        assert_eq!(signatures.len(), if fixed { 1 } else { 50 }, "{alg}");
    }
}

/// The segments of a token, and the members of its header.
fn parts(token: &str) -> (Vec<String>, Value) {
    let segments: Vec<_> = token.split('.').map(str::to_owned).collect();
    let header = base64_simd::URL_SAFE_NO_PAD
        .decode_to_vec(&segments[0])
        .unwrap();
    (segments, serde_json::from_slice(&header).unwrap())
}

fn all_differ<T: std::hash::Hash + Eq>(values: &[T], what: &str) {
    let different: HashSet<_> = values.iter().collect();
    assert_eq!(different.len(), values.len(), "{what}");
}

#[test]
fn t23_whatever_hides_a_content_is_new_each_time() {
    const TIMES: usize = 200;
    let keys = KeyAlg::all().filter(|alg| !alg.takes_password());
    let keys = keys.map(|alg| DecryptionKey::generate(alg).unwrap());
    let curves =
        Curve::all().map(|curve| DecryptionKey::generate_on(KeyAlg::EcdhEs, curve).unwrap());
    for key in keys.chain(curves) {
        let alg = key.alg();
        let sender = key.encryption_key().unwrap();
        let tokens = (0..TIMES).map(|_| jwe::encrypt(&sender, &Header::default(), b"the same"));
        let tokens: Vec<_> = tokens.map(|token| parts(&token.unwrap())).collect();
        let segment = |at: usize| {
            tokens
                .iter()
                .map(|(segments, _)| segments[at].clone())
                .collect::<Vec<_>>()
        };
        all_differ(&segment(2), &format!("{alg}: initialisation vectors"));
        all_differ(&segment(3), &format!("{alg}: ciphertexts"));
        // AES key wrap is deterministic: equal wrapped keys would be equal content keys.
        if tokens[0].0[1].is_empty() {
            assert!(matches!(alg, KeyAlg::Dir | KeyAlg::EcdhEs), "{alg}");
        } else {
            all_differ(&segment(1), &format!("{alg}: encrypted keys"));
        }
        for member in ["epk", "iv"] {
            let values: Vec<_> = tokens
                .iter()
                .map(|(_, header)| header[member].to_string())
                .collect();
            if values[0] != "null" {
                all_differ(&values, &format!("{alg}: {member}"));
            }
        }
    }
}

#[test]
fn t23_every_password_is_salted_anew() {
    for alg in KeyAlg::all().filter(|alg| alg.takes_password()) {
        let password = "correct horse battery staple, and more";
        let key = DecryptionKey::from_password(password, alg).unwrap();
        let sender = key.encryption_key().unwrap();
        let tokens =
            (0..3).map(|_| jwe::encrypt(&sender, &Header::default(), b"the same").unwrap());
        let tokens: Vec<_> = tokens.map(|token| parts(&token)).collect();
        let salts: Vec<_> = tokens
            .iter()
            .map(|(_, header)| header["p2s"].to_string())
            .collect();
        assert!(salts[0].len() > 20, "{alg}");
        all_differ(&salts, &format!("{alg}: salts"));
        let wrapped: Vec<_> = tokens
            .iter()
            .map(|(segments, _)| segments[1].clone())
            .collect();
        all_differ(&wrapped, &format!("{alg}: wrapped keys"));
    }
}

/// Keys that are made at the same time are other keys.
#[test]
fn t23_generated_keys_differ() {
    let secrets = (0..200).map(|_| Jwk::generate(Enc::A128Gcm).unwrap().to_json().to_string());
    all_differ(&secrets.collect::<Vec<_>>(), "content keys");
    for alg in [Alg::HS256, Alg::ES256, Alg::EdDSA, Alg::MlDsa44] {
        let kids = (0..50).map(|_| SigningKey::generate(alg).unwrap().kid().to_owned());
        all_differ(&kids.collect::<Vec<_>>(), alg.name());
    }
}
