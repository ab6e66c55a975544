//! The header of an encrypted token, by tables that the program makes: every algorithm with every
//! member that is not its own, every loose spelling in every segment. All of it is refused before a
//! key is used, so what follows the header is anything.

use base64_simd::URL_SAFE_NO_PAD;
use paraph_jose::Error;
use paraph_jose::jwe::{
    Curve, Decrypter, DecryptionKey, Enc, EncryptionKey, Header, KeyAlg, encrypt,
};
use serde_json::{Map, Value, json};

const PASSWORD: &str = "correct horse battery staple, and more";

/// A key of each algorithm, RSA's alone missing: OAEP defines no member, as key wrap defines none.
fn keys() -> impl Iterator<Item = DecryptionKey> {
    let fast = KeyAlg::all().filter(|alg| !alg.name().starts_with("RSA"));
    fast.map(|alg| {
        if alg.takes_password() {
            DecryptionKey::from_password(PASSWORD, alg).expect("a key")
        } else {
            DecryptionKey::generate(alg).expect("a key")
        }
    })
}

fn refusal(key: &DecryptionKey, header: &[u8]) -> Error {
    let token = format!(
        "{}.AAAA.AAAA.AAAA.AAAA",
        URL_SAFE_NO_PAD.encode_to_string(header)
    );
    let decrypter = Decrypter::from(key.clone());
    decrypter
        .decrypt(&token)
        .expect_err("nothing was encrypted")
}

/// A header of `key`'s algorithm with `more` at its end.
fn header(key: &DecryptionKey, more: &str) -> String {
    format!("{{\"alg\":\"{}\",\"enc\":\"A256GCM\"{more}}}", key.alg())
}

/// The members that an algorithm defines for itself (RFC 7518 section 4.1).
fn own(alg: KeyAlg) -> &'static [&'static str] {
    match alg.name() {
        name if name.starts_with("ECDH") => &["epk", "apu", "apv"],
        name if name.ends_with("GCMKW") => &["iv", "tag"],
        name if name.starts_with("PBES2") => &["p2s", "p2c"],
        _ => &[],
    }
}

#[test]
fn t17_no_algorithm_takes_the_members_of_another() {
    let mut refused = 0;
    for key in keys() {
        for name in [
            "epk", "apu", "apv", "iv", "tag", "p2s", "p2c", "jwk", "jku", "x5u", "x5c", "x5t",
            "x5t#S256", "b64", "exp", "nbf", "jti", "ALG", "",
        ] {
            let error = refusal(
                &key,
                header(&key, &format!(",\"{name}\":\"AAAA\"")).as_bytes(),
            );
            if own(key.alg()).contains(&name) {
                assert_ne!(error, Error::HeaderMember, "{} {name}", key.alg());
            } else {
                assert_eq!(error, Error::HeaderMember, "{} {name}", key.alg());
                refused += 1;
            }
        }
    }
    assert!(refused > 200, "{refused}");
}

#[test]
fn t16_a_member_of_another_type_is_refused() {
    for key in keys() {
        let mut names = vec!["typ", "cty", "kid"];
        // `p2c` is a number, and has an error of its own.
        names.extend(own(key.alg()).iter().filter(|name| **name != "p2c"));
        for name in names {
            for value in ["1", "null", "true", "[\"AAAA\"]", "{\"a\":\"AAAA\"}"] {
                // Whatever else must be there.
                let others = own(key.alg()).iter().filter(|other| **other != name);
                let mut more: String = others
                    .map(|other| match *other {
                        "p2c" => ",\"p2c\":1000".to_owned(),
                        "epk" => {
                            r#","epk":{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}"#.to_owned()
                        }
                        other => format!(",\"{other}\":\"AAAAAAAAAAAAAAAA\""),
                    })
                    .collect();
                more += ",\"";
                more += name;
                more += "\":";
                more += value;
                let error = refusal(&key, header(&key, &more).as_bytes());
                assert_eq!(error.code(), "header_type", "{} {more}", key.alg());
            }
        }
    }
}

