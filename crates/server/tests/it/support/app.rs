//! A whole server without a socket: the real router over the real use cases and a fresh `SQLite` file.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use paraph::http::app::Parts;
use paraph::http::routes::{Route, routes};
use paraph::http::{App, build};
use paraph::store::{Engine, SqliteOptions, open};
use paraph_core::audit::Actor;
use paraph_core::auth::{Auth, Origin, Settings};
use paraph_core::clock::ManualClock;
use paraph_core::commands::ledger::RaiseLife;
use paraph_core::hasher::{HashParams, Hasher, HasherSettings};
use paraph_core::keys::KeyRing;
use paraph_core::people::NewUser;
use paraph_core::rng::SystemRng;
use paraph_core::seal::MasterKey;
use paraph_core::user::User;
use paraph_core::{Millis, Rng, Runs};
use paraph_jose::Alg;
use paraph_ledger::{Lsn, View};
use paraph_verify::origin::Origins;
use serde_json::{Value, json};
use tempfile::TempDir;
use tracing::Level;

use super::client::{Anonymous, Bearer, Browser, Client};
use super::faulty::Faulty;
use super::store::{Dump, dump};

/// Where the clock stands at first: 2026-01-01T00:00:00Z.
pub(crate) const START: Millis = 1_767_225_600_000;
pub(crate) const SECOND: Millis = 1_000;
pub(crate) const MINUTE: Millis = 60 * SECOND;
pub(crate) const DAY: Millis = 24 * 60 * MINUTE;

/// An https issuer, for tests of production's defaults.
pub(crate) const PRODUCTION: &str = "https://id.example.org";
/// A page that is listed there.
pub(crate) const LISTED: &str = "https://app.example.org";
/// A page that is not.
pub(crate) const FOREIGN: &str = "https://evil.example";

/// The password of every person made here.
pub(crate) const PASSWORD: &str = "correct horse 7 battery";

/// The server.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) router: Router,
    pub(crate) store: Arc<Faulty>,
    folder: TempDir,
}

/// What a [`TestApp`] is made of.
pub(crate) struct Builder {
    settings: Settings,
    algorithms: Vec<Alg>,
    behind_proxy: Vec<String>,
    extra: Vec<Route>,
}

impl TestApp {
    /// A development server on `http://localhost:8080`, with signup open.
    pub(crate) async fn new() -> Self {
        Self::of("http://localhost:8080").start().await
    }

    /// A server at `https://id.example.org`, with one listed origin and signup open.
    pub(crate) async fn production() -> Self {
        Self::of(PRODUCTION).start().await
    }

    pub(crate) fn of(issuer: &str) -> Builder {
        Builder {
            settings: settings(issuer),
            algorithms: vec![Alg::ES256],
            behind_proxy: Vec::new(),
            extra: Vec::new(),
        }
    }

    /// Makes an account with [`PASSWORD`].
    pub(crate) async fn person(&self, email: &str) -> User {
        self.person_with(email, &[]).await
    }

    pub(crate) async fn person_with(&self, email: &str, roles: &[&str]) -> User {
        let new = NewUser {
            email: email.into(),
            name: Some("Ada".into()),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            claims: serde_json::Map::new(),
            password: Some(PASSWORD.into()),
        };
        let origin = Origin::default();
        let made = self
            .app
            .auth()
            .create_user(new, &Actor::System, &origin)
            .await;
        made.expect("the account can be made")
    }

    /// Logs a program in: an access token (for the issuer, if `own`) and a refresh token.
    pub(crate) async fn log_in(&self, email: &str, audience: &str) -> (String, String) {
        let body = json!({
            "email": email, "password": PASSWORD, "carrier": "bearer", "audience": audience,
        });
        let answer = self.anonymous().post("/api/login", &body).await.ok();
        let text = |name: &str| answer[name].as_str().expect("a token").to_owned();
        (text("access_token"), text("refresh_token"))
    }

    /// An access token that may act on the account.
    pub(crate) async fn own_token(&self, email: &str) -> String {
        self.log_in(email, self.app.issuer()).await.0
    }

