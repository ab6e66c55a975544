//! `jwk convert`: PEM, a JWK or a secret phrase into a JWK with `alg`, `kid` and `use`; with `--public` its public half.

use std::path::PathBuf;

use clap::Args;
use paraph_jose::{Alg, Error, Jwk, JwkSet};
use serde_json::{Value, json};

use super::super::failure::Failure;
use super::super::io::{Io, read_file, read_file_text};
use super::super::keys::{parse, read_pem, with_member};
use super::super::print::Format;
use super::value;

/// Turn a key into a JWK
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph jwk convert --pem rsa.pem --alg RS256 --public > public.jwk
  paraph jwk convert --jwk key.jwk --public
  paraph jwk convert --raw phrase.txt --alg HS256 > secret.jwk")]
pub(in crate::cli) struct ConvertArgs {
    #[command(flatten)]
    from: From,
    /// The algorithm, for keys that name none and could have several (RSA, secrets)
    #[arg(long)]
    alg: Option<Alg>,
    /// Only the public half
    #[arg(long)]
    public: bool,
    #[command(flatten)]
    format: Format,
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
    /// The bytes of a secret for HMAC; the end of a text's last line is no part of it
    #[arg(long, value_name = "FILE", requires = "alg")]
    raw: Option<PathBuf>,
}

impl ConvertArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let set = self.from.read(self.alg)?;
        let keys = set
            .keys()
            .iter()
            .map(|key| self.convert(key))
            .collect::<Result<Vec<_>, _>>()?;
        match keys.as_slice() {
            [key] => self.format.json(io, key),
            keys => self.format.json(io, &json!({ "keys": keys })),
        }
    }

    fn convert(&self, key: &Jwk) -> Result<Value, Failure> {
        if key.alg().is_none() {
            return Err(Error::KeyNeedsAlg.into());
        }
        if self.alg.is_some_and(|alg| key.alg() != Some(alg)) {
            return Err(Error::KeyAlgMismatch.into());
        }
        let half = if self.public {
            key.public()
        } else {
            Some(key.clone())
        };
        let key =
            half.ok_or_else(|| Failure::refused("key_symmetric", "a secret has no public half"))?;
        let named = with_member(&key, "kid", &key.thumbprint())?;
        value(&with_member(&named, "use", "sig")?)
    }
}

impl From {
    fn read(&self, alg: Option<Alg>) -> Result<JwkSet, Failure> {
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
            _ => Err(Failure::usage(
                "name a key with --pem, --jwk or --raw FILE --alg HS256",
            )),
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
