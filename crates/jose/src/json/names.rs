//! The member names of the objects being read, to find duplicates without allocating.

use super::{Fault, MAX_MEMBERS, raw};

/// Names kept without allocating; the rest spill into a vector.
pub(super) const INLINE: usize = 32;

/// A stack of names: each open object owns the part from its base to the top.
pub(super) struct Names<'a> {
    hashes: [u32; INLINE],
    texts: [&'a str; INLINE],
    spill: Vec<(u32, &'a str)>,
    len: usize,
}

/// An open object: where its names begin, and a bit for each that spares most comparisons.
pub(super) struct Object {
    base: usize,
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
        }
    }

    /// Begins a new object.
    pub(super) fn open(&self) -> Object {
        Object {
            base: self.len,
            seen: 0,
        }
    }

    /// Forgets an object's names.
    pub(super) fn close(&mut self, object: &Object) {
        self.len = object.base;
        self.spill.truncate(object.base.saturating_sub(INLINE));
    }

    /// Adds `name` (still escaped) to `object`, unless it is there already.
    pub(super) fn push(
        &mut self,
        object: &mut Object,
        name: &'a str,
        escaped: bool,
    ) -> Result<(), Fault> {
        if self.len - object.base >= MAX_MEMBERS {
            return Err(Fault::TooManyMembers);
        }
        let hash = if escaped {
            mix(&raw::unescape(name))
        } else {
            mix(name)
        };
        if object.may_hold(hash) && self.holds(object.base, hash, name) {
            return Err(Fault::Duplicate);
        }
        match self.hashes.get_mut(self.len) {
            Some(slot) => {
                *slot = hash;
                self.texts[self.len] = name;
            }
            None => self.spill.push((hash, name)),
        }
        self.len += 1;
        Ok(())
    }

    fn holds(&self, base: usize, hash: u32, name: &str) -> bool {
        let top = self.len.min(INLINE);
        let inline = base.min(top)..top;
        let same = |other: &str| other == name || raw::unescape(other) == raw::unescape(name);
        inline
            .clone()
            .any(|i| self.hashes[i] == hash && same(self.texts[i]))
            || self.spill[base.saturating_sub(INLINE)..]
                .iter()
                .any(|(h, t)| *h == hash && same(t))
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
