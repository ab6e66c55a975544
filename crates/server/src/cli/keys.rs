//! Keys that a command names: `--jwk FILE` (one JWK or a set) or `--pem FILE`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use paraph_jose::{Alg, Error, Jwk, JwkSet, KeySet, Purpose, SigningKey};
use serde::de::IgnoredAny;

use super::failure::Failure;
use super::hint::key::{encrypts, kids, no_jwk, no_pem, no_such_kid, no_use, signs};
use super::io::read_file_text;

/// A file with keys.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct KeyFile {
    /// One JWK or a JWK Set
    #[arg(long, value_name = "FILE")]
    jwk: Option<PathBuf>,
    /// One key in PEM
    #[arg(long, value_name = "FILE")]
    pem: Option<PathBuf>,
}

/// The key to sign with.
#[derive(Debug, Args)]
pub(super) struct SigningKeyArgs {
    #[command(flatten)]
    file: KeyFile,
    /// The algorithm, for a key that names none
    #[arg(long)]
    alg: Option<Alg>,
    /// Which key of a set
    #[arg(long, allow_hyphen_values = true)]
    kid: Option<String>,
}

impl SigningKeyArgs {
    /// The one key that is meant.
    pub(super) fn read(&self) -> Result<SigningKey, Failure> {
        let (alg, kid) = (self.alg, self.kid.as_deref());
        let set = self.file.read(alg)?;
        let wanted = |key: &&Jwk| kid.is_none_or(|kid| key.kid() == Some(kid));
        let mut keys = set.keys().iter().filter(wanted);
        let key = keys.next().ok_or_else(|| match kid {
            Some(_) => no_such_kid(set.keys().iter()),
            None => Error::KeySetEmpty.into(),
        })?;
        if keys.next().is_some() {
            let hint = kids(set.keys().iter(), "name a file of one key");
            return Err(Failure::usage("the set has several keys").hint(hint));
        }
        if alg.is_some_and(|alg| key.alg() != Some(alg)) {
            return Err(no_use(&Error::KeyAlgMismatch, key, signs));
        }
        SigningKey::from_jwk(key).map_err(|error| no_use(&error, key, signs))
    }
}

impl KeyFile {
    /// The keys to check tokens with.
    pub(super) fn verifying_keys(&self, alg: Option<Alg>) -> Result<KeySet, Failure> {
        let set = self.read(alg)?;
        KeySet::from_jwks(&set).map_err(|error| {
            match set.keys().iter().find(|key| key.purpose().is_none()) {
                Some(key) => no_use(&error, key, signs),
                None => error.into(),
            }
        })
    }

    /// The keys; `alg` is for those that name none.
    fn read(&self, alg: Option<Alg>) -> Result<JwkSet, Failure> {
        let alg = alg.map(Purpose::Sign);
        match (&self.jwk, &self.pem) {
            (Some(file), _) => parse(&read_file_text(file)?, alg),
            (_, Some(file)) => read_pem(file, alg),
            _ => Err(Failure::usage("no key").hint("name one with --jwk FILE or --pem FILE")),
        }
    }
}

/// The one key of a PEM file.
pub(super) fn read_pem(file: &Path, alg: Option<Purpose>) -> Result<JwkSet, Failure> {
    let text = read_file_text(file)?;
    let key = Jwk::from_pem(&text, None).map_err(|error| no_pem(error, &text))?;
    let kind = match alg {
        Some(Purpose::Encrypt(_)) => encrypts,
        _ => signs,
    };
    let key = match alg {
        Some(alg) => key
            .clone()
            .with_alg(alg)
            .map_err(|error| no_use(&error, &key, kind))?,
        None => key,
    };
    Ok(JwkSet::new([key])?)
}

/// One JWK or a set.
pub(super) fn parse(text: &str, alg: Option<Purpose>) -> Result<JwkSet, Failure> {
    let set = if is_set(text) {
        JwkSet::parse(text)?
    } else {
        JwkSet::new([parse_jwk(text)?])?
    };
    Ok(match alg {
        Some(alg) => set.assume_alg(alg)?,
        None => set,
    })
}

/// One JWK.
pub(super) fn parse_jwk(text: &str) -> Result<Jwk, Failure> {
    Jwk::parse(text).map_err(|error| no_jwk(error, text))
}

/// True for a set, as far as a glance can tell: whatever its `keys` are.
pub(super) fn is_set(text: &str) -> bool {
    let members = serde_json::from_str::<BTreeMap<String, Option<IgnoredAny>>>(text);
    members.is_ok_and(|members| members.contains_key("keys"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_keys_of_whatever_kind_at_its_top() {
        for text in [
            r#"{"keys":[]}"#,
            r#"{"kty":"oct","keys":null}"#,
            r#"{"keys":1}"#,
        ] {
            assert!(is_set(text), "{text}");
        }
        for text in [
            "",
            "[]",
            r#"["keys"]"#,
            r#"{"a":{"keys":[]}}"#,
            r#"{"kty":"keys"}"#,
        ] {
            assert!(!is_set(text), "{text}");
        }
    }
}
