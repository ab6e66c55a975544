//! A minimal DER reader and writer: what keys need, and nothing lenient (X.690 section 10). Definite lengths
//! in their shortest form only, unsigned integers in their shortest form, no bytes left over.

use zeroize::Zeroizing;

use crate::error::Error;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

const MALFORMED: Error = Error::KeyMalformed("DER");

/// A cursor over DER bytes.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Reads one SEQUENCE that is all there is.
    pub(crate) fn only_sequence(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut outer = Self::new(bytes);
        let inner = outer.sequence()?;
        outer.end()?;
        Ok(inner)
    }

    pub(crate) fn sequence(&mut self) -> Result<Self, Error> {
        self.value(SEQUENCE).map(Self)
    }

    /// The contents of the next value, which must have `tag`.
    pub(crate) fn value(&mut self, tag: u8) -> Result<&'a [u8], Error> {
        let (found, rest) = self.0.split_first().ok_or(MALFORMED)?;
        if *found != tag {
            return Err(MALFORMED);
        }
        let (len, rest) = length(rest)?;
        let (value, rest) = rest.split_at_checked(len).ok_or(MALFORMED)?;
        self.0 = rest;
        Ok(value)
    }

    /// The next value if it has `tag`.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, Error> {
        if self.0.first() == Some(&tag) {
            self.value(tag).map(Some)
        } else {
            Ok(None)
        }
    }

    /// An unsigned integer, big-endian without its sign byte.
    pub(crate) fn unsigned(&mut self) -> Result<&'a [u8], Error> {
        match self.value(INTEGER)? {
            [] => Err(MALFORMED),
            [0] => Ok(&[0]),
            [0, rest @ ..] if rest[0] >= 0x80 => Ok(rest),
            [first, ..] if *first == 0 || *first >= 0x80 => Err(MALFORMED),
            value => Ok(value),
        }
    }

    /// An integer that must be `wanted`.
    pub(crate) fn version(&mut self, wanted: u8) -> Result<(), Error> {
        if self.unsigned()? == [wanted] {
            Ok(())
        } else {
            Err(MALFORMED)
        }
    }

    /// A bit string without unused bits.
    pub(crate) fn bits(&mut self) -> Result<&'a [u8], Error> {
        match self.value(BIT_STRING)? {
            [0, bits @ ..] => Ok(bits),
            _ => Err(MALFORMED),
        }
    }

    /// What was not read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn end(&self) -> Result<(), Error> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(MALFORMED)
        }
    }
}

/// Writes one value. It may hold a secret: it is wiped when dropped, and leaves no copy by growing.
pub(crate) fn write(tag: u8, contents: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let len: usize = contents.iter().map(|part| part.len()).sum();
    let mut out = Zeroizing::new(Vec::with_capacity(len + 4));
    out.push(tag);
    match u8::try_from(len) {
        Ok(short @ 0..=0x7f) => out.push(short),
        Ok(byte) => out.extend([0x81, byte]),
        Err(_) => {
            out.push(0x82);
            #[expect(clippy::cast_possible_truncation, reason = "keys are far below 64 KiB")]
            out.extend((len as u16).to_be_bytes());
        }
    }
    for part in contents {
        out.extend_from_slice(part);
    }
    out
}

/// Writes an unsigned number, big-endian, in its shortest form.
pub(crate) fn write_unsigned(number: &[u8]) -> Zeroizing<Vec<u8>> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let number = &number[zeros.min(number.len().saturating_sub(1))..];
    let sign: &[u8] = match number.first() {
        Some(0..=0x7f) => &[],
        _ => &[0],
    };
    write(INTEGER, &[sign, number])
}

fn length(bytes: &[u8]) -> Result<(usize, &[u8]), Error> {
    match bytes {
        [short @ 0..=0x7f, rest @ ..] => Ok((usize::from(*short), rest)),
        [0x81, len @ 0x80..=0xff, rest @ ..] => Ok((usize::from(*len), rest)),
        [0x82, high @ 1..=0xff, low, rest @ ..] => {
            Ok((usize::from(u16::from_be_bytes([*high, *low])), rest))
        }
        _ => Err(MALFORMED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_one_spelling() {
        for len in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x1234] {
            let contents = vec![7; len];
            let der = write(OCTET_STRING, &[&contents]);
            let mut reader = Reader::new(&der);
            assert_eq!(reader.value(OCTET_STRING), Ok(&contents[..]), "{len}");
            assert_eq!(reader.end(), Ok(()));
        }
        let loose: [&[u8]; 6] = [
            &[4, 0x81, 1, 7],
            &[4, 0x82, 0, 1, 7],
            &[4, 0x80, 7, 0, 0],
            &[4, 0x83, 0, 0, 1, 7],
            &[4, 2, 7],
            &[4],
        ];
        for der in loose {
            assert_eq!(
                Reader::new(der).value(OCTET_STRING),
                Err(MALFORMED),
                "{der:?}"
            );
        }
    }

    #[test]
    fn numbers_are_written_as_they_are_read() {
        for (number, der) in [
            (&[][..], &[2, 1, 0][..]),
            (&[0], &[2, 1, 0]),
            (&[0, 0, 5], &[2, 1, 5]),
            (&[0x80], &[2, 2, 0, 0x80]),
            (&[0, 0xff, 1], &[2, 3, 0, 0xff, 1]),
        ] {
            assert_eq!(**write_unsigned(number), *der, "{number:?}");
        }
    }

    #[test]
    fn integers_are_unsigned_and_shortest() {
        let read = |bytes: &[u8]| {
            Reader::new(&write(INTEGER, &[bytes]))
                .unsigned()
                .map(<[u8]>::to_vec)
        };
        for (bytes, value) in [
            (&[0][..], &[0][..]),
            (&[0x7f], &[0x7f]),
            (&[0, 0x80], &[0x80]),
        ] {
            assert_eq!(read(bytes).as_deref(), Ok(value), "{bytes:?}");
        }
        for bytes in [&[][..], &[0x80], &[0xff, 1], &[0, 0x7f], &[0, 0]] {
            assert_eq!(read(bytes), Err(MALFORMED), "{bytes:?}");
        }
    }
}
