//! Encrypted tokens: any text, any header behind a valid encryption, any token inside one, and the
//! keys.

use std::collections::HashSet;
use std::sync::LazyLock;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use paraph_jose::jwe::{self, Decrypter, DecryptionKey, Enc, EncryptionKey, KeyAlg};
use paraph_jose::{Error, Jwk, JwkSet, SigningKey, jwt};
use serde_json::Value;

use super::data::{self, ENCRYPTED, NOW, list};
use super::jws::{SETS, policy};
use super::oracle::{self, decode, encode};
use super::promises::{self, CLAIMS, KEY, NAMES, SET, TOKEN, frugal, refused, written};
use super::signed::MAX_HEADER;
use super::variants::variants;

const SECRET: [u8; 32] = *b"only these tests decrypt by this";
/// What a password may cost here; the rest is the same code with more rounds.
const ROUNDS: i64 = 2000;

static DECRYPTERS: LazyLock<Vec<Decrypter>> = LazyLock::new(|| {
    let recipients = ENCRYPTED["recipients"].as_object().unwrap().values();
    let key = |jwk: &Value| {
        let jwk = Jwk::parse(jwk.to_string()).unwrap();
        DecryptionKey::from_jwk(&jwk, None).unwrap()
    };
    let open = |jwk| Decrypter::from(key(jwk)).with_encs(Enc::all()).unwrap();
    recipients.map(open).collect()
});

/// What the vectors' own sender has encrypted.
static SENT: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let tokens = list(&ENCRYPTED, "tokens").chain(list(&ENCRYPTED, "nested"));
    tokens.filter_map(|case| case["token"].as_str()).collect()
});

static DIRECT: LazyLock<Decrypter> = LazyLock::new(|| {
    let key = DecryptionKey::from_secret(&SECRET, KeyAlg::Dir).unwrap();
    Decrypter::from(key).with_max_len(jwe::MAX_LEN)
});

/// The vectors' tokens, with the number of their recipient in front.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let names: Vec<_> = ENCRYPTED["recipients"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    let seed = |case: &Value| {
        let number = names.iter().position(|name| case["key"] == **name)?;
        Some(
            [
                &[u8::try_from(number).ok()?],
                case["token"].as_str()?.as_bytes(),
            ]
            .concat(),
        )
    };
    list(&ENCRYPTED, "tokens").filter_map(seed).collect()
}

/// Never decrypts what was not encrypted for the key, in exactly this spelling.
pub(super) fn any_token(data: &[u8]) {
    let Some((number, token)) = data.split_first() else {
        return;
    };
    let Some(token) = str::from_utf8(token).ok().filter(|token| is_cheap(token)) else {
        return;
    };
    let decrypter = &DECRYPTERS[usize::from(*number) % DECRYPTERS.len()];
    match frugal(data, 8, 16 * 1024, || decrypter.decrypt(token)) {
        Ok(_) => assert!(SENT.contains(token), "nobody encrypted this"),
        Err(error) => refused(&error, &[promises::ENCRYPTED]),
    }
}

fn is_cheap(token: &str) -> bool {
    let header = token.split('.').next().and_then(decode);
    let rounds = header.and_then(|json| oracle::members(&json)?.get("p2c")?.get().parse().ok());
    rounds.is_none_or(|rounds: i64| !(ROUNDS..=1_200_000).contains(&rounds))
}

/// Encrypts under a header as it stands.
fn seal(header: &[u8], plain: &[u8]) -> String {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &SECRET).unwrap());
    let header = encode(header);
    let mut content = plain.to_vec();
    let nonce = || Nonce::assume_unique_for_key([7; 12]);
    let tag = key.seal_in_place_separate_tag(nonce(), Aad::from(header.as_bytes()), &mut content);
    let rest = [&[7; 12][..], &content, tag.unwrap().as_ref()].map(encode);
    format!("{header}..{}", rest.join("."))
}

/// A header behind a valid encryption is taken if, and only if, it is strict and says what it may.
pub(super) fn header(data: &[u8]) {
    let token = seal(data, b"content");
    let good = data.len() <= MAX_HEADER && is_good(data) == Some(true);
    match frugal(token.as_bytes(), 16, 4096 + NAMES, || {
        DIRECT.decrypt(&token)
    }) {
        Ok(found) => {
            assert!(good, "a header that breaks a rule");
            assert_eq!(found.plaintext(), b"content");
        }
        Err(error) => {
            refused(&error, &[promises::ENCRYPTED]);
            assert!(!good, "{error:?} for a good header");
            assert_ne!(error, Error::DecryptionFailed, "it was encrypted");
        }
    }
    for decrypter in DECRYPTERS.iter().filter(|_| is_cheap(&token)).step_by(5) {
        let outcome = decrypter.decrypt(&token);
        refused(&outcome.unwrap_err(), &[promises::ENCRYPTED]);
    }
}

/// Headers of the vectors; a good one with each member that somebody has thought of.
pub(super) fn headers() -> Vec<Vec<u8>> {
    let names = [
        "alg", "enc", "typ", "cty", "kid", "zip", "crit", "epk", "apu", "apv", "iv", "tag", "p2s",
        "p2c", "iss", "sub", "aud", "jwk", "x5c", "x",
    ];
    let good = [("alg", "\"dir\""), ("enc", "\"A256GCM\""), ("kid", "\"k\"")];
    [data::headers(), variants(&good, &names)].concat()
}

