//! What every handler shares: one extractor, `State<App>`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ipnet::IpNet;
use paraph_core::auth::Auth;
use paraph_core::{Clock, Rng};
use paraph_jose::Policy;
use paraph_ledger::View;
use paraph_verify::origin::Origins;
use paraph_verify::{Keys, Verifier};

use crate::config::{Issuer, IssuerError, Mode};

/// The state of the HTTP room; cloning it is cheap.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// Why there is no app.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppError {
    /// The issuer in the settings is not one.
    #[error("issuer: {0}")]
    Issuer(#[from] IssuerError),
    /// Two keys share a kid.
    #[error("keys: {0}")]
    Keys(#[from] paraph_jose::Error),
}

#[derive(Debug)]
struct Parts {
    issuer: Issuer,
    auth: Auth,
    account: Verifier,
    anywhere: Verifier,
    origins: Origins,
    behind_proxy: Vec<IpNet>,
    draining: AtomicBool,
}

impl App {
    /// An app over these use cases. It checks access tokens by their keys and by `view`, which the store extends;
    /// `origins` may call with our cookies; the `X-Forwarded-For` of `behind_proxy` is believed.
    ///
    /// # Errors
    /// [`AppError`], all of which the start refuses earlier.
    pub fn new(
        auth: Auth,
        view: Arc<View>,
        origins: Origins,
        behind_proxy: Vec<IpNet>,
    ) -> Result<Self, AppError> {
        let issuer = auth.policy.issuer.as_str();
        let clock = Arc::clone(&auth.clock);
        let keys = Keys::new(auth.keys.verifying()?);
        let policy = Policy::access_token(issuer, issuer);
        let account = Verifier::local(policy, keys, view, move || clock.now());
        Ok(Self(Arc::new(Parts {
            issuer: issuer.parse()?,
            anywhere: account.with_policy(Policy::access_token_any_audience(issuer)),
            account,
            auth,
            origins,
            behind_proxy,
            draining: AtomicBool::new(false),
        })))
    }

    /// The use cases.
    #[must_use]
    pub fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// Accepts access tokens that are for the issuer itself: they may act on the account.
    #[must_use]
    pub fn account_tokens(&self) -> &Verifier {
        &self.0.account
    }

    /// Accepts every access token of ours, whatever its audience.
    #[must_use]
    pub fn all_tokens(&self) -> &Verifier {
        &self.0.anywhere
    }

    /// Whose pages may call with our cookies.
    #[must_use]
    pub fn origins(&self) -> &Origins {
        &self.0.origins
    }

    /// The proxies whose `X-Forwarded-For` is believed.
    #[must_use]
    pub fn behind_proxy(&self) -> &[IpNet] {
        &self.0.behind_proxy
    }

    /// The time.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.auth.clock
    }

    /// Randomness.
    #[must_use]
    pub fn rng(&self) -> &dyn Rng {
        &*self.0.auth.rng
    }

    /// The issuer.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.0.issuer.as_str()
    }

    /// Development or production.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.0.issuer.mode()
    }

    /// The path of the issuer, without a final slash: what every route's path starts with.
    #[must_use]
    pub fn base_path(&self) -> &str {
        self.0.issuer.base_path()
    }

    /// From now on the server is not ready.
    pub fn drain(&self) {
        self.0.draining.store(true, Ordering::Release);
    }

    /// Whether the server is stopping.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::Acquire)
    }
}
