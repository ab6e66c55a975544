//! One algorithm's key and token, and the four who check it.

use std::borrow::Cow;
use std::hint::black_box;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents,
};
use base64_simd::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use paraph_core::Clock;
use paraph_core::clock::{SystemClock, seconds};
use paraph_jose::{Alg, Jwk, KeySet, Policy, SigningKey, jwt};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Outcome;

const ISSUER: &str = "https://id.example.org";
const SECRET: &[u8; 32] = b"thirty-two bytes nobody may know";

/// An access token's claims, as a service would declare them.
#[derive(Serialize, Deserialize)]
struct Owned {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    iat: i64,
    nbf: i64,
    jti: String,
    sid: String,
    scope: String,
    roles: Vec<String>,
    email: String,
    client_id: String,
}

/// The same, borrowing from the decoded payload; a string with escapes is copied.
#[derive(Deserialize)]
#[expect(dead_code, reason = "what is measured is that they are made")]
struct Borrowed<'a> {
    #[serde(borrow)]
    iss: Cow<'a, str>,
    #[serde(borrow)]
    sub: Cow<'a, str>,
    #[serde(borrow)]
    aud: Cow<'a, str>,
    exp: i64,
    iat: i64,
    nbf: i64,
    #[serde(borrow)]
    jti: Cow<'a, str>,
    #[serde(borrow)]
    sid: Cow<'a, str>,
    #[serde(borrow)]
    scope: Cow<'a, str>,
    roles: [&'a str; 3],
    #[serde(borrow)]
    email: Cow<'a, str>,
    #[serde(borrow)]
    client_id: Cow<'a, str>,
}

pub(super) struct Contest {
    token: String,
    now: i64,
    raw: Raw,
    signature: Vec<u8>,
    keys: KeySet,
    policy: Policy,
    peer: (DecodingKey, Validation),
}

/// The key as aws-lc-rs holds it once it is parsed.
enum Raw {
    Secret(Box<hmac::Key>),
    Public(ParsedPublicKey),
}

impl Contest {
    pub(super) fn new(alg: Alg) -> Outcome<Self> {
        let key = match alg {
            Alg::HS256 => SigningKey::from_jwk(&Jwk::from_secret(SECRET, alg)?)?,
            _ => SigningKey::generate(alg)?,
        };
        // The peer reads the system's clock.
        let now = seconds(SystemClock.now());
        let token = jwt::sign(&key, "at+jwt", &claims(now))?;
        let signature = token.rsplit('.').next().unwrap_or_default();
        Ok(Self {
            signature: URL_SAFE_NO_PAD.decode_to_vec(signature)?,
            now,
            raw: raw(&key)?,
            keys: KeySet::new([key.verifying_key()])?,
            policy: Policy::access_token(ISSUER, "api"),
            peer: (peer_key(&key)?, validation(alg)?),
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
    pub(super) fn peer(&self) -> bool {
        let (key, validation) = &self.peer;
        let decoded = jsonwebtoken::decode::<Owned>(&self.token, key, validation);
        black_box(&decoded).is_ok()
    }
}

fn claims(now: i64) -> Owned {
    Owned {
        iss: ISSUER.into(),
        sub: "usr_mfrggzdfmztwq2lkmfrggzdfmz".into(),
        aud: "api".into(),
        exp: now + 3_600,
        iat: now,
        nbf: now,
        jti: "at_mfrggzdfmztwq2lkmfrggzdfmz".into(),
        sid: "ses_nfxgg43foruw63tbnrsxgzlqmf".into(),
        scope: "openid profile email orders:read orders:write admin".into(),
        roles: ["editor", "billing", "support"].map(String::from).into(),
        email: "ada.lovelace@example.org".into(),
        client_id: "app".into(),
    }
}

/// The key from its own JWK: the same key for all contestants.
fn raw(key: &SigningKey) -> Outcome<Raw> {
    let Some(public) = key.public_jwk() else {
        return Ok(Raw::Secret(Box::new(hmac::Key::new(
            hmac::HMAC_SHA256,
            SECRET,
        ))));
    };
    let jwk: Value = serde_json::from_str(&public.to_json())?;
    let member = |name: &str| -> Outcome<Vec<u8>> {
        let text = jwk[name].as_str().ok_or("a JWK lacks a member")?;
        Ok(URL_SAFE_NO_PAD.decode_to_vec(text)?)
    };
    Ok(Raw::Public(match key.alg() {
        Alg::EdDSA => ParsedPublicKey::new(&ED25519, member("x")?)?,
        Alg::ES256 => {
            let point = [vec![4], member("x")?, member("y")?].concat();
            ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)?
        }
        _ => {
            let (n, e) = (member("n")?, member("e")?);
            RsaPublicKeyComponents { n, e }.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)?
        }
    }))
}

fn peer_key(key: &SigningKey) -> Outcome<DecodingKey> {
    let Some(public) = key.public_jwk() else {
        return Ok(DecodingKey::from_secret(SECRET));
    };
    Ok(DecodingKey::from_jwk(&serde_json::from_str(
        &public.to_json(),
    )?)?)
}

fn validation(alg: Alg) -> Outcome<Validation> {
    let mut validation = Validation::new(alg.name().parse::<Algorithm>()?);
    validation.set_audience(&["api"]);
    validation.set_issuer(&[ISSUER]);
    validation.validate_nbf = true;
    Ok(validation)
}
