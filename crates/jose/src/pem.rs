//! PEM (RFC 7468): one block, five labels. Refused: several blocks, text around the block,
//! encrypted keys, certificates, header lines, loose base64.

use base64_simd::STANDARD;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::key::Material;
use crate::spki;

/// An 8192-bit private RSA key takes about 6.5 KiB.
const MAX_LEN: usize = 16 * 1024;

/// Reads the one key in `text`.
pub(crate) fn parse(text: &str) -> Result<Material, Error> {
    let (label, der) = block(text)?;
    reader(label)?(&der)
}

/// The label and the bytes of the one block in `text`.
pub(crate) fn block(text: &str) -> Result<(&str, Zeroizing<Vec<u8>>), Error> {
    if text.len() > MAX_LEN {
        return Err(Error::KeyMalformed("PEM over 16 KiB"));
    }
    let (label, body) = split(text.trim_ascii()).ok_or(Error::KeyMalformed("PEM"))?;
    reader(label)?;
    let der = decode(body).ok_or(Error::KeyMalformed("base64 of the PEM"))?;
    Ok((label, der))
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
        "PUBLIC KEY" => Ok(spki::public_key),
        "PRIVATE KEY" => Ok(spki::private_key),
        "RSA PUBLIC KEY" => Ok(spki::rsa_public_key),
        "RSA PRIVATE KEY" => Ok(spki::rsa_private_key),
        "EC PRIVATE KEY" => Ok(spki::ec_private_key),
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
        joined.push_str(line);
    }
    STANDARD
        .decode_to_vec(joined.as_bytes())
        .ok()
        .map(Zeroizing::new)
}
