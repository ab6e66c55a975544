//! Keys, made by aws-lc-rs, in the forms that all libraries read.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    EcdsaKeyPair, Ed25519KeyPair, PqdsaKeyPair, RSA_PKCS1_SHA512, RsaKeyPair,
};
use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use paraph_contest::library::Key;
use paraph_jose::{Alg, Jwk, SigningKey};

use crate::Outcome;
use crate::claims::SECRET;
use crate::peers::{ecdsa, ml_dsa};

/// A new key; for HMAC the same each time.
pub(crate) fn new(alg: Alg) -> Outcome<Key> {
    let pem = pem(alg.name())?;
    let key = match &pem {
        Some(pem) => SigningKey::from_pem(pem, Some(alg))?,
        None if alg.is_symmetric() => {
            // As long as the kids of other keys, so that all tokens are alike.
            let jwk = Jwk::from_secret(SECRET, alg)?.with_kid("k".repeat(43))?;
            SigningKey::from_jwk(&jwk)?
        }
        None => SigningKey::generate(alg)?,
    };
    Ok(Key {
        alg: alg.name().into(),
        jwk: key.to_jwk().to_json().to_string(),
        pem,
    })
}

/// The half that checks: public, or the secret itself.
pub(crate) fn checking_half(key: &Key) -> Outcome<String> {
    let jwk = Jwk::parse(&key.jwk)?;
    Ok(jwk.public().unwrap_or(jwk).to_json().to_string())
}

/// True if the `s` of a token's ECDSA signature of 64 bytes is surely in the upper half of the group's order.
pub(crate) fn is_high(token: &str) -> Outcome<bool> {
    let (_, signature) = token.rsplit_once('.').ok_or("no token")?;
    let signature = URL_SAFE_NO_PAD.decode_to_vec(signature)?;
    Ok(*signature.get(32).ok_or("no signature")? >= 0x7f)
}

/// `claims` under RS512 by a key of RS256: no library here signs with an algorithm that is not the key's.
pub(crate) fn sign_rs512(key: &Key, claims: &str) -> Outcome<String> {
    let pair = RsaKeyPair::from_pkcs8(&der(key.pem.as_deref().ok_or("no PEM")?)?)?;
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode_to_string(bytes);
    let header = encode(br#"{"alg":"RS512","typ":"JWT"}"#);
    let message = format!("{header}.{}", encode(claims.as_bytes()));
    let mut signature = vec![0; pair.public_modulus_len()];
    let rng = crate::peers::rng();
    pair.sign(&RSA_PKCS1_SHA512, &rng, message.as_bytes(), &mut signature)?;
    Ok(format!("{message}.{}", encode(&signature)))
}

/// The inside of a PEM text.
pub(crate) fn der(pem: &str) -> Outcome<Vec<u8>> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    Ok(STANDARD.decode_to_vec(body)?)
}

/// A new private key as PKCS#8; nothing for secrets, and for Ed448, which aws-lc-rs lacks.
fn pem(alg: &str) -> Outcome<Option<String>> {
    if let Some(curve) = ecdsa(alg) {
        let pair = EcdsaKeyPair::generate(curve)?;
        return Ok(Some(to_pem(pair.to_pkcs8v1()?.as_ref())));
    }
    if let Some(set) = ml_dsa(alg) {
        return Ok(Some(to_pem(
            PqdsaKeyPair::generate(set)?.to_pkcs8v1()?.as_ref(),
        )));
    }
    Ok(match alg {
        "EdDSA" | "Ed25519" => Some(to_pem(Ed25519KeyPair::generate()?.to_pkcs8v1()?.as_ref())),
        rsa if rsa.starts_with("RS") || rsa.starts_with("PS") => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
            Some(to_pem(AsDer::<Pkcs8V1Der<'_>>::as_der(&pair)?.as_ref()))
        }
        _ => None,
    })
}

fn to_pem(der: &[u8]) -> String {
    let body = STANDARD.encode_to_string(der);
    format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
}
