//! The checker against its rules and against `serde_json`.

use proptest::prelude::*;
use serde_json::Value;

use super::{Fault, Raw, Refused, check, object};

fn nested(depth: usize) -> String {
    format!(
        "{{\"a\":{}{}}}",
        "[".repeat(depth - 1),
        "]".repeat(depth - 1)
    )
}

fn members(count: usize) -> String {
    let members: Vec<_> = (0..count).map(|index| format!("\"m{index}\":0")).collect();
    format!("{{{}}}", members.join(","))
}

/// The members of `text`, each with its raw value.
pub(super) fn read(text: &str) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    object::<()>(text.as_bytes(), |name, value| {
        seen.push((name.into_owned(), value.text().to_owned()));
        Ok(())
    })
    .unwrap();
    seen
}

#[test]
fn members_come_in_order_with_names_unescaped_and_values_as_written() {
    let seen = read(" { \"a\" : [1, {\"b\":2}] ,\"\\u00e9\\n\\ud83d\\ude00\":\"x\\ty\" } ");
    let expected = [("a", "[1, {\"b\":2}]"), ("\u{e9}\n\u{1f600}", "\"x\\ty\"")];
    assert_eq!(
        seen,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(read("{}"), []);
}

#[test]
fn raw_values_read_as_what_they_are() {
    assert_eq!(Raw::of("\"a\\\"b\"").string().as_deref(), Some("a\"b"));
    assert_eq!(Raw::of("12").string(), None);
    let integers = [
        ("12", Some(12)),
        ("-3", Some(-3)),
        ("-0", None),
        ("1.0", None),
        ("1e3", None),
        ("\"1\"", None),
    ];
    for (text, expected) in integers {
        assert_eq!(Raw::of(text).integer(), expected, "{text}");
    }
    assert_eq!(Raw::of("9223372036854775808").integer(), None);
}

/// The integer in `{"a":VALUE}`, as the scanner hands it over.
fn scanned(value: &str) -> Result<Option<i64>, Refused<()>> {
    let text = format!("{{\"a\":{value}}}");
    let mut seen = None;
    object(text.as_bytes(), |_, value| {
        seen = value.integer();
        Ok(())
    })?;
    Ok(seen)
}

#[test]
fn an_integer_is_the_same_whether_the_scanner_read_it_or_not() {
    for text in [
        "0",
        "7",
        "10",
        "12345678",
        "123456789",
        "1700000000",
        "9223372036854775807",
        "9223372036854775808",
        "9999999999999999999",
        "10000000000000000000",
        "18446744073709551615",
        "18446744073709551616",
        "-1",
        "-0",
        "1.0",
        "10e3",
        "1E3",
        "\"1\"",
        "true",
        "[1]",
    ] {
        assert_eq!(scanned(text), Ok(Raw::of(text).integer()), "{text}");
    }
    for text in ["01", "00", "1.", "1e", "1x", "1 2", "+1", "1_0"] {
        assert_eq!(scanned(text), Err(Fault::Syntax.into()), "{text}");
    }
}

#[test]
fn arrays_of_strings_are_told_from_other_arrays() {
    let collect = |text| {
        let mut seen = Vec::new();
        Raw::of(text)
            .each_string(|one| seen.push(one.into_owned()))
            .then_some(seen)
    };
    assert_eq!(collect("[ ]"), Some(vec![]));
    assert_eq!(
        collect("[\"a\" , \"b,]\\\"\" ]"),
        Some(vec!["a".to_owned(), "b,]\"".to_owned()])
    );
    for text in [
        "[1]",
        "[\"a\",null]",
        "[[\"a\"]]",
        "\"a\"",
        "{}",
        "[\"a\",{\"b\":\"c\"}]",
    ] {
        assert_eq!(collect(text), None, "{text}");
    }
}

#[test]
fn d03_the_depth_is_bounded_at_every_size() {
    assert!(check(nested(16).as_bytes()).is_ok());
    for depth in [17, 18, 1_000, 100_000] {
        assert_eq!(
            check(nested(depth).as_bytes()),
            Err(Fault::TooDeep),
            "{depth}"
        );
        let objects = "{\"a\":".repeat(depth);
        assert_eq!(check(objects.as_bytes()), Err(Fault::TooDeep), "{depth}");
    }
}

#[test]
fn d04_members_and_digits_are_bounded() {
    assert!(check(members(256).as_bytes()).is_ok());
    for count in [257, 100_000] {
        assert_eq!(
            check(members(count).as_bytes()),
            Err(Fault::TooManyMembers),
            "{count}"
        );
    }
    for digits in [33, 1_000_000] {
        let text = format!("{{\"a\":{}}}", "1".repeat(digits));
        assert_eq!(check(text.as_bytes()), Err(Fault::Number), "{digits}");
    }
}

#[test]
fn d04_names_with_escapes_are_counted_with_the_others() {
    for (count, good) in [(256, true), (257, false)] {
        let name = |index: usize| {
            if index.is_multiple_of(3) {
                format!("\\u006d{index}")
            } else {
                format!("m{index}")
            }
        };
        let members: Vec<_> = (0..count)
            .map(|index| format!("\"{}\":0", name(index)))
            .collect();
        let text = format!("{{{}}}", members.join(","));
        let expected = if good {
            Ok(text.as_str())
        } else {
            Err(Fault::TooManyMembers)
        };
        assert_eq!(check(text.as_bytes()), expected, "{count}");
    }
}

#[test]
fn t15_duplicates_are_found_at_every_place_and_only_there() {
    for count in [1, 2, 31, 32, 33, 34, 64, 200] {
        let whole = members(count);
        for twin in [0, count / 2, count - 1] {
            let again = format!("{},\"m{twin}\":1}}", &whole[..whole.len() - 1]);
            assert_eq!(
                check(again.as_bytes()),
                Err(Fault::Duplicate),
                "{count} {twin}"
            );
        }
        // The same names in neighbours and in nested objects are no duplicates.
        let beside = format!("{{\"a\":{whole},\"b\":{whole},\"m0\":[{whole},{whole}]}}");
        assert!(check(beside.as_bytes()).is_ok(), "{count}");
    }
}

/// `serde_json` reads `{"$serde_json::private::RawValue":"{..}"}` as what the string holds, which nobody has checked.
#[test]
fn t15_no_name_makes_the_next_parser_read_a_string_as_json() {
    let inner = r#""{\"sub\":\"a\",\"sub\":\"b\"}""#;
    for name in [
        "$serde_json::private::RawValue",
        r"\u0024serde_json::private::RawValue",
        r"$serde_json::private\u003a\u003aRawValue",
        "$serde_json::private::Number",
        "$serde_json::private::",
    ] {
        for text in [
            format!("{{\"{name}\":{inner}}}"),
            format!("{{\"a\":[{{\"{name}\":{inner}}}]}}"),
        ] {
            assert_eq!(check(text.as_bytes()), Err(Fault::Reserved), "{text}");
        }
    }
    for text in [
        r#"{"$serde_json":1,"$ref":2,"$":3}"#,
        r#"{"a":"$serde_json::private::RawValue"}"#,
    ] {
        assert!(check(text.as_bytes()).is_ok(), "{text}");
    }
}

#[test]
fn t15_a_name_with_escapes_is_the_name_it_spells() {
    for (names, is_twice) in [
        ([r"a", r"\u0061"], true),
        ([r"\u0061", r"a"], true),
        ([r"\u0061", r"\u0061"], true),
        ([r"\u0061", r"\u0062"], false),
        ([r"\\u0061", r"\u0061"], false),
        ([r"\\u0061", r"\u005cu0061"], true),
        ([r"\/", r"/"], true),
        ([r"", r"\u0001"], false),
    ] {
        let [one, two] = names;
        for filler in [0, 31, 32, 40] {
            let mut whole = members(filler);
            whole.truncate(whole.len() - 1);
            let comma = if filler == 0 { "" } else { "," };
            let text = format!("{whole}{comma}\"{one}\":1,\"c\":{{\"{two}\":1}},\"{two}\":2}}");
            let expected = if is_twice {
                Err(Fault::Duplicate)
            } else {
                Ok(())
            };
            assert_eq!(check(text.as_bytes()).map(drop), expected, "{text}");
        }
    }
}

/// `text` as a member's value and name, alone and behind enough plain text for the scanner's words of
/// eight bytes, at each place in them; once more in a text that has escapes elsewhere.
fn in_strings(text: &str) -> Vec<String> {
    let mut whole = Vec::new();
    for before in 0..17 {
        let fill = "x".repeat(before);
        for behind in ["", "xxxxxxxxx"] {
            let string = format!("\"{fill}{text}{behind}\"");
            whole.push(format!("{{\"a\":{string}}}"));
            whole.push(format!("{{{string}:1}}"));
            whole.push(format!("{{\"\\n\":[{string}]}}"));
        }
    }
    whole
}

#[test]
fn t16_no_control_character_stands_in_a_string() {
    for byte in 0..0x20 {
        let control = char::from(byte).to_string();
        let fault = if byte == 0 {
            Fault::NotText
        } else {
            Fault::Syntax
        };
        for text in in_strings(&control) {
            assert_eq!(check(text.as_bytes()), Err(fault), "{text:?}");
        }
    }
    for allowed in [
        " ",
        "!",
        "#",
        "[",
        "]",
        "~",
        "\u{7f}",
        "\u{80}",
        "\u{10ffff}",
        "\\t",
    ] {
        for text in in_strings(allowed) {
            assert_eq!(check(text.as_bytes()), Ok(text.as_str()));
        }
    }
}

#[test]
fn t16_half_a_pair_is_no_text_wherever_it_stands() {
    for odd in [
        "\\u0000",
        "\\ud800",
        "\\udbff",
        "\\udc00",
        "\\udfff",
        "\\ud800\\u0041",
        "\\ud800\\ud800",
        "\\udc00\\ud800",
        "\\ud800\\n",
        "\\ud800x",
    ] {
        for text in in_strings(odd) {
            assert_eq!(check(text.as_bytes()), Err(Fault::NotText), "{text:?}");
        }
    }
    for text in in_strings("\\ud800\\udc00\\uD7ff\\ue000") {
        assert!(check(text.as_bytes()).is_ok(), "{text:?}");
    }
}

#[test]
fn t16_what_surrounds_the_object_is_refused_for_its_reason() {
    for (bytes, fault) in [
        (&b"\xef\xbb\xbf{}"[..], Fault::NotText),
        (b"\xff\xfe{\0}\0", Fault::NotText),
        (b"{}\0", Fault::Syntax),
        (b"{}{}", Fault::Syntax),
        (b"{} x", Fault::Syntax),
        (b"", Fault::Syntax),
        (b" ", Fault::Syntax),
        (b"[]", Fault::NotObject),
        (b"null ", Fault::NotObject),
        (b"\"{}\"", Fault::NotObject),
        (b"1x", Fault::Syntax),
    ] {
        assert_eq!(check(bytes), Err(fault), "{bytes:?}");
    }
}

#[test]
fn a_visitor_ends_the_walk() {
    let refused = object(b"{\"a\":1,\"b\":2", |name, _| {
        if name == "a" { Err(7) } else { Ok(()) }
    });
    assert_eq!(refused, Err(Refused::Visitor(7)));
}

/// Any JSON value our limits admit.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<i32>().prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        "[^\0]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[^\0]{0,6}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_writes_passes(map in prop::collection::btree_map("[^\0]{0,6}", value(), 0..8)) {
        let whole = Value::Object(map.clone().into_iter().collect());
        for text in [whole.to_string(), serde_json::to_string_pretty(&whole).unwrap()] {
            prop_assert_eq!(check(text.as_bytes()), Ok(text.as_str()));
            for (name, raw) in read(&text) {
                prop_assert_eq!(&serde_json::from_str::<Value>(&raw).unwrap(), &whole[&name]);
                let string = Raw::of(&raw).string();
                prop_assert_eq!(string.as_deref(), whole[&name].as_str());
            }
        }
    }

    #[test]
    fn what_passes_serde_reads(text in "[{}\\[\\],:\"\\\\a-cu0-9eE+.\\- \n-]{0,24}") {
        let text = format!("{{{text}}}");
        if check(text.as_bytes()).is_ok() {
            prop_assert!(serde_json::from_str::<Value>(&text).is_ok(), "{}", text);
        }
    }

    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = check(&bytes);
    }
}
