//! What a file holds that is not the key that was asked for, and what the key that is there could be used for.

use std::borrow::Cow;

use paraph_jose::jwe::{DecryptionKey, EncryptionKey};
use paraph_jose::{Error, Jwk, Purpose, SigningKey, VerifyingKey};

use super::super::failure::Failure;
use super::name::algorithms;

/// How many kids are named at most, and how much of each.
const MOST: usize = 8;
const LONGEST: usize = 64;

/// What a PEM block is called, and what makes a key of it. Those that cannot be read as they are come first.
const BLOCKS: &[(&str, &str)] = &[
    (
        "BEGIN OPENSSH PRIVATE KEY",
        "this is OpenSSH's own format: copy the file, and `ssh-keygen -p -N '' -m PKCS8 -f COPY` rewrites the copy without a \
         password: delete it after use; an Ed25519 key may stay as it is, then make a new one with `paraph jwk generate`",
    ),
    (
        "BEGIN ENCRYPTED PRIVATE KEY",
        "the key has a password: `openssl pkey -in FILE -out key.pem` asks for it and writes the key without",
    ),
    (
        "Proc-Type: 4,ENCRYPTED",
        "the key has a password: `openssl pkey -in FILE -out key.pem` asks for it and writes the key without",
    ),
    (
        "BEGIN EC PARAMETERS",
        "an EC PARAMETERS block stands before the key: `openssl pkey -in FILE -out key.pem` writes the key alone, as \
         `openssl ecparam -genkey` does with -noout",
    ),
    (
        "BEGIN CERTIFICATE REQUEST",
        "this is a request for a certificate: `openssl req -pubkey -noout -in FILE` prints its public key",
    ),
    (
        "BEGIN CERTIFICATE",
        "this is a certificate: `openssl x509 -pubkey -noout -in FILE` prints its public key",
    ),
    (
        "BEGIN SSH2 PUBLIC KEY",
        "this is a public key of SSH: `ssh-keygen -i -f FILE | ssh-keygen -e -m PKCS8 -f /dev/stdin` prints it as PEM",
    ),
];

/// The refusal of what was given as a JWK or a set.
pub(in crate::cli) fn no_jwk(error: Error, text: &str) -> Failure {
    let hint = block(text).or_else(|| {
        is_pem(text).then_some("this is PEM, not a JWK: give the file with --pem instead of --jwk")
    });
    hinted(error, hint.or_else(|| ssh(text)))
}

/// The refusal of what was given as PEM.
pub(in crate::cli) fn no_pem(error: Error, text: &str) -> Failure {
    let hint = if text.trim_start().starts_with(['{', '[']) {
        Some("this is JSON, not PEM: give a JWK with --jwk instead of --pem")
    } else {
        block(text).or_else(|| ssh(text)).or_else(|| loose(text))
    };
    hinted(error, hint)
}

/// The refusal of a key for what was asked, with the algorithms of `kind` that it could take.
pub(in crate::cli) fn no_use(error: &Error, key: &Jwk, kind: fn(Purpose) -> bool) -> Failure {
    let failure = Failure::from(error.clone());
    if !matches!(error, Error::KeyNeedsAlg | Error::KeyAlgMismatch) {
        return failure;
    }
    if let (Error::KeyAlgMismatch, Some(named)) = (error, only(key)) {
        return failure.hint(format!(
            "the key is for {named}: leave --alg out, or take another key"
        ));
    }
    let open = algorithms().filter(|purpose| kind(*purpose) && takes(key, *purpose));
    let open: Vec<_> = open.map(Purpose::name).collect();
    match open.as_slice() {
        [] => failure.hint(
            "no algorithm for this takes such a key: `paraph jwk generate` makes one that fits",
        ),
        [one] => failure.hint(format!("give --alg {one}")),
        all => failure.hint(format!("give --alg, one of {}", all.join(", "))),
    }
}

/// The refusal of a --kid that no key has, with those that there are.
pub(in crate::cli) fn no_such_kid<'k>(keys: impl Iterator<Item = &'k Jwk>) -> Failure {
    Failure::refused(
        Error::KeyUnknown.code(),
        "no key there has the kid of --kid",
    )
    .hint(kids(keys, "leave --kid out"))
}

