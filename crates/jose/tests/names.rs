//! Names of algorithms and keys: one key, one name; what a key without a name gets; thumbprints.

use paraph_jose::jwe::{Decrypter, DecryptionKey, EncryptionKey, KeyAlg};
use paraph_jose::{Alg, Error, Jwk, JwkSet, KeySet, Policy, SigningKey, VerifyingKey, jws};
use serde_json::Value;

const ED25519: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const PEM: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

#[test]
fn t19_an_ed25519_key_has_one_of_its_two_names() {
    let unnamed = || Jwk::parse(ED25519).unwrap();
    assert_eq!(unnamed().alg(), Some(Alg::EdDSA));
    for alg in [Alg::EdDSA, Alg::Ed25519] {
        let key = unnamed().with_alg(alg).unwrap();
        assert_eq!(key.alg(), Some(alg));
        let again = Jwk::parse(key.to_json()).unwrap();
        assert_eq!(again.alg(), Some(alg), "the name is written down");
        let other = if alg == Alg::EdDSA {
            Alg::Ed25519
        } else {
            Alg::EdDSA
        };
        assert_eq!(key.with_alg(other).unwrap_err(), Error::KeyAlgMismatch);
        assert_eq!(VerifyingKey::from_pem(PEM, Some(alg)).unwrap().alg(), alg);
        let set = JwkSet::new([unnamed()]).unwrap().assume_alg(alg).unwrap();
        assert_eq!(KeySet::from_jwks(&set).unwrap().keys()[0].alg(), alg);
        let named = JwkSet::new([again]).unwrap().assume_alg(other).unwrap();
        assert_eq!(named.keys()[0].alg(), Some(alg), "a named key stays");
    }
    let by_pem = Jwk::from_pem(PEM, None).unwrap();
    assert_eq!(by_pem.alg(), Some(Alg::EdDSA));
    assert_eq!(
        by_pem.with_alg(Alg::Ed25519).unwrap().alg(),
        Some(Alg::Ed25519)
    );
}

#[test]
fn t19_the_other_name_is_refused_whatever_the_signature() {
    let eddsa = SigningKey::generate(Alg::EdDSA).unwrap();
    let text = eddsa.to_jwk().to_json();
    let renamed = Jwk::parse(text.replace("\"EdDSA\"", "\"Ed25519\"")).unwrap();
    let ed25519 = SigningKey::from_jwk(&renamed).unwrap();
    assert_eq!(eddsa.kid(), ed25519.kid(), "a thumbprint knows no name");
    for (signer, judge) in [(&eddsa, &ed25519), (&ed25519, &eddsa)] {
        let token = jws::sign(signer, None, b"x").unwrap();
        let own = KeySet::from(signer.verifying_key());
        assert!(jws::verify(&token, &own, None).is_ok());
        let other = KeySet::from(judge.verifying_key());
        assert_eq!(jws::verify(&token, &other, None), Err(Error::AlgMismatch));
    }
}

#[test]
fn t04_a_key_of_the_other_kind_is_left_out_though_it_names_no_algorithm() {
    let bare = |alg: Alg, role: &str| {
        let text = Jwk::generate(alg).unwrap().to_json();
        let text = text.replace(&format!("\"alg\":\"{alg}\","), "");
        Jwk::parse(text.replace("\"use\":\"sig\"", &format!("\"use\":\"{role}\""))).unwrap()
    };
    let hides = Jwk::generate(KeyAlg::EcdhEs).unwrap();
    let set = JwkSet::new([bare(Alg::RS256, "sig"), hides.clone()]).unwrap();
    assert!(Decrypter::from_jwks(&set, None).is_ok());
    let only = EncryptionKey::from_jwks(&set, None, None).unwrap();
    assert_eq!(only.kid(), hides.kid());
    let checks = Jwk::generate(Alg::ES256).unwrap();
    for role in ["enc", "other"] {
        let set = JwkSet::new([bare(Alg::RS256, role), checks.clone()]).unwrap();
        let keys = KeySet::from_jwks(&set).unwrap();
        assert_eq!(keys.keys()[0].kid(), checks.kid().unwrap(), "{role}");
        // Nor does an assumption make it one.
        let set = set.assume_alg(Alg::RS256).unwrap();
        assert_eq!(KeySet::from_jwks(&set).unwrap().keys().len(), 1, "{role}");
        assert_eq!(set.keys()[0].alg(), None, "{role}");
    }
}

