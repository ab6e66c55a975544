//! `jwk convert`: PEM, a JWK or a secret phrase into a JWK with `alg`, `kid` and `use`, or into PEM; with `--public` its public half.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use paraph_jose::{Error, Jwk, JwkSet, Purpose};
use serde_json::json;

use super::super::failure::Failure;
use super::super::hint::key::{either, kids, no_such_kid, no_use};
use super::super::io::{Io, read_file, read_file_text};
use super::super::keys::{parse, read_pem};
use super::super::print::{Format, print_json};
use super::file::{spell, write_key};

/// Turn a key into a JWK or into PEM
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph jwk convert --pem rsa.pem --alg RS256 --public > public.jwk
  paraph jwk convert --pem x25519.pem --alg ECDH-ES+A256KW --out decryption.jwk
  paraph jwk convert --jwk key.jwk --public
  paraph jwk convert --jwk key.jwk --to pem --out key.pem
  paraph jwk convert --jwk jwks.json --kid first --public --to pem | openssl pkey -pubin -text
  paraph jwk convert --raw phrase.txt --alg HS256 > secret.jwk

PEM is PKCS#8 for a private key and SPKI for a public one, without a password; of ML-DSA it
holds the seed. It has no room for alg, kid and use, nor for a secret.")]
pub(in crate::cli) struct ConvertArgs {
    #[command(flatten)]
    from: From,
    /// The algorithm, for keys that name none and could have several (RSA, secrets), or are to encrypt
    #[arg(long)]
    alg: Option<Purpose>,
    /// Only the public half
    #[arg(long)]
    public: bool,
    /// Which key of a set
    #[arg(long, allow_hyphen_values = true)]
    kid: Option<String>,
    /// What to write
    #[arg(long, value_enum, default_value_t)]
    to: To,
    /// Write into a new file instead of printing, of mode 0600 if the key is secret
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

/// What a key can be written as.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum To {
    /// A JSON Web Key, or a set of them
    #[default]
    Jwk,
    /// One PEM block
    Pem,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct From {
    /// One key in PEM: PKCS#8, PKCS#1, SEC 1 or SPKI
    #[arg(long, value_name = "FILE")]
    pem: Option<PathBuf>,
    /// One JWK or a JWK Set
    #[arg(long, value_name = "FILE")]
    jwk: Option<PathBuf>,
    /// The bytes of a secret; the end of a text's last line is no part of it
    #[arg(long, value_name = "FILE", requires = "alg")]
    raw: Option<PathBuf>,
}

impl ConvertArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let set = self.from.read(self.alg)?;
        let keys = self.chosen(&set).map(|key| self.half(key));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        match (self.to, keys.as_slice()) {
            (_, []) if self.kid.is_some() => Err(no_such_kid(set.keys().iter())),
            (To::Jwk, keys) => self.jwk(io, keys),
            (To::Pem, [key]) => self.pem(io, key),
            (To::Pem, []) => Err(Error::KeySetEmpty.into()),
            (To::Pem, _) => Err(
                Failure::usage("the set has several keys, and a PEM holds one")
                    .hint(kids(set.keys().iter(), "name a file of one key")),
            ),
        }
    }

    fn chosen<'a>(&self, set: &'a JwkSet) -> impl Iterator<Item = &'a Jwk> {
        let wanted = |key: &&Jwk| self.kid.as_deref().is_none_or(|kid| key.kid() == Some(kid));
        set.keys().iter().filter(wanted)
    }

    fn half(&self, key: &Jwk) -> Result<Jwk, Failure> {
        if self.alg.is_some_and(|alg| key.purpose() != Some(alg)) {
            return Err(no_use(&Error::KeyAlgMismatch, key, either));
        }
        if !self.public {
            return Ok(key.clone());
        }
        Ok(key.public().ok_or(Error::KeySymmetric)?)
    }

    fn jwk(&self, io: &mut Io<'_>, keys: &[Jwk]) -> Result<(), Failure> {
        let complete = |key: &Jwk| {
            let whole = key.clone().complete();
            whole.map_err(|error| no_use(&error, key, either))
        };
        let keys = keys.iter().map(complete).collect::<Result<Vec<_>, _>>()?;
        match (&self.out, keys.as_slice()) {
            // A set is secret as its keys are: all of them, or none.
            (Some(file), [first, ..]) => write_key(file, first, &spell(&keys, false)?),
            (_, keys) => print_json(io, &spell(keys, self.format.json)?),
        }
    }

    fn pem(&self, io: &mut Io<'_>, key: &Jwk) -> Result<(), Failure> {
        let pem = key.to_pem()?;
        match &self.out {
            Some(file) => write_key(file, key, &pem),
            None if self.format.json => self.format.json(io, &json!({ "pem": pem.as_str() })),
            None => Ok(write!(io.stdout, "{}", pem.as_str())?),
        }
    }
}

impl From {
    fn read(&self, alg: Option<Purpose>) -> Result<JwkSet, Failure> {
        if let Some(file) = &self.pem {
            return read_pem(file, alg);
        }
        if let Some(file) = &self.jwk {
            return parse(&read_file_text(file)?, alg);
        }
        match (&self.raw, alg) {
            (Some(file), Some(alg)) => Ok(JwkSet::new([Jwk::from_secret(
                phrase(&read_file(file)?),
                alg,
            )?])?),
            _ => Err(Failure::usage("no key")
                .hint("name one with --pem, --jwk or --raw FILE --alg HS256")),
        }
    }
}

/// An editor ends a text with a newline that nobody means; of random bytes nothing is taken away.
pub(in crate::cli) fn phrase(bytes: &[u8]) -> &[u8] {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return bytes;
    };
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.contains(char::is_control) {
        bytes
    } else {
        line.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_of_a_text_is_left_out() {
        for (bytes, secret) in [
            (&b"a phrase\n"[..], &b"a phrase"[..]),
            (b"a phrase\r\n", b"a phrase"),
            (b"a phrase", b"a phrase"),
            (b"two\nlines\n", b"two\nlines\n"),
            (b"\xff\x00\n", b"\xff\x00\n"),
            (b"\x01\n", b"\x01\n"),
        ] {
            assert_eq!(phrase(bytes), secret);
        }
    }
}
