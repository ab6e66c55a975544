//! The key of an encrypted token: `--jwk FILE` (one JWK or a set), `--pem FILE` or `--password-file FILE`.

use std::path::{Path, PathBuf};

use clap::Args;
use paraph_jose::jwe::{Decrypter, DecryptionKey, EncryptionKey, KeyAlg};
use paraph_jose::{Error, Jwk, JwkSet};
use zeroize::Zeroizing;

use super::super::failure::Failure;
use super::super::hint::key::{encrypts, kids, no_pem, no_such_kid, no_use};
use super::super::io::read_file_text;
use super::super::keys::{is_set, parse_jwk};

/// What a password file is used with where nothing else was said.
const PASSWORD: KeyAlg = KeyAlg::Pbes2Hs256A128Kw;
/// What RFC 7518 section 8.8 advises.
const LONGER: &str = "choose a longer password: 16 bytes for PBES2-HS256+A128KW, 24 for PBES2-HS384+A192KW, 32 for \
                      PBES2-HS512+A256KW; `(umask 077; openssl rand -base64 24 > password)` makes a good one";

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

/// What the file holds.
enum Given {
    Set(JwkSet),
    /// A key, and the algorithm that was named for it.
    One(Box<Jwk>, Option<KeyAlg>),
    Password(Zeroizing<String>, KeyAlg),
}

impl JweKey {
    /// The key to encrypt with; `kid` chooses one of a set.
    pub(super) fn encryption(&self, kid: Option<&str>) -> Result<EncryptionKey, Failure> {
        let given = self.read()?;
        let key = match &given {
            Given::Set(set) => EncryptionKey::from_jwks(set, self.alg, kid),
            Given::One(key, alg) => EncryptionKey::from_jwk(key, *alg),
            Given::Password(password, alg) => EncryptionKey::from_password(password, *alg),
        };
        let key = key.map_err(|error| self.refused(error, &given))?;
        if kid.is_some_and(|kid| key.kid() != Some(kid)) {
            return Err(self.refused(Error::KeyUnknown, &given));
        }
        Ok(key)
    }

    /// The keys to decrypt with.
    pub(super) fn decrypter(&self) -> Result<Decrypter, Failure> {
        let given = self.read()?;
        let keys = match &given {
            Given::Set(set) => Decrypter::from_jwks(set, self.alg),
            Given::One(key, alg) => DecryptionKey::from_jwk(key, *alg).map(Decrypter::from),
            Given::Password(password, alg) => {
                DecryptionKey::from_password(password, *alg).map(Decrypter::from)
            }
        };
        keys.map_err(|error| self.refused(error, &given))
    }

    fn read(&self) -> Result<Given, Failure> {
        let Source { jwk, pem, .. } = &self.source;
        match (jwk, pem) {
            (Some(file), _) => {
                let text = read_file_text(file)?;
                if is_set(&text) {
                    return Ok(Given::Set(JwkSet::parse(text.as_str())?));
                }
                Ok(Given::One(parse_jwk(&text)?.into(), self.alg))
            }
            (_, Some(file)) => {
                let text = read_file_text(file)?;
                let key = Jwk::from_pem(&text, None).map_err(|error| no_pem(error, &text))?;
                if self.alg.is_none() {
                    return Err(no_use(&Error::KeyNeedsAlg, &key, encrypts));
                }
                Ok(Given::One(key.into(), self.alg))
            }
            _ => Ok(Given::Password(
                self.password()?,
                self.alg.unwrap_or(PASSWORD),
            )),
        }
    }

    fn refused(&self, error: Error, given: &Given) -> Failure {
        match (given, error) {
            (Given::Password(_, alg), Error::KeyAlgMismatch) => {
                Failure::from(Error::KeyAlgMismatch).hint(format!(
                    "{alg} takes no password: leave --alg out, or give one of {}",
                    passwords()
                ))
            }
            (Given::Password(..), Error::KeyWeak(why)) => {
                Failure::from(Error::KeyWeak(why)).hint(LONGER)
            }
            (Given::One(..), Error::KeyAlgMismatch)
                if self.alg.is_some_and(KeyAlg::takes_password) =>
            {
                Failure::from(Error::KeyAlgMismatch).hint(
                    "PBES2 takes a password and no key: give --password-file FILE instead of --jwk or --pem",
                )
            }
            (Given::One(key, _), Error::KeyUnknown) => no_such_kid([&**key].into_iter()),
            (Given::One(key, _), error) => no_use(&error, key, encrypts),
            (Given::Set(set), Error::KeyUnknown) => no_such_kid(fit(set)),
            (Given::Set(set), Error::KeyIdMissing) => {
                Failure::from(Error::KeyIdMissing).hint(kids(fit(set), "name a file of one key"))
            }
            (Given::Set(set), Error::KeyNeedsAlg) => {
                match set.keys().iter().find(|key| key.purpose().is_none()) {
                    Some(key) => no_use(&Error::KeyNeedsAlg, key, encrypts),
                    None => Error::KeyNeedsAlg.into(),
                }
            }
            (_, error) => error.into(),
        }
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

/// The keys that are not for signatures.
fn fit(set: &JwkSet) -> impl Iterator<Item = &Jwk> {
    set.keys().iter().filter(|key| key.alg().is_none())
}

/// The algorithms that take a password.
fn passwords() -> String {
    let all = KeyAlg::all().filter(|alg| alg.takes_password());
    all.map(KeyAlg::name).collect::<Vec<_>>().join(", ")
}
