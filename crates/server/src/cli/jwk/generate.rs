//! `jwk generate`: a new key, with `alg`, `kid` (its thumbprint) and `use`.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use paraph_jose::jwe::{Curve, DecryptionKey, KeyAlg};
use paraph_jose::{Error, Jwk, Purpose};

use super::super::failure::Failure;
use super::super::io::Io;
use super::super::print::{Format, print_json};
use super::file::{refused, spell, take_back, write_key};

/// Make a new key and print it, its secret part included
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph jwk generate --alg ES256 --out key.jwk --public-out public.jwk
  paraph jwk generate --alg ML-DSA-65 --out post-quantum.jwk
  paraph jwk generate --alg ECDH-ES --out inbox.jwk --public-out inbox-public.jwk
  paraph jwk generate --alg ECDH-ES+A256KW --crv X25519 --out x25519.jwk
  paraph jwk generate --alg HS256 | paraph jwk thumbprint

To sign: HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K
EdDSA Ed25519 Ed448 ML-DSA-44 ML-DSA-65 ML-DSA-87. EdDSA and Ed25519 are the same signature;
a key has one of the two names, and EdDSA is the one that more libraries know.

To encrypt: ECDH-ES, ECDH-ES+A128KW and the like, RSA-OAEP RSA-OAEP-256, A128KW A192KW A256KW, A128GCMKW A192GCMKW A256GCMKW, dir.
PBES2 takes a password instead of a key: `paraph jwe encrypt --password-file FILE`.")]
pub(in crate::cli) struct GenerateArgs {
    /// One of the algorithms below
    #[arg(long)]
    alg: Purpose,
    /// The curve of ECDH-ES: P-256 (where none is named), P-384, P-521 or X25519
    #[arg(long)]
    crv: Option<Curve>,
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
            let reason = format!("--public-out: a key of {} has no public half", self.alg);
            return Err(Failure::usage(reason)
                .hint("leave --public-out out, or take ES256 to sign, ECDH-ES to encrypt"));
        }
        self.refuse_files()?;
        let key = self.make()?;
        let public = key.public();
        let (Some(file), Some(public)) = (&self.public_out, &public) else {
            return self.private(io, &key);
        };
        // No half is left without the other: a private key that nobody has the public half of is no use, and a
        // public one may be handed on before anybody sees that its private half was lost.
        if let Some(private) = &self.out {
            self.private(io, &key)?;
            return write_key(file, public, &spell(std::slice::from_ref(public), false)?)
                .inspect_err(|_| take_back(private));
        }
        write_key(file, public, &spell(std::slice::from_ref(public), false)?)?;
        self.private(io, &key).inspect_err(|_| take_back(file))
    }

    fn make(&self) -> Result<Jwk, Failure> {
        match (self.crv, self.alg) {
            (_, Purpose::Encrypt(alg)) if alg.takes_password() => Err(no_key(alg)),
            (None, purpose) => Ok(Jwk::generate(purpose)?),
            (Some(crv), Purpose::Encrypt(alg)) => {
                let key = DecryptionKey::generate_on(alg, crv).map_err(no_curve)?;
                Ok(key.to_jwk())
            }
            (Some(_), _) => Err(no_curve(Error::KeyAlgMismatch)),
        }
    }

    /// Looked at before anything is written.
    fn refuse_files(&self) -> Result<(), Failure> {
        let files = [&self.out, &self.public_out];
        let there = |file: &&PathBuf| file.symlink_metadata().is_ok();
        if let Some(there) = files.into_iter().flatten().find(there) {
            return Err(refused(there, &ErrorKind::AlreadyExists.into()));
        }
        match files {
            [Some(out), Some(public)] if place(out) == place(public) => {
                Err(Failure::usage("--out and --public-out name the same file")
                    .hint("give the public half a name of its own"))
            }
            _ => Ok(()),
        }
    }

    fn private(&self, io: &mut Io<'_>, key: &Jwk) -> Result<(), Failure> {
        let key = std::slice::from_ref(key);
        match &self.out {
            None => print_json(io, &spell(key, self.format.json)?),
            Some(file) => write_key(file, &key[0], &spell(key, false)?),
        }
    }
}

/// Passwords are chosen, not generated, and no JWK holds them.
fn no_key(alg: KeyAlg) -> Failure {
    Failure::from(Error::KeyAlgMismatch).hint(format!(
        "{alg} takes a password and no key: put a long one into a file (`(umask 077; openssl rand -base64 24 > password)`), and give it \
         to `paraph jwe encrypt --password-file password --alg {alg}`"
    ))
}

/// Of other algorithms the name says the curve, or there is none.
fn no_curve(error: Error) -> Failure {
    Failure::from(error).hint("--crv is for ECDH-ES and ECDH-ES+A*KW alone: leave it out, or take ES384 for P-384, ES512 for P-521")
}

/// Where a file will be, whatever links lead there.
fn place(file: &Path) -> (PathBuf, Option<&OsStr>) {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let found = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    (found, file.file_name())
}