fn is_good(json: &[u8]) -> Option<bool> {
    const TEXTS: [&str; 5] = ["alg", "enc", "typ", "cty", "kid"];
    const IGNORED: [&str; 3] = ["iss", "sub", "aud"];
    let members = oracle::members(json)?;
    let fits = |(name, value): (&String, &&serde_json::value::RawValue)| {
        let text = TEXTS.contains(&name.as_str()) && oracle::string(value).is_some();
        text || IGNORED.contains(&name.as_str())
    };
    let text = |name| oracle::string(members.get(name)?);
    let kid = text("kid").is_none_or(|kid| (1..=256).contains(&kid.len()));
    let named = text("alg")? == "dir" && text("enc")? == "A256GCM";
    Some(members.iter().all(fits) && kid && named)
}

/// A token inside an encrypted one is judged as it would be alone.
pub(super) fn nested(data: &[u8]) {
    let outer = seal(br#"{"alg":"dir","enc":"A256GCM","cty":"JWT"}"#, data);
    let bare = seal(br#"{"alg":"dir","enc":"A256GCM"}"#, data);
    for keys in SETS.iter() {
        let open =
            |token: &str| jwt::decrypt_and_verify::<Value>(token, &DIRECT, keys, &policy(), NOW);
        assert_eq!(open(&bare), Err(Error::NotNested));
        let inside = open(&outer);
        match str::from_utf8(data) {
            Ok(text) => assert_eq!(inside, jwt::verify(text, keys, &policy(), NOW)),
            Err(_) => assert_eq!(inside, Err(Error::TokenNotCompact)),
        }
        let _ = inside.inspect_err(|error| refused(error, &[TOKEN, CLAIMS]));
    }
}

/// The vectors' recipients and keys, with the number of an algorithm in front.
pub(super) fn keys() -> Vec<Vec<u8>> {
    let recipients = ENCRYPTED["recipients"].as_object().unwrap().values();
    let cases = list(&ENCRYPTED, "keys").map(|case| &case["jwk"]);
    let texts = recipients
        .chain(cases)
        .map(|jwk| jwk.to_string().into_bytes());
    let numbered = texts.zip((0..).map(|number: u8| number % 18));
    let keys = numbered.map(|(text, number)| [&[number], text.as_slice()].concat());
    keys.chain(
        data::sets()
            .into_iter()
            .map(|set| [&[255], set.as_slice()].concat()),
    )
    .collect()
}

/// Keys that encrypt: a private one survives its text and opens what its public half has closed.
pub(super) fn key(data: &[u8]) {
    let Some((number, json)) = data.split_first() else {
        return;
    };
    let alg = KeyAlg::all().nth(usize::from(*number));
    if let Ok(set) = JwkSet::parse(json) {
        let _ = Decrypter::from_jwks(&set, alg).inspect_err(|error| refused(error, &[KEY, SET]));
        let one = EncryptionKey::from_jwks(&set, alg, None);
        let _ = one.inspect_err(|error| refused(error, &[KEY, SET]));
    }
    let Ok(jwk) = Jwk::parse(json) else {
        return;
    };
    let public = EncryptionKey::from_jwk(&jwk, alg).inspect_err(|error| refused(error, &[KEY]));
    match frugal(data, 16, 64 * 1024, || DecryptionKey::from_jwk(&jwk, alg)) {
        Ok(key) => {
            is_sound(&key);
            if let (Ok(public), false) = (public, key.alg().takes_password()) {
                opens(&public, key);
            }
        }
        Err(error) => refused(&error, &[KEY]),
    }
}

/// A key survives its text and its PEM, and is for nothing else.
fn is_sound(key: &DecryptionKey) {
    let jwk = key.to_jwk();
    let same = |again: &DecryptionKey| {
        assert_eq!((again.kid(), again.alg()), (key.kid(), key.alg()));
        assert_eq!(again.to_jwk().to_json(), jwk.to_json());
    };
    same(&DecryptionKey::from_jwk(&jwk, None).unwrap());
    assert!(SigningKey::from_jwk(&jwk).is_err(), "it signs as well");
    // PEM has no room for a name.
    if let (Ok(pem), true) = (jwk.to_pem(), key.kid() == Some(&jwk.thumbprint())) {
        same(&DecryptionKey::from_pem(&pem, key.alg()).unwrap());
    }
    let public = key.public_jwk().map(|public| public.is_private());
    assert_eq!(public, (!jwk.is_symmetric()).then_some(false));
}

fn opens(public: &EncryptionKey, key: DecryptionKey) {
    let Some(token) = written(key.kid(), || {
        jwe::encrypt(public, &jwe::Header::default(), b"content")
    }) else {
        return;
    };
    let decrypter = Decrypter::from(key).with_encs(Enc::all()).unwrap();
    assert_eq!(decrypter.decrypt(&token).unwrap().plaintext(), b"content");
}
