//! Keys as texts.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Whatever stands around them, these are in texts of keys and in no secret.
const MARKS: [&[u8]; 5] = [
    b"-----BEGIN ",
    b"-----END ",
    b"---- BEGIN ",
    b"PuTTY-User-Key-File",
    b"<RSAKeyValue",
];
/// What the names of SSH's key types begin with, FIDO's and certificates included.
const SSH: [&[u8]; 4] = [b"ssh-", b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-sha2-"];
/// What every SSH key begins with in base64: the length of its type's name has three bytes of zero.
const SSH_BLOB: &[u8] = b"AAAA";

/// True for the text of a key; nothing stands in front of it.
pub(super) fn is_a_key(text: &[u8]) -> bool {
    MARKS.iter().any(|mark| holds(text, mark)) || is_ssh(text) || is_jwk(text)
}

/// True for bytes that name a type of SSH key.
pub(super) fn names_ssh(name: &[u8]) -> bool {
    SSH.iter().any(|prefix| name.starts_with(prefix))
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// A line of `authorized_keys`, of `known_hosts` or of a `.pub` file: options or names, then type and key.
fn is_ssh(text: &[u8]) -> bool {
    let words = text
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let mut after_type = false;
    for word in words {
        if after_type && word.starts_with(SSH_BLOB) {
            return true;
        }
        after_type = names_ssh(word);
    }
    false
}

/// JSON in which anything has a `kty`. Of a text that is no JSON, what looks like it.
fn is_jwk(text: &[u8]) -> bool {
    if !matches!(text.first(), Some(b'{' | b'[' | b'"')) {
        return false;
    }
    let printable = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    // Whatever stands behind the value is nobody's concern.
    match KeyType::deserialize(&mut serde_json::Deserializer::from_slice(text)) {
        Ok(KeyType(found)) => found,
        Err(_) => holds(text, b"\"kty\"") && text.iter().all(printable),
    }
}

/// Whether a JSON value holds a `kty`, however it is spelled and however deep it stands.
struct KeyType(bool);

impl<'de> Deserialize<'de> for KeyType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Seek)
    }
}

struct Seek;

impl<'de> Visitor<'de> for Seek {
    type Value = KeyType;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<KeyType, A::Error> {
        let mut found = false;
        while let Some((name, KeyType(within))) = map.next_entry::<Cow<'_, str>, KeyType>()? {
            found |= within || name == "kty";
        }
        Ok(KeyType(found))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<KeyType, A::Error> {
        let mut found = false;
        while let Some(KeyType(within)) = list.next_element()? {
            found |= within;
        }
        Ok(KeyType(found))
    }

    /// A text may be JSON once more.
    fn visit_str<E>(self, text: &str) -> Result<KeyType, E> {
        Ok(KeyType(is_jwk(text.trim().as_bytes())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<KeyType, E> {
        Ok(KeyType(false))
    }

    fn visit_i64<E>(self, _: i64) -> Result<KeyType, E> {
        Ok(KeyType(false))
    }

    fn visit_u64<E>(self, _: u64) -> Result<KeyType, E> {
        Ok(KeyType(false))
    }

    fn visit_f64<E>(self, _: f64) -> Result<KeyType, E> {
        Ok(KeyType(false))
    }

    fn visit_unit<E>(self) -> Result<KeyType, E> {
        Ok(KeyType(false))
    }
}
