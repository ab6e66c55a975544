//! Every public call that takes a stranger's bytes apart, with an input that it accepts.

use std::sync::LazyLock;

use paraph_jose::explain::{Keys, explain};
use paraph_jose::jwe::{self, Decrypter, DecryptionKey, EncryptionKey, KeyAlg};
use paraph_jose::{
    Alg, Error, Jwk, JwkSet, KeySet, Policy, SigningKey, UnverifiedIssuer, VerifyingKey, dangerous,
    json, jws, jwt,
};
use serde_json::Value;

pub(crate) const NOW: i64 = 1_800_000_000;

pub(crate) static KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(Alg::ES256).unwrap());
pub(crate) static SET: LazyLock<KeySet> = LazyLock::new(|| KeySet::from(KEY.verifying_key()));
static CLOSED: LazyLock<DecryptionKey> =
    LazyLock::new(|| DecryptionKey::generate(KeyAlg::EcdhEs).unwrap());
static DECRYPTER: LazyLock<Decrypter> = LazyLock::new(|| Decrypter::from(CLOSED.clone()));

/// Published in RFC 8410 section 10.3 and RFC 7748 section 6.1.
const ED25519: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
const X25519: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIHcHbQpzGKV9PBbBclGyZkXfTC+H68CZKrF3+6UduSwq\n-----END PRIVATE KEY-----\n";

/// One call.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    /// Whether it accepts the bytes.
    pub(crate) accepts: fn(&[u8]) -> bool,
    /// Bytes that it accepts.
    pub(crate) good: fn() -> Vec<u8>,
}

macro_rules! entries {
    ($($name:literal, $good:expr, |$bytes:ident| $call:expr;)*) => {
        /// All of them. What is behind a signature or an encryption is signed and encrypted here.
        pub(crate) const ENTRIES: &[Entry] = &[$(Entry {
            name: $name,
            good: || $good.into(),
            accepts: |$bytes| $call,
        }),*];
    };
}

