//! What `serve` and `config check` are told, and `config check` itself.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::failure::Failure;
use super::io::Io;
use super::print::Format;
use crate::config::{ConfigError, Inputs, Issuer, Loaded};
use crate::data::{DataFolder, Surroundings, resolve};

/// Look at the configuration (offline)
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    Check(CheckArgs),
}

/// Print what `serve` would run with and where each value was set, or why it would refuse
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph config check
  PARAPH_TOKENS__LIFE=10m paraph config check --config paraph.toml --json")]
pub(super) struct CheckArgs {
    #[command(flatten)]
    config: ConfigArgs,
    #[command(flatten)]
    format: Format,
}

/// The flags that name a configuration or are part of one.
#[derive(Clone, Debug, Default, Args)]
pub struct ConfigArgs {
    /// Where to listen; port 0 takes a free one [default: localhost:8080]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The data folder [default: `$STATE_DIRECTORY`, `$XDG_DATA_HOME/paraph` or `~/.local/share/paraph`]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The issuer's name, at the first start [default: <http://localhost:PORT>]
    #[arg(long, value_name = "URL")]
    pub issuer: Option<String>,
    /// The configuration file [default: paraph.toml in the data folder, if it is there]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Networks of the proxies in front, which add TLS and say who calls
    #[arg(long, value_name = "CIDR,..")]
    pub behind_proxy: Option<String>,
    /// PostgreSQL instead of SQLite, without a password (see `database.url_file`)
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// The master key's file; required with PostgreSQL
    #[arg(long, value_name = "FILE")]
    pub master_key: Option<String>,
}

impl ConfigArgs {
    /// The data folder's path, and the configuration. Nothing is made or changed.
    pub(super) fn load(&self) -> Result<(PathBuf, Loaded), Failure> {
        let data = resolve(self.data.as_deref(), &Surroundings::of_process())?;
        let named = self.config.is_some();
        let path = self
            .config
            .clone()
            .unwrap_or_else(|| DataFolder::config_in(&data));
        let file = match std::fs::read_to_string(&path) {
            Ok(text) => Some((path, text)),
            Err(error) if !named && is_absent(error.kind(), &path) => None,
            Err(error) => {
                let key = path.display().to_string();
                return Err(ConfigError::new(key, format!("cannot be read: {error}")).into());
            }
        };
        let environment = std::env::vars_os().collect();
        let loaded = Loaded::resolve(Inputs {
            file,
            environment,
            flags: self.flags(),
        })?;
        Ok((data, loaded))
    }

    fn flags(&self) -> Vec<(&'static str, &'static str, &'static str, String)> {
        let flags = [
            ("--listen", "http", "listen", &self.listen),
            ("--behind-proxy", "http", "behind_proxy", &self.behind_proxy),
            ("--issuer", "tokens", "issuer", &self.issuer),
            ("--database-url", "database", "url", &self.database_url),
            ("--master-key", "keys", "master_key_file", &self.master_key),
        ];
        let given = |(flag, section, key, value): (_, _, _, &Option<String>)| {
            Some((flag, section, key, value.clone()?))
        };
        flags.into_iter().filter_map(given).collect()
    }
}

/// Also where a part of the path is a file or closed to us: what is wrong with the data folder is said later. A file that is
/// there and cannot be read is not absent: its settings must not be left out.
fn is_absent(kind: ErrorKind, path: &Path) -> bool {
    match kind {
        ErrorKind::NotFound | ErrorKind::NotADirectory => true,
        ErrorKind::PermissionDenied => path.symlink_metadata().is_err(),
        _ => false,
    }
}

impl ConfigCommand {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let Self::Check(args) = self;
        let (_, loaded) = args.config.load()?;
        // An issuer on localhost is what a start without a name would settle on.
        if loaded.config.tokens.issuer.is_none() && loaded.config.http.listen.is_loopback() {
            loaded.check_under(&Issuer::localhost(loaded.config.http.listen.port()))?;
        }
        if args.format.json {
            return args.format.json(io, &loaded.to_json());
        }
        Ok(write!(io.stdout, "{}", loaded.to_toml())?)
    }
}