#[test]
fn t04_a_key_without_a_purpose_gets_one_where_its_caller_says_it() {
    let text = Jwk::generate(KeyAlg::EcdhEs).unwrap().to_json();
    let text = text
        .replace("\"alg\":\"ECDH-ES\",", "")
        .replace("\"use\":\"enc\",", "");
    let bare = || Jwk::parse(&text).unwrap();
    assert_eq!(
        EncryptionKey::from_jwk(&bare(), None).unwrap_err(),
        Error::KeyNeedsAlg
    );
    // Its curve has one signature, unless its use says that it is for something else.
    assert_eq!(bare().purpose(), Some(Alg::ES256.into()));
    let used = Jwk::parse(text.replacen('{', "{\"use\":\"enc\",", 1)).unwrap();
    assert_eq!((used.alg(), used.purpose()), (None, None));
    assert!(!used.to_json().contains("\"alg\""));
    let pinned = bare().with_alg(KeyAlg::EcdhEs).unwrap();
    assert_eq!(SigningKey::from_jwk(&pinned).unwrap_err(), Error::KeyUse);
    assert_eq!(VerifyingKey::from_jwk(&pinned).unwrap_err(), Error::KeyUse);
    assert_eq!(
        pinned.with_alg(Alg::ES256).unwrap_err(),
        Error::KeyAlgMismatch
    );
    let pinned = bare().with_alg(Alg::ES256).unwrap();
    let refused = EncryptionKey::from_jwk(&pinned, Some(KeyAlg::EcdhEs));
    assert_eq!(refused.unwrap_err(), Error::KeyUse);
    // What was made of it says so for ever.
    let loaded = DecryptionKey::from_jwk(&bare(), Some(KeyAlg::EcdhEs)).unwrap();
    assert_eq!(
        SigningKey::from_jwk(&loaded.to_jwk()).unwrap_err(),
        Error::KeyUse
    );
}

#[test]
fn k08_a_secret_for_encryption_has_no_name_of_its_own() {
    for alg in KeyAlg::all().filter(|alg| !alg.takes_password()) {
        let key = Jwk::generate(alg).unwrap();
        let thumbprint = key.thumbprint();
        // It would help to guess the secret, and stand in every token.
        let name = (!alg.is_symmetric()).then_some(thumbprint.as_str());
        assert_eq!(key.kid(), name, "{alg}");
    }
}

