//! Key management: from a key to a content key and back (RFC 7516 section 5.1 steps 1 to 6, 5.2
//! steps 6 to 11).

use zeroize::Zeroizing;

use super::agree;
use super::alg::Scheme;
use super::concat_kdf::Info;
use super::enc::Enc;
use super::header::Received;
use super::key::{Key, Means};
use super::pbes2::{self, Params};
use super::wrap::Kek;
use super::{gcm_wrap, random};
use crate::b64;
use crate::error::Error;
use crate::jwk::quote;

/// A content key on its way out.
pub(super) struct Sent {
    pub(super) cek: Zeroizing<Vec<u8>>,
    pub(super) encrypted: Vec<u8>,
    /// Members for the header, as JSON.
    pub(super) params: Vec<(&'static str, String)>,
}

/// Makes a content key for `enc` and hides it under `key`. `iterations` is for passwords.
pub(super) fn send(key: &Key, enc: Enc, iterations: u32) -> Result<Sent, Error> {
    let direct = |cek, params| Sent {
        cek,
        encrypted: Vec::new(),
        params,
    };
    match (key.alg().scheme(), key.means()) {
        (Scheme::Direct, Means::Secret(secret)) => {
            Ok(direct(Zeroizing::new(secret.bytes().to_vec()), Vec::new()))
        }
        (Scheme::Agree(None), Means::Agree(peer)) => {
            let (cek, epk) = peer.send(&info(enc.name(), &[], &[]), enc.key_len())?;
            Ok(direct(cek, vec![("epk", epk_json(&epk))]))
        }
        _ => wrap(key, random::secret(enc.key_len())?, iterations),
    }
}

fn wrap(key: &Key, cek: Zeroizing<Vec<u8>>, iterations: u32) -> Result<Sent, Error> {
    let (encrypted, params) = match (key.alg().scheme(), key.means()) {
        (Scheme::Wrap(kek), Means::Secret(secret)) => (kek.wrap(secret.bytes(), &cek)?, Vec::new()),
        (Scheme::GcmWrap(alg), Means::Secret(secret)) => {
            let gcm_wrap::Wrapped { key, iv, tag } = gcm_wrap::wrap(alg, secret.bytes(), &cek)?;
            (key, vec![("iv", quoted(&iv)), ("tag", quoted(&tag))])
        }
        (Scheme::Agree(Some(kek)), Means::Agree(peer)) => {
            let (derived, epk) = peer.send(&info(key.alg().name(), &[], &[]), kek.len())?;
            (kek.wrap(&derived, &cek)?, vec![("epk", epk_json(&epk))])
        }
        (Scheme::Oaep(alg), Means::Rsa(rsa)) => (rsa.encrypt(alg, &cek)?, Vec::new()),
        (Scheme::Password { prf, kek, .. }, Means::Secret(password)) => {
            let salt = random::public::<{ pbes2::SALT_LEN }>()?;
            let params = Params::new(salt.to_vec(), iterations.into())?;
            let derived = params.derive(*prf, key.alg(), password.bytes(), kek.len());
            let written = vec![("p2s", quoted(&salt)), ("p2c", iterations.to_string())];
            (kek.wrap(&derived, &cek)?, written)
        }
        _ => return Err(Error::KeyAlgMismatch),
    };
    Ok(Sent {
        cek,
        encrypted,
        params,
    })
}

/// The content key of a token. Where it cannot be recovered a random one takes its place, so that
/// every failure is a failure of the tag, at the same time (RFC 7516 section 11.5).
///
/// # Errors
/// Only what the header alone shows: a member that is missing, malformed or out of range.
pub(super) fn receive(
    key: &Key,
    enc: Enc,
    header: &Received<'_>,
    encrypted: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let found = recover(key, enc, header, encrypted)?;
    let mut cek = random::secret(enc.key_len())?;
    if let Some(found) = found.filter(|found| found.len() == cek.len()) {
        cek.copy_from_slice(&found);
    }
    Ok(cek)
}

type Recovered = Result<Option<Zeroizing<Vec<u8>>>, Error>;

fn recover(key: &Key, enc: Enc, header: &Received<'_>, encrypted: &[u8]) -> Recovered {
    Ok(match (key.alg().scheme(), key.means()) {
        (Scheme::Direct, Means::Secret(secret)) => encrypted
            .is_empty()
            .then(|| Zeroizing::new(secret.bytes().to_vec())),
        (Scheme::Wrap(kek), Means::Secret(secret)) => kek.unwrap(secret.bytes(), encrypted),
        (Scheme::GcmWrap(alg), Means::Secret(secret)) => {
            let (iv, tag) = (header.bytes("iv")?, header.bytes("tag")?);
            gcm_wrap::unwrap(alg, secret.bytes(), encrypted, &iv, &tag)
        }
        (Scheme::Agree(kek), Means::Agree(ours)) => {
            return agree(key, ours, *kek, enc, header, encrypted);
        }
        (Scheme::Oaep(alg), Means::Rsa(rsa)) => rsa.decrypt(alg, encrypted),
        (Scheme::Password { prf, kek, .. }, Means::Secret(password)) => {
            let params = Params::new(header.bytes("p2s")?, header.iterations()?)?;
            let derived = params.derive(*prf, key.alg(), password.bytes(), kek.len());
            kek.unwrap(&derived, encrypted)
        }
        _ => return Err(Error::KeyAlgMismatch),
    })
}

fn agree(
    key: &Key,
    ours: &agree::Key,
    kek: Option<Kek>,
    enc: Enc,
    header: &Received<'_>,
    encrypted: &[u8],
) -> Recovered {
    let epk = header.epk(ours.point().curve())?;
    let (sender, recipient) = (header.optional("apu")?, header.optional("apv")?);
    let (purpose, len) = match kek {
        Some(kek) => (key.alg().name(), kek.len()),
        None => (enc.name(), enc.key_len()),
    };
    let info = info(purpose, &sender, &recipient);
    let derived = epk.and_then(|epk| ours.receive(&epk, &info, len));
    Ok(derived.and_then(|derived| match kek {
        Some(kek) => kek.unwrap(&derived, encrypted),
        None => encrypted.is_empty().then_some(derived),
    }))
}

fn info<'a>(purpose: &'a str, sender: &'a [u8], recipient: &'a [u8]) -> Info<'a> {
    Info {
        purpose,
        sender,
        recipient,
    }
}

fn quoted(bytes: &[u8]) -> String {
    quote(&b64::encode(bytes))
}

fn epk_json(point: &agree::Point) -> String {
    let members = point
        .members()
        .into_iter()
        .map(|(name, value)| format!("\"{name}\":{}", quote(&value)))
        .collect::<Vec<_>>();
    format!("{{{}}}", members.join(","))
}
