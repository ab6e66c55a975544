//! `PyJWT` and npm `jose` take our access tokens through our JWKS and refuse them where audience, issuer or time is wrong; and
//! we judge tokens of theirs, good and bad, by command and by library. `jwcrypto` and `jose` do the same with encrypted ones.

mod jwe;
mod ours;
mod theirs;

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::process::{Place, finish, given};

const ALGORITHMS: [&str; 5] = ["ES256", "ES384", "RS256", "PS256", "EdDSA"];

/// Another library, in its own language.
#[derive(Clone, Copy, Debug)]
enum Peer {
    PyJwt,
    Jose,
}

const PEERS: [Peer; 2] = [Peer::PyJwt, Peer::Jose];

impl Peer {
    fn command(self, script: (&str, &str), tools: &Path, place: &Place) -> Command {
        let program = match self {
            Self::PyJwt => "venv/bin/python",
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

    fn ask(self, tools: &Path, place: &Place, asks: &Value) -> Vec<Value> {
        let script = match self {
            Self::PyJwt => ("peer.py", include_str!("peer.py")),
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
