//! The servers: this very program again, asked by its environment to be one.

use std::env;
use std::net::Ipv4Addr;
use std::str::FromStr;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use paraph_core::Clock;
use paraph_core::clock::{SystemClock, seconds};
use paraph_jose::{Jwk, KeySet, Policy, SigningKey, jwt};
use paraph_ledger::{Lsn, View};
use paraph_verify::{Keys, RequireToken, TokenCache, Verifier};
use tokio::net::TcpListener;

use super::peer::PeerLayer;
use crate::server::Running;
use crate::tokens::{AUDIENCE, ISSUER, claims};
use crate::{Outcome, cores, slow};

/// Names the kind of server to be.
const KIND: &str = "PARAPH_BENCH_LAYER";
/// Holds the key of the tokens: made for one run, so it is no secret.
const KEY: &str = "PARAPH_BENCH_KEY";

/// What a server does about the token.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Nothing.
    Hello,
    /// Asks the crate `jsonwebtoken`.
    Peer,
    /// Asks our layer, whose verifier has no cache.
    FirstSight,
    /// Asks our layer, whose verifier has one.
    SeenBefore,
}

/// A running server, and a token it accepts.
pub(super) struct Contestant {
    pub(super) running: Running,
    pub(super) token: String,
}

impl Contestant {
    pub(super) fn start(kind: Kind, key: &SigningKey) -> Outcome<Self> {
        let mut claims = serde_json::to_value(claims(seconds(SystemClock.now())))?;
        claims["lsn"] = serde_json::to_value(Lsn::FIRST)?;
        let mut command = cores::on_servers_core(env::current_exe()?);
        command
            .env(KIND, kind.name())
            .env(KEY, &*key.to_jwk().to_json());
        let log = slow::build_folder()?.join("layer.log");
        Ok(Self {
            running: Running::start(&mut command, &log)?,
            token: jwt::sign(key, "at+jwt", &claims)?,
        })
    }
}

/// Serves until it is killed, if the environment says so.
pub(crate) fn serve_if_asked() -> Option<Outcome<()>> {
    let kind = env::var(KIND).ok()?;
    let serve = || {
        let key = SigningKey::from_jwk(&Jwk::parse(&env::var(KEY)?)?)?;
        let app = kind.parse::<Kind>()?.router(&key)?;
        tokio::runtime::Runtime::new()?.block_on(serve(app))
    };
    Some(serve())
}

async fn serve(app: Router) -> Outcome<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}

impl Kind {
    const ALL: [Self; 4] = [Self::Hello, Self::Peer, Self::FirstSight, Self::SeenBefore];

    const fn name(self) -> &'static str {
        match self {
            Self::Hello => "hello",
            Self::Peer => "peer",
            Self::FirstSight => "first-sight",
            Self::SeenBefore => "seen-before",
        }
    }

    fn router(self, key: &SigningKey) -> Outcome<Router> {
        let app = Router::new().route("/", get(async || "Hello, World!"));
        Ok(match self {
            Self::Hello => app,
            Self::Peer => app.layer(PeerLayer::new(key)?),
            Self::FirstSight => app.layer(RequireToken::new(verifier(key)?)),
            Self::SeenBefore => {
                let cached = verifier(key)?.with_cache(TokenCache::new(10_000));
                app.layer(RequireToken::new(cached))
            }
        })
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| format!("no server of kind {name}"))
    }
}

fn verifier(key: &SigningKey) -> Outcome<Verifier> {
    let keys = Keys::new(KeySet::new([key.verifying_key()])?);
    let policy = Policy::access_token(ISSUER, AUDIENCE);
    let view = Arc::new(View::new(Lsn::FIRST));
    Ok(Verifier::local(policy, keys, view, || SystemClock.now()))
}
