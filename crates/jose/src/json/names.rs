//! The member names of the objects being read, to find duplicates: without allocating while there
//! are few, and in bounded work however a stranger has chosen them. And names that may not be.

#![expect(clippy::inline_always, reason = "see json::lex")]

use std::borrow::Cow;
use std::collections::BTreeSet;

use arrayvec::ArrayVec;

use super::{Fault, MAX_MEMBERS, SERDE_PRIVATE, raw};

/// Names kept without allocating.
pub(super) const INLINE: usize = 32;

/// A member's name as it stands in the text.
#[derive(Clone, Copy)]
pub(crate) struct Name<'a> {
    pub(super) text: &'a str,
    /// Its [`fold`], unless it has escapes.
    pub(super) fold: Option<u64>,
}

impl<'a> Name<'a> {
    /// The name, if it stands there without escapes.
    #[inline]
    pub(crate) fn plain(self) -> Option<&'a str> {
        self.fold.map(|_| self.text)
    }

    /// The name that is meant.
    #[inline(always)]
    pub(crate) fn unescaped(self) -> Cow<'a, str> {
        match self.plain() {
            Some(text) => Cow::Borrowed(text),
            None => raw::unescape(self.text),
        }
    }
}

/// A stack of plain names, with their folds: each open object owns the part from its base to the top.
pub(super) struct Names<'a>(ArrayVec<(u64, &'a str), INLINE>);

/// An open object: where its names begin, and a bit for each that spares most comparisons.
pub(super) struct Object<'a> {
    base: usize,
    seen: u64,
    /// Names for which there was no place, and those that were written with escapes, unescaped.
    more: BTreeSet<Cow<'a, str>>,
}

impl Object<'_> {
    /// Marks `fold`, and tells whether it was marked: if not, no name of this object has it.
    fn mark(&mut self, fold: u64) -> bool {
        let bit = 1 << (fold.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 58);
        let was_marked = self.seen & bit != 0;
        self.seen |= bit;
        was_marked
    }
}

impl<'a> Names<'a> {
    pub(super) fn new() -> Self {
        Self(ArrayVec::new())
    }

    /// Begins a new object.
    pub(super) fn open(&self) -> Object<'a> {
        Object {
            base: self.0.len(),
            seen: 0,
            more: BTreeSet::new(),
        }
    }

    /// Forgets an object's names.
    pub(super) fn close(&mut self, object: &Object<'_>) {
        self.0.truncate(object.base);
    }

    /// Adds `name` to `object`, unless it is there already.
    #[inline(always)]
    pub(super) fn push(&mut self, object: &mut Object<'a>, name: Name<'a>) -> Result<(), Fault> {
        let Some(fold) = name.fold else {
            return self.push_escaped(object, name.unescaped());
        };
        self.admit(object, name.text, fold)?;
        if self.0.try_push((fold, name.text)).is_err() {
            object.more.insert(Cow::Borrowed(name.text));
        }
        Ok(())
    }

    #[cold]
    fn push_escaped(&self, object: &mut Object<'a>, name: Cow<'a, str>) -> Result<(), Fault> {
        self.admit(object, &name, fold(name.as_bytes()))?;
        object.more.insert(name);
        Ok(())
    }

    /// Refuses a name that may not stand in `object`, or not again.
    #[inline(always)]
    fn admit(&self, object: &mut Object<'a>, name: &str, fold: u64) -> Result<(), Fault> {
        if self.0.len() - object.base + object.more.len() >= MAX_MEMBERS {
            return Err(Fault::TooManyMembers);
        }
        // Few names begin so: few are looked at twice.
        if fold.to_le_bytes()[0] == b'$' && name.starts_with(SERDE_PRIVATE) {
            return Err(Fault::Reserved);
        }
        if object.mark(fold) && self.holds(object, fold, name) {
            return Err(Fault::Duplicate);
        }
        Ok(())
    }

    #[inline(never)]
    fn holds(&self, object: &Object<'_>, fold: u64, name: &str) -> bool {
        self.0[object.base..].contains(&(fold, name)) || object.more.contains(name)
    }
}

/// The first eight bytes of a name, with zeros where it has fewer: equal names have equal folds.
pub(super) fn fold(name: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let len = name.len().min(8);
    bytes[..len].copy_from_slice(&name[..len]);
    u64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests;
