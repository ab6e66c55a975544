use proptest::prelude::*;

use super::*;
use crate::b64;

fn key() -> RefreshKey {
    RefreshKey::from_bytes(std::array::from_fn(|place| u8::try_from(place).unwrap()))
}

fn session() -> SessionId {
    SessionId::from_bytes(std::array::from_fn(|place| {
        0x10 + u8::try_from(place).unwrap()
    }))
}

/// Computed apart from this code. NEVER CHANGE: clients hold such tokens for months.
const KNOWN: &str =
    "par_r_ARAREhMUFRYXGBkaGxwdHh8AAAAH7xMfLB6dlGV1fGBoZVMFeHXIMC3LMLZZ00n_K8ARyq8LelUI";

#[test]
fn r09_known_answer_never_changes() {
    let token = key().make(session(), 7);
    assert_eq!(token.expose(), KNOWN);
    assert_eq!(token.expose().len(), "par_r_".len() + 76);
    let read = RefreshToken::parse(KNOWN).unwrap();
    assert_eq!((read.session, read.generation), (session(), 7));
    assert!(key().check(&read));
}

#[test]
fn refuses_any_other_spelling() {
    let cases = [
        ("", TokenError::Prefix),
        ("par_r", TokenError::Prefix),
        (&KNOWN[6..], TokenError::Prefix),
        (&format!(" {KNOWN}"), TokenError::Prefix),
        (&KNOWN.to_uppercase(), TokenError::Prefix),
        (&KNOWN.replace("par_r_", "par_s_"), TokenError::Prefix),
        ("par_r_", TokenError::Encoding),
        (&format!("{KNOWN}="), TokenError::Encoding),
        (&format!("{KNOWN}\n"), TokenError::Encoding),
        (&format!("{KNOWN}AAAA"), TokenError::Encoding),
        (&KNOWN[..KNOWN.len() - 1], TokenError::Encoding),
        (&KNOWN[..KNOWN.len() - 4], TokenError::Encoding),
        (&format!("{}+", &KNOWN[..81]), TokenError::Encoding),
        (&format!("par_r_{}", "A".repeat(76)), TokenError::Checksum),
        (
            &format!("par_r_{}", "A".repeat(1 << 20)),
            TokenError::Encoding,
        ),
    ];
    for (text, why) in cases {
        assert_eq!(RefreshToken::parse(text).unwrap_err(), why, "{text:.90}");
    }
}

#[test]
fn r09_every_single_changed_bit_is_refused() {
    let bytes = b64::decode(&KNOWN[6..]).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut forged = bytes.to_vec();
        forged[bit / 8] ^= 1 << (bit % 8);
        let text = format!("par_r_{}", b64::encode(&forged));
        assert_eq!(
            RefreshToken::parse(&text).unwrap_err(),
            TokenError::Checksum
        );
    }
}

#[test]
fn r09_a_million_forgeries_never_pass() {
    let (key, genuine) = (key(), RefreshToken::parse(KNOWN).unwrap());
    assert!(key.check(&genuine));
    for turn in 0..1_000_000_u32 {
        let mut forged = genuine.clone();
        match turn % 3 {
            0 => forged.generation ^= turn + 1,
            1 => flip(&mut forged.mac, turn),
            _ => {
                let mut sid = *forged.session.as_bytes();
                sid[12..].copy_from_slice(&turn.to_be_bytes());
                forged.session = SessionId::from_bytes(sid);
            }
        }
        assert!(!key.check(&forged), "forgery {turn} passed");
    }
}

/// Changes four neighbouring bytes of the MAC; `turn + 1` is never zero, so one bit differs at least.
fn flip(mac: &mut [u8; 32], turn: u32) {
    let place = usize::try_from(turn % 29).unwrap();
    for (byte, mask) in mac[place..].iter_mut().zip((turn + 1).to_be_bytes()) {
        *byte ^= mask;
    }
}

#[test]
fn s01_debug_prints_no_token_and_no_key() {
    let token = RefreshToken::parse(KNOWN).unwrap();
    let printed = format!("{:?} {token:?} {:?}", key().make(session(), 7), key());
    assert_eq!(
        printed,
        format!(
            "RefreshToken(..) UncheckedRefresh {{ session: {}, generation: 7, .. }} RefreshKey(..)",
            session()
        )
    );
}

proptest! {
    #[test]
    fn r09_only_the_key_that_made_it_knows_it(a: [u8; 32], b: [u8; 32], sid: [u8; 16], n: u32) {
        prop_assume!(a != b);
        let session = SessionId::from_bytes(sid);
        let (a, b) = (RefreshKey::from_bytes(a), RefreshKey::from_bytes(b));
        let token = a.make(session, n);
        let read = RefreshToken::parse(token.expose()).unwrap();
        prop_assert_eq!((read.session, read.generation), (session, n));
        prop_assert!(a.check(&read));
        prop_assert!(!b.check(&read));
        let (again, next) = (a.make(session, n), a.make(session, n.wrapping_add(1)));
        prop_assert_eq!(again.expose(), token.expose());
        prop_assert_ne!(next.expose(), token.expose());
    }

    #[test]
    fn parsing_never_panics(text in "(par_r_)?\\PC{0,90}") {
        let _ = RefreshToken::parse(&text);
    }
}
