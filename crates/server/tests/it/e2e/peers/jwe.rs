//! Encrypted tokens of ours, decrypted by `jwcrypto` and npm `jose`, and theirs by us: each algorithm, curve and content
//! encryption that they have.

use std::path::Path;

use paraph_jose::Jwk;
use paraph_jose::jwe::{self, Curve, Decrypter, DecryptionKey, Enc, Header, KeyAlg};
use serde_json::{Value, json};

use super::{Peer, tools};
use crate::e2e::process::Place;

const TEXT: &str = "for your eyes only";
const PASSWORD: &str = "correct horse battery staple, and more";

/// One key with one content encryption.
struct Case {
    key: DecryptionKey,
    enc: Enc,
}

impl Case {
    /// Whatever we have: the whole matrix.
    fn all() -> Vec<Self> {
        let rsa = DecryptionKey::generate(KeyAlg::RsaOaep).expect("a key");
        let mut cases = Vec::new();
        for (alg, enc) in KeyAlg::all().flat_map(|alg| Enc::all().map(move |enc| (alg, enc))) {
            let keys = keys(alg, enc, &rsa).into_iter();
            cases.extend(keys.map(|key| Self { key, enc }));
        }
        cases
    }

    fn name(&self) -> String {
        let jwk = value(&self.key.to_jwk());
        format!("{} {} {}", self.key.alg(), jwk["crv"], self.enc)
    }

    fn ask(&self, op: &str, jwk: &Jwk) -> Value {
        json!({ "op": op, "alg": self.key.alg(), "enc": self.enc, "jwk": value(jwk), "text": TEXT })
    }

    /// For them to decrypt.
    fn ours(&self) -> Value {
        let sender = self.key.encryption_key().expect("a key");
        let sender = sender.with_enc(self.enc).expect("an enc");
        let mut ask = self.ask("decrypt", &self.key.to_jwk());
        ask["token"] = jwe::encrypt(&sender, &Header::default(), TEXT.as_bytes())
            .expect("a token")
            .into();
        ask
    }

    /// For them to encrypt, with no more than a sender has.
    fn theirs(&self) -> Value {
        let whole = self.key.to_jwk();
        self.ask("encrypt", &whole.public().unwrap_or(whole))
    }

    fn read(&self, token: &str) -> bool {
        let decrypter = Decrypter::from(self.key.clone()).with_encs([self.enc]);
        let found = decrypter.expect("an enc").decrypt(token);
        found.is_ok_and(|found| {
            found.plaintext() == TEXT.as_bytes() && found.cty.as_deref() == Some("x")
        })
    }
}

fn keys(alg: KeyAlg, enc: Enc, rsa: &DecryptionKey) -> Vec<DecryptionKey> {
    let key = match alg {
        _ if alg.takes_password() => DecryptionKey::from_password(PASSWORD, alg),
        KeyAlg::Dir => DecryptionKey::generate_direct(enc),
        _ if alg.name().starts_with("ECDH") => {
            let keys = Curve::all().map(|curve| DecryptionKey::generate_on(alg, curve));
            return keys.map(|key| key.expect("a key")).collect();
        }
        // RSA keys take long to make, and serve both algorithms.
        _ if alg.name().starts_with("RSA") => {
            let pem = rsa.to_jwk().to_pem().expect("a PEM");
            DecryptionKey::from_pem(&pem, alg)
        }
        _ => DecryptionKey::generate(alg),
    };
    vec![key.expect("a key")]
}

fn value(jwk: &Jwk) -> Value {
    serde_json::from_str(&jwk.to_json()).expect("a JWK")
}

impl Peer {
    fn crypt(self, tools: &Path, place: &Place, asks: &Value) -> Vec<Value> {
        let scripts = match self {
            Self::JwCrypto => ("jwe.py", include_str!("jwe.py")),
            Self::PyJwt => unreachable!("PyJWT has no JWE"),
            Self::Jose => ("jwe.mjs", include_str!("jwe.mjs")),
        };
        self.run(scripts, tools, place, asks)
    }
}

#[test]
fn t20_jwcrypto_and_jose_decrypt_our_tokens_and_we_theirs() {
    let Some(tools) = tools() else { return };
    let place = Place::new();
    let cases = Case::all();
    for peer in [Peer::JwCrypto, Peer::Jose] {
        let ours: Value = cases.iter().map(Case::ours).collect();
        for (case, answer) in cases.iter().zip(peer.crypt(&tools, &place, &ours)) {
            assert_eq!(answer["text"], TEXT, "{peer:?} {}: {answer}", case.name());
        }
        let theirs: Value = cases.iter().map(Case::theirs).collect();
        for (case, answer) in cases.iter().zip(peer.crypt(&tools, &place, &theirs)) {
            let token = answer["token"].as_str();
            let read = token.is_some_and(|token| case.read(token));
            assert!(read, "{peer:?} {}: {answer}", case.name());
        }
        println!("{peer:?}: {} tokens each way", cases.len());
    }
}
