use proptest::prelude::*;

use super::*;
use crate::b64;
use crate::rng::{Rng, SystemRng};

const PLACE: Place<'static> = Place {
    table: "refresh_keys",
    row: "7",
    column: "secret",
    version: 1,
};

/// Counts up from zero: what it fills is known beforehand.
#[derive(Debug)]
struct Counting;

impl Rng for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for (place, byte) in buffer.iter_mut().enumerate() {
            *byte = u8::try_from(place % 256).unwrap();
        }
    }
}

fn master() -> MasterKey {
    MasterKey::parse(&MasterKey::generate(&Counting)).unwrap()
}

fn plain(text: &str) -> Plain {
    Plain::new(text.as_bytes().to_vec())
}

fn sealed(master: &MasterKey) -> Sealed {
    master
        .seal(Purpose::REFRESH_KEY, &PLACE, &plain("hidden"), &SystemRng)
        .unwrap()
}

fn open(master: &MasterKey, place: &Place<'_>, text: &str) -> Result<Vec<u8>, SealError> {
    let sealed = Sealed::new(text.to_owned());
    let plain = master.open(Purpose::REFRESH_KEY, place, &sealed)?;
    Ok(plain.expose().to_vec())
}

/// Computed apart from this code. NEVER CHANGE: databases hold such values for years.
#[test]
fn k06_known_answer_never_changes() {
    let master = master();
    let sealed = master
        .seal(Purpose::REFRESH_KEY, &PLACE, &plain("hidden"), &Counting)
        .unwrap();
    assert_eq!(
        sealed.as_str(),
        "1.AAECAwQFBgcICQoL_H7mU_L_Q_OKVGPW5Vc2yHmCRuvvTA"
    );
    assert_eq!(open(&master, &PLACE, sealed.as_str()).unwrap(), b"hidden");
}

#[test]
fn k06_same_secret_never_seals_alike_and_never_shows() {
    let master = master();
    let (one, two) = (sealed(&master), sealed(&master));
    assert_ne!(one, two);
    assert!(!one.as_str().contains(&b64::encode(b"hidden")));
    assert!(!one.as_str().contains("hidden"));
}

#[test]
fn k06_moved_value_does_not_open() {
    let master = master();
    let text = sealed(&master).as_str().to_owned();
    let elsewhere = [
        Place {
            table: "signing_keys",
            ..PLACE
        },
        Place { row: "8", ..PLACE },
        Place {
            column: "public",
            ..PLACE
        },
        Place {
            version: 2,
            ..PLACE
        },
        // The same letters cut elsewhere: only the lengths before them tell these apart.
        Place {
            table: "refresh_keys7",
            row: "",
            ..PLACE
        },
        Place {
            row: "7s",
            column: "ecret",
            ..PLACE
        },
    ];
    for place in elsewhere {
        assert_eq!(
            open(&master, &place, &text),
            Err(SealError::Broken),
            "{place:?}"
        );
    }
    let other = master.open(Purpose::SIGNING_KEY, &PLACE, &Sealed::new(text.clone()));
    assert_eq!(other.unwrap_err(), SealError::Broken);
    assert!(open(&master, &PLACE, &text).is_ok());
}

#[test]
fn k06_highest_version_seals_and_all_open() {
    let (one, two) = (b64::encode(&[1; 32]), b64::encode(&[2; 32]));
    let old = MasterKey::parse(&format!("3:{one}\n")).unwrap();
    let both = MasterKey::parse(&format!("\n12:{two}\n3:{one}\n")).unwrap();
    let new = MasterKey::parse(&format!("12:{two}")).unwrap();

    let early = sealed(&old);
    assert!(early.as_str().starts_with("3."));
    assert!(open(&both, &PLACE, early.as_str()).is_ok());
    let late = sealed(&both);
    assert!(late.as_str().starts_with("12."));
    assert_eq!(
        open(&old, &PLACE, late.as_str()),
        Err(SealError::UnknownVersion(12))
    );
    assert_eq!(
        open(&new, &PLACE, early.as_str()),
        Err(SealError::UnknownVersion(3))
    );
}

#[test]
fn k06_wrong_master_key_is_refused() {
    let right = master();
    let check = right.key_check(&SystemRng).unwrap();
    assert_eq!(right.check(&check), Ok(()));
    let wrong = MasterKey::parse(&MasterKey::generate(&SystemRng)).unwrap();
    assert_eq!(wrong.check(&check), Err(SealError::WrongKey));
    let later = MasterKey::parse(&format!("2:{}", b64::encode(&[2; 32]))).unwrap();
    assert_eq!(later.check(&check), Err(SealError::UnknownVersion(1)));
    assert_eq!(
        right.check(&Sealed::new("nothing".to_owned())),
        Err(SealError::Malformed)
    );
}

