//! Our own release binary, on a data folder filled beforehand through our own store: to log in so many people over HTTP
//! would be to measure Argon2.

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use paraph::data::{DataFolder, load_master_key};
use paraph::store::{Database, Engine, SqliteOptions};
use paraph_core::clock::{ManualClock, SystemClock};
use paraph_core::commands::people::{Create, CreateUser};
use paraph_core::email::Email;
use paraph_core::hasher::{Hasher, HasherSettings};
use paraph_core::id::UserId;
use paraph_core::keys::KeyRing;
use paraph_core::password::Password;
use paraph_core::rng::SystemRng;
use paraph_core::{Clock, Runs, audit::Actor};
use paraph_jose::Alg;
use tempfile::TempDir;

use super::Running;
use crate::wire::post;
use crate::{Outcome, fixtures, slow};

/// How many can log in, with [`PASSWORD`]: so many that none has more sessions than is allowed.
pub(crate) const PEOPLE: usize = 128;
pub(crate) const PASSWORD: &str = "correct horse 7 battery";
const ISSUER: &str = "https://id.example.org";

/// A data folder, and the refresh tokens of the sessions in it.
#[derive(Debug)]
pub(crate) struct Data {
    folder: TempDir,
    pub(crate) tokens: Vec<String>,
}

impl Data {
    /// With [`PEOPLE`] who can log in, and so many open sessions of others.
    pub(crate) async fn new(sessions: usize) -> Outcome<Self> {
        let folder = tempfile::tempdir_in(slow::build_folder()?)?;
        let own = DataFolder::open(&folder.path().join("data"))?;
        let master = load_master_key(&own, None, false, &SystemRng)?;
        // Stands still at the present: all sessions are made now.
        let clock = Arc::new(ManualClock::new(SystemClock.now()));
        let engine = Engine::Sqlite(SqliteOptions::new(own.database()));
        let store = fixtures::open(engine, &clock).await?;
        let keys = KeyRing::open(&*store, &master, &SystemRng, ISSUER, &[Alg::ES256]).await?;
        add_people(&store).await?;
        let mut tokens = Vec::with_capacity(sessions);
        for (_, session) in fixtures::sessions(&store, sessions).await? {
            let token = keys.refresh_token(session, 0, keys.refresh_version())?;
            tokens.push(token.expose().to_owned());
        }
        Ok(Self { folder, tokens })
    }

    /// Serves it, with further settings from the environment (`PARAPH_SECTION__KEY`). `launcher` decides on which core.
    pub(crate) fn serve(
        &self,
        launcher: impl Fn(PathBuf) -> Command,
        settings: &[(&str, &str)],
    ) -> Outcome<Running> {
        let mut command = launcher(binary()?);
        command
            .args([
                "serve",
                "--issuer",
                ISSUER,
                "--listen",
                "127.0.0.1:0",
                "--data",
            ])
            .arg(self.folder.path().join("data"))
            .envs(settings.iter().copied());
        Running::start(&mut command, &self.folder.path().join("log"))
    }

    /// The size of the database, MiB.
    pub(crate) fn size(&self) -> Outcome<f64> {
        super::mebibytes(&self.folder.path().join("data/paraph.db"))
    }
}

/// The request by which one of [`PEOPLE`] logs in.
pub(crate) fn login(person: usize) -> Vec<u8> {
    let email = email(person);
    let body = format!(r#"{{"email":"{email}","password":"{PASSWORD}"}}"#);
    post("/api/login", &body)
}

fn email(person: usize) -> String {
    format!("ada{person}@example.org")
}

async fn add_people(store: &Database) -> Outcome<()> {
    let hasher = Hasher::new(HasherSettings::new(1), Arc::new(SystemRng))?;
    let password = Password::new(PASSWORD, &Email::parse(&email(0))?)?;
    // One hash for all: it is verified at each login all the same.
    let hash = hasher.hash(password).await?;
    for person in 0..PEOPLE {
        let create = CreateUser {
            id: UserId::random(&SystemRng),
            email: Email::parse(&email(person))?,
            name: Some("Ada".into()),
            roles: ["editor".into()].into(),
            claims: serde_json::Map::new(),
            password: Some(hash.clone()),
            trail: fixtures::trail(Actor::System),
        };
        if !matches!(store.run(create).await?, Create::Created(_)) {
            return Err("a person could not be made".into());
        }
    }
    Ok(())
}

fn binary() -> Outcome<PathBuf> {
    let path = env::var_os("PARAPH_TEST_BIN");
    Ok(path
        .ok_or("no PARAPH_TEST_BIN: run it by `cargo xtask bench`")?
        .into())
}
