//! The member names of the objects being read, to find duplicates: without allocating while there
//! are few, and in bounded work however a stranger has chosen them. And names that may not be.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Fault, MAX_MEMBERS, SERDE_PRIVATE, raw};

/// Names kept without allocating.
pub(super) const INLINE: usize = 32;

/// A stack of plain names: each open object owns the part from its base to the top.
pub(super) struct Names<'a> {
    hashes: [u32; INLINE],
    texts: [&'a str; INLINE],
    len: usize,
}

/// An open object: where its names begin, and a bit for each that spares most comparisons.
pub(super) struct Object<'a> {
    base: usize,
    seen: u64,
    /// Names for which there was no place, and those that were written with escapes, unescaped.
    more: BTreeSet<Cow<'a, str>>,
}

impl Object<'_> {
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
            len: 0,
        }
    }

    /// Begins a new object.
    pub(super) fn open(&self) -> Object<'a> {
        Object {
            base: self.len,
            seen: 0,
            more: BTreeSet::new(),
        }
    }

    /// Forgets an object's names.
    pub(super) fn close(&mut self, object: &Object<'_>) {
        self.len = object.base;
    }

    /// Adds `name` (still escaped) to `object`, unless it is there already.
    pub(super) fn push(
        &mut self,
        object: &mut Object<'a>,
        name: &'a str,
        escaped: bool,
    ) -> Result<(), Fault> {
        if self.len - object.base + object.more.len() >= MAX_MEMBERS {
            return Err(Fault::TooManyMembers);
        }
        if escaped {
            return self.push_more(object, raw::unescape(name));
        }
        let hash = admit(name)?;
        if object.may_hold(hash) && self.holds(object, hash, name) {
            return Err(Fault::Duplicate);
        }
        let Some(slot) = self.hashes.get_mut(self.len) else {
            object.more.insert(Cow::Borrowed(name));
            return Ok(());
        };
        *slot = hash;
        self.texts[self.len] = name;
        self.len += 1;
        Ok(())
    }

    /// The same for a name with escapes.
    #[cold]
    fn push_more(&self, object: &mut Object<'a>, name: Cow<'a, str>) -> Result<(), Fault> {
        let hash = admit(&name)?;
        if object.may_hold(hash) && self.holds(object, hash, &name) {
            return Err(Fault::Duplicate);
        }
        object.more.insert(name);
        Ok(())
    }

    fn holds(&self, object: &Object<'_>, hash: u32, name: &str) -> bool {
        (object.base..self.len).any(|i| self.hashes[i] == hash && self.texts[i] == name)
            || object.more.contains(name)
    }
}

/// The fold of a name that may stand in an object.
#[inline]
fn admit(name: &str) -> Result<u32, Fault> {
    let hash = mix(name);
    // The fold begins with the name's first byte: few names are looked at twice.
    if hash.to_le_bytes()[0] == b'$' && name.starts_with(SERDE_PRIVATE) {
        return Err(Fault::Reserved);
    }
    Ok(hash)
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
