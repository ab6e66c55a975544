//! Keys: another form, no algorithm, a password, a name that is nearly right.

use super::*;

const CHECK: &str = "--issuer i --audience a";

#[test]
fn a_missing_algorithm_is_named_with_those_the_key_could_take() {
    let verify = format!("jwt verify --jwk bare {CHECK}");
    assert_hints(&[
        (
            "jwt sign --pem rsa.pem",
            "{}",
            "key_needs_alg",
            &["--alg", "RS256", "PS512"],
        ),
        (
            "jws sign --pem rsa.pem",
            "x",
            "key_needs_alg",
            &["--alg", "RS256"],
        ),
        (&verify, "@jws", "key_needs_alg", &["--alg", "RS256, RS384"]),
        ("jws verify --jwk bare", "@jws", "key_needs_alg", &["RS256"]),
        (
            "jwk convert --jwk bare",
            "",
            "key_needs_alg",
            &["RS256", "RSA-OAEP-256"],
        ),
        (
            "jwk convert --jwk bare.enc",
            "",
            "key_needs_alg",
            &["one of RSA-OAEP,"],
        ),
        (
            "jwe encrypt --pem rsa.pem",
            "x",
            "key_needs_alg",
            &["one of RSA-OAEP, RSA-OAEP-256"],
        ),
        (
            "jwe encrypt --jwk bare.enc",
            "x",
            "key_needs_alg",
            &["RSA-OAEP-256"],
        ),
        (
            "jwe decrypt --pem ecdh.pem",
            "@jwe",
            "key_needs_alg",
            &["ECDH-ES+A256KW"],
        ),
        (
            "jwt sign --jwk es --alg RS256",
            "{}",
            "key_alg_mismatch",
            &["is for ES256"],
        ),
        (
            "jwt sign --pem es.pem --alg RS256",
            "{}",
            "key_alg_mismatch",
            &["--alg ES256"],
        ),
        (
            "jwk convert --pem rsa.pem --alg ES256",
            "",
            "key_alg_mismatch",
            &["RS256"],
        ),
    ]);
}

#[test]
fn a_file_of_another_kind_is_recognised() {
    assert_hints(&[
        ("jws sign --jwk es.pem", "x", "key_json", &["--pem"]),
        ("jwk thumbprint", "@es.pem", "key_json", &["--pem"]),
        ("jwe encrypt --jwk rsa.pem", "x", "key_json", &["--pem"]),
        ("jws sign --pem es", "x", "key_malformed", &["--jwk"]),
        (
            "jwe decrypt --pem ecdh --alg ECDH-ES",
            "@jwe",
            "key_malformed",
            &["--jwk"],
        ),
        ("jwk convert --pem set", "", "key_malformed", &["--jwk"]),
        ("jws sign --jwk phrase", "x", "key_json", &["--raw"]),
        (
            "jwk convert --pem der",
            "",
            "usage",
            &["openssl pkey -inform DER"],
        ),
        ("jwk convert --pem missing", "", "usage", &["name a file"]),
        ("jwk convert --jwk .", "", "usage", &["name a file"]),
    ]);
}

#[test]
fn a_pem_file_that_is_not_one_plain_key_is_recognised() {
    assert_hints(&[
        (
            "jws sign --pem params",
            "x",
            "key_malformed",
            &["EC PARAMETERS", "openssl pkey", "-noout"],
        ),
        (
            "jwk convert --pem cert",
            "",
            "key_unsupported",
            &["openssl x509 -pubkey -noout -in FILE"],
        ),
        (
            "jws verify --jwk cert",
            "@jws",
            "key_json",
            &["openssl x509 -pubkey -noout -in FILE"],
        ),
        (
            "jwk convert --pem request",
            "",
            "key_unsupported",
            &["openssl req -pubkey"],
        ),
        (
            "jws sign --pem locked",
            "x",
            "key_unsupported",
            &["password", "openssl pkey -in FILE"],
        ),
        (
            "jws sign --pem old",
            "x",
            "key_malformed",
            &["password", "openssl pkey -in FILE"],
        ),
        (
            "jws sign --pem ssh",
            "x",
            "key_unsupported",
            &["ssh-keygen -p -N '' -m PKCS8"],
        ),
        (
            "jwk convert --pem id.pub",
            "",
            "key_malformed",
            &["ssh-keygen -e -m PKCS8"],
        ),
        (
            "jwk convert --pem two",
            "",
            "key_malformed",
            &["one block", "openssl pkey"],
        ),
        (
            "jwk convert --pem bag",
            "",
            "key_malformed",
            &["openssl pkey"],
        ),
        (
            "jwk convert --pem chain",
            "",
            "key_malformed",
            &["one block", "openssl pkey"],
        ),
    ]);
}

#[test]
fn passwords_have_an_option_of_their_own() {
    assert_hints(&[
        (
            "jwk generate --alg PBES2-HS256+A128KW",
            "",
            "key_alg_mismatch",
            &["--password-file"],
        ),
        (
            "jwe encrypt --pem rsa.pem --alg PBES2-HS256+A128KW",
            "x",
            "key_alg_mismatch",
            &["--password-file"],
        ),
        (
            "jwe encrypt --password-file phrase --alg A128KW",
            "x",
            "key_alg_mismatch",
            &["PBES2-HS512+A256KW"],
        ),
        (
            "jwe encrypt --password-file short",
            "x",
            "key_weak",
            &["16 bytes", "openssl rand"],
        ),
    ]);
}

#[test]
fn a_name_that_is_nearly_right_is_corrected() {
    let shell = furnished();
    for (line, told) in [
        ("jwk generate --alg hs256", "'HS256'"),
        ("jwt sign --jwk es --alg RS-256", "'RS256'"),
        ("jws verify --jwk es --alg es_256", "'ES256'"),
        (
            "jwt verify --jwk es --issuer i --audience a --alg eddsa",
            "'EdDSA'",
        ),
        ("jwt explain --alg MLDSA44", "'ML-DSA-44'"),
        ("jwe encrypt --jwk ecdh --alg ecdh-es", "'ECDH-ES'"),
        (
            "jwe encrypt --jwk ecdh --alg RSA_OAEP_256",
            "'RSA-OAEP-256'",
        ),
        ("jwe encrypt --jwk ecdh --enc aes-gcm", "A256GCM"),
        ("jwe decrypt --jwk ecdh --enc a256gcm", "'A256GCM'"),
        ("jwk generate --alg ECDH-ES --crv p-256", "'P-256'"),
        ("jwk generate --alg none", "unsigned"),
        ("jwk generate --alg RSA1_5", "RSA-OAEP-256"),
        ("jwt sign --jwk es --alg ECDH-ES", "ECDH-ES encrypts"),
        ("jwe encrypt --jwk ecdh --alg ES256", "ES256 signs"),
        ("jwe encrypt --jwk ecdh --alg A256GCM", "--enc"),
        ("jwk generate --alg HS257", "jwk generate --help"),
    ] {
        let ran = shell.pipe(line, "x");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}: {ran:?}");
        let (_, tip) = ran.err.split_once("tip: ").expect(line);
        assert!(tip.contains(told), "{line}: {tip}");
    }
}
