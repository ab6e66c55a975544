//! Its JWE.

use std::hint::black_box;

use josekit::jwe::{
    A128GCMKW, A128KW, A192GCMKW, A192KW, A256GCMKW, A256KW, Dir, ECDH_ES, ECDH_ES_A128KW,
    ECDH_ES_A192KW, ECDH_ES_A256KW, JweDecrypter, JweEncrypter, JweHeader, PBES2_HS256_A128KW,
    PBES2_HS384_A192KW, PBES2_HS512_A256KW, RSA_OAEP, RSA_OAEP_256, deserialize_compact,
    serialize_compact,
};
use josekit::jwk::Jwk;
use paraph_contest::Outcome;
use paraph_contest::library::{Answer, Ready};
use paraph_contest::linked::Encrypts;

use super::Josekit;

macro_rules! by_name {
    ($alg:expr, $jwk:expr, $make:ident) => {
        Ok(Some(match $alg {
            "dir" => Box::new(Dir.$make($jwk)?),
            "A128KW" => Box::new(A128KW.$make($jwk)?),
            "A192KW" => Box::new(A192KW.$make($jwk)?),
            "A256KW" => Box::new(A256KW.$make($jwk)?),
            "A128GCMKW" => Box::new(A128GCMKW.$make($jwk)?),
            "A192GCMKW" => Box::new(A192GCMKW.$make($jwk)?),
            "A256GCMKW" => Box::new(A256GCMKW.$make($jwk)?),
            "ECDH-ES" => Box::new(ECDH_ES.$make($jwk)?),
            "ECDH-ES+A128KW" => Box::new(ECDH_ES_A128KW.$make($jwk)?),
            "ECDH-ES+A192KW" => Box::new(ECDH_ES_A192KW.$make($jwk)?),
            "ECDH-ES+A256KW" => Box::new(ECDH_ES_A256KW.$make($jwk)?),
            "RSA-OAEP" => Box::new(RSA_OAEP.$make($jwk)?),
            "RSA-OAEP-256" => Box::new(RSA_OAEP_256.$make($jwk)?),
            "PBES2-HS256+A128KW" => Box::new(PBES2_HS256_A128KW.$make($jwk)?),
            "PBES2-HS384+A192KW" => Box::new(PBES2_HS384_A192KW.$make($jwk)?),
            "PBES2-HS512+A256KW" => Box::new(PBES2_HS512_A256KW.$make($jwk)?),
            _ => return Ok(None),
        }))
    };
}

impl Encrypts for Josekit {
    fn encrypter(&self, alg: &str, jwk: &str, content: &str) -> Ready {
        let content = content.to_owned();
        let Some(key) = encrypting(alg, &Jwk::from_bytes(jwk)?)? else {
            return Ok(None);
        };
        let header = header();
        Ok(Some(Box::new(move || {
            black_box(serialize_compact(content.as_bytes(), &header, &*key)).is_ok()
        })))
    }

    fn decrypter(&self, alg: &str, jwk: &str, token: &str) -> Ready {
        let token = token.to_owned();
        let Some(key) = decrypting(alg, &Jwk::from_bytes(jwk)?)? else {
            return Ok(None);
        };
        Ok(Some(Box::new(move || {
            black_box(deserialize_compact(&token, &*key)).is_ok()
        })))
    }

    fn round_trip(&self, alg: &str, jwk: &str) -> Answer {
        let keys = || -> Outcome<_> {
            let jwk = Jwk::from_bytes(jwk)?;
            Ok((encrypting(alg, &jwk)?, decrypting(alg, &jwk)?))
        };
        match keys() {
            Ok((Some(encrypter), Some(decrypter))) => {
                let token = serialize_compact(b"{}", &header(), &*encrypter);
                Answer::of(token.and_then(|token| deserialize_compact(&token, &*decrypter)))
            }
            Ok(_) => Answer::NoSuchCall,
            Err(_) => Answer::Refused,
        }
    }
}

fn header() -> JweHeader {
    let mut header = JweHeader::new();
    header.set_content_encryption("A256GCM");
    header
}

/// Nothing for an algorithm that it lacks.
fn encrypting(alg: &str, jwk: &Jwk) -> Outcome<Option<Box<dyn JweEncrypter>>> {
    by_name!(alg, jwk, encrypter_from_jwk)
}

fn decrypting(alg: &str, jwk: &Jwk) -> Outcome<Option<Box<dyn JweDecrypter>>> {
    by_name!(alg, jwk, decrypter_from_jwk)
}
