//! `jwk generate`: a new key, with `alg`, `kid` (its thumbprint) and `use`.

use std::io::ErrorKind;
use std::path::PathBuf;

use clap::Args;
use paraph_jose::{Jwk, Purpose};

use super::super::failure::Failure;
use super::super::io::Io;
use super::super::print::Format;
use super::file::{refused, write_key};
use super::value;

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
        let key = Jwk::generate(self.alg)?;
        if let (Some(file), Some(public)) = (&self.public_out, key.public()) {
            write_key(file, &public, &format!("{:#}\n", value(&public)?))?;
        }
        match &self.out {
            None => self.format.json(io, &value(&key)?),
            Some(file) => write_key(file, &key, &format!("{:#}\n", value(&key)?)),
        }
    }
}
