//! Figures of RFC 7518 appendices B and C and RFC 8037 appendix A.6.

use zeroize::Zeroizing;

use super::{base64url, hex};
use crate::jwe::agree::{Curve, Key, Point};
use crate::jwe::concat_kdf::{self, Info};
use crate::jwe::content::{open, seal};
use crate::jwe::enc::Enc;
use crate::jwe::key::DecryptionKey;
use crate::jwe::{KeyAlg, wrap::Kek};
use crate::jwk::Jwk;
use crate::key::{Material, OkpCurve, OkpKey, Secret};

/// Appendix B: one plaintext, IV and AAD; keys that count up from 0; the tags.
#[test]
fn rfc_7518_b_tags_are_ours() {
    let plain = b"A cipher system must not be required to be secret, and it must be able to fall \
                  into the hands of the enemy without inconvenience";
    let aad = b"The second principle of Auguste Kerckhoffs";
    let iv = hex("1af38c2dc2b96ffdd86694092341bc04");
    let tags = [
        (Enc::A128CbcHs256, "652c3fa36b0a7c5b3219fab3a30bc1c4"),
        (
            Enc::A192CbcHs384,
            "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7",
        ),
        (
            Enc::A256CbcHs512,
            "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5",
        ),
    ];
    for (enc, tag) in tags {
        let key: Vec<u8> = (0..).take(enc.key_len()).collect();
        let mut text = Zeroizing::new(plain.to_vec());
        let sealed = seal(enc, &key, &iv, aad, &mut text).unwrap();
        assert_eq!(sealed, hex(tag), "{enc}");
        open(enc, &key, &iv, aad, &sealed, &mut text).unwrap();
        assert_eq!(text.as_slice(), plain, "{enc}");
    }
}

/// Appendix C: Bob's key and Alice's ephemeral point.
#[test]
fn rfc_7518_c_the_agreed_key_is_ours() {
    let bob = Jwk::parse(
        r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
        "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        "d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#,
    );
    let alice = Point::new(
        Curve::P256,
        &base64url("gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0"),
        Some(&base64url("SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps")),
    );
    let info = Info {
        purpose: "A128GCM",
        sender: b"Alice",
        recipient: b"Bob",
    };
    let bob = Key::new(bob.unwrap().material()).unwrap();
    let key = bob.receive(&alice.unwrap(), &info, 16).unwrap();
    assert_eq!(key.as_slice(), base64url("VqqN6vgjbSBcIijNcacQGg"));
}

/// RFC 8037 A.6 gives the points and the agreed secret, which is bound here as the header does.
#[test]
fn rfc_8037_a6_the_agreed_secret_is_ours() {
    let d = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    let bob = OkpKey::from_private(OkpCurve::X25519, Secret::new(d)).unwrap();
    let bob = Key::new(&Material::Okp(bob)).unwrap();
    assert_eq!(
        bob.point().members()[2],
        (
            "x",
            "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08".to_owned()
        )
    );
    let x = base64url("hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo");
    let z = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    let info = Info {
        purpose: "A128GCM",
        sender: &[],
        recipient: &[],
    };
    let epk = Point::new(Curve::X25519, &x, None).unwrap();
    assert_eq!(
        bob.receive(&epk, &info, 16).unwrap(),
        concat_kdf::derive(&z, &info, 16)
    );
}

/// RFC 8037 A.7 is on X448, which this crate does not have.
#[test]
fn rfc_8037_a7_x448_is_refused() {
    let key = r#"{"kty":"OKP","crv":"X448","kid":"Dave","x":"PreoKbDNIPW8_AtZm2_sz22kYnEHvbDU80W0MCfYuXL8PjT7QjKhPKcG3LV67D2uB73BxnvzNgk"}"#;
    assert_eq!(Jwk::parse(key).unwrap_err().code(), "key_unsupported");
}

/// RFC 3394 sections 4.1 to 4.6: A192KW is another library's.
#[test]
fn rfc_3394_wrapped_keys_are_ours() {
    let data: Vec<u8> = (0..16).map(|byte| byte * 0x11).collect();
    let wrapped = [
        (
            Kek::A128,
            "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5",
        ),
        (
            Kek::A192,
            "96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d",
        ),
        (
            Kek::A256,
            "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7",
        ),
    ];
    for (kek, expected) in wrapped {
        let key: Vec<u8> = (0..).take(kek.len()).collect();
        assert_eq!(kek.wrap(&key, &data).unwrap(), hex(expected), "{kek:?}");
        assert_eq!(
            kek.unwrap(&key, &hex(expected)).unwrap().as_slice(),
            data,
            "{kek:?}"
        );
    }
}

#[test]
fn debug_shows_no_secret() {
    for alg in KeyAlg::all().filter(|alg| !alg.takes_password()) {
        let key = DecryptionKey::generate(alg).unwrap();
        let shown = format!("{key:?} {:?}", key.encryption_key().unwrap());
        let jwk: serde_json::Value = serde_json::from_str(&key.to_jwk().to_json()).unwrap();
        for secret in ["d", "k", "p", "q", "dp", "dq", "qi"] {
            if let Some(value) = jwk[secret].as_str() {
                assert!(!shown.contains(value), "{alg}: {shown}");
                let bytes = format!("{:?}", base64url(value));
                assert!(!shown.contains(bytes.trim_matches(['[', ']'])), "{alg}");
            }
        }
    }
}
