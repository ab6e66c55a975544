//! The scanner: objects, arrays, and what stands in them (RFC 8259 sections 3 to 5).
//!
//! Refused: nesting over 16, what is left open, what follows the end; in [`names`](super::names), names that may not be.

#![expect(clippy::inline_always, reason = "see json::lex")]

use super::lex::Text;
use super::names::{Name, Names};
use super::raw::Kind;
use super::{Fault, MAX_DEPTH, Raw, Refused};

pub(super) struct Scanner<'a> {
    text: Text<'a>,
    names: Names<'a>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text: Text::new(text),
            names: Names::new(),
        }
    }

    /// The whole text must be one object, with blanks around it at most.
    pub(super) fn whole<E>(
        &mut self,
        visit: impl FnMut(Name<'a>, Raw<'a>) -> Result<(), E>,
    ) -> Result<(), Refused<E>> {
        let text = self.text;
        let start = text.blanks(0);
        match text.peek(start) {
            Some(b'{') => Ok(self
                .object(start, 1, visit)
                .and_then(|at| Ok(text.end(at)?))?),
            Some(0xef) => Err(Fault::NotText.into()),
            _ => {
                // Tell "not JSON" from "JSON, but not an object".
                let (at, _) = self.value(start, 0)?;
                text.end(at)?;
                Err(Fault::NotObject.into())
            }
        }
    }

    fn object<E>(
        &mut self,
        start: usize,
        depth: usize,
        mut visit: impl FnMut(Name<'a>, Raw<'a>) -> Result<(), E>,
    ) -> Result<usize, Refused<E>> {
        if depth > MAX_DEPTH {
            return Err(Fault::TooDeep.into());
        }
        // A copy, which no call can change: it stays in registers.
        let text = self.text;
        let mut object = self.names.open();
        let mut at = text.blanks(start + 1);
        if text.peek(at) == Some(b'}') {
            return Ok(at + 1);
        }
        loop {
            let name;
            (at, name) = text.name(text.need(at, b'"')?)?;
            self.names.push(&mut object, name)?;
            at = text.blanks(text.need(text.blanks(at), b':')?);
            let (end, kind) = self.value(at, depth)?;
            visit(name, text.raw(at, end, kind)).map_err(Refused::Visitor)?;
            at = text.blanks(end);
            if text.peek(at) == Some(b'}') {
                self.names.close(&object);
                return Ok(at + 1);
            }
            at = text.blanks(text.need(at, b',')?);
        }
    }

    fn array(&mut self, start: usize, depth: usize) -> Result<usize, Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
        let text = self.text;
        let mut at = text.blanks(start + 1);
        if text.peek(at) == Some(b']') {
            return Ok(at + 1);
        }
        loop {
            (at, _) = self.value(at, depth)?;
            at = text.blanks(at);
            if text.peek(at) == Some(b']') {
                return Ok(at + 1);
            }
            at = text.blanks(text.need(at, b',')?);
        }
    }

    /// One value; returns the offset behind it. Most are strings and plain integers, and a call costs as much as reading
    /// a short one.
    #[inline(always)]
    fn value(&mut self, at: usize, depth: usize) -> Result<(usize, Kind), Fault> {
        match self.text.peek(at) {
            Some(b'"') => {
                let (end, escaped) = self.text.string(at + 1)?;
                Ok((end + 1, Kind::of_string(escaped)))
            }
            Some(b'0'..=b'9') => self.text.natural(at),
            _ => Ok((self.other_value(at, depth)?, Kind::Other)),
        }
    }

    #[inline(never)]
    fn other_value(&mut self, at: usize, depth: usize) -> Result<usize, Fault> {
        match self.text.peek(at).ok_or(Fault::Syntax)? {
            b'{' => self
                .object(at, depth + 1, |_, _| Ok(()))
                .map_err(Refused::fault),
            b'[' => self.array(at, depth + 1),
            b't' => self.text.word(at, "true"),
            b'f' => self.text.word(at, "false"),
            b'n' => self.text.word(at, "null"),
            _ => self.text.number(at),
        }
    }
}
