//! Who decrypts: the keys, and what is accepted.

use super::alg::KeyAlg;
use super::compact::Decoded;
use super::enc::Enc;
use super::header::{self, Received};
use super::key::{DecryptionKey, Key};
use super::{MAX_LEN, compact, content, manage};
use crate::error::Error;
use crate::jwk::JwkSet;
use crate::key::Secret;
use crate::{header as jose, jws};

/// A content that was decrypted, and what the header said of it.
///
/// **This is no proof of who wrote it**: anybody can encrypt to a public key. For claims that
/// somebody vouches for, see [`crate::jwt::decrypt_and_verify`].
#[derive(Clone, Debug)]
pub struct Decrypted {
    plaintext: Secret,
    /// The key's algorithm.
    pub alg: KeyAlg,
    /// The content encryption.
    pub enc: Enc,
    /// The kid of the key, if it has one.
    pub kid: Option<String>,
    /// The type of the token.
    pub typ: Option<String>,
    /// The type of the content: `JWT` for a nested token.
    pub cty: Option<String>,
}

impl Decrypted {
    /// The content, which is wiped when this is dropped.
    pub fn plaintext(&self) -> &[u8] {
        self.plaintext.bytes()
    }
}

/// Keys that decrypt, and what they accept: by default AES GCM and tokens up to 8 KiB.
///
/// GCM alone, because it is one family without padding, and a shared key of 32 bytes then has one
/// meaning. CBC with HMAC (the default of `OpenID` providers) is as safe, and is had by naming it.
#[derive(Clone, Debug)]
pub struct Decrypter {
    keys: Vec<DecryptionKey>,
    encs: Vec<Enc>,
    max_len: usize,
}

impl Decrypter {
    /// Takes `keys`, of which a token's `kid` chooses one.
    ///
    /// # Errors
    /// [`Error::KeySetEmpty`], [`Error::KeySetDuplicateKid`].
    pub fn new(keys: impl IntoIterator<Item = DecryptionKey>) -> Result<Self, Error> {
        let keys: Vec<_> = keys.into_iter().collect();
        if keys.is_empty() {
            return Err(Error::KeySetEmpty);
        }
        let mut kids: Vec<_> = keys.iter().filter_map(DecryptionKey::kid).collect();
        kids.sort_unstable();
        if kids.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Error::KeySetDuplicateKid);
        }
        Ok(Self::of(keys))
    }

    /// Takes the keys of a JWK Set that decrypt; keys for signatures are left out. `alg` is for keys
    /// that name none.
    ///
    /// # Errors
    /// As [`DecryptionKey::from_jwk`] and [`Decrypter::new`].
    pub fn from_jwks(set: &JwkSet, alg: Option<KeyAlg>) -> Result<Self, Error> {
        let loaded = set
            .keys()
            .iter()
            .map(|jwk| DecryptionKey::from_jwk(jwk, alg));
        let fit = loaded.filter(|key| !matches!(key, Err(Error::KeyUse)));
        Self::new(fit.collect::<Result<Vec<_>, _>>()?)
    }

    /// The same with exactly these content encryptions accepted.
    ///
    /// # Errors
    /// [`Error::PolicyInvalid`] if there is none.
    pub fn with_encs(self, encs: impl IntoIterator<Item = Enc>) -> Result<Self, Error> {
        let encs: Vec<_> = encs.into_iter().collect();
        if encs.is_empty() {
            return Err(Error::PolicyInvalid("no content encryption"));
        }
        Ok(Self { encs, ..self })
    }

    /// The same for tokens of up to `max_len` bytes, for contents that are not claims. At most
    /// [`MAX_LEN`].
    #[must_use]
    pub fn with_max_len(self, max_len: usize) -> Self {
        Self {
            max_len: max_len.min(MAX_LEN),
            ..self
        }
    }

    /// Decrypts one compact JWE.
    ///
    /// # Errors
    /// [`Error::DecryptionFailed`] for whatever depends on the key or was changed: one error, at
    /// one time. Before that, from the header alone: [`Error::TokenTooLong`],
    /// [`Error::TokenNotCompact`], [`Error::TokenBase64`], [`Error::Json`], the `Header..` variants,
    /// [`Error::KeyUnknown`], [`Error::KeyIdMissing`], [`Error::AlgMismatch`],
    /// [`Error::EncNotAllowed`]. [`Error::Crypto`] without random numbers.
    pub fn decrypt(&self, token: &str) -> Result<Decrypted, Error> {
        let parts = compact::split(token, self.max_len)?;
        let mut buffer = [0; jose::MAX_LEN];
        let header = header::read(jws::decode_header(parts.header, &mut buffer)?)?;
        let key = self.find(header.kid.as_deref())?;
        let enc = self.accept(key, &header)?;
        let Decoded {
            key: encrypted,
            iv,
            mut content,
            tag,
        } = parts.decode()?;
        let cek = manage::receive(key, enc, &header, &encrypted)?;
        let aad = parts.header.as_bytes();
        content::open(enc, &cek, &iv, aad, &tag, &mut content).ok_or(Error::DecryptionFailed)?;
        let owned = |text: Option<std::borrow::Cow<'_, str>>| text.map(String::from);
        Ok(Decrypted {
            plaintext: Secret::new(std::mem::take(&mut *content)),
            alg: key.alg(),
            enc,
            kid: key.kid().map(str::to_owned),
            typ: owned(header.typ),
            cty: owned(header.cty),
        })
    }

    /// What is accepted where nothing else was said.
    fn of(keys: Vec<DecryptionKey>) -> Self {
        Self {
            keys,
            encs: Enc::all().filter(|enc| enc.is_gcm()).collect(),
            max_len: jws::MAX_TOKEN,
        }
    }

    /// The key a header means: by its kid, or the only one there is.
    fn find(&self, kid: Option<&str>) -> Result<&Key, Error> {
        let named = |key: &&DecryptionKey| key.kid() == kid;
        match (kid, self.keys.as_slice()) {
            // A kid only finds a key: one that nobody named decrypts any token.
            (Some(_), [only]) if !only.key().is_named() => Ok(only),
            (Some(_), keys) => keys.iter().find(named).ok_or(Error::KeyUnknown),
            (None, [only]) => Ok(only),
            (None, _) => Err(Error::KeyIdMissing),
        }
        .map(DecryptionKey::key)
    }

    /// Compares the header with the key and with what is allowed.
    fn accept(&self, key: &Key, header: &Received<'_>) -> Result<Enc, Error> {
        if header.alg != key.alg().name() {
            return Err(Error::AlgMismatch);
        }
        header.only(key.alg().scheme().header_members())?;
        let enc = self.encs.iter().find(|enc| enc.name() == header.enc);
        enc.copied()
            .filter(|enc| key.takes(*enc))
            .ok_or(Error::EncNotAllowed)
    }
}

impl From<DecryptionKey> for Decrypter {
    fn from(key: DecryptionKey) -> Self {
        Self::of(vec![key])
    }
}
