//! What a service says about an issuer whose keys it wants kept current, with a default for all of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use paraph_jose::policy::ACCESS_TOKEN_TYP;
use paraph_jose::{Alg, Policy};
use paraph_ledger::{Lsn, View};
use tokio::runtime::Handle as Runtime;

use super::clock;
use super::feed::{self, Plan};
use super::fetch::{Fetch, Https};
use super::pace::Pace;
use super::persist::File;
use super::place::Place;
use crate::verifier::{Clock, Revocation};
use crate::{SetupError, TokenCache, Verifier};

/// A verifier in the making: [`Verifier::remote_with`] or [`Verifier::foreign`], settings, [`Remote::start`].
///
/// ```no_run
/// # use std::time::Duration;
/// # use paraph_jose::Policy;
/// # use paraph_verify::{SetupError, Verifier};
/// # async fn start() -> Result<Verifier, SetupError> {
/// let policy = Policy::access_token("https://id.example.org", "orders");
/// Verifier::remote_with(policy)
///     .base_url("https://id.internal:8443")
///     .persist("/var/lib/orders/issuer-keys.json")
///     .refresh_every(Duration::from_secs(60))
///     .start()
/// # }
/// ```
///
/// # Metrics and log
///
/// Through the facade `metrics`, all with the label `issuer`:
///
/// | metric | kind | means |
/// | --- | --- | --- |
/// | `paraph_verify_jwks_fetches_total` | counter | fetches that have ended; the label `outcome` is `ok` or a [`FetchFailure`](crate::FetchFailure)'s code |
/// | `paraph_verify_jwks_keys` | gauge | keys that count; 0 refuses all tokens |
/// | `paraph_verify_jwks_fetched_at_seconds` | gauge | unix time of the last good fetch |
///
/// Lines of `tracing` tell what has changed (new keys, the first of several failures, keys too old), never a request.
#[must_use = "nothing is fetched before `start`"]
pub struct Remote {
    policy: Policy,
    is_ours: bool,
    base_url: Option<String>,
    jwks_uri: Option<String>,
    file: Option<PathBuf>,
    pace: Pace,
    assumed: Option<Alg>,
    proxied: bool,
    cache: Option<TokenCache>,
    clock: Clock,
}

/// So many verified tokens are remembered: about 20 MB if they are all alive.
const CACHED: usize = 10_000;

impl Verifier {
    /// Checks access tokens of an issuer of ours for one audience, by keys fetched from the issuer itself. All settings
    /// are those of [`Remote`].
    ///
    /// Needs a tokio runtime with time and I/O (`enable_all`), in which its one task fetches until the last clone of the
    /// verifier is dropped. Where the runtime ends first the keys end with it, and every token is refused with 503. It does
    /// not wait: until the first set is there [`Verifier::verify`] refuses with 503, and [`Verifier::verify_when_ready`] waits.
    ///
    /// A remote verifier is not told of revocations: it has an empty view of the ledger, and a token that was taken back is
    /// refused only when it expires. [`Verifier::local`], with a view that is fed, refuses it at once.
    ///
    /// # Errors
    /// As [`Remote::start`].
    pub fn remote(
        issuer: impl Into<String>,
        audience: impl Into<String>,
    ) -> Result<Self, SetupError> {
        Self::remote_with(Policy::access_token(issuer, audience)).start()
    }

    /// The same for any policy of access tokens of ours, and with settings.
    pub fn remote_with(policy: Policy) -> Remote {
        Remote::new(policy, true)
    }

    /// Checks access tokens of another issuer, whose tokens live until they expire: [`Policy::foreign_access_token`], or
    /// [`Policy::access_token`] if it follows RFC 9068. Most name their set in their metadata: give it to
    /// [`Remote::jwks_uri`].
    pub fn foreign(policy: Policy) -> Remote {
        Remote::new(policy, false)
    }
}

impl Remote {
    fn new(policy: Policy, is_ours: bool) -> Self {
        Self {
            policy,
            is_ours,
            base_url: None,
            jwks_uri: None,
            file: None,
            pace: Pace::default(),
            assumed: None,
            proxied: false,
            cache: Some(TokenCache::new(CACHED)),
            clock: Arc::new(clock::system),
        }
    }

    /// Where the issuer is reached, if not at its own name: the keys are at `/.well-known/jwks.json` below it. The tokens'
    /// `iss` is compared with the policy's issuer all the same. Default: the issuer.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Where the set is, if not at the usual place. Default: `/.well-known/jwks.json` below [`Remote::base_url`].
    pub fn jwks_uri(mut self, url: impl Into<String>) -> Self {
        self.jwks_uri = Some(url.into());
        self
    }

