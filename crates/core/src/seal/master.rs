//! The master key: its file, and sealing with it.

use std::collections::BTreeMap;
use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use zeroize::Zeroizing;

use super::{Place, Plain, Purpose, SealError, Sealed};
use crate::b64;
use crate::rng::{self, Rng};

const KEY: usize = 32;

const CHECK: Place<'static> = Place {
    table: "master_key",
    row: "check",
    column: "value",
    version: 1,
};

/// All versions of the master key. The highest seals, all open. Debug prints the versions alone.
pub struct MasterKey {
    newest: u32,
    versions: BTreeMap<u32, Zeroizing<[u8; KEY]>>,
}

impl MasterKey {
    /// The text of a new master key file: one random key of version 1.
    #[must_use]
    pub fn generate(rng: &dyn Rng) -> Zeroizing<String> {
        let key: Zeroizing<[u8; KEY]> = Zeroizing::new(rng::bytes(rng));
        let encoded = Zeroizing::new(b64::encode(&*key));
        Zeroizing::new(format!("1:{}\n", *encoded))
    }

    /// Reads a master key file: lines `version:base64url(32 bytes)`; blank lines are skipped.
    ///
    /// # Errors
    /// No key at all, a line of another form, a version twice or 0, a key that is not 32 bytes or stands twice. No error
    /// repeats any part of a line.
    pub fn parse(file: &str) -> Result<Self, SealError> {
        let mut versions = BTreeMap::new();
        for (place, line) in file.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let wrong = |what| SealError::KeyFile(format!("line {}: {what}", place + 1));
            let (version, key) = parse_line(line.trim()).map_err(wrong)?;
            if versions.values().any(|other| *other == key) {
                return Err(wrong("a key that stands there twice"));
            }
            if versions.insert(version, key).is_some() {
                return Err(wrong("a version that stands there twice"));
            }
        }
        let newest = versions.keys().next_back().copied();
        let newest = newest.ok_or_else(|| SealError::KeyFile("it holds no key".to_owned()))?;
        Ok(Self { newest, versions })
    }

    /// Seals a secret for one place under the newest version.
    ///
    /// # Errors
    /// [`SealError::Broken`] when the crypto library refuses: a secret of more than 64 GiB.
    pub fn seal(
        &self,
        purpose: Purpose,
        place: &Place<'_>,
        plain: &Plain,
        rng: &dyn Rng,
    ) -> Result<Sealed, SealError> {
        let key = self.key(self.newest, purpose)?;
        let nonce: [u8; NONCE_LEN] = rng::bytes(rng);
        // Room for the tag too, so that the buffer never moves and leaves a copy behind.
        let mut buffer = Zeroizing::new(Vec::with_capacity(plain.expose().len() + 64));
        buffer.extend_from_slice(plain.expose());
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(place.associated_data()),
            &mut *buffer,
        )
        .map_err(|_| SealError::Broken)?;
        let bytes = [&nonce[..], &buffer].concat();
        Ok(Sealed::new(format!(
            "{}.{}",
            self.newest,
            b64::encode(&bytes)
        )))
    }

    /// Opens what was sealed for this purpose and place, under any version the file holds.
    ///
    /// # Errors
    /// Another form, a version the file does not hold, a value changed or moved.
    pub fn open(
        &self,
        purpose: Purpose,
        place: &Place<'_>,
        sealed: &Sealed,
    ) -> Result<Plain, SealError> {
        let (version, bytes) = sealed
            .as_str()
            .split_once('.')
            .ok_or(SealError::Malformed)?;
        let version = parse_version(version).ok_or(SealError::Malformed)?;
        let bytes = b64::decode(bytes).ok_or(SealError::Malformed)?;
        let (nonce, ciphertext) = bytes
            .split_first_chunk::<NONCE_LEN>()
            .ok_or(SealError::Malformed)?;
        let key = self.key(version, purpose)?;
        let mut buffer = Zeroizing::new(ciphertext.to_vec());
        let length = key
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(place.associated_data()),
                &mut buffer,
            )
            .map_err(|_| SealError::Broken)?
            .len();
        buffer.truncate(length);
        Ok(Plain(buffer))
    }

    /// A value to keep in the database: [`Self::check`] tells by it whether a master key is the right one.
    ///
    /// # Errors
    /// As [`Self::seal`].
    pub fn key_check(&self, rng: &dyn Rng) -> Result<Sealed, SealError> {
        self.seal(Purpose::KEY_CHECK, &CHECK, &Plain::new(Vec::new()), rng)
    }

    /// Refuses to go on with a master key that did not make this key-check value.
    ///
    /// # Errors
    /// [`SealError::WrongKey`], [`SealError::UnknownVersion`], or a value that is none.
    pub fn check(&self, stored: &Sealed) -> Result<(), SealError> {
        match self.open(Purpose::KEY_CHECK, &CHECK, stored) {
            Ok(_) => Ok(()),
            Err(SealError::Broken) => Err(SealError::WrongKey),
            Err(other) => Err(other),
        }
    }

    fn key(&self, version: u32, purpose: Purpose) -> Result<LessSafeKey, SealError> {
        let master = self
            .versions
            .get(&version)
            .ok_or(SealError::UnknownVersion(version))?;
        let mut key = Zeroizing::new([0; KEY]);
        Salt::none(HKDF_SHA256)
            .extract(&**master)
            .expand(&[purpose.info().as_bytes()], HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut *key))
            .map_err(|_| SealError::Broken)?;
        UnboundKey::new(&AES_256_GCM, &*key)
            .map(LessSafeKey::new)
            .map_err(|_| SealError::Broken)
    }
}

fn parse_line(line: &str) -> Result<(u32, Zeroizing<[u8; KEY]>), &'static str> {
    let (version, key) = line.split_once(':').ok_or("not version:key")?;
    let version = parse_version(version).ok_or("the version is no number from 1")?;
    let key = b64::decode(key).ok_or("the key is not base64url")?;
    let key = key
        .as_slice()
        .try_into()
        .map_err(|_| "the key is not 32 bytes")?;
    Ok((version, Zeroizing::new(key)))
}

/// A number from 1 in its one spelling: no sign, no leading zero.
fn parse_version(text: &str) -> Option<u32> {
    let version = text.parse().ok().filter(|&version: &u32| version > 0)?;
    (version.to_string() == text).then_some(version)
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterKey")
            .field("versions", &self.versions.keys())
            .finish_non_exhaustive()
    }
}
