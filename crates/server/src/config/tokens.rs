//! `[tokens]`: what an access token is. Keys to sign with, life, audiences, scopes; and the issuer's name.

use paraph_jose::Alg;
use serde::{Deserialize, Serialize};

use super::list::{doubled, one_or_many, parsed};
use super::{ConfigError, Issuer, Span};

/// A day: what ends by itself within minutes cannot stay for longer than this.
const LONGEST_LIFE: Span = Span::seconds(86_400);
/// Of the 8 KiB that a verifier reads, so many bytes may be scopes.
const ALL_SCOPES: usize = 1_024;

/// The `[tokens]` section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tokens {
    /// The issuer's name; `None` until the first start settles it.
    pub issuer: Option<Issuer>,
    /// The algorithms to hold a signing key for; the first one signs unless a client asks for another.
    #[serde(deserialize_with = "algorithms")]
    pub algorithm: Vec<Alg>,
    /// Life of an access token.
    pub life: Span,
    /// The audience of tokens that name no other.
    pub audience: String,
    /// Further audiences that may be asked for.
    #[serde(deserialize_with = "one_or_many")]
    pub audiences: Vec<String>,
    /// The scopes there are.
    #[serde(deserialize_with = "one_or_many")]
    pub scopes: Vec<String>,
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            issuer: None,
            algorithm: vec![Alg::ES256],
            life: Span::seconds(5 * 60),
            audience: "api".into(),
            audiences: Vec::new(),
            scopes: Vec::new(),
        }
    }
}

impl Tokens {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let fault =
            |key: &str, reason: String| Err(ConfigError::new(format!("tokens.{key}"), reason));
        if self.algorithm.is_empty() {
            return fault(
                "algorithm",
                "names no algorithm; ES256 is the default".into(),
            );
        }
        if let Some(alg) = doubled(&self.algorithm) {
            return fault("algorithm", format!("names {alg} twice"));
        }
        if let Some(alg) = self.algorithm.iter().find(|alg| alg.is_symmetric()) {
            let reason = format!(
                "{alg} has no public key that others could check with; use {}",
                asymmetric()
            );
            return fault("algorithm", reason);
        }
        if self.life < Span::seconds(1) || self.life > LONGEST_LIFE {
            return fault(
                "life",
                format!("is {}; choose from 1s to {LONGEST_LIFE}", self.life),
            );
        }
        self.check_names()
    }

    fn check_names(&self) -> Result<(), ConfigError> {
        let no_audience = |name: &&String| !is_audience(name);
        let wrong = [&self.audience]
            .into_iter()
            .find(no_audience)
            .map(|name| ("audience", name));
        let wrong = wrong.or_else(|| {
            self.audiences
                .iter()
                .find(no_audience)
                .map(|name| ("audiences", name))
        });
        if let Some((key, name)) = wrong {
            let reason = format!("{name:?} is no name of an audience");
            return Err(ConfigError::new(format!("tokens.{key}"), reason));
        }
        if let Some(name) = self.scopes.iter().find(|name| !is_scope(name)) {
            let reason = format!(
                "{name:?} is no scope: printable ASCII without spaces, quotes and backslashes"
            );
            return Err(ConfigError::new("tokens.scopes", reason));
        }
        let all = self.scopes.join(" ").len();
        if all > ALL_SCOPES {
            let reason = format!(
                "has {all} bytes in all; a token holds them by default: at most {ALL_SCOPES}"
            );
            return Err(ConfigError::new("tokens.scopes", reason));
        }
        Ok(())
    }

    /// A token whose audience is the issuer opens the account itself: no service may be handed one.
    pub(super) fn check_under(&self, issuer: &Issuer) -> Result<(), ConfigError> {
        let lists = [
            ("audience", std::slice::from_ref(&self.audience)),
            ("audiences", self.audiences.as_slice()),
        ];
        let is_issuer = |name: &String| name == issuer.as_str();
        match lists.iter().find(|(_, names)| names.iter().any(is_issuer)) {
            None => Ok(()),
            Some((key, _)) => {
                let reason = "may not be the issuer: such tokens act on the account; name the service they are for";
                Err(ConfigError::new(format!("tokens.{key}"), reason))
            }
        }
    }
}

fn algorithms<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Alg>, D::Error> {
    let unknown = |name: &str| {
        let known = asymmetric();
        format!("{name:?} is no algorithm to sign with; use {known}")
    };
    parsed(deserializer, |name| name.parse().map_err(|_| unknown(name)))
}

fn asymmetric() -> String {
    let names: Vec<_> = Alg::all()
        .filter(|alg| !alg.is_symmetric())
        .map(Alg::name)
        .collect();
    names.join(", ")
}

fn is_audience(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 200
        && !name.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// RFC 6749 section 3.3.
fn is_scope(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
    !name.is_empty() && name.len() <= 200 && name.chars().all(allowed)
}
