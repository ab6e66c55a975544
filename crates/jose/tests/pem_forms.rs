//! Every kind of private key in PKCS#8, taken apart and put together with one thing wrong: a table made by
//! the program, so that a new kind meets all of it.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use aws_lc_rs::encoding::AsRawBytes;
use aws_lc_rs::signature::{ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING, PqdsaKeyPair};
use base64_simd::STANDARD;
use paraph_jose::jwe::{Curve, DecryptionKey, KeyAlg};
use paraph_jose::{Alg, Jwk};

const SEQUENCE: u8 = 0x30;
const OCTETS: u8 = 4;
const NULL: [u8; 2] = [5, 0];

/// Values with their tags: what a SEQUENCE holds.
type Values = Vec<(u8, Vec<u8>)>;

fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let len = contents.len();
    let [high, low] = u16::try_from(len).unwrap().to_be_bytes();
    let head = match len {
        0..=0x7f => vec![tag, low],
        0x80..=0xff => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [&head, contents].concat()
}

fn values(mut bytes: &[u8]) -> Values {
    let mut values = Vec::new();
    while let [tag, rest @ ..] = bytes {
        let (len, rest) = match rest {
            [0x82, high, low, rest @ ..] => (u16::from_be_bytes([*high, *low]).into(), rest),
            [0x81, len, rest @ ..] | [len, rest @ ..] => (usize::from(*len), rest),
            [] => panic!("a cut value"),
        };
        let (value, rest) = rest.split_at(len);
        values.push((*tag, value.to_vec()));
        bytes = rest;
    }
    values
}

fn concat(values: &Values) -> Vec<u8> {
    values
        .iter()
        .flat_map(|(tag, value)| tlv(*tag, value))
        .collect()
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode_to_string(der);
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

fn code(label: &str, der: &[u8]) -> &'static str {
    Jwk::from_pem(&pem(label, der), None).map_or_else(|error| error.code(), |_| "ok")
}

/// A private key of each kind.
fn keys() -> Vec<(String, Jwk)> {
    // One RSA key stands for all: they take long to make.
    let others = ["RS384", "RS512", "PS256", "PS384", "PS512"];
    let kinds = Alg::all().filter(|alg| !alg.is_symmetric() && !others.contains(&alg.name()));
    let mut keys: Vec<_> = kinds
        .map(|alg| (alg.to_string(), Jwk::generate(alg).unwrap()))
        .collect();
    let x25519 = DecryptionKey::generate_on(KeyAlg::EcdhEs, Curve::X25519).unwrap();
    keys.push(("X25519".into(), x25519.to_jwk()));
    keys
}

/// The one value inside a DER SEQUENCE's PEM.
fn fields(key: &Jwk) -> Values {
    let text = key.to_pem().unwrap();
    let body: String = text
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let outer = values(&STANDARD.decode_to_vec(body).unwrap());
    assert_eq!(outer.len(), 1);
    values(&outer[0].1)
}

/// The bit string of a key's SPKI, its first octet included.
fn public_bits(key: &Jwk) -> Vec<u8> {
    fields(&key.public().unwrap())[1].1.clone()
}

/// Each key with its fields; `case` says what was done and which code is expected.
fn each(mut case: impl FnMut(&str, &Jwk, Values)) {
    for (name, key) in keys() {
        let fields = fields(&key);
        assert_eq!(
            code("PRIVATE KEY", &tlv(SEQUENCE, &concat(&fields))),
            "ok",
            "{name}"
        );
        case(&name, &key, fields);
    }
}

fn expect(name: &str, what: &str, fields: &Values, wanted: &str) {
    let found = code("PRIVATE KEY", &tlv(SEQUENCE, &concat(fields)));
    assert_eq!(found, wanted, "{name}: {what}");
}

#[test]
fn t07_t10_t19_a_public_key_beside_the_private_one_is_its_own() {
    each(|name, key, fields| {
        let own = public_bits(key);
        let mut other = own.clone();
        *other.last_mut().unwrap() ^= 1;
        let mut unused = own.clone();
        unused[0] = 1;
        let longer = [own.as_slice(), &[0]].concat();
        for (what, version, public, wanted) in [
            ("its own", 1, own.clone(), "ok"),
            ("its own in version 1", 0, own.clone(), "key_malformed"),
            ("its own in version 3", 2, own, "key_malformed"),
            ("another", 1, other, "key_inconsistent"),
            ("a longer one", 1, longer, "key_inconsistent"),
            ("with unused bits", 1, unused, "key_malformed"),
            ("words", 1, b"\0junk".to_vec(), "key_inconsistent"),
            ("no bits", 1, vec![0], "key_inconsistent"),
            ("nothing", 1, vec![], "key_malformed"),
        ] {
            let mut changed = fields.clone();
            changed[0].1 = vec![version];
            changed.push((0x81, public));
            expect(name, what, &changed, wanted);
            changed.push((5, vec![]));
            expect(name, "bytes behind", &changed, "key_malformed");
        }
    });
}