    /// A page of the issuer, logged in.
    pub(crate) async fn logged_in_browser(&self, email: &str) -> Browser<'_> {
        let browser = self.browser();
        let body = json!({ "email": email, "password": PASSWORD });
        browser.post("/api/login", &body).await.ok();
        browser
    }

    pub(crate) fn anonymous(&self) -> Anonymous<'_> {
        Anonymous(self)
    }

    pub(crate) fn bearer(&self, token: &str) -> Bearer<'_> {
        Bearer(self, token.into())
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// The issuer's own origin.
    pub(crate) fn origin(&self) -> String {
        let issuer = self.app.issuer();
        issuer[..issuer.len() - self.app.base_path().len()].into()
    }

    /// The whole database.
    pub(crate) fn dump(&self) -> Dump {
        dump(&self.file())
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("paraph.db")
    }
}

impl Builder {
    pub(crate) fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    pub(crate) fn behind_proxy(mut self, net: &str) -> Self {
        self.behind_proxy.push(net.into());
        self
    }

    /// The first signs.
    pub(crate) fn algorithms(mut self, algorithms: &[Alg]) -> Self {
        self.algorithms = algorithms.to_vec();
        self
    }

    pub(crate) fn route(mut self, route: Route) -> Self {
        self.extra.push(route);
        self
    }

    pub(crate) async fn start(self) -> TestApp {
        // Shown for tests that fail.
        let _ = tracing_subscriber::fmt()
            .with_test_writer()
            .with_max_level(Level::WARN)
            .try_init();
        let folder = TempDir::new().expect("a folder for the database");
        let clock = Arc::new(ManualClock::new(START));
        let view = Arc::new(View::new(Lsn::FIRST));
        let engine = Engine::Sqlite(SqliteOptions::new(folder.path().join("paraph.db")));
        let store = open(engine, clock.clone(), view.clone())
            .await
            .expect("the database opens");
        let store = Arc::new(Faulty::new(store));
        let rng: Arc<dyn Rng> = Arc::new(SystemRng);
        let master = MasterKey::parse(&MasterKey::generate(&*rng)).expect("a master key");
        let issuer = self.settings.issuer.clone();
        let life = RaiseLife {
            life: self.settings.life,
        };
        store.run(life).await.expect("the longest life is raised");
        let keys = KeyRing::open(&*store, &master, &*rng, &issuer, &self.algorithms).await;
        let auth = Auth {
            store: store.clone(),
            keys: Arc::new(keys.expect("keys")),
            clock: clock.clone(),
            hasher: hasher(&rng),
            rng,
            policy: self.settings,
        };
        let parts = Parts {
            auth,
            view,
            origins: origins(&issuer),
            behind_proxy: self
                .behind_proxy
                .iter()
                .map(|net| net.parse().expect("a net"))
                .collect(),
            config: Value::Null,
        };
        let app = App::new(parts).expect("an app");
        let all = routes().into_iter().chain(self.extra).collect();
        TestApp {
            router: build(all, app.clone()),
            app,
            clock,
            store,
            folder,
        }
    }
}

fn settings(issuer: &str) -> Settings {
    Settings {
        issuer: issuer.into(),
        audience: "api".into(),
        audiences: vec!["reports".into()],
        scopes: vec!["read".into(), "write".into()],
        life: 5 * MINUTE,
        window: 30 * SECOND,
        idle: 30 * DAY,
        absolute: 180 * DAY,
        sessions_per_user: 500,
        signup_open: true,
    }
}

fn origins(issuer: &str) -> Origins {
    let origins = if issuer.starts_with("https:") {
        Origins::production(issuer, [LISTED])
    } else {
        Origins::development(issuer)
    };
    origins.expect("origins")
}

/// Cheap hashes: what they cost is tested where they are made.
fn hasher(rng: &Arc<dyn Rng>) -> Hasher {
    let params = HashParams {
        memory: 64,
        passes: 1,
        lanes: 1,
    };
    let settings = HasherSettings {
        params,
        ..HasherSettings::new(2)
    };
    Hasher::new(settings, rng.clone()).expect("a hasher")
}
