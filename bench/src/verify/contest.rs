//! One algorithm's key and token, and the four who check it.

use std::hint::black_box;

use aws_lc_rs::hmac;
use base64_simd::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use paraph_core::Clock;
use paraph_core::clock::{SystemClock, seconds};
use paraph_jose::{Alg, KeySet, Policy, SigningKey, jwt};

use crate::Outcome;
use crate::claims::{Borrowed, ISSUER, Owned, claims};
use crate::tokens::{AUDIENCE, Raw, peer_key, raw, signing_key, validation};

pub(super) struct Contest {
    token: String,
    now: i64,
    raw: Raw,
    signature: Vec<u8>,
    keys: KeySet,
    policy: Policy,
    /// Nothing where `jsonwebtoken` lacks the algorithm.
    peer: Option<(DecodingKey, Validation)>,
}

impl Contest {
    pub(super) fn new(alg: Alg) -> Outcome<Self> {
        let key = signing_key(alg)?;
        // The peer reads the system's clock.
        let now = seconds(SystemClock.now());
        let token = jwt::sign(&key, "at+jwt", &claims(now))?;
        let signature = token.rsplit('.').next().unwrap_or_default();
        Ok(Self {
            signature: URL_SAFE_NO_PAD.decode_to_vec(signature)?,
            now,
            raw: raw(&key)?,
            keys: KeySet::new([key.verifying_key()])?,
            policy: Policy::access_token(ISSUER, AUDIENCE),
            peer: peer(&key)?,
            token,
        })
    }

    /// The signature alone.
    pub(super) fn raw(&self) -> bool {
        let signed = self.token.rfind('.').unwrap_or_default();
        let message = &self.token.as_bytes()[..signed];
        match &self.raw {
            Raw::Secret(key) => hmac::verify(key, message, &self.signature).is_ok(),
            Raw::Public(key) => key.verify_sig(message, &self.signature).is_ok(),
        }
    }

    pub(super) fn owned(&self) -> bool {
        let verified = jwt::verify::<Owned>(&self.token, &self.keys, &self.policy, self.now);
        black_box(&verified).is_ok()
    }

    pub(super) fn borrowed(&self, buffer: &mut Vec<u8>) -> bool {
        let (keys, policy) = (&self.keys, &self.policy);
        let claims =
            jwt::verify_borrowed::<Borrowed<'_>>(&self.token, keys, policy, self.now, buffer);
        black_box(&claims).is_ok()
    }

    /// The crate `jsonwebtoken`.
    pub(super) fn peer(&self) -> Option<impl FnMut() -> bool + '_> {
        let (key, validation) = self.peer.as_ref()?;
        Some(move || {
            let decoded = jsonwebtoken::decode::<Owned>(&self.token, key, validation);
            black_box(&decoded).is_ok()
        })
    }
}

fn peer(key: &SigningKey) -> Outcome<Option<(DecodingKey, Validation)>> {
    let alg = key.alg();
    if alg.name().parse::<Algorithm>().is_err() {
        return Ok(None);
    }
    Ok(Some((peer_key(key)?, validation(alg)?)))
}
