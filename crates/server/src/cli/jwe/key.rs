//! The key of an encrypted token: `--jwk FILE` (one JWK or a set), `--pem FILE` or `--password-file FILE`.

use std::path::{Path, PathBuf};

use clap::Args;
use paraph_jose::jwe::{Decrypter, DecryptionKey, EncryptionKey, KeyAlg};
use paraph_jose::{Error, Jwk, JwkSet};
use zeroize::Zeroizing;

use super::super::failure::Failure;
use super::super::io::read_file_text;
use super::super::keys::is_set;

/// What a password file is used with where nothing else was said.
const PASSWORD: KeyAlg = KeyAlg::Pbes2Hs256A128Kw;

/// A file with a key or a password.
#[derive(Debug, Args)]
#[group(id = "key", required = true, multiple = false)]
struct Source {
    /// One JWK or a JWK Set
    #[arg(long, value_name = "FILE")]
    jwk: Option<PathBuf>,
    /// One key in PEM; name its --alg
    #[arg(long, value_name = "FILE")]
    pem: Option<PathBuf>,
    /// A password, alone on the first line
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// A key and its algorithm.
#[derive(Debug, Args)]
pub(super) struct JweKey {
    #[command(flatten)]
    source: Source,
    /// The key's algorithm, for a key that names none: ECDH-ES, RSA-OAEP-256, A256KW, dir, ..
    #[arg(long)]
    alg: Option<KeyAlg>,
}

impl JweKey {
    /// The key to encrypt with; `kid` chooses one of a set.
    pub(super) fn encryption(&self, kid: Option<&str>) -> Result<EncryptionKey, Failure> {
        let Source { jwk, pem, .. } = &self.source;
        let key = match (jwk, pem) {
            (Some(file), _) => {
                let text = read_file_text(file)?;
                if is_set(&text) {
                    EncryptionKey::from_jwks(&JwkSet::parse(text.as_str())?, self.alg, kid)
                } else {
                    EncryptionKey::from_jwk(&Jwk::parse(text.as_str())?, self.alg)
                }
            }
            (_, Some(file)) => EncryptionKey::from_pem(&read_file_text(file)?, self.alg()?),
            _ => EncryptionKey::from_password(&self.password()?, self.alg.unwrap_or(PASSWORD)),
        }?;
        if kid.is_some_and(|kid| key.kid() != Some(kid)) {
            return Err(Error::KeyUnknown.into());
        }
        Ok(key)
    }

    /// The keys to decrypt with.
    pub(super) fn decrypter(&self) -> Result<Decrypter, Failure> {
        let Source { jwk, pem, .. } = &self.source;
        let key = match (jwk, pem) {
            (Some(file), _) => {
                let text = read_file_text(file)?;
                if is_set(&text) {
                    let set = JwkSet::parse(text.as_str())?;
                    return Ok(Decrypter::from_jwks(&set, self.alg)?);
                }
                DecryptionKey::from_jwk(&Jwk::parse(text.as_str())?, self.alg)
            }
            (_, Some(file)) => DecryptionKey::from_pem(&read_file_text(file)?, self.alg()?),
            _ => DecryptionKey::from_password(&self.password()?, self.alg.unwrap_or(PASSWORD)),
        }?;
        Ok(key.into())
    }

    fn alg(&self) -> Result<KeyAlg, Error> {
        self.alg.ok_or(Error::KeyNeedsAlg)
    }

    /// The first line of the password file, blanks included.
    fn password(&self) -> Result<Zeroizing<String>, Failure> {
        let file = self
            .source
            .password_file
            .as_deref()
            .unwrap_or(Path::new(""));
        let text = read_file_text(file)?;
        Ok(Zeroizing::new(
            text.lines().next().unwrap_or_default().to_owned(),
        ))
    }
}
