//! The protected header of a JWE (RFC 7516 section 4).
//!
//! Read: `alg`, `enc`, `typ`, `cty`, `kid`, and what the key's algorithm itself defines (`epk`,
//! `apu`, `apv`, `iv`, `tag`, `p2s`, `p2c`). The claims that RFC 7519 section 5.3 lets a sender repeat
//! here (`iss`, `sub`, `aud`) are ignored: nobody vouches for them. Anything else is refused: `zip`
//! (a small token may hold a huge text, CVE-2024-28176), `crit` (no extension is understood), and
//! `jwk`, `jku`, `x5c`, `x5u`, `x5t` (key material is never taken from a token).

use std::borrow::Cow;

use super::agree::{Curve, Point};
use super::alg::KeyAlg;
use super::enc::Enc;
use crate::b64;
use crate::error::{Error, Part};
use crate::json::{self, Raw};
use crate::jwk::{is_kid, quote};

/// The members that belong to an algorithm.
const PARAMS: [&str; 7] = ["epk", "apu", "apv", "iv", "tag", "p2s", "p2c"];
/// The claims that may be repeated; nothing is read of them.
const CLAIMS: [&str; 3] = ["iss", "sub", "aud"];

/// What to say of the content beside the content itself; both empty by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Header<'a> {
    /// The type of the whole token (RFC 7516 section 4.1.11).
    pub typ: Option<&'a str>,
    /// The type of the plaintext (RFC 7516 section 4.1.12): `JWT` for a nested token.
    pub cty: Option<&'a str>,
}

impl<'a> Header<'a> {
    /// The same with this `typ`, or with none.
    #[must_use]
    pub fn with_typ(self, typ: impl Into<Option<&'a str>>) -> Self {
        Self {
            typ: typ.into(),
            ..self
        }
    }

    /// The same with this `cty`, or with none.
    #[must_use]
    pub fn with_cty(self, cty: impl Into<Option<&'a str>>) -> Self {
        Self {
            cty: cty.into(),
            ..self
        }
    }
}

/// What a header says. Not yet trusted: the tag covers it.
#[derive(Debug, Default)]
pub(super) struct Received<'a> {
    pub(super) alg: Cow<'a, str>,
    pub(super) enc: Cow<'a, str>,
    pub(super) typ: Option<Cow<'a, str>>,
    pub(super) cty: Option<Cow<'a, str>>,
    pub(super) kid: Option<Cow<'a, str>>,
    params: [Option<Raw<'a>>; PARAMS.len()],
}

/// Reads a decoded header.
pub(super) fn read(json: &[u8]) -> Result<Received<'_>, Error> {
    let mut header = Received::default();
    let (mut alg, mut enc) = (None, None);
    json::object(json, |name, value| {
        let text = |name| value.string().ok_or(Error::HeaderType(name));
        match &*name {
            "alg" => alg = Some(text("alg")?),
            "enc" => enc = Some(text("enc")?),
            "typ" => header.typ = Some(text("typ")?),
            "cty" => header.cty = Some(text("cty")?),
            "kid" => header.kid = Some(text("kid")?),
            "crit" => return Err(Error::HeaderCritical),
            "zip" => return Err(Error::HeaderCompressed),
            name if CLAIMS.contains(&name) => {}
            name => *header.param_mut(name)? = Some(value),
        }
        Ok(())
    })
    .map_err(|refused| refused.in_part(Part::Header))?;
    if !header.kid.as_deref().is_none_or(is_kid) {
        return Err(Error::HeaderType("kid"));
    }
    header.alg = alg.ok_or(Error::HeaderType("alg"))?;
    header.enc = enc.ok_or(Error::HeaderType("enc"))?;
    Ok(header)
}

impl<'a> Received<'a> {
    /// Refuses members that another algorithm defines.
    pub(super) fn only(&self, members: &[&str]) -> Result<(), Error> {
        let stray =
            |(name, value): (&&str, &Option<Raw<'_>>)| value.is_some() && !members.contains(name);
        if PARAMS.iter().zip(&self.params).any(stray) {
            return Err(Error::HeaderMember);
        }
        Ok(())
    }

    /// A member of bytes that may be missing, and is empty then.
    pub(super) fn optional(&self, name: &'static str) -> Result<Vec<u8>, Error> {
        let Some(value) = self.param(name) else {
            return Ok(Vec::new());
        };
        let text = value.string().ok_or(Error::HeaderType(name))?;
        b64::decode(&text).ok_or(Error::HeaderType(name))
    }

    /// A member of bytes that must be there.
    pub(super) fn bytes(&self, name: &'static str) -> Result<Vec<u8>, Error> {
        self.param(name).ok_or(Error::HeaderType(name))?;
        self.optional(name)
    }

    /// `p2c`, whatever number it is.
    pub(super) fn iterations(&self) -> Result<i64, Error> {
        let value = self.param("p2c").ok_or(Error::HeaderType("p2c"))?;
        value.integer().ok_or(Error::HeaderIterations)
    }

    /// The sender's ephemeral public key; `None` if it has the right form and is no point of `curve`.
    pub(super) fn epk(&self, curve: Curve) -> Result<Option<Point>, Error> {
        const BAD: Error = Error::HeaderType("epk");
        let value = self.param("epk").ok_or(BAD)?;
        let (mut kty, mut crv, mut x, mut y) = (None, None, None, None);
        json::object(value.text().as_bytes(), |name, value| {
            let slot = match &*name {
                "kty" => &mut kty,
                "crv" => &mut crv,
                "x" => &mut x,
                "y" => &mut y,
                _ => return Err(BAD),
            };
            *slot = Some(value.string().ok_or(BAD)?);
            Ok(())
        })
        .map_err(|_| BAD)?;
        if kty.as_deref() != Some(curve.kty()) || crv.as_deref() != Some(curve.name()) {
            return Err(BAD);
        }
        let bytes = |text: Cow<'_, str>| b64::decode(&text).ok_or(BAD);
        let (x, y) = (bytes(x.ok_or(BAD)?)?, y.map(bytes).transpose()?);
        Ok(Point::new(curve, &x, y.as_deref()).ok())
    }

    fn param(&self, name: &str) -> Option<Raw<'a>> {
        let index = PARAMS.iter().position(|param| *param == name)?;
        self.params[index]
    }

    fn param_mut(&mut self, name: &str) -> Result<&mut Option<Raw<'a>>, Error> {
        let index = PARAMS.iter().position(|param| *param == name);
        index
            .map(|index| &mut self.params[index])
            .ok_or(Error::HeaderMember)
    }
}

/// The base64url of the header we write; `params` are the algorithm's own members, as JSON.
pub(super) fn encode(
    alg: KeyAlg,
    enc: Enc,
    header: &Header<'_>,
    kid: Option<&str>,
    params: &[(&'static str, String)],
) -> String {
    let mut json = format!("{{\"alg\":\"{alg}\",\"enc\":\"{enc}\"");
    let texts = [("typ", header.typ), ("cty", header.cty), ("kid", kid)];
    let texts = texts
        .into_iter()
        .filter_map(|(name, text)| Some((name, quote(text?))));
    for (name, value) in texts.chain(params.iter().cloned()) {
        for part in [",\"", name, "\":", &value] {
            json.push_str(part);
        }
    }
    json.push('}');
    b64::encode(json.as_bytes())
}
