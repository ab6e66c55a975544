use proptest::prelude::*;

use super::*;

fn prepared(text: &str) -> Result<String, PasswordError> {
    opaque::prepare(text).map(|prepared| prepared.to_string())
}

fn new(text: &str) -> Result<Password, PasswordError> {
    Password::new(text, &Email::parse("somebody.else@example.org").unwrap())
}

fn refused(text: &str) -> Option<PasswordError> {
    new(text).err()
}

#[test]
fn p02_length_is_counted_in_characters_and_never_cut() {
    assert_eq!(refused("xkqv7!w"), Some(PasswordError::TooShort));
    assert_eq!(refused("xkqv7!wm"), None);
    assert_eq!(refused("žluťoučk"), None);
    assert_eq!(refused(""), Some(PasswordError::TooShort));
    // Eight code points as typed, seven once composed.
    assert_eq!(refused("xkqv7we\u{301}"), Some(PasswordError::TooShort));

    let long =
        |length: usize, last: &str| "xkqv7!wm ".repeat(length)[..length - 1].to_owned() + last;
    for length in [64, 72, 73, 128, 1_024] {
        let [one, two] = ["a", "b"].map(|last| new(&long(length, last)).unwrap());
        assert_eq!(one.prepared().len(), length);
        assert_ne!(one.prepared(), two.prepared());
    }
    let over = long(1_025, "a");
    assert_eq!(refused(&over), Some(PasswordError::TooLong));
    assert_eq!(
        Password::attempt(&over).unwrap_err(),
        PasswordError::TooLong
    );
}

#[test]
fn p04_blanks_and_case_are_kept_and_the_form_is_one() {
    let same = [
        (
            "NFC, NFD",
            "p\u{e4}ssw\u{f6}rt x",
            "pa\u{308}sswo\u{308}rt x",
        ),
        (
            "Angstrom sign",
            "\u{212b}ngstr\u{f6}m",
            "\u{c5}ngstr\u{f6}m",
        ),
        ("no-break space", "two\u{a0}words", "two words"),
        ("ideographic space", "two\u{3000}words", "two words"),
        (
            "Korean",
            "\u{d55c}\u{ae00}",
            "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}",
        ),
    ];
    for (what, one, two) in same {
        assert!(prepared(one).is_ok(), "{what}");
        assert_eq!(prepared(one), prepared(two), "{what}");
    }
    let kept = [
        " Correct Horse ",
        "  ",
        "ﬁ ２ ｘ",
        "π߀ 😀🤖🫠 e\u{302}",
        "میخواهم می\u{200c}خواهم",
        "👩\u{200d}👧",
    ];
    for text in kept {
        let nfc: String = unicode_normalization::UnicodeNormalization::nfc(text).collect();
        assert_eq!(prepared(text), Ok(nfc), "{text:?}");
    }
    assert_ne!(prepared("Correct horse"), prepared("correct horse"));
    assert_ne!(prepared("horse "), prepared("horse"));
}

#[test]
fn p04_characters_that_cannot_be_typed_again_are_refused() {
    let characters = [
        ("NUL", '\0'),
        ("tab", '\t'),
        ("line feed", '\n'),
        ("delete", '\u{7f}'),
        ("C1 control", '\u{85}'),
        ("soft hyphen", '\u{ad}'),
        ("zero-width space", '\u{200b}'),
        ("right-to-left override", '\u{202e}'),
        ("line separator", '\u{2028}'),
        ("nominal digit shapes", '\u{206f}'),
        ("Hangul filler", '\u{3164}'),
        ("lone Hangul vowel", '\u{1161}'),
        ("variation selector", '\u{fe0f}'),
        ("byte order mark", '\u{feff}'),
        ("private use", '\u{e000}'),
        ("unassigned", '\u{378}'),
        ("no character", '\u{ffff}'),
        ("tag", '\u{e0061}'),
    ];
    for (what, character) in characters {
        let text = format!("xkqv7!wm{character}x");
        assert_eq!(refused(&text), Some(PasswordError::Character), "{what}");
        // At a login it is tried as it is.
        let attempt = Password::attempt(&text).unwrap();
        assert_eq!(
            attempt.forms().collect::<Vec<_>>(),
            [text.as_bytes()],
            "{what}"
        );
    }
}

