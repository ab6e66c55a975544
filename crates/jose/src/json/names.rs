//! The member names of the objects being read, to find duplicates without allocating, and names that may not be.

use super::{Fault, MAX_MEMBERS, raw};

/// Names kept without allocating; the rest spill into a vector.
pub(super) const INLINE: usize = 32;

/// How `serde_json` begins the names by which its own types pass through serde. Where it meets one as the name of a
/// member, it reads the member's string as JSON of its own: text that nobody has checked.
const RESERVED: &str = "$serde_json::private::";

/// Stands for a name with escapes, which is kept decoded: no name can hold it.
const DECODED: &str = "\0";

/// A stack of names: each open object owns the part from its base to the top.
pub(super) struct Names<'a> {
    hashes: [u32; INLINE],
    texts: [&'a str; INLINE],
    spill: Vec<(u32, &'a str)>,
    len: usize,
    /// The names that were written with escapes, each decoded once.
    decoded: Vec<(u32, String)>,
}

/// An open object: where its names begin, and a bit for each that spares most comparisons.
pub(super) struct Object {
    base: usize,
    decoded: usize,
    seen: u64,
}

impl Object {
    /// Marks `hash`; false if no name of this object can have had it.
    fn may_hold(&mut self, hash: u32) -> bool {
        let bit = 1 << (hash.wrapping_mul(0x9e37_79b1) >> 26);
        let seen = self.seen & bit != 0;
        self.seen |= bit;
        seen
    }
}

impl<'a> Names<'a> {
    pub(super) fn new() -> Self {
        Self {
            hashes: [0; INLINE],
            texts: [""; INLINE],
            spill: Vec::new(),
            len: 0,
            decoded: Vec::new(),
        }
    }

    /// Begins a new object.
    pub(super) fn open(&self) -> Object {
        Object {
            base: self.len,
            decoded: self.decoded.len(),
            seen: 0,
        }
    }

    /// Forgets an object's names.
    pub(super) fn close(&mut self, object: &Object) {
        self.len = object.base;
        self.spill.truncate(object.base.saturating_sub(INLINE));
        self.decoded.truncate(object.decoded);
    }

    /// Adds `name` (still escaped) to `object`, unless it is there already.
    #[inline]
    pub(super) fn push(
        &mut self,
        object: &mut Object,
        name: &'a str,
        escaped: bool,
    ) -> Result<(), Fault> {
        if escaped {
            return self.push_decoded(object, name);
        }
        let hash = self.admit(object, name)?;
        self.keep(hash, name);
        Ok(())
    }

    #[inline(never)]
    fn push_decoded(&mut self, object: &mut Object, name: &'a str) -> Result<(), Fault> {
        let name = raw::unescape(name).into_owned();
        let hash = self.admit(object, &name)?;
        self.keep(hash, DECODED);
        self.decoded.push((hash, name));
        Ok(())
    }

    /// The fold of a decoded name that may stand in `object`.
    #[inline]
    fn admit(&self, object: &mut Object, name: &str) -> Result<u32, Fault> {
        if self.len - object.base >= MAX_MEMBERS {
            return Err(Fault::TooManyMembers);
        }
        let hash = mix(name);
        // The fold begins with the name's first byte: few names are looked at twice.
        if hash.to_le_bytes()[0] == b'$' && name.starts_with(RESERVED) {
            return Err(Fault::Reserved);
        }
        if object.may_hold(hash) && self.holds(object, hash, name) {
            return Err(Fault::Duplicate);
        }
        Ok(hash)
    }

    #[inline]
    fn keep(&mut self, hash: u32, text: &'a str) {
        match self.hashes.get_mut(self.len) {
            Some(slot) => {
                *slot = hash;
                self.texts[self.len] = text;
            }
            None => self.spill.push((hash, text)),
        }
        self.len += 1;
    }

    fn holds(&self, object: &Object, hash: u32, name: &str) -> bool {
        let top = self.len.min(INLINE);
        let mut inline = object.base.min(top)..top;
        inline.any(|i| self.hashes[i] == hash && self.texts[i] == name)
            || self.spill[object.base.saturating_sub(INLINE)..]
                .iter()
                .any(|(h, text)| *h == hash && *text == name)
            || self.decoded[object.decoded..]
                .iter()
                .any(|(h, text)| *h == hash && text == name)
    }
}

/// A cheap fold of a name: equal names have equal folds, and the usual claims have different ones.
fn mix(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let last = bytes.len().wrapping_sub(1);
    #[expect(clippy::cast_possible_truncation, reason = "a fold may lose bits")]
    let len = bytes.len() as u8;
    u32::from_le_bytes([at(0), at(last), at(bytes.len() / 2), len])
}
