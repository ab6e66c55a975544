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
use serde_json::Value;

use crate::config::{Issuer, IssuerError, Mode};

/// The state of the HTTP room; cloning it is cheap.
#[derive(Clone, Debug)]
pub struct App(Arc<Shared>);

/// What an [`App`] is made of.
#[derive(Debug)]
pub struct Parts {
    /// The use cases.
    pub auth: Auth,
    /// The revocations, which the store extends.
    pub view: Arc<View>,
    /// Whose pages may call with our cookies.
    pub origins: Origins,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub behind_proxy: Vec<IpNet>,
    /// The configuration in force, secrets hidden, as operators may read it.
    pub config: Value,
}

#[derive(Debug)]
struct Shared {
    parts: Parts,
    issuer: Issuer,
    account: Verifier,
    anywhere: Verifier,
    draining: AtomicBool,
}

impl App {
    /// The app of these parts.
    ///
    /// # Errors
    /// The issuer in the settings is none, which the start refuses earlier.
    pub fn new(parts: Parts) -> Result<Self, IssuerError> {
        let auth = &parts.auth;
        let issuer: Issuer = auth.policy.issuer.parse()?;
        let keys = Keys::new(auth.keys.verifying().clone());
        let verifier = |policy| {
            let clock = Arc::clone(&auth.clock);
            let view = Arc::clone(&parts.view);
            Verifier::local(policy, keys.clone(), view, move || clock.now())
        };
        let account = Policy::access_token(issuer.as_str(), issuer.as_str());
        let anywhere = Policy::access_token_any_audience(issuer.as_str());
        Ok(Self(Arc::new(Shared {
            account: verifier(account),
            anywhere: verifier(anywhere),
            issuer,
            parts,
            draining: AtomicBool::new(false),
        })))
    }

    /// The use cases.
    #[must_use]
    pub fn auth(&self) -> &Auth {
        &self.0.parts.auth
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

    /// The revocations known here.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.0.parts.view
    }

    /// Whose pages may call with our cookies.
    #[must_use]
    pub fn origins(&self) -> &Origins {
        &self.0.parts.origins
    }

    /// The proxies whose `X-Forwarded-For` is believed.
    #[must_use]
    pub fn behind_proxy(&self) -> &[IpNet] {
        &self.0.parts.behind_proxy
    }

    /// The configuration in force, without secrets.
    #[must_use]
    pub fn config(&self) -> &Value {
        &self.0.parts.config
    }

    /// The time.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.parts.auth.clock
    }

    /// Randomness.
    #[must_use]
    pub fn rng(&self) -> &dyn Rng {
        &*self.0.parts.auth.rng
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
