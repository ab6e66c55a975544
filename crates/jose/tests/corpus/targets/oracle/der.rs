//! DER as X.690 section 10 wants it: one spelling for each length and each integer, nothing left
//! over. Sequences are entered, what other tags hold is not.

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;

/// True if `bytes` are values in their one spelling, one after the other.
pub(in super::super) fn is_canonical(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while !rest.is_empty() {
        let Some((tag, value, behind)) = take(rest) else {
            return false;
        };
        let fine = match (tag, value) {
            (SEQUENCE, inner) => is_canonical(inner),
            (INTEGER, [0, next, ..]) => *next >= 0x80,
            (INTEGER, [first, ..]) => *first < 0x80,
            (INTEGER, []) => false,
            _ => true,
        };
        if !fine {
            return false;
        }
        rest = behind;
    }
    true
}

/// The first value: its tag, its contents, what stands behind it.
fn take(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (len, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        let len = digits
            .iter()
            .fold(0, |len, digit| len << 8 | usize::from(*digit));
        // Not shorter than it could be said, and in as few digits as it can be.
        let shortest = len >= 0x80 && digits.len() <= 4 && digits[0] != 0;
        (shortest.then_some(len)?, rest)
    };
    let (value, rest) = rest.split_at_checked(len)?;
    Some((*tag, value, rest))
}
