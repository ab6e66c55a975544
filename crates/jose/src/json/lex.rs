//! The words of JSON: strings, numbers, blanks (RFC 8259 sections 2, 6, 7). Each step takes an offset and returns the next
//! one: a cursor in memory would cost more than the work.
//!
//! Refused: NUL in any spelling, lone surrogates, control characters, numbers over 32 characters or beyond an f64.

#![expect(
    clippy::inline_always,
    reason = "what is inlined stays in registers; without it HS256 of `bench verify` takes a tenth more"
)]

use super::names::{Name, fold};
use super::raw::Kind;
use super::{Fault, MAX_NUMBER, Raw};

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGH: u64 = ONES << 7;
/// Every integer of so many digits fits a u64.
const DIGITS: usize = 19;

/// A text, and what is known of all of it.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    text: &'a str,
    /// Nothing in the text but quotes can end a run inside a string: no escapes, no control
    /// characters (so no line breaks between members either). Most texts are so.
    quotes_alone: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            quotes_alone: is_without_escapes(text),
        }
    }

    /// A name from behind its quote; the offset behind the quote that ends it.
    #[inline(always)]
    pub(super) fn name(self, at: usize) -> Result<(usize, Name<'a>), Fault> {
        let (end, fold) = match self.short_name(at) {
            Some((end, fold)) => (end, Some(fold)),
            None => self.long_name(at)?,
        };
        let text = &self.text[at..end];
        Ok((end + 1, Name { text, fold }))
    }

    /// Most names are over before the eighth byte, and found with their fold in one step.
    #[inline(always)]
    fn short_name(self, at: usize) -> Option<(usize, u64)> {
        let first = self.text.as_bytes().get(at..)?.first_chunk()?;
        let word = u64::from_le_bytes(*first);
        let hits = quotes(word);
        if hits == 0 || !self.quotes_alone {
            return None;
        }
        let below = (hits & hits.wrapping_neg()) - 1;
        Some((at + hits.trailing_zeros() as usize / 8, word & (below >> 7)))
    }

    #[inline(never)]
    fn long_name(self, at: usize) -> Result<(usize, Option<u64>), Fault> {
        let (end, escaped) = self.string(at)?;
        let name = &self.text.as_bytes()[at..end];
        Ok((end, (!escaped).then(|| fold(name))))
    }

    /// What stands between two offsets.
    #[inline(always)]
    pub(super) fn raw(self, start: usize, end: usize, kind: Kind) -> Raw<'a> {
        Raw {
            text: &self.text[start..end],
            kind,
        }
    }

    /// The contents of a string from `at`: the offset of the closing quote, and whether there are
    /// escapes.
    #[inline(always)]
    pub(super) fn string(self, at: usize) -> Result<(usize, bool), Fault> {
        if !self.quotes_alone {
            return self.any_string(at);
        }
        let end = at + run_to_quote(&self.text.as_bytes()[at..]);
        if end < self.text.len() {
            Ok((end, false))
        } else {
            Err(Fault::Syntax)
        }
    }

    /// The same where escapes and control characters may come.
    #[inline(never)]
    fn any_string(self, at: usize) -> Result<(usize, bool), Fault> {
        let end = at + plain_run(&self.text.as_bytes()[at..]);
        match self.peek(end) {
            Some(b'"') => Ok((end, false)),
            _ => self.escaped_string(end).map(|end| (end, true)),
        }
    }

    /// The rest of a string that was not over at the first stop.
    fn escaped_string(self, mut at: usize) -> Result<usize, Fault> {
        loop {
            match self.peek(at) {
                Some(b'"') => return Ok(at),
                Some(b'\\') => at = self.escape(at + 1)?,
                Some(0) => return Err(Fault::NotText),
                _ => return Err(Fault::Syntax),
            }
            at += plain_run(&self.text.as_bytes()[at..]);
        }
    }

    /// One escape behind its backslash.
    fn escape(self, at: usize) -> Result<usize, Fault> {
        match self.peek(at).ok_or(Fault::Syntax)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(at + 1),
            b'u' => match self.unit(at + 1)? {
                0 | 0xdc00..=0xdfff => Err(Fault::NotText),
                0xd800..=0xdbff => self.low_half(at + 5),
                _ => Ok(at + 5),
            },
            _ => Err(Fault::Syntax),
        }
    }

    /// The second half of a surrogate pair must follow the first.
    fn low_half(self, at: usize) -> Result<usize, Fault> {
        if !self.text.as_bytes()[at..].starts_with(b"\\u") {
            return Err(Fault::NotText);
        }
        match self.unit(at + 2)? {
            0xdc00..=0xdfff => Ok(at + 6),
            _ => Err(Fault::NotText),
        }
    }

    /// Four hexadecimal digits.
    fn unit(self, at: usize) -> Result<u16, Fault> {
        let digits = self.text.as_bytes().get(at..at + 4).ok_or(Fault::Syntax)?;
        digits.iter().try_fold(0, |unit, digit| {
            let value = char::from(*digit).to_digit(16).ok_or(Fault::Syntax)?;
            u16::try_from(value)
                .map(|value| unit << 4 | value)
                .map_err(|_| Fault::Syntax)
        })
    }

    /// A number that begins with a digit; its value if it has no more than digits.
    #[inline(always)]
    pub(super) fn natural(self, start: usize) -> Result<(usize, Kind), Fault> {
        let (mut at, mut value) = (start, 0_u64);
        while let Some(digit @ b'0'..=b'9') = self.peek(at) {
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            at += 1;
        }
        let is_alone = !matches!(self.peek(at), Some(b'.' | b'e' | b'E'));
        let is_short = at - start <= DIGITS && (at == start + 1 || self.peek(start) != Some(b'0'));
        if is_alone && is_short {
            Ok((at, Kind::Natural(value)))
        } else {
            self.number(start).map(|at| (at, Kind::Other))
        }
    }

    pub(super) fn number(self, start: usize) -> Result<usize, Fault> {
        let mut at = start + usize::from(self.peek(start) == Some(b'-'));
        // A leading zero stands alone.
        at = if self.peek(at) == Some(b'0') {
            at + 1
        } else {
            self.digits(at)?
        };
        let integer = at;
        if self.peek(at) == Some(b'.') {
            at = self.digits(at + 1)?;
        }
        if let Some(b'e' | b'E') = self.peek(at) {
            let sign = matches!(self.peek(at + 1), Some(b'+' | b'-'));
            at = self.digits(at + 1 + usize::from(sign))?;
        }
        if at - start > MAX_NUMBER || (at > integer && !is_finite(&self.text[start..at])) {
            return Err(Fault::Number);
        }
        Ok(at)
    }

    fn digits(self, at: usize) -> Result<usize, Fault> {
        let rest = &self.text.as_bytes()[at..];
        match rest.iter().take_while(|byte| byte.is_ascii_digit()).count() {
            0 => Err(Fault::Syntax),
            run => Ok(at + run),
        }
    }

    pub(super) fn word(self, at: usize, word: &str) -> Result<usize, Fault> {
        let there = self.text.as_bytes()[at..].starts_with(word.as_bytes());
        there.then_some(at + word.len()).ok_or(Fault::Syntax)
    }

    pub(super) fn end(self, at: usize) -> Result<(), Fault> {
        let over = self.blanks(at) == self.text.len();
        over.then_some(()).ok_or(Fault::Syntax)
    }

    #[inline(always)]
    pub(super) fn blanks(self, mut at: usize) -> usize {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek(at) {
            at += 1;
        }
        at
    }

    #[inline(always)]
    pub(super) fn peek(self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    #[inline(always)]
    pub(super) fn need(self, at: usize, byte: u8) -> Result<usize, Fault> {
        if self.peek(at) == Some(byte) {
            Ok(at + 1)
        } else {
            Err(Fault::Syntax)
        }
    }
}

