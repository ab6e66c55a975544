//! The refresh token: the n-th of its session, recognised by a MAC and stored nowhere.
//!
//! `par_r_` + base64url(0x01 ‖ sid, 16 bytes ‖ n, u32 big-endian ‖ HMAC-SHA256(K, sid ‖ n), 32 bytes ‖ CRC-32, 4 bytes): 57
//! bytes in 76 characters. So every genuine generation is recognised, a forged one never, the same question gets the same
//! answer, and a stolen database holds nothing usable. NEVER CHANGE the layout: tokens live for months.

use std::fmt;

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use super::{REFRESH_PREFIX, TokenError, frame, unframe};
use crate::id::SessionId;
use crate::rng::{self, Rng};

const SESSION: usize = 16;
const CLAIM: usize = SESSION + 4;
const MAC: usize = 32;

/// A refresh token, ready to be handed out. Debug prints nothing of it.
#[derive(Clone)]
pub struct RefreshToken(Zeroizing<String>);

/// What a well-formed refresh token says of itself; nothing of it is true before [`RefreshKey::check`].
#[derive(Clone)]
pub struct UncheckedRefresh {
    /// The session it claims to belong to.
    pub session: SessionId,
    /// The generation it claims to be.
    pub generation: u32,
    mac: Zeroizing<[u8; MAC]>,
}

/// The key of one key version: makes and recognises refresh tokens.
#[derive(Clone)]
pub struct RefreshKey {
    bytes: Zeroizing<[u8; 32]>,
    key: hmac::Key,
}

impl RefreshToken {
    /// Reads a token's parts without judging them.
    ///
    /// # Errors
    /// Another prefix or format, any spelling but the strict one, a wrong length or checksum.
    pub fn parse(text: &str) -> Result<UncheckedRefresh, TokenError> {
        let payload = unframe::<{ CLAIM + MAC }>(REFRESH_PREFIX, text)?;
        let (claim, mac) = payload.split_at(CLAIM);
        let (session, generation) = claim.split_at(SESSION);
        let wrong = |_| TokenError::Encoding;
        Ok(UncheckedRefresh {
            session: SessionId::from_bytes(session.try_into().map_err(wrong)?),
            generation: u32::from_be_bytes(generation.try_into().map_err(wrong)?),
            mac: Zeroizing::new(mac.try_into().map_err(wrong)?),
        })
    }

    /// The token as it goes to the client.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl RefreshKey {
    /// A new random key.
    #[must_use]
    pub fn generate(rng: &dyn Rng) -> Self {
        Self::from_bytes(rng::bytes(rng))
    }

    /// The key of these 32 bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &bytes),
            bytes: Zeroizing::new(bytes),
        }
    }

    /// Its bytes, to be sealed.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The token of this generation of this session: always the same one.
    #[must_use]
    pub fn make(&self, session: SessionId, generation: u32) -> RefreshToken {
        let claim = claim(session, generation);
        let mac = hmac::sign(&self.key, &claim);
        let mut payload = Zeroizing::new([0; CLAIM + MAC]);
        payload[..CLAIM].copy_from_slice(&claim);
        payload[CLAIM..].copy_from_slice(mac.as_ref());
        RefreshToken(frame(REFRESH_PREFIX, &*payload))
    }

    /// Whether this key made the token, compared in constant time.
    #[must_use]
    pub fn check(&self, token: &UncheckedRefresh) -> bool {
        let claim = claim(token.session, token.generation);
        hmac::verify(&self.key, &claim, &*token.mac).is_ok()
    }
}

fn claim(session: SessionId, generation: u32) -> [u8; CLAIM] {
    let mut claim = [0; CLAIM];
    claim[..SESSION].copy_from_slice(session.as_bytes());
    claim[SESSION..].copy_from_slice(&generation.to_be_bytes());
    claim
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(..)")
    }
}

impl fmt::Debug for UncheckedRefresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UncheckedRefresh")
            .field("session", &self.session)
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RefreshKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshKey(..)")
    }
}

#[cfg(test)]
mod tests;