/// The kids to choose from: those of pairs of keys, which tokens name to everybody. A secret's may be its hash, by
/// which a weak one could be guessed.
pub(in crate::cli) fn kids<'k>(keys: impl Iterator<Item = &'k Jwk>, otherwise: &str) -> String {
    let (secrets, pairs): (Vec<_>, Vec<_>) = keys.partition(|key| key.is_symmetric());
    let secrets = secrets.iter().filter(|key| key.kid().is_some()).count();
    let shown: Vec<_> = pairs
        .iter()
        .take(MOST)
        .map(|key| short(&kid(key)))
        .collect();
    let shown = shown.join(", ");
    let more = match pairs.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    match (pairs.len(), secrets) {
        (0, 0) => format!("no key there has a kid: {otherwise}"),
        (0, _) => format!(
            "give --kid as the file has it: those of secrets ({secrets} there) are not shown"
        ),
        (_, 0) => format!("give --kid, one of {shown}{more}"),
        _ => format!(
            "give --kid, one of {shown}{more}, or of a secret ({secrets} there) as the file has it"
        ),
    }
}

/// Purposes of signatures.
pub(in crate::cli) fn signs(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Sign(_))
}

/// Purposes that `jwe --alg` names for a key that is no password.
pub(in crate::cli) fn encrypts(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Encrypt(alg) if !alg.takes_password())
}

/// Either.
pub(in crate::cli) fn either(purpose: Purpose) -> bool {
    signs(purpose) || encrypts(purpose)
}

fn hinted(error: Error, hint: Option<&'static str>) -> Failure {
    let failure = Failure::from(error);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// The kid of a pair, or the thumbprint that stands for it.
fn kid(key: &Jwk) -> Cow<'_, str> {
    match key.kid() {
        Some(kid) => kid.into(),
        None => key.thumbprint().into(),
    }
}

fn short(kid: &str) -> String {
    match kid.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}..", &kid[..end]),
        None => kid.to_owned(),
    }
}

/// The one algorithm of a key that names it, or has no other.
fn only(key: &Jwk) -> Option<Purpose> {
    let all = algorithms().filter(|purpose| takes(key, *purpose));
    key.purpose().filter(|_| all.count() <= 1)
}

/// True if a key that was told this algorithm can be used with it.
fn takes(key: &Jwk, purpose: Purpose) -> bool {
    let Ok(key) = key.clone().with_alg(purpose) else {
        return false;
    };
    match purpose {
        Purpose::Sign(_) => {
            SigningKey::from_jwk(&key).is_ok() || VerifyingKey::from_jwk(&key).is_ok()
        }
        _ => {
            EncryptionKey::from_jwk(&key, None).is_ok()
                || DecryptionKey::from_jwk(&key, None).is_ok()
        }
    }
}

fn is_pem(text: &str) -> bool {
    text.contains("-----BEGIN ")
}

fn block(text: &str) -> Option<&'static str> {
    // Beside a private key a certificate is only too much.
    let both = text.contains("PRIVATE KEY-----");
    let meant = |mark: &str| !both || !mark.starts_with("BEGIN CERTIFICATE");
    let found = |(mark, _): &&(&str, &str)| text.contains(mark) && meant(mark);
    BLOCKS.iter().find(found).map(|(_, hint)| *hint)
}

/// A line of `id_*.pub`.
fn ssh(text: &str) -> Option<&'static str> {
    let starts = ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-"];
    starts
        .iter()
        .any(|start| text.starts_with(start))
        .then_some("this is a public key of SSH: `ssh-keygen -e -m PKCS8 -f FILE` prints it as PEM (not Ed25519)")
}

/// PEM that is not as strict as RFC 7468: several blocks, text around them, blank lines.
fn loose(text: &str) -> Option<&'static str> {
    if !is_pem(text) {
        return Some(
            "PEM is text from -----BEGIN to -----END; `openssl pkey -inform DER -in FILE -out key.pem` makes it of DER",
        );
    }
    let many = text.matches("-----BEGIN ").count() > 1 || !text.trim_start().starts_with("-----");
    many.then_some(
        "keep the one block of the key, from -----BEGIN to -----END: `openssl pkey -in FILE -out key.pem` does (-pubin -pubout for a public one)",
    )
}
