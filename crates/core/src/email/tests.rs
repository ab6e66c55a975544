use proptest::prelude::*;

use super::*;

fn key(text: &str) -> Result<String, EmailError> {
    Email::parse(text).map(|email| email.key)
}

#[test]
fn l11_spellings_of_one_address_are_one_account() {
    let twins = [
        ("case", "ANNA@Example.COM"),
        ("blanks around", " \t anna@example.com \r\n"),
        ("foreign blanks around", "\u{3000}anna@example.com\u{a0}"),
        ("full-width domain", "anna@ｅｘａｍｐｌｅ.com"),
        ("ideographic stop", "anna@example。com"),
        ("soft hyphen in the domain", "anna@exam\u{ad}ple.com"),
    ];
    for (what, text) in twins {
        assert_eq!(key(text).as_deref(), Ok("anna@example.com"), "{what}");
    }
    let pairs = [
        (
            "NFC, NFD",
            "j\u{f6}rg@example.com",
            "jo\u{308}rg@example.com",
        ),
        (
            "Angstrom sign",
            "\u{e5}se@example.com",
            "\u{212b}se@example.com",
        ),
        (
            "case outside ASCII",
            "ÉLODIE@example.com",
            "élodie@example.com",
        ),
        ("Kelvin sign", "kim@example.com", "\u{212a}im@example.com"),
        ("final sigma", "ΟΔΟΣ@example.com", "οδος@example.com"),
        ("sigma", "οδοσ@example.com", "οδος@example.com"),
        (
            "Korean NFC, NFD",
            "\u{d55c}\u{ae00}@example.com",
            "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}@example.com",
        ),
        (
            "IDN and punycode",
            "a@bücher.example",
            "a@xn--bcher-kva.example",
        ),
        ("IDN case", "a@BÜCHER.example", "a@xn--bcher-KVA.EXAMPLE"),
        ("IDN NFD", "a@bu\u{308}cher.example", "a@bücher.example"),
    ];
    for (what, one, two) in pairs {
        assert!(key(one).is_ok(), "{what}: {:?}", key(one));
        assert_eq!(key(one), key(two), "{what}");
    }
}

#[test]
fn l11_twins_that_cannot_be_told_apart_are_refused() {
    use EmailError::{Character, Domain, Form, LookAlike, MixedScripts};
    let twins = [
        ("NUL at the end", "anna@example.com\0", Domain),
        ("NUL at the start", "\0anna@example.com", Character),
        ("NUL inside", "an\0na@example.com", Character),
        ("control", "an\u{7}na@example.com", Character),
        ("C1 control", "an\u{85}na@example.com", Character),
        ("line break", "anna@example.com\r\nBcc: x@y", Character),
        ("header", "anna\r\n@example.com", Character),
        ("blank inside", "an na@example.com", Character),
        ("blank before the at", "anna @example.com", Character),
        ("blank after the at", "anna@ example.com", Domain),
        ("no-break space", "an\u{a0}na@example.com", Character),
        ("zero-width space", "an\u{200b}na@example.com", Character),
        ("zero-width joiner", "an\u{200d}na@example.com", Character),
        ("soft hyphen", "an\u{ad}na@example.com", Character),
        ("byte order mark", "\u{feff}anna@example.com", Character),
        (
            "right-to-left override",
            "an\u{202e}na@example.com",
            Character,
        ),
        ("variation selector", "anna\u{fe0f}@example.com", Character),
        ("tag", "anna\u{e0061}@example.com", Character),
        ("private use", "an\u{e000}na@example.com", Character),
        ("unassigned", "an\u{378}na@example.com", Character),
        ("Cyrillic a", "\u{430}nna@example.com", MixedScripts),
        ("Greek omicron", "t\u{3bf}m@example.com", MixedScripts),
        (
            "all Cyrillic",
            "\u{440}\u{43e}\u{441}\u{430}@example.com",
            LookAlike,
        ),
        (
            "Cyrillic with digits",
            "\u{441}\u{430}1@example.com",
            LookAlike,
        ),
        ("dotless i", "adm\u{131}n@example.com", LookAlike),
        ("Turkish capital I", "ADM\u{130}N@example.com", LookAlike),
        ("full-width letters", "\u{ff41}nna@example.com", Character),
        (
            "mathematical letters",
            "\u{1d41a}nna@example.com",
            Character,
        ),
        ("ligature", "o\u{fb03}ce@example.com", Character),
        ("full-width at", "anna\u{ff20}example.com", Form),
        (
            "Cyrillic domain",
            "a@\u{430}\u{440}\u{440}\u{4cf}\u{435}.com",
            LookAlike,
        ),
        ("the same in punycode", "a@xn--80ak6aa92e.com", LookAlike),
        ("mixed label", "a@ex\u{430}mple.com", MixedScripts),
        ("trailing dot", "anna@example.com.", Domain),
        ("emoji", "anna😀@example.com", Character),
    ];
    for (what, text, why) in twins {
        assert_eq!(key(text), Err(why), "{what}");
    }
}