    /// Keeps the last good set in this file, one per issuer, so that a start without the issuer works: a set that is
    /// younger than [`Remote::max_age`] by the clock counts until the issuer answers. The folder must exist. Who can write
    /// the file can make tokens: it is made for this user alone, and ignored if others may write or own it. A broken file
    /// is ignored, too, and no trouble with it ever concerns a request. Default: none.
    pub fn persist(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// How often the set is fetched, less up to a tenth by chance, so that a fleet does not come at once. It is also how
    /// long a key that was withdrawn may count. Default: 5 minutes.
    pub fn refresh_every(mut self, time: Duration) -> Self {
        self.pace.refresh_every = time;
        self
    }

    /// How long a set counts after its fetch, if no other can be had: then all tokens are refused with 503. At most 30
    /// days. Default: 1 hour.
    pub fn max_age(mut self, time: Duration) -> Self {
        self.pace.max_age = time;
        self
    }

    /// The least time between two fetches that tokens cause: those with unknown kids, and those that do not name the only
    /// key and are not signed by it. Default: 30 seconds.
    ///
    /// While strangers cause such fetches, tokens of a key that an issuer signs with as soon as it shows it may be refused
    /// for so long, and a key that it withdrew without a word holds as long. While one is under way, and as long as the
    /// last failed, tokens of strangers are 503: a proxy that counts 5xx should not take that for a broken service.
    pub fn cooldown(mut self, time: Duration) -> Self {
        self.pace.cooldown = time;
        self
    }

    /// How long a fetch may take in all, from the look-up of the name to the last byte. Default: 5 seconds.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.pace.timeout = time;
        self
    }

    /// The algorithm of keys that name none, for issuers whose set says only `kty: RSA`. Default: such a set is refused.
    pub fn assume_alg(mut self, alg: Alg) -> Self {
        self.assumed = Some(alg);
        self
    }

    /// Fetches through the proxy that the environment names (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`). It sees a TLS tunnel
    /// and no keys. Never for a loopback host. Default: not, for a variable that was meant for another program should not
    /// decide whom a service asks for its keys.
    pub fn proxied(mut self) -> Self {
        self.proxied = true;
        self
    }

    /// Remembers verified tokens in this cache, or not at all. Default: [`TokenCache::new`] for 10,000 tokens.
    pub fn cache(mut self, cache: impl Into<Option<TokenCache>>) -> Self {
        self.cache = cache.into();
        self
    }

    /// What time it is, unix milliseconds: for the tokens' times and the age of the file. Default: the machine's clock.
    pub fn clock(mut self, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Starts to fetch and gives the verifier, without waiting for the answer.
    ///
    /// # Errors
    /// [`SetupError::NoRuntime`] outside of a tokio runtime; [`SetupError::Issuers`] unless the policy names exactly one;
    /// [`SetupError::NotAccessTokens`] if an issuer of ours is to write another `typ`; [`SetupError::Address`] for
    /// anything but https, or http on a loopback host, and for an issuer of ours with a slash at its end; [`SetupError::Setting`] for times that contradict each other;
    /// [`SetupError::Client`] if TLS cannot be set up.
    pub fn start(self) -> Result<Verifier, SetupError> {
        let place = self.checked()?;
        // Before the client, which looks for a runtime as well.
        runtime()?;
        let fetch = Https::new(place, self.proxied)?;
        self.start_with(Box::new(fetch))
    }

    /// The same with another way to get the bytes.
    pub(super) fn start_with(self, fetch: Box<dyn Fetch>) -> Result<Verifier, SetupError> {
        let runtime = runtime()?;
        let issuer = self.issuer()?.to_owned();
        let plan = Plan {
            file: self.file.map(|path| File::new(path, &issuer)),
            issuer,
            fetch,
            pace: self.pace,
            assumed: self.assumed,
            clock: Arc::clone(&self.clock),
        };
        let keys = feed::start(plan, &runtime);
        let revocation = if self.is_ours {
            Revocation::Ledger(Arc::new(View::new(Lsn::FIRST)))
        } else {
            Revocation::Nowhere
        };
        let verifier = Verifier::new(self.policy, keys, revocation, self.clock);
        Ok(match self.cache {
            Some(cache) => verifier.with_cache(cache),
            None => verifier,
        })
    }

    /// Everything that can be wrong before anything is done.
    pub(super) fn checked(&self) -> Result<Place, SetupError> {
        if self.is_ours && !is_access_token(self.policy.typ()) {
            let typ = self.policy.typ().to_owned();
            return Err(SetupError::NotAccessTokens { typ });
        }
        let issuer = self.issuer()?;
        // Compared byte by byte with `iss`, it would refuse every token and never say why.
        if self.is_ours && issuer.ends_with('/') {
            let (setting, why) = (
                "issuer",
                "has a slash at its end, which no issuer of ours has",
            );
            return Err(SetupError::Address { setting, why });
        }
        if let Some(why) = self.pace.fault() {
            return Err(SetupError::Setting(why));
        }
        match (&self.jwks_uri, &self.base_url) {
            (Some(url), None) => Place::of_set("jwks_uri", url),
            (None, Some(base)) => Place::below("base_url", base),
            (None, None) => Place::below("issuer", issuer),
            (Some(_), Some(_)) => Err(SetupError::Setting(
                "`base_url` and `jwks_uri` both say where the keys are: name one",
            )),
        }
    }

    fn issuer(&self) -> Result<&str, SetupError> {
        match self.policy.issuers() {
            [issuer] => Ok(issuer),
            others => Err(SetupError::Issuers(others.len())),
        }
    }
}

/// Compared as RFC 7515 section 4.1.9 says.
fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == ACCESS_TOKEN_TYP
}

fn runtime() -> Result<Runtime, SetupError> {
    Runtime::try_current().map_err(|_| SetupError::NoRuntime)
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remote")
            .field("policy", &self.policy)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}
