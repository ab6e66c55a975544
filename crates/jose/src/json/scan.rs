//! The scanner: one cursor over the text.

use super::names::Names;
use super::{Fault, MAX_DEPTH, MAX_NUMBER, Raw, Refused};

pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    names: Names<'a>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            names: Names::new(),
        }
    }

    /// The whole text must be one object, with blanks around it at most.
    pub(super) fn whole<E>(
        &mut self,
        visit: impl FnMut(&'a str, Raw<'a>) -> Result<(), Refused<E>>,
    ) -> Result<(), Refused<E>> {
        self.blanks();
        match self.peek() {
            Some(b'{') => self.object(1, visit)?,
            Some(0xef) => return Err(Fault::NotText.into()),
            Some(_) => {
                // Tell "not JSON" from "JSON, but not an object".
                self.value(0)?;
                self.end()?;
                return Err(Fault::NotObject.into());
            }
            None => return Err(Fault::Syntax.into()),
        }
        Ok(self.end()?)
    }

    fn object<E>(
        &mut self,
        depth: usize,
        mut visit: impl FnMut(&'a str, Raw<'a>) -> Result<(), Refused<E>>,
    ) -> Result<(), Refused<E>> {
        if depth > MAX_DEPTH {
            return Err(Fault::TooDeep.into());
        }
        let base = self.names.base();
        self.at += 1;
        self.blanks();
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            let (name, escaped) = self.string()?;
            self.names.push(base, name, escaped)?;
            self.blanks();
            self.need(b':')?;
            self.blanks();
            let start = self.at;
            self.value(depth)?;
            visit(name, Raw(&self.text[start..self.at]))?;
            self.blanks();
            if self.take(b'}') {
                self.names.close(base);
                return Ok(());
            }
            self.need(b',')?;
            self.blanks();
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
        self.at += 1;
        self.blanks();
        if self.take(b']') {
            return Ok(());
        }
        loop {
            self.value(depth)?;
            self.blanks();
            if self.take(b']') {
                return Ok(());
            }
            self.need(b',')?;
            self.blanks();
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), Fault> {
        match self.peek().ok_or(Fault::Syntax)? {
            b'"' => self.string().map(drop),
            b'{' => self
                .object(depth + 1, |_, _| Ok(()))
                .map_err(Refused::fault),
            b'[' => self.array(depth + 1),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    /// A string; returns its contents as they stand, and whether they hold an escape.
    fn string(&mut self) -> Result<(&'a str, bool), Fault> {
        self.need(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += plain_run(&self.text.as_bytes()[self.at..]);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(0) => return Err(Fault::NotText),
                _ => return Err(Fault::Syntax),
            }
            escaped = true;
        }
        self.at += 1;
        Ok((&self.text[start..self.at - 1], escaped))
    }

    fn escape(&mut self) -> Result<(), Fault> {
        self.at += 1;
        let kind = self.peek().ok_or(Fault::Syntax)?;
        self.at += 1;
        match kind {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(()),
            b'u' => match self.unit()? {
                0 | 0xdc00..=0xdfff => Err(Fault::NotText),
                0xd800..=0xdbff => self.low_half(),
                _ => Ok(()),
            },
            _ => Err(Fault::Syntax),
        }
    }

    /// The second half of a surrogate pair must follow the first.
    fn low_half(&mut self) -> Result<(), Fault> {
        if !(self.take(b'\\') && self.take(b'u')) {
            return Err(Fault::NotText);
        }
        matches!(self.unit()?, 0xdc00..=0xdfff)
            .then_some(())
            .ok_or(Fault::NotText)
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u16, Fault> {
        let digits = self
            .text
            .as_bytes()
            .get(self.at..self.at + 4)
            .ok_or(Fault::Syntax)?;
        self.at += 4;
        digits.iter().try_fold(0, |unit, digit| {
            let value = char::from(*digit).to_digit(16).ok_or(Fault::Syntax)?;
            u16::try_from(value)
                .map(|value| unit << 4 | value)
                .map_err(|_| Fault::Syntax)
        })
    }

    fn number(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.take(b'-');
        // A leading zero stands alone.
        if !self.take(b'0') {
            self.digits()?;
        }
        let mut real = false;
        if self.take(b'.') {
            real = true;
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            real = true;
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let number = &self.text[start..self.at];
        let finite = || number.parse::<f64>().is_ok_and(f64::is_finite);
        if number.len() > MAX_NUMBER || (real && !finite()) {
            return Err(Fault::Number);
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let rest = &self.text.as_bytes()[self.at..];
        let run = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += run;
        if run == 0 { Err(Fault::Syntax) } else { Ok(()) }
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        let there = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        if there { Ok(()) } else { Err(Fault::Syntax) }
    }

    fn end(&mut self) -> Result<(), Fault> {
        self.blanks();
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(Fault::Syntax)
        }
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn need(&mut self, byte: u8) -> Result<(), Fault> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(Fault::Syntax)
        }
    }
}

/// How many bytes pass before a quote, a backslash or a control character, eight at a time.
fn plain_run(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let mut at = 0;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let below = |w: u64, limit: u8| w.wrapping_sub(ONES * u64::from(limit)) & !w;
        let equal = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
        let hits = (below(word, 0x20) | equal(b'"') | equal(b'\\')) & HIGH;
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let stop = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
    at + bytes[at..]
        .iter()
        .position(stop)
        .unwrap_or(bytes.len() - at)
}