#[test]
fn keeps_what_people_have() {
    let kept = [
        ("anna@example.com", "anna@example.com"),
        (
            "Anna.Maria+Lists@Example.com",
            "anna.maria+lists@example.com",
        ),
        (
            "o'neill_x-1=?!#$%&*/^`{|}~@sub.example.co",
            "o'neill_x-1=?!#$%&*/^`{|}~@sub.example.co",
        ),
        ("admin@localhost", "admin@localhost"),
        ("иванов@пример.рф", "иванов@xn--e1afmkfd.xn--p1ai"),
        ("用户@例え.jp", "用户@xn--r8jz45g.jp"),
        (
            "ひらがなカタカナ漢字@example.jp",
            "ひらがなカタカナ漢字@example.jp",
        ),
        ("jörg.müller@straße.de", "jörg.müller@xn--strae-oqa.de"),
        ("संपर्क@example.com", "संपर्क@example.com"),
        ("محمد@example.com", "محمد@example.com"),
        ("a@b-c.example", "a@b-c.example"),
    ];
    for (typed, expected) in kept {
        let email = Email::parse(typed).unwrap_or_else(|error| panic!("{typed}: {error:?}"));
        assert_eq!((email.typed(), email.key()), (typed, expected));
    }
}

#[test]
fn dots_and_plus_signs_mean_nothing() {
    assert_ne!(key("a.nna@example.com"), key("anna@example.com"));
    assert_ne!(key("anna+x@example.com"), key("anna@example.com"));
}

#[test]
fn refuses_what_is_no_address() {
    use EmailError::{Character, Domain, Form, TooLong};
    let cases = [
        ("", Form),
        ("@", Form),
        ("anna", Form),
        ("@example.com", Form),
        ("anna@", Domain),
        (".anna@example.com", Form),
        ("anna.@example.com", Form),
        ("an..na@example.com", Form),
        ("anna@b@example.com", Character),
        ("\"an na\"@example.com", Character),
        ("anna(x)@example.com", Character),
        ("<anna@example.com>", Character),
        ("Anna <anna@example.com>", Character),
        ("anna,bert@example.com", Character),
        ("anna@[127.0.0.1]", Domain),
        ("anna@127.0.0.1", Domain),
        ("anna@.example.com", Domain),
        ("anna@example..com", Domain),
        ("anna@-example.com", Domain),
        ("anna@ab--cd.com", Domain),
        ("anna@xn--a.com", Domain),
        ("anna@exam_ple.com", Domain),
        ("anna@example.com:25", Domain),
    ];
    for (text, why) in cases {
        assert_eq!(key(text), Err(why), "{text:?}");
    }
    let label = "d".repeat(63);
    let long = format!("a@{label}.{label}.{label}.{}", "d".repeat(60));
    assert_eq!(long.len(), 254);
    assert_eq!(key(&long).as_deref(), Ok(&*long));
    assert_eq!(key(&format!("a{long}")), Err(TooLong));
    assert_eq!(key(&format!("a@{label}d.example")), Err(Domain));
    let local = "l".repeat(64);
    assert!(key(&format!("{local}@example.com")).is_ok());
    assert_eq!(key(&format!("{local}l@example.com")), Err(TooLong));
    assert_eq!(key(&"a".repeat(1 << 20)), Err(TooLong));
}

#[test]
fn l11_every_letter_in_use_has_one_key_in_every_form() {
    // Without Han, Hangul and what lies beyond them: no case there, and one way to write each.
    let letters = ('\u{80}'..'\u{3400}')
        .chain('\u{a000}'..'\u{ac00}')
        .chain('\u{f900}'..'\u{1f000}');
    let mut seen = 0;
    for letter in letters {
        let text = format!("{letter}@example.com");
        let Ok(once) = key(&text) else { continue };
        seen += 1;
        let lower = text.to_lowercase();
        for form in [
            &*once,
            &lower,
            &text.nfd().to_string(),
            &text.nfc().to_string(),
        ] {
            assert_eq!(key(form).as_ref(), Ok(&once), "{letter:?} as {form:?}");
        }
    }
    assert!(seen > 3_000, "{seen}");
}

#[test]
fn s01_debug_prints_no_address() {
    let email = Email::parse("anna@example.com").unwrap();
    assert_eq!(format!("{email:?}"), "Email(..)");
    assert_eq!((email.local(), email.domain()), ("anna", "example.com"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn l11_key_is_its_own_key(text in "\\PC{1,12}@[a-zA-Zäßéпр0-9.-]{1,12}") {
        if let Ok(once) = key(&text) {
            prop_assert_eq!(key(&once), Ok(once));
        }
    }

    #[test]
    fn never_panics(text in ".{0,40}") {
        let _ = Email::parse(&text);
    }
}
