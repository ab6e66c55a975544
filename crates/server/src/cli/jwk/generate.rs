//! `jwk generate`: a new key, with `alg`, `kid` (its thumbprint) and `use`.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use paraph_jose::{Alg, SigningKey};

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
  paraph jwk generate --alg HS256 | paraph jwk thumbprint

Algorithms: HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K
EdDSA Ed25519 Ed448 ML-DSA-44 ML-DSA-65 ML-DSA-87. EdDSA and Ed25519 are the same signature;
a key has one of the two names, and EdDSA is the one that more libraries know.")]
pub(in crate::cli) struct GenerateArgs {
    /// One of the algorithms below
    #[arg(long)]
    alg: Alg,
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
        let key = SigningKey::generate(self.alg)?;
        if let (Some(file), Some(public)) = (&self.public_out, key.public_jwk()) {
            let text = format!("{:#}\n", value(&public)?);
            write_new(file, &text).map_err(|error| refused(file, &error))?;
        }
        let private = value(&key.to_jwk())?;
        match &self.out {
            None => self.format.json(io, &private),
            Some(file) => {
                let text = format!("{private:#}\n");
                write_private(file, text.as_bytes()).map_err(|error| refused(file, &error))
            }
        }
    }
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
