//! `serve`: everything that can refuse a start before a socket is bound or a database opened.

use clap::Args;
use paraph_core::rng::SystemRng;
use paraph_core::seal::MasterKey;
use zeroize::Zeroizing;

use super::config::ConfigArgs;
use super::failure::Failure;
use super::io::Io;
use crate::config::{Issuer, Listeners, Loaded, settle};
use crate::data::{DataFolder, Surroundings, keep_private, load_master_key};
use crate::http::well_known::jwks_uri;

/// Run the server
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph serve
  paraph serve --listen localhost:0 --data /tmp/try
  paraph serve --issuer https://id.example.org --behind-proxy 10.0.0.0/8 --listen 0.0.0.0:8080

Every key of the file can also be set as PARAPH_SECTION__KEY; see `paraph config check`.")]
pub struct ServeArgs {
    /// Flags that are part of the configuration.
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// A start that nothing has refused so far. It owns the data folder.
#[derive(Debug)]
pub struct Prepared {
    /// The configuration, checked but for what depends on the issuer.
    pub loaded: Loaded,
    /// The data folder, locked.
    pub folder: DataFolder,
    /// The master key.
    pub master_key: MasterKey,
    /// PostgreSQL, where it is used. May hold a password.
    pub database_url: Option<Zeroizing<String>>,
    /// What commands must be told to find this server: empty, or ` --data DIR`.
    pub data_flag: String,
}

impl ServeArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        keep_private();
        crate::app::serve(&self.prepare()?, io)
    }

    /// Resolves the configuration, takes the data folder, reads or makes the master key.
    ///
    /// # Errors
    /// One line that says what to do; nothing was overwritten.
    pub fn prepare(&self) -> Result<Prepared, Failure> {
        let (path, loaded) = self.config.load()?;
        let database_url = loaded.config.database.read_url()?;
        let folder = DataFolder::open(&path)?;
        let named = loaded.config.keys.master_key_file.as_deref();
        let master_key = load_master_key(&folder, named, database_url.is_some(), &SystemRng)?;
        let data_flag = self
            .config
            .data
            .as_ref()
            .map(|data| format!(" --data {}", data.display()));
        let data_flag = data_flag.unwrap_or_default();
        Ok(Prepared {
            loaded,
            folder,
            master_key,
            database_url,
            data_flag,
        })
    }
}

impl Prepared {
    /// Binds the configured address.
    ///
    /// # Errors
    /// The port is taken, or not ours to take.
    pub fn bind(&self) -> Result<Listeners, Failure> {
        let listen = self.loaded.config.http.listen;
        listen
            .bind()
            .map_err(|reason| Failure::refused("listen_failed", reason))
    }

    /// The issuer to serve, given the one that was stored at an earlier start; and the checks that depend on it.
    ///
    /// # Errors
    /// Another issuer than the stored one, one that is not where the listener is, or one that makes a setting unsafe.
    pub fn settle(
        &self,
        stored: Option<&Issuer>,
        listeners: &Listeners,
    ) -> Result<Issuer, Failure> {
        let asked = self.loaded.config.tokens.issuer.as_ref();
        let issuer = settle(asked, stored, listeners.bound)?;
        self.loaded.check_under(&issuer)?;
        Ok(issuer)
    }

    /// What standard output says at a start, before the last line `listening on ..`.
    pub fn greeting(&self, issuer: &Issuer) -> String {
        format!(
            "issuer {issuer} ({mode})   audience {audience}\n\
             jwks_uri {jwks_uri}\n\
             data {data}\n\
             first operator: {product} user add EMAIL --role {admin}{data_flag}\n",
            mode = issuer.mode(),
            audience = self.loaded.config.tokens.audience,
            jwks_uri = jwks_uri(issuer.as_str()),
            data = self.shown_data(),
            product = paraph_core::PRODUCT,
            admin = paraph_core::user::ADMIN,
            data_flag = self.data_flag,
        )
    }

    /// With `~` for the home folder, as people know it.
    fn shown_data(&self) -> String {
        let path = self.folder.path();
        let home = Surroundings::of_process()
            .home
            .filter(|home| !home.is_empty());
        match home.and_then(|home| path.strip_prefix(home).ok().map(ToOwned::to_owned)) {
            Some(rest) => format!("~/{}", rest.display()),
            None => path.display().to_string(),
        }
    }
}