#[test]
fn the_version_of_pkcs8_is_the_one_without_a_public_key() {
    each(|name, _, fields| {
        for version in [vec![1], vec![2], vec![0x7f], vec![0, 0], vec![]] {
            let mut changed = fields.clone();
            changed[0].1 = version;
            expect(name, "another version", &changed, "key_malformed");
        }
    });
}

#[test]
fn attributes_are_read_and_ignored() {
    // A friendlyName of PKCS#9 (RFC 2985 section 5.5.1).
    let kind = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 20];
    let set = tlv(0x31, &[0x1e, 2, 0, b'a']);
    let good = tlv(SEQUENCE, &[&kind, set.as_slice()].concat());
    let cases = [
        (vec![], "ok"),
        (good.clone(), "ok"),
        ([good.as_slice(), &good].concat(), "ok"),
        (vec![0xff; 3], "key_malformed"),
        (good[..good.len() - 1].to_vec(), "key_malformed"),
        ([good.as_slice(), &[0]].concat(), "key_malformed"),
        (tlv(0x31, &good[2..]), "key_malformed"),
        (tlv(SEQUENCE, &set), "key_malformed"),
        (tlv(SEQUENCE, &kind), "key_malformed"),
        (
            tlv(SEQUENCE, &[&kind, set.as_slice(), &NULL].concat()),
            "key_malformed",
        ),
        (tlv(SEQUENCE, &[&kind[..], &good].concat()), "key_malformed"),
    ];
    each(|name, _, fields| {
        for (attributes, wanted) in &cases {
            let mut changed = fields.clone();
            changed.push((0xa0, attributes.clone()));
            expect(name, &format!("{attributes:02x?}"), &changed, wanted);
        }
    });
}

#[test]
fn nothing_stands_behind_or_in_the_private_key() {
    each(|name, _, fields| {
        let private = &fields[2].1;
        let inner = values(private);
        let mut spelled = vec![
            [private.as_slice(), &NULL].concat(),
            [private.as_slice(), &[0]].concat(),
        ];
        if let [(SEQUENCE, numbers)] = inner.as_slice() {
            for more in [&NULL[..], &[2, 1, 0], &[0]] {
                spelled.push(tlv(SEQUENCE, &[numbers, more].concat()));
            }
        }
        for private in spelled {
            let mut changed = fields.clone();
            changed[2].1 = private;
            expect(name, "bytes behind", &changed, "key_malformed");
        }
        for at in 0..fields.len() {
            let mut without = fields.clone();
            without.remove(at);
            expect(
                name,
                &format!("without field {at}"),
                &without,
                "key_malformed",
            );
        }
    });
}

#[test]
fn t10_zeros_in_the_place_of_crt_parts_are_none() {
    each(|name, _, fields| {
        if name != "RS256" {
            return;
        }
        let numbers = values(&values(&fields[2].1)[0].1);
        assert_eq!(numbers.len(), 9, "{name}");
        for at in 4..9 {
            let mut changed = numbers.clone();
            changed[at].1 = vec![0];
            let mut fields = fields.clone();
            fields[2].1 = tlv(SEQUENCE, &concat(&changed));
            expect(name, &format!("number {at}"), &fields, "key_without_crt");
            let old = code("RSA PRIVATE KEY", &fields[2].1);
            assert_eq!(old, "key_without_crt", "{name}, number {at}");
        }
        for version in [1, 2] {
            let mut changed = numbers.clone();
            changed[0].1 = vec![version];
            let old = code("RSA PRIVATE KEY", &tlv(SEQUENCE, &concat(&changed)));
            assert_eq!(old, "key_unsupported", "{name}, version {version}");
        }
    });
}

