//! Names of algorithms and keys: one key, one name; what a key without a name gets; thumbprints.

use paraph_jose::{Alg, Error, Jwk, JwkSet, KeySet, SigningKey, VerifyingKey, jws};

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
