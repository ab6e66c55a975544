//! JOSE headers (RFC 7515 section 4). Written: `alg`, `typ`, `kid`. Read: those and `cty`; anything
//! else is refused, `crit` above all (nothing is understood, so nothing may be demanded), and
//! `jwk`, `jku`, `x5c`, `x5u`, `x5t`: key material is never taken from a token.

use std::borrow::Cow;

use crate::alg::Alg;
use crate::b64;
use crate::error::{Error, Part};
use crate::json::{self, Refused};
use crate::jwk::{is_kid, quote};

/// A decoded header may have this many bytes; ours have about 90.
pub(crate) const MAX_LEN: usize = 1024;

/// What a header says. Not yet trusted.
#[derive(Debug, Default)]
pub(crate) struct Header<'a> {
    pub(crate) alg: Cow<'a, str>,
    pub(crate) typ: Option<Cow<'a, str>>,
    pub(crate) kid: Option<Cow<'a, str>>,
    pub(crate) cty: Option<Cow<'a, str>>,
}

/// The base64url of the header we write, with the dot that follows it; without a kid if that is empty.
pub(crate) fn encode(alg: Alg, typ: Option<&str>, kid: &str) -> String {
    let typ = typ
        .map(|typ| format!(",\"typ\":{}", quote(typ)))
        .unwrap_or_default();
    let kid = match kid {
        "" => String::new(),
        kid => format!(",\"kid\":{}", quote(kid)),
    };
    let json = format!("{{\"alg\":\"{alg}\"{typ}{kid}}}");
    let mut encoded = b64::encode(json.as_bytes());
    encoded.push('.');
    encoded
}

/// Refuses to write a text that no reader takes: NUL is in no JSON of ours.
pub(crate) fn check_text(name: &'static str, text: Option<&str>) -> Result<(), Error> {
    if text.is_some_and(|text| text.contains('\0')) {
        return Err(Error::HeaderType(name));
    }
    Ok(())
}

/// Reads a decoded header.
pub(crate) fn read(json: &[u8]) -> Result<Header<'_>, Error> {
    let mut header = Header::default();
    let mut alg = None;
    let walk = json::object(json, |name, value| {
        let text = |name| value.string().ok_or(Error::HeaderType(name));
        match &*name {
            "alg" => alg = Some(text("alg")?),
            "typ" => header.typ = Some(text("typ")?),
            "kid" => header.kid = Some(text("kid")?),
            "cty" => header.cty = Some(text("cty")?),
            "crit" => return Err(Error::HeaderCritical),
            _ => return Err(Error::HeaderMember),
        }
        Ok(())
    });
    walk.map_err(|refused| json_first(json, refused, Part::Header))?;
    if !header.kid.as_deref().is_none_or(is_kid) {
        return Err(Error::HeaderType("kid"));
    }
    header.alg = alg.ok_or(Error::HeaderType("alg"))?;
    Ok(header)
}

/// The one order of refusals: what is no JSON is refused for that, wherever the walk stopped.
#[cold]
pub(crate) fn json_first(json: &[u8], refused: Refused<Error>, part: Part) -> Error {
    let whole = match refused {
        Refused::Visitor(_) => json::check(json).map_or_else(Refused::from, |_| refused),
        Refused::Json(_) => refused,
    };
    whole.in_part(part)
}

/// Compares media types as RFC 7515 section 4.1.9 writes them: any case, `application/` left out
/// where nothing else has a slash. What is empty is no type, and the same as nothing.
pub(crate) fn same_type(a: &str, b: &str) -> bool {
    (a == b || short_type(a).eq_ignore_ascii_case(short_type(b))) && !is_no_type(a)
}

/// True for an empty type, also behind `application/`.
pub(crate) fn is_no_type(typ: &str) -> bool {
    short_type(typ).is_empty()
}

fn short_type(typ: &str) -> &str {
    const PREFIX: &str = "application/";
    match typ.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) && !rest.contains('/') => rest,
        _ => typ,
    }
}
