//! Secrets that are somebody's key, in every spelling that the program can think of, and random ones, which
//! must never be taken for one.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use paraph_jose::jwe::{Curve, DecryptionKey, KeyAlg};
use paraph_jose::{Alg, Error, Jwk};
use serde_json::{Value, json};

/// The longest secret that is read at all.
const LONGEST: usize = 1024;

fn keys() -> Vec<(String, Jwk)> {
    let signing = Alg::all().filter(|alg| !alg.is_symmetric());
    let signing = signing.map(|alg| (alg.to_string(), Jwk::generate(alg).unwrap()));
    let agreeing = Curve::all().map(|curve| {
        let key = DecryptionKey::generate_on(KeyAlg::EcdhEs, curve).unwrap();
        (format!("{curve:?}"), key.to_jwk())
    });
    let keys = signing.chain(agreeing);
    keys.flat_map(|(name, key)| {
        let public = key.public().unwrap();
        [(format!("{name}, private"), key), (name, public)]
    })
    .collect()
}

fn body(pem: &str) -> String {
    pem.lines()
        .filter(|line| !line.starts_with("-----"))
        .collect()
}

fn utf16(text: &str, mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xfeff);
    let units = mark.into_iter().chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |digit: u8| char::from(b"0123456789ABCDEF"[usize::from(digit)]);
    let pair = |byte: &u8| [digit(byte >> 4), digit(byte & 15)];
    bytes.iter().flat_map(pair).collect()
}

fn colons(bytes: &[u8]) -> String {
    let pairs: Vec<_> = bytes.iter().map(|byte| hex(&[*byte])).collect();
    pairs.join(":")
}

/// The spellings of a key as a text.
fn texts(key: &Jwk) -> Vec<(&'static str, String)> {
    let (jwk, pem) = (key.to_json().to_string(), key.to_pem().unwrap());
    let value: Value = serde_json::from_str(&jwk).unwrap();
    let (body, one_line) = (body(&pem), pem.replace('\n', "\\n"));
    let unpadded = body
        .trim_end_matches('=')
        .replace('+', "-")
        .replace('/', "_");
    let der = STANDARD.decode_to_vec(&body).unwrap();
    let mut bare = value.clone();
    bare.as_object_mut()
        .unwrap()
        .retain(|name, _| name != "kid" && name != "use");
    vec![
        ("a JWK", jwk.clone()),
        ("a JWK without a kid", bare.to_string()),
        ("an indented JWK", format!("{value:#}")),
        ("a list of JWKs", format!("[{jwk}]")),
        ("a set of JWKs", json!({ "keys": [value] }).to_string()),
        (
            "a JWK in a JWK's member",
            json!({ "a": [1, { "jwk": value }] }).to_string(),
        ),
        ("a JWK as JSON text", json!(jwk).to_string()),
        ("an escaped JWK", jwk.replace("\"kty\"", "\"\\u006bty\"")),
        ("a cut JWK", jwk[..jwk.len() - 1].to_owned()),
        ("a JWK with something behind", format!("{jwk} // ours")),
        ("PEM", pem.to_string()),
        ("PEM in one line", one_line),
        ("PEM in quotes", format!("\"{}\"", pem.as_str())),
        ("PEM without its end", pem[..pem.len() - 40].to_owned()),
        (
            "PEM without its first line",
            pem.split_once('\n').unwrap().1.to_owned(),
        ),
        (
            "the body of a PEM in lines",
            pem.lines()
                .filter(|line| !line.starts_with("-----"))
                .collect::<Vec<_>>()
                .join("\r\n"),
        ),
        ("the body of a PEM", body.clone()),
        ("the body in base64url", unpadded),
        ("the body in base64 again", STANDARD.encode_to_string(&body)),
        ("PEM in base64", STANDARD.encode_to_string(pem.as_bytes())),
        ("a JWK in base64url", URL_SAFE_NO_PAD.encode_to_string(&jwk)),
        ("DER in hex with colons", colons(&der)),
        ("DER in hex", hex(&der)),
        ("DER in hex as a number", format!("0x{}", hex(&der))),
        (
            "DER in hex as a loud number",
            format!("0X{}", hex(&der).to_uppercase()),
        ),
    ]
}

