//! Whatever its shape, an input costs no stack and no more memory than a small multiple of its
//! length, at every entry.

use std::thread;

use allocation_counter::measure;

use crate::entries::{ENTRIES, Entry};

/// What an entry may take beside the multiple: keys are parsed, sets hold some.
const FLOOR: usize = 32 * 1024;
/// Of what is refused, at most this much is ever held per byte.
const FACTOR: usize = 8;
/// A tree of `serde_json` values takes most per byte: an object of one member has room for eleven.
const TREE: usize = 40;
const MEBIBYTE: usize = 1 << 20;

/// Entries without a length of their own to refuse by: their callers have one.
const UNLIMITED: [&str; 2] = ["json::check", "Policy"];

/// Refuses each shape at every entry, within the bounds of memory.
fn refuse(shapes: &[Vec<u8>]) {
    for entry in ENTRIES {
        // Keys are made, once.
        (entry.accepts)(b"");
        for shape in shapes {
            refuse_at(entry, shape);
        }
    }
}

fn refuse_at(entry: &Entry, shape: &[u8]) {
    let mut accepted = false;
    let counted = measure(|| accepted = (entry.accepts)(shape));
    let limit = u64::try_from(shape.len() * FACTOR + FLOOR).unwrap();
    let start = String::from_utf8_lossy(&shape[..shape.len().min(40)]);
    assert!(
        counted.bytes_max <= limit,
        "{}: {} bytes for {} of {start}",
        entry.name,
        counted.bytes_max,
        shape.len()
    );
    let is_fine = !accepted || UNLIMITED.contains(&entry.name);
    assert!(is_fine, "{} accepts {start}", entry.name);
}

fn filled(with: &str, len: usize) -> Vec<u8> {
    with.bytes().cycle().take(len).collect()
}

#[test]
fn every_entry_accepts_something_within_bounds() {
    for entry in ENTRIES {
        let good = (entry.good)();
        (entry.accepts)(&good);
        let counted = measure(|| assert!((entry.accepts)(&good), "{}", entry.name));
        let limit = u64::try_from(good.len() * TREE + FLOOR).unwrap();
        assert!(counted.bytes_max <= limit, "{}: {counted:?}", entry.name);
    }
}

#[test]
fn d01_a_mebibyte_of_anything_is_refused_everywhere() {
    let units = [
        ".",
        "A",
        "A.",
        "=",
        "\0",
        "\u{ff}",
        " ",
        "{",
        "[",
        "\"",
        "\\",
        "{\"a\":",
        "[{",
        "0",
        "-",
        "\\ud800",
        "-----BEGIN ",
        "-----BEGIN PUBLIC KEY-----\n",
        "eyJ",
        "{\"keys\":[",
    ];
    let shapes: Vec<_> = units.iter().map(|unit| filled(unit, MEBIBYTE)).collect();
    refuse(&shapes);
    refuse(&[vec![0xff; MEBIBYTE], vec![0x30; MEBIBYTE]]);
}

#[test]
fn d02_what_is_good_and_too_long_is_refused_everywhere() {
    for entry in ENTRIES {
        let good = (entry.good)();
        // Behind it, and in the middle of it.
        for tail in [".", "A", "{", "\"", "="] {
            let mut longer = good.clone();
            longer.extend(filled(tail, MEBIBYTE / 4));
            refuse_at(entry, &longer);
            let mut wider = good.clone();
            wider.splice(good.len() / 2..good.len() / 2, filled(tail, MEBIBYTE / 4));
            refuse_at(entry, &wider);
        }
    }
}

/// Texts as deep as `depth`, open and closed, at the places where the parsers look.
fn deep(depth: usize) -> Vec<Vec<u8>> {
    let nest = |open: &str, close: &str| open.repeat(depth) + "0" + &close.repeat(depth);
    let lists = nest("[", "]");
    let objects = nest("{\"a\":", "}");
    let both = nest("[{\"a\":", "}]");
    let mut texts = vec!["[".repeat(depth), "{\"a\":".repeat(depth)];
    for inner in [&lists, &objects, &both] {
        texts.push(inner.clone());
        let places = [
            "keys",
            "kty",
            "alg",
            "crit",
            "epk",
            "aud",
            "iss",
            "exp",
            "issuers",
            "audiences",
            "x",
        ];
        texts.extend(
            places
                .iter()
                .map(|place| format!("{{\"{place}\":{inner}}}")),
        );
        texts.push(format!("{{\"keys\":[{{\"kty\":{inner}}}]}}"));
    }
    texts.into_iter().map(String::into_bytes).collect()
}

#[test]
fn d03_depth_costs_no_stack_anywhere() {
    let run = || {
        // Tokens end at 8 KiB and headers at 1 KiB: there the depth is what fits.
        for depth in [150, 500, 2_000, 100_000] {
            refuse(&deep(depth));
        }
    };
    // One frame per level would need megabytes.
    let small = thread::Builder::new().stack_size(512 * 1024);
    small.spawn(run).unwrap().join().unwrap();
}

#[test]
fn d04_a_million_members_elements_and_digits_are_refused_everywhere() {
    let million = 1_000_000;
    let members: Vec<_> = (0..million).map(|n| format!("\"{n}\":0,")).collect();
    let members = members.concat();
    let digits = "7".repeat(million);
    let shapes = [
        format!("{{{members}\"a\":0}}"),
        format!("{{\"keys\":[{}]}}", vec!["{}"; million].join(",")),
        format!("{{\"keys\":[],{members}\"a\":0}}"),
        format!("{{\"issuers\":[{}]}}", vec!["0"; million].join(",")),
        digits.clone(),
        format!("{{\"exp\":{digits}}}"),
        format!("{{\"exp\":0.{digits}}}"),
        format!("{{\"exp\":1e{digits}}}"),
        format!("{{\"leeway\":{digits}}}"),
        format!("{{\"{digits}\":0,\"{digits}\":0}}"),
    ];
    refuse(&shapes.map(String::into_bytes));
}
