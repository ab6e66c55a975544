//! Values as they stand in a text that was already checked, read on demand.

use std::borrow::Cow;

use super::lex::plain_run;

/// One JSON value, still as text. Only the scanner makes these, from text that passed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Raw<'a> {
    pub(super) text: &'a str,
    pub(super) kind: Kind,
}

/// What the scanner saw of a value as it passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A string without escapes.
    Plain,
    /// An integer without a sign.
    Natural(u64),
    /// Something else, or not looked at.
    Other,
}

impl Kind {
    #[inline]
    pub(super) fn of_string(escaped: bool) -> Self {
        if escaped { Self::Other } else { Self::Plain }
    }
}

impl<'a> Raw<'a> {
    /// A value of which nothing is known but that it was checked.
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text,
            kind: Kind::Other,
        }
    }

    /// The string, where the scanner saw that it has no escapes.
    #[inline]
    pub(super) fn plain_string(self) -> Option<&'a str> {
        if self.kind == Kind::Plain {
            self.text.get(1..self.text.len() - 1)
        } else {
            None
        }
    }

    /// The number, where the scanner saw that it is an integer without a sign.
    #[inline]
    pub(super) fn natural(self) -> Option<u64> {
        match self.kind {
            Kind::Natural(number) => Some(number),
            _ => None,
        }
    }

    /// The unescaped string, or `None` if this is no string.
    #[inline]
    pub(crate) fn string(self) -> Option<Cow<'a, str>> {
        if let Some(text) = self.plain_string() {
            return Some(Cow::Borrowed(text));
        }
        let inner = self.text.strip_prefix('"')?.strip_suffix('"')?;
        Some(unescape(inner))
    }

    /// True for a string with at least one character. (Every escape stands for one.)
    #[inline]
    pub(crate) fn is_filled_string(self) -> bool {
        self.text.len() > 2 && self.text.starts_with('"')
    }

    /// True for `null`.
    #[inline]
    pub(crate) fn is_null(self) -> bool {
        self.text == "null"
    }

    /// The integer, or `None` if this is no number, has a fraction or exponent, leaves an i64, or is
    /// `-0`, which other readers take for a fraction.
    #[inline]
    pub(crate) fn integer(self) -> Option<i64> {
        if let Some(number) = self.natural() {
            return number.try_into().ok();
        }
        self.text.parse().ok().filter(|_| self.text != "-0")
    }

    /// True if every element is a string and `visit` has seen each; false if this is no array of
    /// strings.
    #[inline]
    pub(crate) fn each_string(self, mut visit: impl FnMut(Cow<'a, str>)) -> bool {
        let Some(elements) = self.elements() else {
            return false;
        };
        for element in elements {
            let Some(text) = element.string() else {
                return false;
            };
            visit(text);
        }
        true
    }

    /// The elements of an array, or `None` if this is none.
    #[inline]
    pub(crate) fn elements(self) -> Option<Elements<'a>> {
        let inner = self.text.strip_prefix('[')?.strip_suffix(']')?;
        Some(Elements {
            rest: inner.trim_ascii(),
        })
    }

    /// The value as it stands.
    pub(crate) fn text(self) -> &'a str {
        self.text
    }
}

/// See [`Raw::elements`].
pub(crate) struct Elements<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Raw<'a>;

    #[inline]
    fn next(&mut self) -> Option<Raw<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let (end, kind) = first_element(self.rest);
        let text = self.rest[..end].trim_ascii_end();
        let rest = self.rest[end..].trim_ascii_start();
        self.rest = rest.strip_prefix(',').unwrap_or(rest).trim_ascii_start();
        Some(Raw { text, kind })
    }
}

/// The end of the first element of checked text, blanks behind it at most, and what can be seen of it.
#[inline]
fn first_element(text: &str) -> (usize, Kind) {
    let bytes = text.as_bytes();
    if bytes[0] == b'"' {
        let end = 1 + plain_run(&bytes[1..]);
        if bytes.get(end) == Some(&b'"') {
            return (end + 1, Kind::Plain);
        }
    }
    (element_end(text), Kind::Other)
}

/// The offset of the comma after the first element of checked text, or the text's end.
fn element_end(text: &str) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth -= 1,
            b',' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

/// The contents of a checked string without its escapes; borrowed when it has none.
pub(super) fn unescape(inner: &str) -> Cow<'_, str> {
    let Some(first) = inner.find('\\') else {
        return Cow::Borrowed(inner);
    };
    let mut out = String::with_capacity(inner.len());
    out.push_str(&inner[..first]);
    let mut units = Vec::new();
    let mut chars = inner[first..].chars();
    while let Some(c) = chars.next() {
        let unit = if c == '\\' {
            escape(&mut chars)
        } else {
            Err(c)
        };
        match unit {
            Ok(unit) => units.push(unit),
            Err(plain) => {
                flush(&mut units, &mut out);
                out.push(plain);
            }
        }
    }
    flush(&mut units, &mut out);
    Cow::Owned(out)
}

/// One escape after its backslash: a UTF-16 unit for `\u`, else the character it stands for.
fn escape(chars: &mut std::str::Chars<'_>) -> Result<u16, char> {
    match chars.next() {
        Some('b') => Err('\u{8}'),
        Some('f') => Err('\u{c}'),
        Some('n') => Err('\n'),
        Some('r') => Err('\r'),
        Some('t') => Err('\t'),
        Some('u') => {
            let digits = chars.as_str().get(..4).unwrap_or_default();
            chars.by_ref().take(4).for_each(drop);
            u16::from_str_radix(digits, 16).map_err(|_| char::REPLACEMENT_CHARACTER)
        }
        Some(same) => Err(same),
        None => Err(char::REPLACEMENT_CHARACTER),
    }
}

/// Writes the collected UTF-16 units, whose pairs the scanner has checked.
fn flush(units: &mut Vec<u16>, out: &mut String) {
    if !units.is_empty() {
        out.push_str(&String::from_utf16_lossy(units));
        units.clear();
    }
}