#[test]
fn p04_attempt_carries_what_was_sent_where_it_differs() {
    let attempt = Password::attempt("pa\u{308}ss").unwrap();
    let forms: Vec<_> = attempt.forms().collect();
    assert_eq!(forms, ["p\u{e4}ss".as_bytes(), "pa\u{308}ss".as_bytes()]);
    assert_eq!(Password::attempt("pass").unwrap().forms().count(), 1);
}

const COMMON: &str = "\
password | PASSWORD | Password1 | password123! | P@ssw0rd | p455w0rd2024 | !!password!! | passwordpassword
password1password1 | 12345678 | 123456789 | 87654321 | 1234567890 | 11111111 | 00000000 | aaaaaaaa | abababab
12341234 | 11223344 | abcd1234 | abcdefgh | zyxwvuts | qwertyui | qwertyuiop | 1qaz2wsx | 1q2w3e4r | q1w2e3r4
zaq12wsx | asdfghjkl | poiuytrewq | 1qaz2wsx3edc | !@#$%^&* | 19870321 | 21031987 | 03/21/1987 | 1987-03-21
iloveyou | ILoveYou1 | sunshine1 | Summer2024! | Winter2025 | football | liverpool1 | trustno1! | letmein123
Welcome1 | princess12 | michael1987 | charlie1 | starwars | qwerty123 | qwer1234 | admin123 | admin12345
changeme | Passw0rd! | 11112222 | contraseña | dragon99";

const UNCOMMON: &str = "\
correct horse battery | xkqv7!wm | My dragon ate 14 of them | wintergarden plum | passwordless-login-9
Gr3nadine&salt | kreuzberg-nachtzug | 17 small elephants | yellow teapot | 2024 was a strange year
83920174 | hunter2-but-longer | пять усталых котов";

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.lines().flat_map(|line| line.split(" | "))
}

#[test]
fn p03_what_is_tried_first_is_refused() {
    for text in words(COMMON) {
        assert_eq!(refused(text), Some(PasswordError::Common), "{text}");
    }
    assert_eq!(refused(&" ".repeat(8)), Some(PasswordError::Common));
    for text in words(UNCOMMON) {
        assert_eq!(refused(text), None, "{text}");
    }
}

#[test]
fn p03_names_that_others_know_are_refused() {
    let email = Email::parse("Anna.Berg+x@Kranich-Verlag.example").unwrap();
    let own = [
        "Anna.Berg+x@Kranich-Verlag.example",
        "anna.berg+x",
        "ANNA.BERG+X1987",
        "kranich-verlag.example",
        "paraph123",
        "Paraph!!",
        "paraphparaph",
        "p4r4ph2024",
    ];
    for text in own {
        let error = Password::new(text, &email).unwrap_err();
        assert_eq!(error, PasswordError::Own, "{text}");
    }
    assert!(Password::new("a crane over the berg", &email).is_ok());
    assert_eq!(refused("paraph123"), Some(PasswordError::Own));
}

#[test]
fn s01_debug_prints_nothing() {
    let password = new("xkqv7!wm").unwrap();
    assert_eq!(
        format!("{password:?} {password:#?}"),
        "Password(..) Password(..)"
    );
}

proptest! {
    #[test]
    fn p04_preparing_twice_changes_nothing(text in "\\PC{0,24}") {
        if let Ok(once) = prepared(&text) {
            prop_assert_eq!(prepared(&once), Ok(once));
        }
    }

    #[test]
    fn any_text_below_the_cap_can_be_tried(text in ".{0,80}") {
        let attempt = Password::attempt(&text).unwrap();
        prop_assert!(attempt.forms().last() == Some(text.as_bytes()));
    }

    #[test]
    fn random_letters_and_digits_are_accepted(text in "[a-zA-Z0-9]{16}") {
        prop_assert_eq!(refused(&text), None);
    }

    #[test]
    fn checking_never_panics(text in ".{8,40}") {
        let _ = new(&text);
    }
}