/// The spellings of a key as bytes.
fn bytes(key: &Jwk) -> Vec<(&'static str, Vec<u8>)> {
    let value: Value = serde_json::from_str(&key.to_json()).unwrap();
    let part = |name: &str| {
        URL_SAFE_NO_PAD
            .decode_to_vec(value[name].as_str().unwrap())
            .unwrap()
    };
    let pem = key.to_pem().unwrap();
    let mut spelled = vec![("DER", STANDARD.decode_to_vec(body(&pem)).unwrap())];
    if value["kty"] == "EC" {
        let point = [part("x"), part("y")].concat();
        spelled.push(("a point", [&[4], point.as_slice()].concat()));
        spelled.push(("a point in hex", hex(&spelled[1].1).into_bytes()));
        spelled.push((
            "a point in base64",
            STANDARD.encode_to_string(&spelled[1].1).into_bytes(),
        ));
        spelled.push(("coordinates", point));
    }
    spelled
}

/// Lines and blobs as SSH writes them.
fn ssh() -> Vec<(&'static str, Vec<u8>)> {
    let field = |bytes: &[u8]| [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat();
    let names = [
        "ssh-rsa",
        "ssh-dss",
        "ssh-ed25519",
        "ssh-ed448",
        "ecdsa-sha2-nistp256",
        "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com",
        "ssh-rsa-cert-v01@openssh.com",
    ];
    let mut spelled = Vec::new();
    for name in names {
        let blob = [field(name.as_bytes()), field(&[7; 32])].concat();
        let text = STANDARD.encode_to_string(&blob);
        for line in [
            format!("{name} {text}"),
            format!("{name}\t{text} somebody@host"),
            format!("no-pty,command=\"a b\" {name} {text}"),
            format!("host.example,192.0.2.1 {name} {text}"),
            format!("# ours\n{name} {text}\n"),
            text.clone(),
        ] {
            spelled.push((name, line.into_bytes()));
        }
        spelled.push((name, blob));
    }
    spelled.push((
        "SSH2",
        b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAAC3NzaC1lZDI1NTE5AAAA".to_vec(),
    ));
    spelled.push((
        "PuTTY",
        b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n".to_vec(),
    ));
    spelled.push((
        "XML",
        b"<RSAKeyValue><Modulus>3Z5l6q0d5s8wQ1n7</Modulus></RSAKeyValue>".to_vec(),
    ));
    spelled
}

fn refuse(name: &str, secret: &[u8]) -> usize {
    if secret.len() > LONGEST {
        return 0;
    }
    let refused = Jwk::from_secret(secret, Alg::HS256);
    assert!(
        matches!(refused, Err(Error::KeyWeak(_))),
        "{name}: {}",
        String::from_utf8_lossy(secret)
    );
    1
}

#[test]
fn t02_no_spelling_of_a_key_becomes_a_secret() {
    let margins: [&[u8]; 6] = [
        b"",
        b" ",
        b"\r\n\t",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\n\0",
    ];
    let ends: [&[u8]; 5] = [b"", b"\n", b"\0", b" \r\n", b"\0\0\0"];
    let mut spelled = ssh()
        .into_iter()
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .collect::<Vec<_>>();
    for (kind, key) in keys() {
        for (what, text) in texts(&key) {
            spelled.push((format!("{kind}: {what}, UTF-16"), utf16(&text, false)));
            spelled.push((
                format!("{kind}: {what}, UTF-16 with a mark"),
                utf16(&text, true),
            ));
            spelled.push((format!("{kind}: {what}"), text.into_bytes()));
        }
        let binary = bytes(&key).into_iter();
        spelled.extend(binary.map(|(what, bytes)| (format!("{kind}: {what}"), bytes)));
    }
    let mut run = 0;
    for (name, secret) in &spelled {
        for margin in margins {
            for end in ends {
                let secret = [margin, secret.as_slice(), end].concat();
                run += refuse(name, &secret);
            }
        }
    }
    println!("{run} spellings of {} keys refused", spelled.len());
    assert!(run > 10_000);
}

#[test]
fn t02_no_random_secret_is_taken_for_a_key() {
    // SplitMix64: the same secrets each time.
    let mut state = 7u64;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31).to_le_bytes()
    };
    for run in 0..100_000 {
        let len = [32, 48, 64, 65, 33][run % 5];
        let mut secret: Vec<u8> = std::iter::repeat_with(&mut next)
            .take(9)
            .flatten()
            .collect();
        secret.truncate(len);
        // What a key of any form begins with, so that more than chance is tried.
        match run % 7 {
            0 => secret[0] = 0x30,
            1 => secret[..2].copy_from_slice(&[0x30, u8::try_from(len).unwrap() - 2]),
            2 => secret[0] = 4,
            3 => secret[0] = b'{',
            _ => {}
        }
        let text = URL_SAFE_NO_PAD.encode_to_string(&secret);
        for secret in [secret.as_slice(), text.as_bytes()] {
            let read = Jwk::from_secret(secret, Alg::HS256);
            assert!(read.is_ok(), "{secret:02x?}: {read:?}");
        }
    }
}