#[test]
fn t07_an_epk_is_a_public_key_of_the_recipients_curve() {
    for alg in KeyAlg::all().filter(|alg| alg.name().starts_with("ECDH")) {
        for curve in Curve::all() {
            let key = DecryptionKey::generate_on(alg, curve).expect("a key");
            let text = key.public_jwk().expect("a public half");
            let jwk: Value = serde_json::from_str(&text.to_json()).expect("JSON");
            let mut epk = Map::new();
            for name in ["kty", "crv", "x", "y"] {
                epk.extend(jwk.get(name).map(|value| (name.to_owned(), value.clone())));
            }
            let with = |changes: &[(&str, Value)]| {
                let mut epk = epk.clone();
                epk.extend(
                    changes
                        .iter()
                        .map(|(name, value)| ((*name).to_owned(), value.clone())),
                );
                epk.retain(|_, value| *value != json!("remove"));
                refusal(
                    &key,
                    header(&key, &format!(",\"epk\":{}", Value::Object(epk))).as_bytes(),
                )
            };
            // In form: what follows the header is at fault.
            assert_eq!(with(&[]), Error::DecryptionFailed, "{alg} {curve:?}");
            let other = if curve == Curve::X25519 { "EC" } else { "OKP" };
            for changes in [
                &[("kty", json!(other))][..],
                &[("kty", json!("remove"))],
                &[("crv", json!("P-192"))],
                &[("crv", json!("remove"))],
                &[("x", json!("remove"))],
                &[("x", json!("AAA="))],
                &[("x", json!(1))],
                &[("d", json!("AAAA"))],
                &[("kid", json!("a"))],
                &[("alg", json!(alg.name()))],
            ] {
                assert_eq!(
                    with(changes),
                    Error::HeaderType("epk"),
                    "{alg} {curve:?} {changes:?}"
                );
            }
            if curve != Curve::X25519 {
                let y = URL_SAFE_NO_PAD.decode_to_vec(jwk["y"].as_str().unwrap_or_default());
                let mut off = y.expect("a coordinate");
                off[0] ^= 1;
                let len = off.len();
                // In form, and no point: nothing tells that from a changed token.
                for bytes in [
                    off,
                    vec![0; len],
                    vec![0xff; len],
                    vec![1; len - 1],
                    vec![1; len + 1],
                    vec![],
                ] {
                    let y = URL_SAFE_NO_PAD.encode_to_string(&bytes);
                    let refused = with(&[("y", json!(y))]);
                    assert_eq!(
                        refused,
                        Error::DecryptionFailed,
                        "{alg} {curve:?} {bytes:?}"
                    );
                }
            }
            for stranger in Curve::all().filter(|other| *other != curve) {
                let changes = [("crv", json!(stranger.name()))];
                assert_eq!(
                    with(&changes),
                    Error::HeaderType("epk"),
                    "{curve:?} {stranger:?}"
                );
            }
        }
    }
}

#[test]
fn t15_t16_the_header_is_strict_json() {
    let key = DecryptionKey::generate(KeyAlg::EcdhEs).expect("a key");
    let good = header(&key, "");
    let epk = r#","epk":{"kty":"EC","crv":"P-256","x":"AAAA","x":"AAAA","y":"AAAA"}"#;
    for bad in [
        format!("\u{feff}{good}").into_bytes(),
        good.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        good.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        format!("{good}\0").into_bytes(),
        format!("{good}{good}").into_bytes(),
        format!("[{good}]").into_bytes(),
        good.replace("enc", "\\u0061lg").into_bytes(),
        header(&key, ",\"enc\":\"A256GCM\"").into_bytes(),
        header(&key, ",\"\\u0065nc\":\"A256GCM\"").into_bytes(),
        header(&key, ",\"kid\":\"\\u0000\"").into_bytes(),
        header(&key, ",\"kid\":\"\\ud800\"").into_bytes(),
        header(&key, ",\"sub\":1e999").into_bytes(),
        header(&key, epk).into_bytes(),
        [header(&key, ",\"kid\":\"").as_bytes(), b"\xff\"}"].concat(),
        b"{".to_vec(),
        b"null".to_vec(),
    ] {
        let error = refusal(&key, &bad);
        assert_eq!(
            error.code(),
            "header_json",
            "{}",
            String::from_utf8_lossy(&bad)
        );
    }
}

