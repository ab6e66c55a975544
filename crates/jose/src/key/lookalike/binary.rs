//! Keys as bytes: DER, points, and what SSH writes.

use super::super::EcKey;
use super::{is_blank, text, without_margin};
use crate::alg::Curve;
use crate::der::{BIT_STRING, INTEGER, OCTET_STRING, OID, Reader, SEQUENCE};

/// Under these the identifiers of all keys stand: RSA, EC and DSA (US), Ed25519 and its like, the SEC's curves, NIST's algorithms.
const OIDS: [&[u8]; 4] = [
    &[0x2a, 0x86, 0x48],
    &[0x2b, 0x65],
    &[0x2b, 0x81, 0x04],
    &[0x60, 0x86, 0x48, 0x01, 0x65],
];
/// Bytes of the shortest RSA modulus that anybody ever used.
const RSA: usize = 64;

/// True for bytes that are a key, also behind blanks and with blanks behind them.
pub(super) fn is_a_key(bytes: &[u8]) -> bool {
    let inner = without_margin(bytes);
    let margin = bytes.len() - inner.len();
    // What SSH writes begins with zeros, and coordinates may: then these are no margin.
    let starts = || (margin.saturating_sub(4)..=margin).chain([0]);
    let at_any = |is: fn(&[u8]) -> bool| starts().any(|start| is(&bytes[start..]));
    at_any(is_ssh) || at_any(is_point) || is_der(inner)
}

/// x and y, with 04 in front or without, which are on one of the curves.
fn is_point(bytes: &[u8]) -> bool {
    let is_on = |curve: &'static Curve, point: &[&[u8]]| {
        EcKey::from_point(curve, point.concat(), None).is_ok()
    };
    let starts = |len: usize| {
        let (point, rest) = bytes.split_at_checked(len)?;
        is_blank(rest).then_some(point)
    };
    Curve::all().any(|curve| {
        let whole = starts(1 + 2 * curve.len).is_some_and(|point| is_on(curve, &[point]));
        whole || starts(2 * curve.len).is_some_and(|point| is_on(curve, &[&[4], point]))
    })
}

/// The length of a type's name in four bytes, then the name.
fn is_ssh(bytes: &[u8]) -> bool {
    let Some(([0, 0, 0, len @ 7..=64], rest)) = bytes.split_first_chunk() else {
        return false;
    };
    let name = rest.get(..usize::from(*len)).unwrap_or_default();
    let word =
        |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-@.".contains(byte);
    text::names_ssh(name) && name.iter().all(word)
}

/// One SEQUENCE of a form that keys have, and nothing but blanks behind it.
fn is_der(bytes: &[u8]) -> bool {
    let mut outer = Reader::new(bytes);
    let Ok(inner) = outer.value(SEQUENCE) else {
        return false;
    };
    is_blank(outer.rest()) && values(inner).is_some_and(|values| is_key_of(&values))
}

type Tagged<'a> = (u8, &'a [u8]);

fn values(bytes: &[u8]) -> Option<Vec<Tagged<'_>>> {
    let mut reader = Reader::new(bytes);
    let mut values = Vec::new();
    while let Some(tag) = reader.rest().first().copied() {
        values.push((tag, reader.value(tag).ok()?));
    }
    Some(values)
}