#[test]
fn k08_a_thumbprint_has_a_uri() {
    let key = Jwk::parse(ED25519).unwrap();
    assert_eq!(
        key.thumbprint_uri(),
        "urn:ietf:params:oauth:jwk-thumbprint:sha-256:kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

#[test]
fn d02_an_ordinary_token_of_every_algorithm_fits() {
    let claims = serde_json::json!({
        "iss": "https://id.example.org", "sub": "usr_mfrggzdfmztwq2lkmfrggzdfmz", "aud": "api",
        "exp": 1_800_003_600, "iat": 1_800_000_000, "nbf": 1_800_000_000,
        "jti": "at_mfrggzdfmztwq2lkmfrggzdfmz", "sid": "ses_nfxgg43foruw63tbnrsxgzlqmf",
        "scope": "openid profile email orders:read orders:write admin",
        "roles": ["editor", "billing", "support"], "email": "ada.lovelace@example.org",
        "client_id": "app",
    });
    for alg in Alg::all() {
        let key = SigningKey::generate(alg).unwrap();
        let token = paraph_jose::jwt::sign(&key, "at+jwt", &claims).unwrap();
        let room = (paraph_jose::MAX_TOKEN - token.len()) * 3 / 4;
        assert!(room > 900, "{alg} leaves {room} bytes");
    }
}

/// Whoever sees a token must not be helped to guess the secret it was signed with.
#[test]
fn t11_a_secret_that_nobody_named_has_no_name() {
    for alg in Alg::all().filter(|alg| alg.is_symmetric()) {
        let phrase = "correct horse battery staple, said the sphinx of black quartz: judge";
        let jwk = Jwk::from_secret(phrase.as_bytes(), alg).unwrap();
        let key = SigningKey::from_jwk(&jwk).unwrap();
        let whole = [jwk.clone(), key.to_jwk(), jwk.clone().complete().unwrap()];
        for jwk in &whole {
            assert_eq!(jwk.kid(), None, "{alg}");
            assert!(!jwk.to_json().contains("kid"), "{alg}");
        }
        assert_eq!(whole[2].to_json(), key.to_jwk().to_json(), "{alg}");
        let keys = KeySet::try_from(&jwk).unwrap();
        for typ in [None, Some("at+jwt"), Some("JWT"), Some("other")] {
            let token = jws::sign(&key, typ, b"{}").unwrap();
            let header = paraph_jose::dangerous::decode_unverified_header(&token).unwrap();
            assert!(header.get("kid").is_none(), "{alg} {typ:?}: {header}");
            let verified = jws::verify(&token, &keys, typ).unwrap();
            assert_eq!(verified.kid, "", "{alg} {typ:?}");
        }
        let debug = format!("{key:?} {:?}", key.verifying_key());
        assert!(!debug.contains(&jwk.thumbprint()), "{alg}: {debug}");
        // A name that its owner gave, or of a secret that nobody can guess, stays.
        let named = SigningKey::from_jwk(&jwk.with_kid("ours").unwrap()).unwrap();
        assert_eq!(named.kid(), "ours", "{alg}");
        let drawn = SigningKey::generate(alg).unwrap();
        assert_eq!(drawn.kid(), drawn.to_jwk().thumbprint(), "{alg}");
    }
}

/// One rule for both halves: a kid only finds a key, and one alone that nobody named is for any token.
#[test]
fn h05_a_key_alone_that_nobody_named_is_for_any_kid() {
    for alg in Alg::all() {
        let whole = Jwk::generate(alg).unwrap();
        let json: Value = serde_json::from_str(&whole.to_json()).unwrap();
        let mut json = json.as_object().unwrap().clone();
        json.remove("kid");
        let bare = Jwk::parse(Value::Object(json).to_string()).unwrap();
        let signer = SigningKey::from_jwk(&bare.clone().with_kid("theirs").unwrap()).unwrap();
        let token = jws::sign(&signer, None, b"x").unwrap();
        let alone = KeySet::try_from(&bare).unwrap();
        assert!(jws::verify(&token, &alone, None).is_ok(), "{alg}");
        let named = KeySet::try_from(&bare.clone().with_kid("ours").unwrap()).unwrap();
        let unknown = Some(Error::KeyUnknown);
        assert_eq!(jws::verify(&token, &named, None).err(), unknown, "{alg}");
        // Not alone, only its name finds it.
        let other = Jwk::generate(if alg.is_symmetric() {
            Alg::HS512
        } else {
            Alg::ES512
        })
        .unwrap();
        let two = JwkSet::new([bare, other]).unwrap();
        let two = KeySet::from_jwks(&two).unwrap();
        assert_eq!(jws::verify(&token, &two, None).err(), unknown, "{alg}");
    }
}

/// So a verifier that fetches its set knows when a refusal may be the set's fault.
#[test]
fn h05_a_set_may_lack_the_key_of_a_token_that_names_none_of_its_keys() {
    let key = SigningKey::generate(Alg::ES256).unwrap();
    let set = KeySet::from(key.verifying_key());
    let policy = Policy::access_token("https://id.example.org", "api");
    let narrow = policy.clone().with_algorithms([Alg::ES256, Alg::EdDSA]);
    let headed = |header: Value| {
        let header = base64_simd::URL_SAFE_NO_PAD.encode_to_string(header.to_string());
        format!("{header}.e30.AAAA")
    };
    for (alg, wide_takes, narrow_takes) in [
        ("ES256", true, true),
        ("EdDSA", true, true),
        ("RS256", true, false),
        // No published key has them, so no newer set does.
        ("HS256", false, false),
        ("none", false, false),
        ("HS999", false, false),
        ("es256", false, false),
    ] {
        let stranger = headed(serde_json::json!({ "alg": alg, "kid": "other" }));
        let nameless = headed(serde_json::json!({ "alg": alg }));
        let named = headed(serde_json::json!({ "alg": alg, "kid": key.kid() }));
        for (token, may) in [(stranger, true), (nameless, true), (named, false)] {
            let lacks = |refusal, policy| set.may_lack_key_of(&token, &refusal, policy);
            assert!(lacks(Error::KeyUnknown, &policy));
            assert_eq!(lacks(Error::BadSignature, &policy), may, "{alg}");
            assert_eq!(
                lacks(Error::AlgMismatch, &policy),
                may && wide_takes,
                "{alg}"
            );
            assert_eq!(
                lacks(Error::AlgMismatch, &narrow),
                may && narrow_takes,
                "{alg}"
            );
            for refusal in [Error::Expired, Error::AlgNotAllowed, Error::KeyIdMissing] {
                assert!(!lacks(refusal, &policy), "{alg}");
            }
        }
    }
}

/// Whatever kid a key may have, its tokens are read by both ways through the verifier.
#[test]
fn d02_every_kid_fits_into_a_header() {
    let key = Jwk::generate(Alg::HS256).unwrap();
    let (mut fits, mut refused) = (0, 0);
    for (unit, most) in [
        ("a", 256),
        ("\"", 256),
        ("\\", 256),
        ("\u{1}", 85),
        ("\u{7f}", 256),
        ("é", 128),
    ] {
        for count in [1, most / 2, most - 1, most, most + 1, 256, 257] {
            let kid = unit.repeat(count);
            let Ok(named) = key.clone().with_kid(kid.as_str()) else {
                assert!(count > most, "{count} of {unit:?}");
                let text = serde_json::json!({ "kty": "oct", "alg": "HS256", "k": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "kid": kid });
                let read = Jwk::parse(text.to_string());
                assert!(
                    matches!(read, Err(Error::KeyMalformed(_))),
                    "{count} of {unit:?}"
                );
                refused += 1;
                continue;
            };
            assert!(count <= most, "{count} of {unit:?}");
            let signer = SigningKey::from_jwk(&named).unwrap();
            let keys = KeySet::from(signer.verifying_key());
            for typ in [None, Some("at+jwt"), Some("JWT"), Some("application/other")] {
                let token = jws::sign(&signer, typ, b"{}").unwrap();
                assert_eq!(jws::verify(&token, &keys, typ).unwrap().kid, kid);
            }
            fits += 1;
        }
    }
    assert!(fits > 20 && refused > 6, "{fits} {refused}");
    assert!(key.with_kid("").is_err());
}

/// RFC 7517 section 5, in every reader of a set.
#[test]
fn keys_of_types_that_nobody_knows_are_left_out_of_a_set_unread() {
    let (signs, agrees) = (
        Jwk::generate(Alg::ES256).unwrap(),
        Jwk::generate(KeyAlg::EcdhEs).unwrap(),
    );
    let read = |keys: &[&str]| JwkSet::parse(format!("{{\"keys\":[{}]}}", keys.join(",")));
    let known =
        [signs.public().unwrap(), agrees.public().unwrap()].map(|key| key.to_json().to_string());
    let private = [&signs, &agrees].map(|key| key.to_json().to_string());
    for stranger in [
        r#"{"kty":"new"}"#,
        r#"{"kty":"new","alg":"new"}"#,
        r#"{"kty":"new","alg":5,"kid":"","use":[],"key_ops":"x"}"#,
        r#"{"x":{"y":1},"kty":"new","n":[1],"d":null,"k":true}"#,
        r#"{"oth":[],"kty":"new"}"#,
        r#"{"kty":"ec","crv":"P-256"}"#,
        r#"{"kty":"EC","crv":"new"}"#,
        r#"{"kty":"OKP","crv":"X448","x":"AA"}"#,
        r#"{"kty":"AKP","alg":"new"}"#,
    ] {
        let set = read(&[stranger, &known[0], stranger, &known[1]]).unwrap();
        assert_eq!((set.keys().len(), set.skipped()), (2, 2), "{stranger}");
        assert_eq!(
            KeySet::from_jwks(&set).unwrap().keys().len(),
            1,
            "{stranger}"
        );
        assert!(
            EncryptionKey::from_jwks(&set, None, None).is_ok(),
            "{stranger}"
        );
        let set = read(&[stranger, &private[0], &private[1]]).unwrap();
        assert!(Decrypter::from_jwks(&set, None).is_ok(), "{stranger}");
    }
    for bad in [
        r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#,
        r#"{"kty":"EC","crv":5}"#,
        r#"{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#,
        r#"{"kty":"RSA","n":"AQ","e":"AQAB"}"#,
        r#"{"kty":5}"#,
        r"{}",
        r#"{"alg":"ES256"}"#,
    ] {
        for keys in [[bad, &known[0]], [&known[0], bad]] {
            let refused = read(&keys).unwrap_err();
            assert!(
                matches!(refused, Error::KeyMalformed(_) | Error::KeyWeak(_)),
                "{bad}: {refused}"
            );
        }
    }
}
