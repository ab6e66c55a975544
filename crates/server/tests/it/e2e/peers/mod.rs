//! `PyJWT` and npm `jose` take our access tokens through our JWKS and refuse them where audience, issuer or time is wrong; and
//! we judge tokens of theirs, good and bad, by command and by library.

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
    fn command(self, tools: &Path, place: &Place) -> Command {
        let (program, script, text) = match self {
            Self::PyJwt => ("venv/bin/python", "peer.py", include_str!("peer.py")),
            Self::Jose => ("bin/node", "peer.mjs", include_str!("peer.mjs")),
        };
        let script = place.write(script, text);
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
        let ran = finish(&mut self.command(tools, place), &asks.to_string());
        assert_eq!(ran.code, Some(0), "{self:?}: {ran:?}");
        serde_json::from_str(&ran.out).expect("a list")
    }
}

fn tools() -> Option<PathBuf> {
    given("PARAPH_TEST_TOOLS")
}