#[test]
fn h08_the_length_of_a_kid_is_bounded_to_the_byte() {
    let unnamed = DecryptionKey::generate(KeyAlg::EcdhEs).expect("a key");
    // What was read has the name that was written.
    let key = DecryptionKey::from_jwk(&unnamed.to_jwk(), None).expect("a key");
    for (len, error) in [
        (0, Error::HeaderType("kid")),
        (1, Error::KeyUnknown),
        (256, Error::KeyUnknown),
        (257, Error::HeaderType("kid")),
    ] {
        let more = format!(",\"kid\":\"{}\"", "k".repeat(len));
        assert_eq!(
            refusal(&key, header(&key, &more).as_bytes()),
            error,
            "{len}"
        );
    }
}

#[test]
fn t12_no_segment_has_a_second_spelling() {
    let key = DecryptionKey::generate(KeyAlg::A256Kw).expect("a key");
    let sender = key.encryption_key().expect("a key");
    let token = encrypt(&sender, &Header::default(), b"four").expect("a token");
    let decrypter = Decrypter::from(key);
    assert!(decrypter.decrypt(&token).is_ok());
    let segments: Vec<_> = token.split('.').collect();
    let mut refused = 0;
    for (index, segment) in segments.iter().enumerate() {
        for loose in [
            "=", "==", " ", "\t", "\n", "\r\n", "+", "/", "?", "%", "\0", "\u{e9}", "A",
        ] {
            for at in [0, segment.len() / 2, segment.len()] {
                let mut changed: Vec<_> = segments.iter().map(|part| (*part).to_owned()).collect();
                changed[index].insert_str(at, loose);
                let changed = changed.join(".");
                assert!(decrypter.decrypt(&changed).is_err(), "{changed}");
                if loose != "A" {
                    assert_eq!(
                        decrypter.decrypt(&changed).unwrap_err(),
                        Error::TokenNotCompact
                    );
                }
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 5 * 13 * 3);
}

#[test]
fn d02_no_header_is_written_that_nobody_would_read() {
    let key = DecryptionKey::generate_direct(Enc::A256Gcm).expect("a key");
    let sender: EncryptionKey = key.encryption_key().expect("a key");
    let decrypter = Decrypter::from(key);
    let (mut read, mut refused) = (0, 0);
    for len in 950..1030 {
        let typ = "t".repeat(len);
        let header = Header::default().with_typ(typ.as_str());
        match encrypt(&sender, &header, b"") {
            Ok(token) => {
                assert!(decrypter.decrypt(&token).is_ok(), "{len}");
                read += 1;
            }
            Err(error) => {
                assert_eq!(error, Error::TokenTooLong);
                refused += 1;
            }
        }
    }
    assert!(read > 10 && refused > 10);
}

#[test]
fn no_text_is_written_that_nobody_would_read() {
    let key = DecryptionKey::generate_direct(Enc::A256Gcm).expect("a key");
    let sender: EncryptionKey = key.encryption_key().expect("a key");
    for (header, name) in [
        (Header::default().with_typ("a\0"), "typ"),
        (Header::default().with_cty("\0JWT"), "cty"),
    ] {
        let refused = encrypt(&sender, &header, b"");
        assert_eq!(refused, Err(Error::HeaderType(name)));
    }
}
