//! Which name was meant: names of algorithms are exact (RFC 7515 section 4.1.1), and people write them in many ways.

use paraph_jose::jwe::{Curve, Enc, KeyAlg};
use paraph_jose::{Alg, Purpose};

/// What people call algorithms that have another name here, as letters and digits alone.
const ALIASES: &[(&[&str], &str)] = &[
    (
        &["none", "null", "false", "unsigned"],
        "an unsigned token is accepted nowhere: sign with ES256 or EdDSA",
    ),
    (
        &["rsa15", "rsaes"],
        "that padding can be broken (Bleichenbacher's attack): use RSA-OAEP-256",
    ),
    (
        &["rs1", "rsasha1", "sha1", "hs1"],
        "SHA-1 is broken: use RS256, or better ES256",
    ),
    (
        &["hmac", "hmacsha256", "sha256", "hs"],
        "with a shared secret it is HS256",
    ),
    (
        &["rsa", "rsasha256", "sha256rsa", "sha256withrsa", "rs"],
        "RSA signs by RS256 or PS256, and encrypts by RSA-OAEP-256",
    ),
    (
        &["ec", "ecdsa", "p256", "secp256r1", "prime256v1", "es"],
        "on the curve P-256 it is ES256",
    ),
    (&["p384", "secp384r1"], "on the curve P-384 it is ES384"),
    (&["p521", "secp521r1"], "on the curve P-521 it is ES512"),
    (&["secp256k1"], "on the curve secp256k1 it is ES256K"),
    (
        &["mldsa", "dilithium"],
        "it is ML-DSA-44, ML-DSA-65 or ML-DSA-87",
    ),
    (
        &["x25519", "ecdh"],
        "it is ECDH-ES, with `jwk generate --crv X25519` for that curve",
    ),
    (
        &["aes", "aes256", "aes256gcm"],
        "AES is A256GCMKW, A256KW or dir, and --enc A256GCM for the content",
    ),
    (
        &["pbes2", "password"],
        "for a password it is PBES2-HS256+A128KW, with `jwe encrypt --password-file FILE`",
    ),
];

/// What to say to a `value` that `option` does not take; `None` for options of other kinds.
pub(in crate::cli) fn tip(option: &str, value: &str) -> Option<String> {
    let option = option.split_whitespace().next()?;
    let names: Vec<&'static str> = match option {
        "--alg" => algorithms().map(Purpose::name).collect(),
        "--enc" => Enc::all().map(Enc::name).collect(),
        "--crv" => Curve::all().map(Curve::name).collect(),
        _ => return None,
    };
    if option == "--alg"
        && let Ok(purpose) = value.parse()
    {
        return Some(of_other_kind(purpose));
    }
    let letters = letters(value);
    if let Some(name) = names.iter().find(|name| self::letters(name) == letters) {
        return Some(format!("write it '{name}'"));
    }
    let called = |(calls, _): &&(&[&str], &str)| calls.contains(&letters.as_str());
    match ALIASES.iter().find(called) {
        Some((_, meant)) if option == "--alg" => Some((*meant).to_owned()),
        _ if option == "--alg" => {
            Some("`paraph jwk generate --help` names all that are known".to_owned())
        }
        _ => Some(format!("there are {}", names.join(", "))),
    }
}

/// A name that is known, and that this command cannot take.
fn of_other_kind(purpose: Purpose) -> String {
    match purpose {
        Purpose::Sign(alg) => {
            format!("{alg} signs; to encrypt take ECDH-ES, RSA-OAEP-256, A256KW or dir")
        }
        Purpose::Content(enc) => format!("{enc} encrypts the content: give it as --enc"),
        other => format!("{other} encrypts; to sign take ES256, EdDSA, RS256 or HS256"),
    }
}

/// Every name that may stand in a key's `alg`.
pub(in crate::cli) fn algorithms() -> impl Iterator<Item = Purpose> {
    let sign = Alg::all().map(Purpose::from);
    let encrypt = KeyAlg::all().map(Purpose::from);
    sign.chain(encrypt).chain(Enc::all().map(Purpose::from))
}

/// The letters and digits, in lower case.
fn letters(name: &str) -> String {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_by_its_letters_and_no_other_is() {
        for purpose in algorithms() {
            let name = purpose.name();
            let written = format!("_{}", name.to_lowercase().replace(['-', '+'], ""));
            assert_eq!(
                tip("--alg <ALG>", &written),
                Some(format!("write it '{name}'"))
            );
        }
    }

    #[test]
    fn what_is_meant_is_told() {
        for (option, value, told) in [
            ("--alg <ALG>", "RSA-OAEP", "RSA-OAEP encrypts"),
            ("--alg <ALG>", "HS256", "HS256 signs"),
            ("--alg <ALG>", "A256GCM", "--enc"),
            ("--alg <ALG>", "none", "unsigned"),
            ("--alg <ALG>", "quantum", "jwk generate --help"),
            ("--enc <ENC>", "a128cbc_hs256", "'A128CBC-HS256'"),
            ("--enc <ENC>", "rot13", "A256GCM"),
            ("--crv <CRV>", "p256", "'P-256'"),
        ] {
            let tip = tip(option, value).unwrap_or_default();
            assert!(tip.contains(told), "{option} {value}: {tip}");
        }
        assert_eq!(tip("--life <DURATION>", "soon"), None);
    }
}
