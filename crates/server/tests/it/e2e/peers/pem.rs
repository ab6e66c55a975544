//! PEM that `jwk convert` writes, read by `openssl`, `jwcrypto` (over the package `cryptography`) and npm `jose`, and theirs by us: each
//! kind of key that they know, private and public.

use std::process::Command;

use serde_json::{Map, Value, json};

use super::{ALGORITHMS, Peer, tools};
use crate::e2e::process::{Place, finish};

/// A key for encryption on each curve, and one of RSA.
const ENCRYPTION: [(&str, Option<&str>); 3] = [
    ("ECDH-ES", None),
    ("RSA-OAEP-256", None),
    ("ECDH-ES+A256KW", Some("X25519")),
];
/// The members of a key itself.
const OWN: [&str; 14] = [
    "kty", "crv", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi", "pub", "priv",
];

/// A key of ours: its algorithm, its JWK, and the PEM of both halves, by our command.
struct Ours {
    alg: String,
    jwk: Value,
    private: String,
    public: String,
}

impl Ours {
    fn all(place: &Place) -> Vec<Self> {
        let mut keys: Vec<_> = ALGORITHMS
            .iter()
            .map(|alg| Self::new(place, alg, &generated(place, alg)))
            .collect();
        keys.extend(ENCRYPTION.map(|(alg, crv)| {
            let jwk = match crv {
                None => generated(place, alg),
                Some(_) => x25519(place, alg),
            };
            Self::new(place, alg, &jwk)
        }));
        keys
    }

    fn new(place: &Place, alg: &str, jwk: &str) -> Self {
        place.write("key.jwk", jwk);
        let convert = |more: &[&str]| {
            let line = [&["jwk", "convert", "--jwk", "key.jwk", "--to", "pem"], more].concat();
            run(place, &line)
        };
        Self {
            alg: alg.to_owned(),
            jwk: own(&serde_json::from_str(jwk).expect("a JWK")),
            private: convert(&[]),
            public: convert(&["--public"]),
        }
    }

    /// What openssl says to one of its questions, with our private key on its standard input.
    fn openssl(&self, place: &Place, question: &[&str]) -> Option<String> {
        openssl(place, question, &self.private)
    }
}

fn run(place: &Place, line: &[&str]) -> String {
    let ran = place.command(line, "");
    assert_eq!(ran.code, Some(0), "{line:?}: {ran:?}");
    ran.out
}

fn generated(place: &Place, alg: &str) -> String {
    run(place, &["jwk", "generate", "--alg", alg])
}

/// By openssl's own generator, for our command makes P-256 alone.
fn x25519(place: &Place, alg: &str) -> String {
    let pem = openssl(place, &["genpkey", "-algorithm", "X25519"], "").expect("openssl knows it");
    place.write("theirs.pem", &pem);
    run(
        place,
        &["jwk", "convert", "--pem", "theirs.pem", "--alg", alg],
    )
}

/// `None` if openssl does not know what it is asked about.
fn openssl(place: &Place, question: &[&str], stdin: &str) -> Option<String> {
    let mut command = Command::new("openssl");
    command.args(question).current_dir(place.path());
    let ran = finish(&mut command, stdin);
    (ran.code == Some(0)).then_some(ran.out)
}

/// The key's own members: names and uses have no place in a PEM.
fn own(jwk: &Value) -> Value {
    let members = jwk.as_object().expect("an object").iter();
    let own = members.filter(|(name, _)| OWN.contains(&name.as_str()));
    Value::Object(
        own.map(|(name, value)| (name.clone(), value.clone()))
            .collect::<Map<_, _>>(),
    )
}

fn public_half(jwk: &Value) -> Value {
    let mut public = jwk.clone();
    let members = public.as_object_mut().expect("an object");
    members.retain(|name, _| !["d", "p", "q", "dp", "dq", "qi", "priv"].contains(&name.as_str()));
    public
}

#[test]
fn openssl_reads_our_pem_and_writes_the_same() {
    if tools().is_none() {
        return;
    }
    let place = Place::new();
    let mut known = 0;
    for key in Ours::all(&place) {
        let Some(again) = key.openssl(&place, &["pkey"]) else {
            assert!(key.alg.starts_with("ML-DSA"), "openssl lacks {}", key.alg);
            continue;
        };
        assert_eq!(again, key.private, "{}", key.alg);
        let public = key.openssl(&place, &["pkey", "-pubout"]);
        assert_eq!(public, Some(key.public.clone()), "{}", key.alg);
        known += 1;
    }
    println!("openssl: {known} kinds of key are the same to the byte");
    assert!(known >= ALGORITHMS.len() - 3 + ENCRYPTION.len());
}

impl Peer {
    fn pem(self, place: &Place, asks: &Value) -> Vec<Value> {
        let tools = tools().expect("tools");
        let script = match self {
            Self::JwCrypto => ("pem.py", include_str!("pem.py")),
            Self::PyJwt => unreachable!("PyJWT reads no PEM by itself"),
            Self::Jose => ("pem.mjs", include_str!("pem.mjs")),
        };
        self.run(script, &tools, place, asks)
    }
}

#[test]
fn jwcrypto_and_jose_read_our_pem_and_we_theirs() {
    let Some(tools) = tools() else { return };
    let place = Place::new();
    let all = Ours::all(&place);
    for peer in [Peer::JwCrypto, Peer::Jose] {
        let able = peer.algorithms(&tools, &place);
        let knows = |key: &&Ours| {
            able.contains(&key.alg.as_str()) || key.alg.contains("ECDH") || key.alg.contains("OAEP")
        };
        let keys: Vec<_> = all.iter().filter(knows).collect();
        read_ours(peer, &place, &keys);
        read_theirs(peer, &place, &keys);
        println!("{peer:?}: {} kinds of key each way", keys.len());
    }
}

fn read_ours(peer: Peer, place: &Place, keys: &[&Ours]) {
    let ask = |key: &&Ours, pem: &str| json!({ "op": "read", "alg": key.alg, "pem": pem });
    let private: Value = keys.iter().map(|key| ask(key, &key.private)).collect();
    let public: Value = keys.iter().map(|key| ask(key, &key.public)).collect();
    let answers = peer
        .pem(place, &private)
        .into_iter()
        .zip(peer.pem(place, &public));
    for (key, (private, public)) in keys.iter().zip(answers) {
        assert_eq!(own(&private), key.jwk, "{peer:?} {}", key.alg);
        assert_eq!(own(&public), public_half(&key.jwk), "{peer:?} {}", key.alg);
    }
}

fn read_theirs(peer: Peer, place: &Place, keys: &[&Ours]) {
    let ask = |key: &&Ours| json!({ "op": "write", "alg": key.alg, "jwk": key.jwk });
    let asks: Value = keys.iter().map(ask).collect();
    for (key, answer) in keys.iter().zip(peer.pem(place, &asks)) {
        let theirs = own(&answer["jwk"]);
        for (half, wanted) in [
            ("private", theirs.clone()),
            ("public", public_half(&theirs)),
        ] {
            place.write("theirs.pem", answer[half].as_str().expect("a PEM"));
            let line = [
                "jwk",
                "convert",
                "--json",
                "--pem",
                "theirs.pem",
                "--alg",
                &key.alg,
            ];
            let read = serde_json::from_str(&run(place, &line)).expect("a JWK");
            assert_eq!(own(&read), wanted, "{peer:?} {} {half}", key.alg);
        }
    }
}
