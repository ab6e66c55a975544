//! The configuration: the file, then `PARAPH_SECTION__KEY`, then flags, resolved into one checked value.
//!
//! One file per section. An unknown key, a value of the wrong kind or an unsafe combination is refused with one line
//! that names the key, where it was set and what to do. No key holds a secret: secrets are in files (`.._file`).

use std::ffi::OsString;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

mod bind;
mod database;
mod error;
mod http;
mod issuer;
mod keys;
mod layer;
mod list;
mod listen;
mod passwords;
mod refresh;
mod sessions;
mod show;
mod signup;
mod span;
mod tokens;

pub use bind::Listeners;
pub use database::Database;
pub use error::ConfigError;
pub use http::{Http, is_loopback};
pub use issuer::{Bound, Issuer, IssuerError, Mode, settle};
pub use keys::Keys;
use layer::{Given, Setting};
pub use layer::{Source, Sources};
pub use listen::Listen;
pub use passwords::Passwords;
pub use refresh::Refresh;
pub use sessions::Sessions;
pub use signup::{Signup, SignupMode};
pub use span::Span;
pub use tokens::Tokens;

/// The whole configuration, checked as far as it can be before the issuer is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// What an access token is.
    pub tokens: Tokens,
    /// How long a login lasts.
    pub refresh: Refresh,
    /// How many a person may have.
    pub sessions: Sessions,
    /// Who may make an account.
    pub signup: Signup,
    /// Listener, proxies, origins.
    pub http: Http,
    /// SQLite or PostgreSQL.
    pub database: Database,
    /// Where the master key is.
    pub keys: Keys,
    /// The cost of hashes.
    pub passwords: Passwords,
}

/// What a configuration is made of, as it came.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// The file and its text.
    pub file: Option<(PathBuf, String)>,
    /// The environment; names that are not ours are passed over.
    pub environment: Vec<(OsString, OsString)>,
    /// Flag, section, key, value.
    pub flags: Vec<(&'static str, &'static str, &'static str, String)>,
}

/// A configuration with the place where each of its values was set.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The resolved values.
    pub config: Config,
    /// Where they were set; what is missing is the default.
    pub sources: Sources,
}

impl Loaded {
    /// Resolves and checks.
    ///
    /// # Errors
    /// The first fault found, as one line.
    pub fn resolve(inputs: Inputs) -> Result<Self, ConfigError> {
        let mut settings = Vec::new();
        if let Some((path, text)) = &inputs.file {
            settings.extend(layer::of_file(path, text)?);
        }
        settings.extend(layer::of_environment(inputs.environment)?);
        let flags = inputs.flags.into_iter();
        settings.extend(
            flags.map(|(flag, section, key, value)| layer::of_flag(flag, section, key, value)),
        );
        let loaded = Self::merge(settings)?;
        loaded.located(loaded.config.check())?;
        Ok(loaded)
    }

    /// The checks that need the issuer, once it is settled.
    ///
    /// # Errors
    /// As [`Loaded::resolve`].
    pub fn check_under(&self, issuer: &Issuer) -> Result<(), ConfigError> {
        self.located(self.config.check_under(issuer))
    }

    fn merge(settings: Vec<Setting>) -> Result<Self, ConfigError> {
        let (mut table, mut sources) = (Table::new(), Sources::new());
        for setting in settings {
            let value = understand(&setting)?;
            sources.insert(setting.name(), setting.source);
            let section = table
                .entry(setting.section)
                .or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(section) = section {
                section.insert(setting.key, value);
            }
        }
        let config = table
            .try_into()
            .map_err(|error: toml::de::Error| ConfigError::new("config", error.message()))?;
        Ok(Self { config, sources })
    }

    fn located(&self, checked: Result<(), ConfigError>) -> Result<(), ConfigError> {
        checked.map_err(|error| {
            let source = self.sources.get(error.key()).cloned();
            error.set_in(source)
        })
    }
}

impl Config {
    fn check(&self) -> Result<(), ConfigError> {
        self.tokens.check()?;
        self.refresh.check(self.tokens.life)?;
        self.sessions.check()?;
        self.http.check()?;
        self.database.check()?;
        self.passwords.check()?;
        if self.database.is_postgres() && self.keys.master_key_file.is_none() {
            let reason = "is required with PostgreSQL, the same file on every node: name it with --master-key";
            return Err(ConfigError::new("keys.master_key_file", reason));
        }
        match &self.tokens.issuer {
            Some(issuer) => self.check_under(issuer),
            None => Ok(()),
        }
    }

    fn check_under(&self, issuer: &Issuer) -> Result<(), ConfigError> {
        self.tokens.check_under(issuer)?;
        self.signup.check_under(issuer.mode())
    }
}

/// The value with the type its key wants. Text is taken as it is, unless it is an array in TOML's way or only its
/// reading as TOML (`500`, `true`) fits the key.
fn understand(setting: &Setting) -> Result<Value, ConfigError> {
    let text = match &setting.value {
        Given::Typed(value) => return fits(setting, value).map(|()| value.clone()),
        Given::Text(text) => text,
    };
    let plain = Value::String(text.clone());
    let typed = text
        .parse::<Value>()
        .ok()
        .filter(|value| fits(setting, value).is_ok());
    match (fits(setting, &plain), typed) {
        (_, Some(array @ Value::Array(_))) => Ok(array),
        (Ok(()), _) => Ok(plain),
        (Err(_), Some(typed)) => Ok(typed),
        (Err(fault), None) => Err(fault),
    }
}

fn fits(setting: &Setting, value: &Value) -> Result<(), ConfigError> {
    let section = Table::from_iter([(setting.key.clone(), value.clone())]);
    let table = Table::from_iter([(setting.section.clone(), Value::Table(section))]);
    let fault = |error: toml::de::Error| {
        let reason = error
            .message()
            .replace("field `", "key `")
            .replace('\n', " ");
        ConfigError::new(setting.name(), reason).set_in(Some(setting.source.clone()))
    };
    table.try_into::<Config>().map(|_| ()).map_err(fault)
}

#[cfg(test)]
mod tests;
