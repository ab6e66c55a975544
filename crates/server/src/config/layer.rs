//! Where values come from: the file, then the environment, then flags. Each layer is a list of single settings, so
//! that every fault can name its key and its place.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};
use toml::{Table, Value};

use super::ConfigError;

/// Variables of this prefix are ours, and unknown ones are errors.
const PREFIX: &str = "PARAPH_";
/// Variables of this prefix belong to tests and are left alone.
const TESTS: &str = "PARAPH_TEST_";
/// Keys that hold a path: in a file, relative to that file.
const PATHS: [(&str, &str); 2] = [("database", "url_file"), ("keys", "master_key_file")];

/// Where a value was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// This configuration file.
    File(PathBuf),
    /// This environment variable.
    Variable(String),
    /// This flag.
    Flag(&'static str),
}

/// `section.key` -> where its value was set; what is missing is the default.
pub type Sources = BTreeMap<String, Source>;

/// One value of one key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setting {
    pub(super) section: String,
    pub(super) key: String,
    pub(super) value: Given,
    pub(super) source: Source,
}

/// A value as it came.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    /// From TOML, with its type.
    Typed(Value),
    /// From a variable or a flag: text, whatever the key's type.
    Text(String),
}

impl Setting {
    pub(super) fn name(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }
}

/// The settings of a file: sections of keys, nothing outside them.
pub(super) fn of_file(path: &Path, text: &str) -> Result<Vec<Setting>, ConfigError> {
    let table: Table = toml::from_str(text).map_err(|error| malformed(path, text, &error))?;
    let mut settings = Vec::new();
    for (section, keys) in table {
        let Value::Table(keys) = keys else {
            let fault = ConfigError::new(
                section,
                "stands outside a section; write it under [section]",
            );
            return Err(fault.set_in(Some(Source::File(path.to_owned()))));
        };
        settings.extend(keys.into_iter().map(|(key, value)| Setting {
            value: Given::Typed(beside(path, &section, &key, value)),
            section: section.clone(),
            key,
            source: Source::File(path.to_owned()),
        }));
    }
    Ok(settings)
}

/// The settings of the environment: `PARAPH_SECTION__KEY`.
pub(super) fn of_environment(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Vec<Setting>, ConfigError> {
    let ours = |(name, _): &(OsString, OsString)| {
        let name = name.as_encoded_bytes();
        name.starts_with(PREFIX.as_bytes()) && !name.starts_with(TESTS.as_bytes())
    };
    variables
        .into_iter()
        .filter(ours)
        .map(of_variable)
        .collect()
}

fn of_variable((name, value): (OsString, OsString)) -> Result<Setting, ConfigError> {
    let shown = name.to_string_lossy().into_owned();
    let fault = |reason| ConfigError::new(shown.clone(), reason);
    let (section, key) = shown[PREFIX.len()..]
        .split_once("__")
        .ok_or_else(|| fault("is no setting; a variable is named PARAPH_SECTION__KEY"))?;
    let value = value.into_string().map_err(|_| fault("is not UTF-8"))?;
    Ok(Setting {
        section: section.to_ascii_lowercase(),
        key: key.to_ascii_lowercase(),
        value: Given::Text(value),
        source: Source::Variable(shown.clone()),
    })
}

/// A flag that was given, for the key it sets.
pub(super) fn of_flag(flag: &'static str, section: &str, key: &str, value: String) -> Setting {
    Setting {
        section: section.to_owned(),
        key: key.to_owned(),
        value: Given::Text(value),
        source: Source::Flag(flag),
    }
}

fn beside(file: &Path, section: &str, key: &str, value: Value) -> Value {
    match (value, file.parent()) {
        (Value::String(path), Some(folder)) if PATHS.contains(&(section, key)) => {
            Value::String(folder.join(path).to_string_lossy().into_owned())
        }
        (value, _) => value,
    }
}

fn malformed(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let before = error
        .span()
        .and_then(|span| text.get(..span.start))
        .unwrap_or("");
    let line = before.matches('\n').count() + 1;
    let reason = error.message().lines().collect::<Vec<_>>().join(", ");
    ConfigError::new(
        format!("{}, line {line}", path.display()),
        format!("is no TOML: {reason}"),
    )
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