#[test]
fn refuses_a_loose_key_file_without_repeating_it() {
    let key = b64::encode(&[0xfb; 32]);
    let cases = [
        (String::new(), "it holds no key"),
        ("\n\n".to_owned(), "it holds no key"),
        (key.clone(), "line 1: not version:key"),
        (
            format!("0:{key}"),
            "line 1: the version is no number from 1",
        ),
        (
            format!("01:{key}"),
            "line 1: the version is no number from 1",
        ),
        (
            format!("+1:{key}"),
            "line 1: the version is no number from 1",
        ),
        (
            format!("4294967296:{key}"),
            "line 1: the version is no number from 1",
        ),
        (format!("1:{key}="), "line 1: the key is not base64url"),
        (format!("1: {key}"), "line 1: the key is not base64url"),
        (
            format!("1:{}", &key[..40]),
            "line 1: the key is not 32 bytes",
        ),
        (
            format!("1:{}", b64::encode(&[0xfb; 33])),
            "line 1: the key is not 32 bytes",
        ),
        (
            format!("1:{key}\n2:{key}"),
            "line 2: a key that stands there twice",
        ),
        (
            format!("1:{key}\n1:{}", b64::encode(&[1; 32])),
            "line 2: a version that stands there twice",
        ),
    ];
    for (file, why) in cases {
        let error = MasterKey::parse(&file).unwrap_err();
        assert_eq!(error, SealError::KeyFile(why.to_owned()), "{file}");
        assert!(!error.to_string().contains(&key[..8]));
    }
}

#[test]
fn s01_debug_prints_no_secret() {
    let printed = format!(
        "{:?} {:?} {:?}",
        master(),
        plain("hidden"),
        sealed(&master())
    );
    assert_eq!(
        printed,
        "MasterKey { versions: [1], .. } Plain(..) Sealed(..)"
    );
}

proptest! {
    #[test]
    fn reads_back(bytes: Vec<u8>, table: String, row: String, column: String, version: u32) {
        let master = master();
        let place = Place { table: &table, row: &row, column: &column, version };
        let plain = Plain::new(bytes.clone());
        let sealed = master.seal(Purpose::SIGNING_KEY, &place, &plain, &SystemRng).unwrap();
        let opened = master.open(Purpose::SIGNING_KEY, &place, &sealed).unwrap();
        prop_assert_eq!(opened.expose(), &bytes[..]);
    }

    #[test]
    fn k06_value_opens_in_its_own_place_alone(
        a in ("[ab]{0,2}", "[ab]{0,2}", "[ab]{0,2}", 0..2_u32),
        b in ("[ab]{0,2}", "[ab]{0,2}", "[ab]{0,2}", 0..2_u32),
    ) {
        let master = master();
        let [here, there] = [&a, &b].map(|(table, row, column, version)| Place {
            table, row, column, version: *version,
        });
        let sealed = master.seal(Purpose::REFRESH_KEY, &here, &plain("x"), &SystemRng).unwrap();
        prop_assert_eq!(open(&master, &there, sealed.as_str()).is_ok(), a == b);
    }

    #[test]
    fn k06_any_changed_byte_does_not_open(place: prop::sample::Index, mask in 1..=255_u8) {
        let master = master();
        let text = sealed(&master).as_str().to_owned();
        let mut bytes = b64::decode(&text[2..]).unwrap().to_vec();
        let place = place.index(bytes.len());
        bytes[place] ^= mask;
        let changed = format!("1.{}", b64::encode(&bytes));
        prop_assert_eq!(open(&master, &PLACE, &changed), Err(SealError::Broken));
    }

    #[test]
    fn k06_any_changed_character_does_not_open(place: prop::sample::Index, other in "[ -~]") {
        let master = master();
        let text = sealed(&master).as_str().to_owned();
        let place = place.index(text.len());
        let changed = format!("{}{other}{}", &text[..place], &text[place + 1..]);
        prop_assert_eq!(open(&master, &PLACE, &changed).is_ok(), changed == text);
    }

    #[test]
    fn opening_never_panics(text in "[0-9.A-Za-z_-]{0,60}") {
        prop_assert!(open(&master(), &PLACE, &text).is_err());
    }
}
