//! `PyJWT`, `jwcrypto` and npm `jose` take our access tokens through our JWKS and refuse them where audience, issuer or time is wrong; and
//! we judge tokens of theirs, good and bad, by command and by library. `jwcrypto` and `jose` do the same with encrypted ones.

mod jwe;
mod ours;
mod pem;
mod theirs;

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::process::{Place, finish, given};

/// Every algorithm with a public key; each is known by at least one peer.
const ALGORITHMS: [&str; 16] = [
    "ES256",
    "ES384",
    "ES512",
    "ES256K",
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "EdDSA",
    "Ed25519",
    "Ed448",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
];

/// Another library, in its own language.
#[derive(Clone, Copy, Debug)]
enum Peer {
    PyJwt,
    JwCrypto,
    Jose,
}

const PEERS: [Peer; 3] = [Peer::PyJwt, Peer::JwCrypto, Peer::Jose];

impl Peer {
    fn command(self, script: (&str, &str), tools: &Path, place: &Place) -> Command {
        let program = match self {
            Self::PyJwt | Self::JwCrypto => "venv/bin/python",
            Self::Jose => "bin/node",
        };
        let script = place.write(script.0, script.1);
        // Node looks for packages beside the script.
        let _ = symlink(
            tools.join("npm/node_modules"),
            place.path().join("node_modules"),
        );
        let mut command = Command::new(tools.join(program));
        // Whatever proxy this machine has, the issuer is here.
        command.arg(script).env("no_proxy", "*");
        command
    }

    /// What this library does not have: Ed25519 by its new name, ML-DSA, ..
    fn lacks(self) -> &'static [&'static str] {
        match self {
            Self::PyJwt => &["Ed25519", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"],
            Self::JwCrypto => &[],
            Self::Jose => &["ES256K", "Ed448"],
        }
    }

    /// What it has. Node's own cryptography decides whether `jose` has ML-DSA.
    fn algorithms(self, tools: &Path, place: &Place) -> Vec<&'static str> {
        let known = ALGORITHMS.iter().filter(|alg| !self.lacks().contains(alg));
        let asks: Value = known
            .clone()
            .map(|alg| json!({ "op": "able", "alg": alg }))
            .collect();
        let answers = self.ask(tools, place, &asks);
        let able = known.zip(answers).filter(|(alg, able)| {
            assert!(
                able == true || alg.starts_with("ML-DSA"),
                "{self:?} lacks {alg}"
            );
            able == true
        });
        able.map(|(alg, _)| *alg).collect()
    }

    fn ask(self, tools: &Path, place: &Place, asks: &Value) -> Vec<Value> {
        let script = match self {
            Self::PyJwt => ("peer.py", include_str!("peer.py")),
            Self::JwCrypto => ("peer_jwcrypto.py", include_str!("peer_jwcrypto.py")),
            Self::Jose => ("peer.mjs", include_str!("peer.mjs")),
        };
        self.run(script, tools, place, asks)
    }

    /// Runs `script`, its name and its text, on a list; the list it prints.
    fn run(self, script: (&str, &str), tools: &Path, place: &Place, asks: &Value) -> Vec<Value> {
        let ran = finish(&mut self.command(script, tools, place), &asks.to_string());
        assert_eq!(ran.code, Some(0), "{self:?}: {ran:?}");
        serde_json::from_str(&ran.out).expect("a list")
    }
}

fn tools() -> Option<PathBuf> {
    given("PARAPH_TEST_TOOLS")
}