fn is_key_of(values: &[Tagged<'_>]) -> bool {
    const PARAMETERS: u8 = 0xa0;
    const POINT: u8 = 0xa1;
    match values {
        // SPKI and a PKCS#8 key under a password; PKCS#8 and PKCS#12; a certificate or a request for one.
        [(SEQUENCE, id), (BIT_STRING | OCTET_STRING, _)]
        | [(INTEGER, [0..=3]), (SEQUENCE, id), _, ..]
        | [
            (SEQUENCE, [PARAMETERS | INTEGER, ..]),
            (SEQUENCE, id),
            (BIT_STRING, _),
        ] => is_identifier(id),
        [
            (INTEGER, [1]),
            (OCTET_STRING, _),
            (PARAMETERS, parameters),
            ..,
        ] => is_identifier(parameters),
        [(INTEGER, [1]), (OCTET_STRING, _), (POINT, point)] => point.first() == Some(&BIT_STRING),
        [(INTEGER, n), (INTEGER, e)] => is_modulus(n) && is_odd(e) && e.len() <= 5,
        // RSA and DSA.
        [(INTEGER, [0]), numbers @ ..] => {
            let all = numbers
                .iter()
                .all(|(tag, number)| *tag == INTEGER && !number.is_empty());
            all && numbers.len() >= 5 && numbers[0].1.len() >= RSA
        }
        _ => false,
    }
}

fn is_identifier(id: &[u8]) -> bool {
    let oid = Reader::new(id).value(OID);
    let known = |oid: &[u8]| OIDS.iter().any(|prefix| oid.starts_with(prefix));
    oid.is_ok_and(known) && values(id).is_some()
}

/// A modulus has all of its bits, so that a zero byte stands before it.
fn is_modulus(n: &[u8]) -> bool {
    n.len() > RSA && n[0] == 0 && n[1] >= 0x80 && is_odd(n)
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last % 2 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t02_each_form_of_der_is_told_from_its_neighbours() {
        let oid = [6, 3, 0x2b, 0x65, 0x70];
        let tlv = |tag: u8, parts: &[&[u8]]| crate::der::write(tag, parts).to_vec();
        let id = tlv(SEQUENCE, &[&oid]);
        let (zero, one, four) = ([2, 1, 0], [2, 1, 1], [2, 1, 4]);
        let (bits, octets) = ([3, 2, 0, 7], [4, 1, 7]);
        let n = tlv(INTEGER, &[&[0], &[0x81; 64]]);
        let even = tlv(INTEGER, &[&[0], &[0x82; 64]]);
        let short = tlv(INTEGER, &[&[0], &[0x81; 63]]);
        let other = tlv(SEQUENCE, &[&[6, 3, 0x2b, 0x66, 0x70]]);
        let signed = tlv(SEQUENCE, &[&one]);
        let (curve, no_curve) = (tlv(0xa0, &[&oid]), tlv(0xa0, &[&[6, 1, 1]]));
        let (point, no_point) = (tlv(0xa1, &[&bits]), tlv(0xa1, &[&octets]));
        let cases: &[(&[&[u8]], bool)] = &[
            (&[&id, &bits], true),
            (&[&id, &octets], true),
            (&[&id], false),
            (&[&id, &one], false),
            (&[&other, &bits], false),
            (&[&zero, &id, &octets], true),
            (&[&four, &id, &octets], false),
            (&[&zero, &other, &octets], false),
            (&[&zero, &id], false),
            (&[&signed, &id, &bits], true),
            (&[&signed, &other, &bits], false),
            (&[&signed, &id, &octets], false),
            (&[&id, &id, &bits], false),
            (&[&one, &octets, &curve], true),
            (&[&one, &octets, &no_curve], false),
            (&[&zero, &octets, &curve], false),
            (&[&one, &octets, &point], true),
            (&[&one, &octets, &no_point], false),
            (&[&one, &octets], false),
            (&[&n, &[2, 1, 3]], true),
            (&[&n, &[2, 1, 2]], false),
            (&[&even, &[2, 1, 3]], false),
            (&[&short, &[2, 1, 3]], false),
            (&[&n, &[2, 6, 1, 0, 0, 0, 0, 1]], false),
            (&[&n, &n], false),
            (&[&zero, &n, &one, &one, &one, &one], true),
            (&[&zero, &n, &one, &one, &one], false),
            (&[&one, &n, &one, &one, &one, &one], false),
            (&[&zero, &short, &one, &one, &one, &one], true),
            (&[&zero, &n, &one, &one, &one, &octets], false),
            (&[], false),
        ];
        for (parts, key) in cases {
            let der = tlv(SEQUENCE, parts);
            assert_eq!(is_a_key(&der), *key, "{parts:02x?}");
            assert_eq!(
                is_a_key(&[&b"\0 \n"[..], &der, b"\r\n\0"].concat()),
                *key,
                "{parts:02x?} among blanks"
            );
            assert!(
                !is_a_key(&[&der[..], &[1]].concat()) && !is_a_key(&der[..der.len() - 1]),
                "{parts:02x?} longer and cut"
            );
        }
    }
}