fn is_finite(number: &str) -> bool {
    number.parse::<f64>().is_ok_and(f64::is_finite)
}

/// True if no byte of `text` is a backslash or a control character.
fn is_without_escapes(text: &str) -> bool {
    let odd = |byte: &u8| u8::from(*byte < 0x20) | u8::from(*byte == b'\\');
    // Without an early end, so that the compiler takes many bytes at once.
    text.as_bytes()
        .iter()
        .map(odd)
        .fold(0, |all, one| all | one)
        == 0
}

/// How many bytes pass before a quote, eight at a time.
#[inline]
fn run_to_quote(bytes: &[u8]) -> usize {
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let hits = quotes(u64::from_le_bytes(*chunk));
        if hits != 0 {
            return index * 8 + hits.trailing_zeros() as usize / 8;
        }
    }
    let tail = rest.iter().position(|byte| *byte == b'"');
    chunks.len() * 8 + tail.unwrap_or(rest.len())
}

/// The high bit of each byte that is a quote; only the lowest one set is exact.
#[inline]
fn quotes(word: u64) -> u64 {
    let word = word ^ (ONES * u64::from(b'"'));
    word.wrapping_sub(ONES) & !word & HIGH
}

/// How many bytes pass before a quote, a backslash or a control character, eight at a time.
#[inline]
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let hits = stops(u64::from_le_bytes(*chunk));
        if hits != 0 {
            return index * 8 + hits.trailing_zeros() as usize / 8;
        }
    }
    let stop = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
    let tail = rest.iter().position(stop).unwrap_or(rest.len());
    chunks.len() * 8 + tail
}

/// The high bit of each byte that ends a run; only the lowest one set is exact, and only it is
/// used.
#[inline]
fn stops(word: u64) -> u64 {
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word;
    let equal = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (below(word, 0x20) | equal(b'"') | equal(b'\\')) & HIGH
}
