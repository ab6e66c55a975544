//! Every kind of key with every defect: a table made by the program, so that a new algorithm meets
//! all of them. A key that is whole loads; with one thing wrong it is refused for that reason.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use std::sync::LazyLock;

use paraph_jose::jwe::{Curve, DecryptionKey, Enc, KeyAlg};
use paraph_jose::{Alg, Error, Jwk, Purpose, SigningKey};
use serde_json::{Map, Value, json};

type Members = Map<String, Value>;

/// A key of each purpose and curve, with its private part.
static KEYS: LazyLock<Vec<(Purpose, Members)>> = LazyLock::new(|| {
    let signing = Alg::all().map(|alg| SigningKey::generate(alg).unwrap().to_jwk());
    let machines = KeyAlg::all().filter(|alg| !alg.takes_password());
    let hiding = machines.map(|alg| DecryptionKey::generate(alg).unwrap());
    let curves =
        Curve::all().map(|curve| DecryptionKey::generate_on(KeyAlg::EcdhEs, curve).unwrap());
    let contents = Enc::all().map(|enc| DecryptionKey::generate_direct(enc).unwrap());
    let decrypting = hiding.chain(curves).chain(contents);
    let keys = signing.chain(decrypting.map(|key| key.to_jwk()));
    keys.map(|jwk| {
        let members = serde_json::from_str(&jwk.to_json()).unwrap();
        (jwk.purpose().unwrap(), members)
    })
    .collect()
});

/// Members that hold bytes, of any kind of key; the private ones last.
const BYTES: [&str; 13] = [
    "x", "y", "n", "e", "pub", "k", "d", "p", "q", "dp", "dq", "qi", "priv",
];
/// Where among them the private ones begin.
const PRIVATE: usize = 6;

/// What was done to a key, the key, and the codes it may be refused with.
type Case = (String, Members, &'static str);

/// Loads a key for `purpose`, whatever it says of itself.
fn load(purpose: Purpose, members: &Members) -> Result<(), Error> {
    let jwk = Jwk::parse(Value::Object(members.clone()).to_string())?;
    match purpose {
        Purpose::Sign(_) => SigningKey::from_jwk(&jwk).map(drop),
        _ => DecryptionKey::from_jwk(&jwk, None).map(drop),
    }
}

fn check(row: &str, make: impl Fn(Purpose, &Members, &mut Vec<Case>)) {
    let mut run = 0;
    for (purpose, members) in KEYS.iter() {
        assert!(load(*purpose, members).is_ok(), "{purpose} whole");
        let mut cases = Vec::new();
        make(*purpose, members, &mut cases);
        for (what, broken, expected) in cases {
            let code = load(*purpose, &broken).map_or_else(|error| error.code(), |()| "ok");
            assert!(
                expected.split('|').any(|one| one == code),
                "{row}, {purpose}, {what}: {code}, not {expected}"
            );
            run += 1;
        }
    }
    assert!(run >= KEYS.len(), "{row} has met every kind");
    println!(
        "{row}: {run} defects of {} kinds of key refused",
        KEYS.len()
    );
}

fn with(members: &Members, name: &str, value: impl Into<Value>) -> Members {
    let mut changed = members.clone();
    changed.insert(name.into(), value.into());
    changed
}

fn own<'m>(members: &'m Members, names: &'m [&str]) -> impl Iterator<Item = (&'m str, &'m str)> {
    let there = |name: &&'m str| Some((*name, members.get(*name)?.as_str()?));
    names.iter().filter_map(there)
}

#[test]
fn t12_a_member_has_one_spelling() {
    check("spelling", |_, members, cases| {
        for (name, text) in own(members, &BYTES) {
            for (what, spelled) in [
                ("padded", format!("{text}=")),
                ("with a blank", format!(" {text}")),
                ("with a newline", format!("{text}\n")),
                ("in the other alphabet", format!("+{}", &text[1..])),
                (
                    "of a stray length",
                    format!("{text}A{}", &"AAA"[..(8 - text.len() % 4) % 4]),
                ),
            ] {
                let malformed = "key_malformed";
                cases.push((
                    format!("{name} {what}"),
                    with(members, name, spelled),
                    malformed,
                ));
            }
            cases.push((
                format!("{name} a number"),
                with(members, name, 7),
                "key_malformed",
            ));
            cases.push((
                format!("{name} null"),
                with(members, name, Value::Null),
                "key_malformed",
            ));
        }
    });
}

#[test]
fn t03_a_missing_or_foreign_member_is_refused() {
    check("members", |purpose, members, cases| {
        for name in ["kty", "crv", "x", "y", "n", "e", "pub", "k"] {
            let mut without = members.clone();
            if without.remove(name).is_some() {
                cases.push((format!("no {name}"), without, "key_malformed"));
            }
        }
        for name in BYTES.iter().filter(|name| !members.contains_key(**name)) {
            let foreign = with(members, name, "AAAA");
            cases.push((format!("a foreign {name}"), foreign, "key_malformed"));
        }
        let mut unnamed = members.clone();
        unnamed.remove("alg");
        if members["kty"] == "AKP" {
            cases.push(("no alg".into(), unnamed, "key_malformed"));
        } else if purpose.role() == "enc" || members["kty"] == "oct" || members["kty"] == "RSA" {
            cases.push(("no alg".into(), unnamed, "key_needs_alg"));
        }
        cases.push((
            "multi-prime".into(),
            with(members, "oth", json!([])),
            "key_unsupported",
        ));
        cases.push((
            "another kty".into(),
            with(members, "kty", "PQK"),
            "key_unsupported",
        ));
        if members.contains_key("crv") {
            cases.push((
                "another crv".into(),
                with(members, "crv", "P-192"),
                "key_unsupported",
            ));
        }
        for kid in [String::new(), "k".repeat(257)] {
            cases.push((
                format!("a kid of {}", kid.len()),
                with(members, "kid", kid),
                "key_malformed",
            ));
        }
    });
}

