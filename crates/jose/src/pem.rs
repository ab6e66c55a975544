//! PEM (RFC 7468): one block. Five labels are read, two are written. Refused: several blocks, text
//! around the block, encrypted keys, certificates, header lines, blank lines (which its strict grammar has
//! nowhere), loose base64. Lines may have any length: some tools write the whole body in one.

use base64_simd::STANDARD;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::key::Material;
use crate::spki;

/// An 8192-bit private RSA key takes about 6.5 KiB.
const MAX_LEN: usize = 16 * 1024;
/// Characters of a line that is written (RFC 7468 section 2).
const LINE: usize = 64;

const PUBLIC: &str = "PUBLIC KEY";
const PRIVATE: &str = "PRIVATE KEY";

/// Reads the one key in `text`.
pub(crate) fn parse(text: &str) -> Result<Material, Error> {
    if text.len() > MAX_LEN {
        return Err(Error::KeyMalformed("PEM over 16 KiB"));
    }
    let (label, body) = split(text.trim_ascii()).ok_or(Error::KeyMalformed("PEM"))?;
    let read = reader(label)?;
    let der = decode(body).ok_or(Error::KeyMalformed("base64 of the PEM"))?;
    read(&der)
}

/// Writes a key: SPKI if it is public, PKCS#8 if it is private.
pub(crate) fn encode(key: &Material) -> Result<Zeroizing<String>, Error> {
    let (label, der) = if key.is_private() {
        (PRIVATE, spki::write::private_key(key)?)
    } else {
        (PUBLIC, spki::write::public_key(key)?)
    };
    let body = Zeroizing::new(STANDARD.encode_to_string(&*der));
    // Room for all of it, so that no copy of a secret is left behind by growing.
    let mut text = Zeroizing::new(String::with_capacity(body.len() * 2 + 128));
    for part in ["-----BEGIN ", label, "-----\n"] {
        text.push_str(part);
    }
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(LINE.min(rest.len()));
        text.push_str(line);
        text.push('\n');
        rest = more;
    }
    for part in ["-----END ", label, "-----\n"] {
        text.push_str(part);
    }
    Ok(text)
}

/// The label and the lines between the two boundaries, which must enclose the whole text.
fn split(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    let body = rest
        .strip_suffix("-----")?
        .strip_suffix(label)?
        .strip_suffix("-----END ")?;
    Some((label, body))
}

type Read = fn(&[u8]) -> Result<Material, Error>;

fn reader(label: &str) -> Result<Read, Error> {
    match label {
        PUBLIC => Ok(spki::read::public_key),
        PRIVATE => Ok(spki::read::private_key),
        "RSA PUBLIC KEY" => Ok(spki::read::rsa_public_key),
        "RSA PRIVATE KEY" => Ok(spki::read::rsa_private_key),
        "EC PRIVATE KEY" => Ok(spki::read::ec_private_key),
        "ENCRYPTED PRIVATE KEY" => Err(Error::KeyUnsupported("encrypted private key")),
        _ => Err(Error::KeyUnsupported("PEM label")),
    }
}

/// Joins the lines and decodes them; the body must begin and end at a line break.
fn decode(body: &str) -> Option<Zeroizing<Vec<u8>>> {
    let inner = body
        .strip_prefix('\n')
        .or_else(|| body.strip_prefix("\r\n"))?;
    if !inner.ends_with('\n') {
        return None;
    }
    let mut joined = Zeroizing::new(String::with_capacity(inner.len()));
    for line in inner.lines() {
        if line.is_empty() {
            return None;
        }
        joined.push_str(line);
    }
    STANDARD
        .decode_to_vec(joined.as_bytes())
        .ok()
        .map(Zeroizing::new)
}
