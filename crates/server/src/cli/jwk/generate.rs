//! `jwk generate`: a new key, with `alg`, `kid` (its thumbprint) and `use`.

use std::fmt;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use paraph_jose::jwe::{DecryptionKey, KeyAlg};
use paraph_jose::{Alg, Error, SigningKey};
use serde_json::Value;

use super::super::failure::Failure;
use super::super::io::Io;
use super::super::print::Format;
use super::value;
use crate::data::write_private;

/// Make a new key and print it, its secret part included
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph jwk generate --alg ES256 > key.jwk
  paraph jwk generate --alg EdDSA --out key.jwk --public-out public.jwk
  paraph jwk generate --alg ML-DSA-65 > post-quantum.jwk
  paraph jwk generate --alg ECDH-ES --out key.jwk --public-out public.jwk
  paraph jwk generate --alg HS256 | paraph jwk thumbprint

To sign: HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K
EdDSA Ed25519 Ed448 ML-DSA-44 ML-DSA-65 ML-DSA-87. EdDSA and Ed25519 are the same signature;
a key has one of the two names, and EdDSA is the one that more libraries know.

To encrypt: ECDH-ES ECDH-ES+A256KW RSA-OAEP-256 A256KW A256GCMKW dir, and the other sizes.")]
pub(in crate::cli) struct GenerateArgs {
    /// One of the algorithms below
    #[arg(long)]
    alg: Purpose,
    /// Write the key into a new file of mode 0600 instead of printing it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the public half into a new file, for others to check with
    #[arg(long, value_name = "FILE")]
    public_out: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

impl GenerateArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        if self.public_out.is_some() && self.alg.is_symmetric() {
            return Err(Failure::usage(format!(
                "--public-out: a key of {} has no public half",
                self.alg
            )));
        }
        // Looked at before anything is written, so that no half is left without the other.
        if let Some(there) = [&self.out, &self.public_out]
            .into_iter()
            .flatten()
            .find(|file| file.exists())
        {
            return Err(refused(there, &ErrorKind::AlreadyExists.into()));
        }
        let (private, public) = self.alg.generate()?;
        if let (Some(file), Some(public)) = (&self.public_out, public) {
            let text = format!("{public:#}\n");
            write_new(file, &text).map_err(|error| refused(file, &error))?;
        }
        match &self.out {
            None => self.format.json(io, &private),
            Some(file) => {
                let text = format!("{private:#}\n");
                write_private(file, text.as_bytes()).map_err(|error| refused(file, &error))
            }
        }
    }
}

/// What the key is for, by its algorithm.
#[derive(Clone, Copy, Debug)]
enum Purpose {
    Sign(Alg),
    Encrypt(KeyAlg),
}

impl FromStr for Purpose {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let sign = name.parse().map(Self::Sign);
        sign.or_else(|_| name.parse().map(Self::Encrypt))
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sign(alg) => alg.fmt(f),
            Self::Encrypt(alg) => alg.fmt(f),
        }
    }
}

impl Purpose {
    fn is_symmetric(self) -> bool {
        match self {
            Self::Sign(alg) => alg.is_symmetric(),
            Self::Encrypt(alg) => alg.is_symmetric(),
        }
    }

    /// The whole key, and its public half if it has one.
    fn generate(self) -> Result<(Value, Option<Value>), Failure> {
        match self {
            Self::Sign(alg) => {
                let key = SigningKey::generate(alg)?;
                let public = key.public_jwk();
                Ok((
                    value(&key.to_jwk())?,
                    public.as_ref().map(value).transpose()?,
                ))
            }
            Self::Encrypt(alg) => {
                let key = DecryptionKey::generate(alg)?;
                let public = key.public_jwk();
                Ok((
                    parsed(&key.to_jwk())?,
                    public.as_deref().map(parsed).transpose()?,
                ))
            }
        }
    }
}

fn parsed(jwk: &str) -> Result<Value, Failure> {
    serde_json::from_str(jwk).map_err(|_| Error::KeyMalformed("no JSON").into())
}

fn write_new(file: &Path, text: &str) -> std::io::Result<()> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)?
        .write_all(text.as_bytes())
}

fn refused(file: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("{}: {error}", file.display()))
}
