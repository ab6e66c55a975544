//! Why a configuration is refused: one line that names the key, where its value came from, and what to do.

use std::fmt;

use super::layer::Source;

/// A refused configuration. Displays as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    key: String,
    source: Option<Source>,
    reason: String,
}

impl ConfigError {
    /// A fault of one key (`section.key`), or of a file or variable that is no key.
    pub fn new(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            source: None,
            reason: reason.into(),
        }
    }

    /// The same fault, with the place where the value was set.
    #[must_use]
    pub fn set_in(mut self, source: Option<Source>) -> Self {
        self.source = source.or(self.source);
        self
    }

    /// The key at fault, `section.key`.
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            None => write!(f, "{}: {}", self.key, self.reason),
            Some(source) => write!(f, "{} ({source}): {}", self.key, self.reason),
        }
    }
}

impl std::error::Error for ConfigError {}
