//! Puts the server together: database, keys, use cases, HTTP.

use std::sync::Arc;

use paraph_core::clock::{SystemClock, millis};
use paraph_core::commands::ledger::RaiseLife;
use paraph_core::commands::roots::ReadIssuer;
use paraph_core::hasher::Hasher;
use paraph_core::keys::{KeyRing, RootError};
use paraph_core::rng::SystemRng;
use paraph_core::{Auth, Settings, Store};
use paraph_ledger::{Lsn, View};
use paraph_verify::origin::Origins;

use crate::cli::{Failure, Prepared};
use crate::config::{Config, Issuer, Listeners, Mode};
use crate::http::App;
use crate::http::app::Parts;
use crate::store::{self, Engine, PostgresOptions, SqliteOptions};

/// Opens everything and settles the issuer.
pub(super) async fn assemble(
    prepared: &Prepared,
    listeners: &Listeners,
) -> Result<(App, Issuer), Failure> {
    let config = &prepared.loaded.config;
    let view = Arc::new(View::new(Lsn::FIRST));
    let store = store::open(engine(prepared), Arc::new(SystemClock), Arc::clone(&view)).await;
    let store = store.map_err(|error| Failure::refused("database", error.to_string()))?;
    let issuer = settle(prepared, &*store, listeners).await?;
    let parts = Parts {
        auth: auth(prepared, store, &issuer).await?,
        view,
        origins: origins(config, &issuer)?,
        behind_proxy: config.http.behind_proxy.clone(),
        config: prepared.loaded.in_force(&issuer),
    };
    Ok((App::new(parts)?, issuer))
}

/// The use cases, once the database has admitted the master key and the longest life of a token.
async fn auth(
    prepared: &Prepared,
    store: Arc<dyn Store>,
    issuer: &Issuer,
) -> Result<Auth, Failure> {
    let config = &prepared.loaded.config;
    let keys = KeyRing::open(
        &*store,
        &prepared.master_key,
        &SystemRng,
        issuer.as_str(),
        &config.tokens.algorithm,
    )
    .await
    .map_err(refuse)?;
    let policy = settings(config, issuer);
    let raise = RaiseLife { life: policy.life };
    let raised = store.run(raise).await;
    raised.map_err(|error| refuse(error.into()))?;
    let hasher = Hasher::new(config.passwords.hasher(), Arc::new(SystemRng));
    Ok(Auth {
        store,
        keys: Arc::new(keys),
        clock: Arc::new(SystemClock),
        rng: Arc::new(SystemRng),
        hasher: hasher.map_err(|error| Failure::refused("config_refused", error.to_string()))?,
        policy,
    })
}

async fn settle(
    prepared: &Prepared,
    store: &dyn Store,
    listeners: &Listeners,
) -> Result<Issuer, Failure> {
    let stored = store.run(ReadIssuer).await;
    let stored = stored.map_err(|error| refuse(error.into()))?;
    let stored = stored.map(|issuer| issuer.parse()).transpose()?;
    prepared.settle(stored.as_ref(), listeners)
}

fn engine(prepared: &Prepared) -> Engine {
    match &prepared.database_url {
        Some(url) => Engine::Postgres(PostgresOptions {
            connections: prepared.loaded.config.database.pool,
            ..PostgresOptions::new(url.as_str())
        }),
        None => Engine::Sqlite(SqliteOptions::new(prepared.folder.database())),
    }
}

fn settings(config: &Config, issuer: &Issuer) -> Settings {
    Settings {
        issuer: issuer.as_str().to_owned(),
        audience: config.tokens.audience.clone(),
        audiences: config.tokens.audiences.clone(),
        scopes: config.tokens.scopes.clone(),
        life: millis(config.tokens.life.duration()),
        window: millis(config.refresh.replay_window.duration()),
        idle: millis(config.refresh.idle.duration()),
        absolute: millis(config.refresh.absolute.duration()),
        sessions_per_user: config.sessions.per_user,
        signup_open: config.signup.is_open(issuer.mode()),
    }
}

fn origins(config: &Config, issuer: &Issuer) -> Result<Origins, Failure> {
    let listed = config.http.origins.iter().map(String::as_str);
    let origins = match issuer.mode() {
        Mode::Development => {
            Origins::development(issuer.origin()).and_then(|own| own.with_listed(listed))
        }
        Mode::Production => Origins::production(issuer.origin(), listed),
    };
    origins.map_err(|error| Failure::refused("config_refused", format!("http.origins: {error}")))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
fn refuse(error: RootError) -> Failure {
    let code = match error {
        RootError::WrongMasterKey => "master_key_wrong",
        RootError::OtherIssuer(_) => "issuer_refused",
        RootError::Failed(_) => "database",
    };
    Failure::refused(code, error.to_string())
}
