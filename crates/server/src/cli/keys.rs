//! Keys that a command names: `--jwk FILE` (one JWK or a set) or `--pem FILE`.

use std::path::{Path, PathBuf};

use clap::Args;
use paraph_jose::{Alg, Error, Jwk, JwkSet, KeySet, Purpose, SigningKey, dangerous};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use zeroize::Zeroizing;

use super::failure::Failure;
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
        let key = keys.next().ok_or(match kid {
            Some(_) => Error::KeyUnknown,
            None => Error::KeySetEmpty,
        })?;
        if keys.next().is_some() {
            return Err(Failure::usage(
                "the set has several keys: choose one with --kid",
            ));
        }
        if alg.is_some_and(|alg| key.alg() != Some(alg)) {
            return Err(Error::KeyAlgMismatch.into());
        }
        Ok(SigningKey::from_jwk(key)?)
    }
}

impl KeyFile {
    /// The keys to check `token` with. A single key without a `kid` checks any token: a kid only finds a key.
    pub(super) fn verifying_keys(&self, alg: Option<Alg>, token: &str) -> Result<KeySet, Failure> {
        let set = self.read(alg)?;
        let header = dangerous::decode_unverified_header(token);
        let kid = header
            .as_ref()
            .ok()
            .and_then(|header| header["kid"].as_str());
        if let ([key], Some(kid)) = (set.keys(), kid)
            && key.kid().is_none()
            // A kid that no key can have is the token's fault: the check says so.
            && let Ok(named) = with_member(key, "kid", kid)
        {
            return Ok(KeySet::try_from(&named)?);
        }
        Ok(KeySet::from_jwks(&set)?)
    }

    /// The keys; `alg` is for those that name none.
    fn read(&self, alg: Option<Alg>) -> Result<JwkSet, Failure> {
        let alg = alg.map(Purpose::Sign);
        match (&self.jwk, &self.pem) {
            (Some(file), _) => parse(&read_file_text(file)?, alg),
            (_, Some(file)) => read_pem(file, alg),
            _ => Err(Failure::usage("name a key with --jwk FILE or --pem FILE")),
        }
    }
}

/// The one key of a PEM file.
pub(super) fn read_pem(file: &Path, alg: Option<Purpose>) -> Result<JwkSet, Failure> {
    let key = Jwk::from_pem(&read_file_text(file)?, None)?;
    let key = match alg {
        Some(alg) => key.with_alg(alg)?,
        None => key,
    };
    Ok(JwkSet::new([key])?)
}

/// One JWK or a set.
pub(super) fn parse(text: &str, alg: Option<Purpose>) -> Result<JwkSet, Failure> {
    let set = if is_set(text) {
        JwkSet::parse(text)?
    } else {
        JwkSet::new([Jwk::parse(text)?])?
    };
    Ok(match alg {
        Some(alg) => set.assume_alg(alg)?,
        None => set,
    })
}

/// True for a set, as far as a glance can tell.
pub(super) fn is_set(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Peek {
        keys: Option<IgnoredAny>,
    }
    serde_json::from_str::<Peek>(text).is_ok_and(|peek| peek.keys.is_some())
}

/// The key with one more member, if it has none of that name.
pub(super) fn with_member(key: &Jwk, name: &str, value: &str) -> Result<Jwk, Failure> {
    let text = Zeroizing::new(key.to_json());
    let mut members: serde_json::Map<String, Value> =
        serde_json::from_str(&text).map_err(|_| Error::KeyMalformed("no JSON"))?;
    members.entry(name).or_insert_with(|| value.into());
    let text = Zeroizing::new(Value::Object(members).to_string());
    Ok(Jwk::parse(text.as_str())?)
}
