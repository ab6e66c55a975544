//! `[database]`: SQLite in the data folder unless a PostgreSQL is named here.

use std::path::PathBuf;

use reqwest::Url;
use serde::{Deserialize, Serialize};

use zeroize::Zeroizing;

use super::ConfigError;
use crate::data::{DataError, read_private};

/// The `[database]` section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `postgres://user@host/name`, without a password.
    pub url: Option<String>,
    /// A file of mode 0600 with the URL, where it holds a password.
    pub url_file: Option<PathBuf>,
    /// Connections to PostgreSQL.
    pub pool: u32,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: None,
            url_file: None,
            pool: 16,
        }
    }
}

impl Database {
    /// Whether a PostgreSQL is named.
    pub fn is_postgres(&self) -> bool {
        self.url.is_some() || self.url_file.is_some()
    }

    /// The URL, from its file where it is in one; `None` for SQLite. Wiped when dropped: it may hold a password.
    ///
    /// # Errors
    /// The file is open to others, cannot be read, or holds no such URL.
    pub fn read_url(&self) -> Result<Option<Zeroizing<String>>, DataError> {
        let Some(file) = &self.url_file else {
            return Ok(self.url.clone().map(Zeroizing::new));
        };
        let text = read_private(file)?;
        let url = Zeroizing::new(text.trim().to_owned());
        if !is_postgres_url(&url) {
            let cause = std::io::Error::other("it holds no URL that starts with postgres://");
            return Err(DataError::Unreadable {
                file: file.clone(),
                cause,
            });
        }
        Ok(Some(url))
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let fault =
            |key: &str, reason: &str| Err(ConfigError::new(format!("database.{key}"), reason));
        if self.url.is_some() && self.url_file.is_some() {
            return fault("url", "stands beside database.url_file: keep one of them");
        }
        if !(2..=1_000).contains(&self.pool) {
            return fault("pool", "choose from 2 to 1000 connections");
        }
        let Some(url) = &self.url else { return Ok(()) };
        if holds_password(url) {
            return fault(
                "url",
                "holds a password: put the URL into a file of mode 0600 and name it in database.url_file",
            );
        }
        if !is_postgres_url(url) {
            return fault(
                "url",
                "is no PostgreSQL URL; write postgres://user@host/name",
            );
        }
        Ok(())
    }
}

fn is_postgres_url(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Errs on the side of yes: what stands between `:` and the last `@` of the authority, or a parameter of that name.
fn holds_password(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (authority, query) = rest.split_once('?').unwrap_or((rest, ""));
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    // As the driver reads it: names may be percent-encoded.
    let mut named = names(query);
    user.contains(':')
        || named.any(|name| name.starts_with("password") || name.starts_with("sslpassword"))
}

/// The names of a query, decoded, in lower case.
fn names(query: &str) -> impl Iterator<Item = String> {
    let url = Url::parse(&format!("postgres://db/?{query}")).ok();
    let lower = |url: Url| -> Vec<String> {
        let pairs = url.query_pairs();
        pairs.map(|(name, _)| name.to_ascii_lowercase()).collect()
    };
    url.map(lower).unwrap_or_default().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s06_a_url_with_a_password_is_known_as_such() {
        for with in [
            "postgres://ada:secret@db/paraph",
            "postgres://ada:se/cret@db/paraph",
            "postgres://ada:@db/paraph",
            "postgres://db/paraph?password=secret",
            "postgres://db/paraph?user=ada&PASSWORD=secret",
            "postgres://db/paraph?%70assword=secret",
            "postgres://db/paraph?ssl%50assword=secret",
            "ada:secret@db",
        ] {
            assert!(holds_password(with), "{with}");
        }
        for without in [
            "postgres://db/paraph",
            "postgres://ada@db:5432/paraph?sslmode=require",
            "postgres:///p?host=/run",
        ] {
            assert!(!holds_password(without), "{without}");
        }
    }
}