#[test]
fn t03_no_key_takes_the_algorithm_of_another_kind() {
    let all = || {
        let signing = Alg::all().map(Purpose::from);
        let hiding = KeyAlg::all().map(Purpose::from);
        signing.chain(hiding).chain(Enc::all().map(Purpose::from))
    };
    let family = |purpose: Purpose| match purpose.name() {
        "EdDSA" | "Ed25519" => "Ed25519",
        name if name.starts_with("RSA") => "RSA to encrypt",
        name if name.starts_with("RS") || name.starts_with("PS") => "RSA",
        name if name.starts_with("HS") => "HMAC",
        name if name.starts_with("ECDH") => "agreement",
        _ if purpose.role() == "enc" => "secret to encrypt",
        name => name,
    };
    check("algorithms", |purpose, members, cases| {
        for other in all().filter(|other| family(*other) != family(purpose)) {
            // An AKP key's parts are read as those of the algorithm it names; a key of the right type
            // for something else has the wrong use.
            let expected = "key_alg_mismatch|key_malformed|key_weak|key_use";
            cases.push((
                format!("named {other}"),
                with(members, "alg", other.name()),
                expected,
            ));
        }
        for name in [
            "none",
            "RS1",
            "RSA1_5",
            "RSA-OAEP-512",
            "A512KW",
            "DIR",
            "es256",
            "ML-DSA",
            "",
        ] {
            cases.push((
                format!("named {name:?}"),
                with(members, "alg", name),
                "key_unsupported",
            ));
        }
    });
}

#[test]
fn t04_a_key_for_something_else_is_refused() {
    check("use", |purpose, members, cases| {
        let encrypts = purpose.role() == "enc";
        let other = if encrypts { "sig" } else { "enc" };
        let both = ["sign", "verify", "unwrapKey", "deriveKey", "decrypt"];
        let one = if encrypts { "decrypt" } else { "sign" };
        for (what, name, value, expected) in [
            ("the other use", "use", json!(other), "key_use"),
            ("use of a stranger", "use", json!("signature"), "key_use"),
            ("no operations", "key_ops", json!([]), "key_use"),
            ("to encrypt", "key_ops", json!(["encrypt"]), "key_use"),
            ("to verify", "key_ops", json!(["verify"]), "key_use"),
            ("for both", "key_ops", json!(both), "key_use"),
            ("twice", "key_ops", json!([one, one]), "key_malformed"),
            ("no list", "key_ops", json!(one), "key_malformed"),
        ] {
            cases.push((what.into(), with(members, name, value), expected));
        }
    });
}

#[test]
fn t07_t10_t11_t19_another_length_is_refused() {
    check("lengths", |purpose, members, cases| {
        for (name, text) in own(members, &BYTES) {
            let bytes = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).unwrap();
            let spell = |bytes: &[u8]| base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes);
            // Shorter RSA numbers are other numbers.
            let refused = "key_malformed|key_weak|key_inconsistent|key_without_crt";
            cases.push((format!("{name} empty"), with(members, name, ""), refused));
            if name != "e" {
                let cut = spell(&bytes[..bytes.len() - 1]);
                cases.push((format!("{name} cut"), with(members, name, cut), refused));
            }
            // A longer secret of HMAC is a secret.
            if name != "k" || purpose.role() == "enc" {
                let longer = spell(&[bytes.as_slice(), &[1]].concat());
                cases.push((
                    format!("{name} longer"),
                    with(members, name, longer),
                    refused,
                ));
            }
        }
    });
}

#[test]
fn t07_t10_t19_private_parts_of_another_key_are_refused_when_read() {
    check("private parts", |_, members, cases| {
        for (name, text) in own(members, &BYTES[PRIVATE..]) {
            let mut bytes = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).unwrap();
            // Ed25519 and Ed448 hash their seeds, so that every bit of a private part counts.
            let last = bytes.len() - 1;
            bytes[last] ^= 4;
            let other = base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes);
            let broken = with(members, name, other);
            // Whoever converts or names a key must not keep a broken one either.
            let read = Jwk::parse(Value::Object(broken.clone()).to_string());
            assert_eq!(read.err(), Some(Error::KeyInconsistent), "{name}");
            cases.push((format!("another {name}"), broken, "key_inconsistent"));
        }
        let mut public = members.clone();
        for name in &BYTES[PRIVATE..] {
            public.remove(*name);
        }
        let expected = if members["kty"] == "oct" {
            "ok"
        } else {
            "key_not_private"
        };
        cases.push(("no private part".into(), public, expected));
    });
}
