//! The content alone: AES-256-GCM over the bytes of the token. Written for `dir`, which does nothing else; for the other
//! algorithms aws-lc-rs is not what one would write oneself, so there is no row.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64_simd::URL_SAFE_NO_PAD;
use paraph_contest::library::Ready;
use paraph_contest::linked::Encrypts;

use super::Raw;
use super::verify::member;
use crate::Outcome;

const IV: [u8; 12] = [7; 12];
/// As long as the header of such a token.
const HEADER: [u8; 40] = [b'e'; 40];

impl Encrypts for Raw {
    fn encrypter(&self, alg: &str, _: &str, content: &str) -> Ready {
        if alg != "dir" {
            return Ok(None);
        }
        let (key, content) = (key(&[9; 32])?, content.as_bytes().to_vec());
        let mut buffer = Vec::new();
        Ok(Some(Box::new(move || {
            buffer.clone_from(&content);
            // A fixed IV: a measurement sends nothing.
            let nonce = Nonce::assume_unique_for_key(IV);
            key.seal_in_place_separate_tag(nonce, Aad::from(HEADER), &mut buffer)
                .is_ok()
        })))
    }

    fn decrypter(&self, alg: &str, jwk: &str, token: &str) -> Ready {
        if alg != "dir" {
            return Ok(None);
        }
        let key = key(&member(&serde_json::from_str(jwk)?, "k")?)?;
        let segments: Vec<_> = token.split('.').collect();
        let [header, _, iv, content, tag] = segments[..] else {
            return Err("no JWE".into());
        };
        let header = header.as_bytes().to_vec();
        let (iv, tag) = (
            URL_SAFE_NO_PAD.decode_to_vec(iv)?,
            URL_SAFE_NO_PAD.decode_to_vec(tag)?,
        );
        let content = URL_SAFE_NO_PAD.decode_to_vec(content)?;
        let mut buffer = Vec::new();
        Ok(Some(Box::new(move || {
            buffer.clone_from(&content);
            let aad = Aad::from(&header);
            Nonce::try_assume_unique_for_key(&iv).is_ok_and(|nonce| {
                key.open_in_place_separate_tag(nonce, aad, &tag, &mut buffer)
                    .is_ok()
            })
        })))
    }
}

fn key(bytes: &[u8]) -> Outcome<LessSafeKey> {
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes)?))
}