#[test]
fn t07_sec1_names_its_version_and_its_curve_exactly() {
    each(|name, key, fields| {
        let parameters = values(&fields[1].1).into_iter().nth(1);
        let Some((6, oid)) = parameters else { return };
        let inner = values(&values(&fields[2].1)[0].1);
        let curve = tlv(6, &oid);
        let with = |version: u8, d: &[u8], curve: &[u8], point: &[u8]| {
            let parts = [
                tlv(2, &[version]),
                tlv(OCTETS, d),
                tlv(0xa0, curve),
                tlv(0xa1, point),
            ];
            code("EC PRIVATE KEY", &tlv(SEQUENCE, &parts.concat()))
        };
        let d = inner[1].1.as_slice();
        let point = tlv(3, &public_bits(key));
        assert_eq!(with(1, d, &curve, &point), "ok", "{name}");
        for version in [0, 2, 3] {
            assert_eq!(with(version, d, &curve, &point), "key_malformed", "{name}");
        }
        for parameters in [
            [curve.as_slice(), &NULL].concat(),
            [curve.as_slice(), &curve].concat(),
        ] {
            assert_eq!(with(1, d, &parameters, &point), "key_malformed", "{name}");
        }
        let behind = [point.as_slice(), &NULL].concat();
        assert_eq!(
            with(1, d, &curve, &behind),
            "key_malformed",
            "{name}: behind the point"
        );
        assert_eq!(
            with(1, d, &tlv(SEQUENCE, &[]), &point),
            "key_unsupported",
            "{name}"
        );
        let none = vec![0; d.len()];
        let all = vec![0xff; d.len()];
        for other in [none, all] {
            assert_eq!(
                with(1, &other, &curve, &point),
                "key_inconsistent",
                "{name}"
            );
        }
    });
}

#[test]
fn t19_both_forms_of_an_ml_dsa_key_hold_nothing_else() {
    each(|name, _, fields| {
        let algorithm = match name {
            "ML-DSA-44" => &ML_DSA_44_SIGNING,
            "ML-DSA-65" => &ML_DSA_65_SIGNING,
            "ML-DSA-87" => &ML_DSA_87_SIGNING,
            _ => return,
        };
        let seed = values(&fields[2].1)[0].1.clone();
        let pair = PqdsaKeyPair::from_seed(algorithm, &seed).unwrap();
        let expanded = pair.private_key().as_raw_bytes().unwrap();
        let parts = [tlv(OCTETS, &seed), tlv(OCTETS, expanded.as_ref())].concat();
        let both = tlv(SEQUENCE, &parts);
        for (private, wanted) in [
            (both.clone(), "ok"),
            ([both.as_slice(), &NULL].concat(), "key_malformed"),
            (
                tlv(SEQUENCE, &[parts.as_slice(), &NULL].concat()),
                "key_malformed",
            ),
            (tlv(SEQUENCE, &tlv(OCTETS, &seed)), "key_malformed"),
        ] {
            let mut changed = fields.clone();
            changed[2].1 = private;
            expect(name, "both", &changed, wanted);
        }
    });
}

#[test]
fn a_public_key_has_no_unused_bits() {
    each(|name, key, _| {
        let spki = fields(&key.public().unwrap());
        assert_eq!(
            code("PUBLIC KEY", &tlv(SEQUENCE, &concat(&spki))),
            "ok",
            "{name}"
        );
        for unused in 1..=8 {
            let mut changed = spki.clone();
            changed[1].1[0] = unused;
            let found = code("PUBLIC KEY", &tlv(SEQUENCE, &concat(&changed)));
            assert_eq!(found, "key_malformed", "{name}: {unused} unused bits");
        }
    });
}

#[test]
fn a_pem_has_its_line_breaks_and_no_blank_line() {
    let read = |text: &str| Jwk::from_pem(text, None).map_or_else(|error| error.code(), |_| "ok");
    each(|name, key, _| {
        let text = key.to_pem().unwrap();
        let lines: Vec<_> = text.lines().collect();
        for breaks in ["\n", "\r\n"] {
            assert_eq!(read(&lines.join(breaks)), "ok", "{name}");
            for at in 1..lines.len() {
                for blank in ["", " ", "\t"] {
                    let mut blanked = lines.clone();
                    blanked.insert(at, blank);
                    let found = read(&blanked.join(breaks));
                    assert_eq!(found, "key_malformed", "{name}: {blank:?} at {at}");
                }
            }
        }
        let last = text.replace("\n-----END", "-----END");
        assert_eq!(read(&last), "key_malformed", "{name}: no last line break");
        let first = text.replace("KEY-----\n", "KEY-----");
        assert_eq!(read(&first), "key_malformed", "{name}: no first line break");
    });
}
