//! Which token an entry is about: all of its bytes, or the SHA-256 of all of them.
//!
//! Where to look is another matter: the last 32 bytes (of the signature, or of the hash) are folded to 64 bits. They are as
//! good as random, so no slow hash is needed to spread them, and a collision costs one comparison: entries are made of tokens
//! that verified, and who could choose their signatures could sign.

use std::hash::{BuildHasher, Hash, Hasher};

use aws_lc_rs::digest::{SHA256, digest};
use quick_cache::Equivalent;
use zeroize::Zeroizing;

/// What stands for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Whole,
    Hashed,
}

/// What stands for the token at hand.
pub(super) struct Wanted<'a> {
    bucket: u64,
    bytes: Bytes<'a>,
}

enum Bytes<'a> {
    Borrowed(&'a [u8]),
    Digest([u8; 32]),
}

/// What stands for a token that is kept; wiped when it goes.
pub(super) struct Identity {
    bucket: u64,
    bytes: Zeroizing<Box<[u8]>>,
}

impl Form {
    /// `None` for what is too short to have a signature.
    pub(super) fn of(self, token: &str) -> Option<Wanted<'_>> {
        let bytes = match self {
            Self::Whole => Bytes::Borrowed(token.as_bytes()),
            Self::Hashed => {
                let hash = digest(&SHA256, token.as_bytes());
                Bytes::Digest(hash.as_ref().try_into().ok()?)
            }
        };
        let bucket = fold(bytes.as_slice())?;
        Some(Wanted { bucket, bytes })
    }
}

impl Wanted<'_> {
    pub(super) fn bucket(&self) -> u64 {
        self.bucket
    }

    pub(super) fn to_identity(&self) -> Identity {
        Identity {
            bucket: self.bucket,
            bytes: Zeroizing::new(self.bytes.as_slice().into()),
        }
    }
}

impl Bytes<'_> {
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Digest(bytes) => bytes,
        }
    }
}

/// The place in the table. Products of 128 bits carry every bit of base64url, which has few to the byte, into all 64.
fn fold(bytes: &[u8]) -> Option<u64> {
    let tail: &[u8; 32] = bytes.last_chunk()?;
    let (words, _) = tail.as_chunks::<8>();
    let [a, b, c, d] = [0, 1, 2, 3].map(|at| u64::from_le_bytes(words[at]));
    Some(
        product(a ^ 0x6a09_e667_f3bc_c908, b ^ 0xbb67_ae85_84ca_a73b)
            ^ product(c ^ 0x3c6e_f372_fe94_f82b, d ^ 0xa54f_f53a_5f1d_36f1),
    )
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the two halves of the product"
)]
fn product(a: u64, b: u64) -> u64 {
    let whole = u128::from(a) * u128::from(b);
    whole as u64 ^ (whole >> 64) as u64
}

impl Equivalent<Identity> for Wanted<'_> {
    fn equivalent(&self, kept: &Identity) -> bool {
        // Every byte, whatever the bucket says: a bucket is no identity.
        self.bytes.as_slice() == &**kept.bytes
    }
}

impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Identity {}

impl Hash for Identity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.bucket);
    }
}

impl Hash for Wanted<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.bucket);
    }
}

/// Takes the bucket as it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unchanged;

/// The hasher of [`Unchanged`].
pub(super) struct Bucket(u64);

impl BuildHasher for Unchanged {
    type Hasher = Bucket;

    fn build_hasher(&self) -> Bucket {
        Bucket(0)
    }
}

impl Hasher for Bucket {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, bucket: u64) {
        self.0 = bucket;
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn bucket(token: &str) -> u64 {
        Form::Whole.of(token).unwrap().bucket
    }

    #[test]
    fn what_is_shorter_than_a_signature_is_nothing() {
        for form in [Form::Whole, Form::Hashed] {
            assert!(form.of(&"a".repeat(32)).is_some());
        }
        for short in ["", "a", &"a".repeat(31)] {
            assert!(Form::Whole.of(short).is_none());
        }
    }

    #[test]
    fn each_of_the_last_bytes_moves_the_place_in_all_parts_of_the_table() {
        // quick_cache takes its shard from the middle bits, hashbrown its tag from the highest, its place from the lowest.
        let parts: [fn(u64) -> u64; 3] = [|it| it & 0xff, |it| (it >> 28) & 0xff, |it| it >> 57];
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut seen = HashSet::new();
        for at in 0..32 {
            let mut token = [b'A'; 64];
            let places = letters.map(|letter| {
                token[32 + at] = letter;
                bucket(str::from_utf8(&token).unwrap())
            });
            for part in parts {
                let places: HashSet<_> = places.iter().map(|&it| part(it)).collect();
                assert!(places.len() > 16, "byte {at}: {} places", places.len());
            }
            seen.extend(places);
        }
        assert_eq!(seen.len(), 32 * 63 + 1);
    }
}
