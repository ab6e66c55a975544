//! Names: told apart however long, however written, however alike.

use super::super::tests::read;
use super::super::{Fault, check};

/// A name's first eight bytes are compared at once; the quote that ends it may stand before, at or behind them.
#[test]
fn t15_names_are_told_apart_at_every_length() {
    let long = "abcdefghijklmnopqrstuvwxyz";
    let names: Vec<_> = (0..long.len()).map(|len| &long[..len]).collect();
    let wide: Vec<_> = (0..9).map(|len| "\u{e9}".repeat(len + 1)).collect();
    let all = || names.iter().copied().chain(wide.iter().map(String::as_str));
    let members: Vec<_> = all().map(|name| format!("\"{name}\":1")).collect();
    let text = format!("{{{}}}", members.join(","));
    assert!(read(&text).iter().map(|(name, _)| name.as_str()).eq(all()));
    for again in members {
        let text = format!("{},{again}}}", &text[..text.len() - 1]);
        assert_eq!(check(text.as_bytes()), Err(Fault::Duplicate), "{again}");
    }
}

/// Names of eleven characters, of which three tell them apart: those at which a quick comparison looks, or
/// the others.
fn chosen(alike: bool) -> String {
    let letters = || (b'a'..=b'z').map(char::from);
    let all =
        letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| (a, b, c))));
    let name = |(a, b, c)| {
        if alike {
            format!("xxxxxxxx{a}{b}{c}")
        } else {
            format!("{a}{b}{c}xxxxxxxx")
        }
    };
    let members: Vec<_> = all.map(|three| format!("\"{}\":1", name(three))).collect();
    let objects: Vec<_> = members
        .chunks(256)
        .map(|own| format!("{{{}}}", own.join(",")))
        .collect();
    format!("{{\"a\":[{}]}}", objects.join(","))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test that measures")]
fn d04_names_chosen_to_look_alike_cost_little_more() {
    let time = |text: &str| {
        let times = (0..5).map(|_| {
            let start = std::time::Instant::now();
            assert!(check(text.as_bytes()).is_ok());
            start.elapsed()
        });
        times.min().unwrap()
    };
    let (odd, alike) = (time(&chosen(false)), time(&chosen(true)));
    assert!(alike < odd * 8, "{alike:?} against {odd:?}");
}

#[test]
fn t15_a_name_is_the_same_however_it_was_written() {
    let spelled = [
        "abc",
        "\\u0061bc",
        "a\\u0062c",
        "ab\\u0063",
        "\\u0061\\u0062\\u0063",
    ];
    for fill in [0, 1, 30, 31, 32, 33, 100] {
        let before: Vec<_> = (0..fill).map(|index| format!("\"m{index}\":0,")).collect();
        let before = before.concat();
        for one in spelled {
            for other in spelled {
                for between in ["", "\"x\":{\"abc\":1},", "\"\\n\":1,"] {
                    let text = format!("{{{before}\"{one}\":1,{between}\"{other}\":1}}");
                    assert_eq!(check(text.as_bytes()), Err(Fault::Duplicate), "{text}");
                    let apart = format!("{{{before}\"{one}\":1,{between}\"{other}d\":1}}");
                    assert!(check(apart.as_bytes()).is_ok(), "{apart}");
                }
            }
        }
    }
}