entries! {
    "jws::verify", token(), |bytes| text(bytes, |token| jws::verify(token, &SET, None));
    "jwt::verify", token(), |bytes| text(bytes, |token| jwt::verify::<Value>(token, &SET, &policy(), NOW));
    "jwt::verify_borrowed", token(), |bytes| text(bytes, |token| {
        jwt::verify_borrowed::<Value>(token, &SET, &policy(), NOW, &mut Vec::new())
    });
    "a signed header", r#"{"alg":"ES256"}"#, |bytes| {
        // ES256 takes no outside signer's header: what is refused here is refused before the key.
        let header = base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes);
        let outcome = jws::verify(&format!("{header}.e30.{}", "A".repeat(86)), &SET, None);
        outcome == Err(Error::BadSignature)
    };
    "signed claims", claims(), |bytes| {
        let token = jws::sign(&KEY, Some("at+jwt"), bytes);
        token.is_ok_and(|token| jwt::verify::<Value>(&token, &SET, &policy(), NOW).is_ok())
    };
    "a nested token", token(), |bytes| {
        let header = jwe::Header::default().with_cty("JWT");
        let token = jwe::encrypt(&CLOSED.encryption_key().unwrap(), &header, bytes);
        token.is_ok_and(|token| open(&token).is_ok())
    };
    "jwt::decrypt_and_verify", nested(), |bytes| text(bytes, open);
    "Decrypter::decrypt", nested(), |bytes| text(bytes, |token| DECRYPTER.decrypt(token));
    "Decrypter::from_jwks", closed_set(), |bytes| {
        JwkSet::parse(bytes).is_ok_and(|set| Decrypter::from_jwks(&set, None).is_ok())
    };
    "DecryptionKey::from_jwk", CLOSED.to_jwk().to_json(), |bytes| {
        Jwk::parse(bytes).is_ok_and(|jwk| DecryptionKey::from_jwk(&jwk, None).is_ok())
    };
    "DecryptionKey::from_pem", X25519, |bytes| text(bytes, |pem| DecryptionKey::from_pem(pem, KeyAlg::EcdhEs));
    "EncryptionKey::from_jwk", CLOSED.public_jwk().unwrap().to_json(), |bytes| {
        Jwk::parse(bytes).is_ok_and(|jwk| EncryptionKey::from_jwk(&jwk, None).is_ok())
    };
    "EncryptionKey::from_jwks", closed_set(), |bytes| {
        JwkSet::parse(bytes).is_ok_and(|set| EncryptionKey::from_jwks(&set, None, None).is_ok())
    };
    "EncryptionKey::from_pem", X25519, |bytes| text(bytes, |pem| EncryptionKey::from_pem(pem, KeyAlg::EcdhEs));
    "Jwk::parse", KEY.to_jwk().to_json(), |bytes| Jwk::parse(bytes).is_ok();
    "Jwk::from_pem", ED25519, |bytes| text(bytes, |pem| Jwk::from_pem(pem, None));
    "SigningKey::from_pem", ED25519, |bytes| text(bytes, |pem| SigningKey::from_pem(pem, None));
    "VerifyingKey::from_pem", ED25519, |bytes| text(bytes, |pem| VerifyingKey::from_pem(pem, None));
    "JwkSet::parse", set(), |bytes| JwkSet::parse(bytes).is_ok();
    "explain", token(), |bytes| {
        str::from_utf8(bytes).is_ok_and(|token| explain(token, &*SET, policy(), NOW).is_accepted())
    };
    "explain::Keys::from_jwk", KEY.public_jwk().unwrap().to_json(), |bytes| explains(bytes, Keys::from_jwk);
    "explain::Keys::from_pem", KEY.public_jwk().unwrap().to_pem().unwrap().as_bytes(), |bytes| explains(bytes, Keys::from_pem);
    "json::check", claims(), |bytes| json::check(bytes).is_ok();
    "Policy", serde_json::to_vec(&policy()).unwrap(), |bytes| serde_json::from_slice::<Policy>(bytes).is_ok();
    "dangerous::decode_unverified", token(), |bytes| text(bytes, dangerous::decode_unverified);
    "UnverifiedIssuer::read", token(), |bytes| text(bytes, UnverifiedIssuer::read);
    "Alg", "ML-DSA-65", |bytes| text(bytes, str::parse::<Alg>);
}

fn text<T, E>(bytes: &[u8], call: impl FnOnce(&str) -> Result<T, E>) -> bool {
    str::from_utf8(bytes).is_ok_and(|text| call(text).is_ok())
}

/// Whether the text is a key by which the token is good.
fn explains(bytes: &[u8], keys: fn(&str, Option<Alg>) -> Keys<'static>) -> bool {
    static TOKEN: LazyLock<String> = LazyLock::new(token);
    str::from_utf8(bytes)
        .is_ok_and(|text| explain(&TOKEN, keys(text, None), policy(), NOW).is_accepted())
}

pub(crate) fn policy() -> Policy {
    Policy::access_token("https://id.example", "api")
}

fn open(token: &str) -> Result<jwt::Verified<Value>, Error> {
    jwt::decrypt_and_verify(token, &DECRYPTER, &SET, &policy(), NOW)
}

fn claims() -> Vec<u8> {
    let claims = serde_json::json!({
        "iss": "https://id.example", "sub": "usr_1", "aud": "api", "client_id": "app",
        "jti": "t1", "iat": NOW, "exp": NOW + 300, "roles": vec!["editor"; 100],
    });
    claims.to_string().into_bytes()
}

fn token() -> String {
    jws::sign(&KEY, Some("at+jwt"), &claims()).unwrap()
}

fn nested() -> String {
    let claims: Value = serde_json::from_slice(&claims()).unwrap();
    jwt::sign_and_encrypt(&KEY, "at+jwt", &claims, &CLOSED.encryption_key().unwrap()).unwrap()
}

fn set() -> String {
    let key = |_| SigningKey::generate(Alg::ES256).unwrap().public_jwk();
    JwkSet::new((0..20).filter_map(key)).unwrap().to_json()
}

fn closed_set() -> String {
    format!("{{\"keys\":[{}]}}", CLOSED.to_jwk().to_json())
}
