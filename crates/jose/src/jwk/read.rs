//! From JSON to a [`Jwk`].

use zeroize::Zeroizing;

use super::{Jwk, MAX_KID, MAX_LEN, Usage};
use crate::alg::{Curve, Scheme};
use crate::b64;
use crate::error::{Error, Part};
use crate::json::{self, Fault, Raw};
use crate::key::{
    AkpKey, EcKey, Material, OctKey, OkpCurve, OkpKey, RsaKey, RsaPrivateParts, Secret,
};
use crate::purpose::Purpose;

/// The text members this crate knows; others are ignored.
const KNOWN: [&str; 18] = [
    "kty", "use", "alg", "kid", "crv", "x", "y", "k", "n", "e", "d", "p", "q", "dp", "dq", "qi",
    "pub", "priv",
];

/// The known members of one JWK, each taken at most once.
#[derive(Default)]
pub(crate) struct Members {
    texts: Vec<(&'static str, Zeroizing<String>)>,
    ops: Option<Vec<String>>,
}

pub(super) fn parse(json: &[u8]) -> Result<Jwk, Error> {
    let mut members = Members::read(json)?;
    let usage = members.usage()?;
    let kid = members.kid()?;
    let purpose = members
        .take("alg")
        .map(|name| name.parse::<Purpose>().map_err(Error::of_key))
        .transpose()?;
    let material = members.material(purpose)?;
    members.end()?;
    Jwk::new(material, purpose, kid, usage)
}

impl Members {
    /// Reads the text, strictly; values are only taken apart.
    pub(crate) fn read(json: &[u8]) -> Result<Self, Error> {
        if json.len() > MAX_LEN {
            return Err(Error::Json(Part::Key, Fault::TooLong));
        }
        let mut members = Self::default();
        json::object(json, |name, value| members.add(&name, value))
            .map_err(|refused| refused.in_part(Part::Key))?;
        Ok(members)
    }

    fn add(&mut self, name: &str, value: Raw<'_>) -> Result<(), Error> {
        match name {
            "key_ops" => self.ops = Some(operations(value)?),
            "oth" => return Err(Error::KeyUnsupported("multi-prime RSA")),
            _ => {
                let Some(name) = KNOWN.iter().find(|known| **known == name) else {
                    return Ok(());
                };
                let text = value
                    .string()
                    .ok_or(Error::KeyMalformed("a member is not a string"))?;
                self.texts.push((name, Zeroizing::new(text.into_owned())));
            }
        }
        Ok(())
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<Zeroizing<String>> {
        let index = self.texts.iter().position(|(known, _)| *known == name)?;
        Some(self.texts.swap_remove(index).1)
    }

    fn need(&mut self, name: &'static str) -> Result<Zeroizing<String>, Error> {
        self.take(name)
            .ok_or(Error::KeyMalformed("a required member is missing"))
    }

    pub(crate) fn bytes(&mut self, name: &'static str) -> Result<Vec<u8>, Error> {
        decode(&self.need(name)?)
    }

    fn secret(&mut self, name: &'static str) -> Result<Option<Secret>, Error> {
        self.take(name)
            .map(|text| decode(&text).map(Secret::new))
            .transpose()
    }

    fn usage(&mut self) -> Result<Usage, Error> {
        let role = self.take("use").map(|role| role.to_string());
        if let Some(ops) = &self.ops {
            let repeated = |(index, op)| ops[..index].contains(op);
            if ops.iter().enumerate().any(repeated) {
                return Err(Error::KeyMalformed("duplicate key_ops"));
            }
        }
        Ok(Usage {
            role,
            ops: self.ops.take(),
        })
    }

    fn kid(&mut self) -> Result<Option<String>, Error> {
        let Some(kid) = self.take("kid") else {
            return Ok(None);
        };
        if kid.is_empty() || kid.len() > MAX_KID {
            return Err(Error::KeyMalformed("length of the kid"));
        }
        Ok(Some(kid.to_string()))
    }

    fn material(&mut self, purpose: Option<Purpose>) -> Result<Material, Error> {
        match self.need("kty")?.as_str() {
            "oct" => OctKey::new(Secret::new(self.bytes("k")?)).map(Material::Oct),
            "EC" => self.ec(),
            "RSA" => self.rsa(),
            "OKP" => self.okp(),
            "AKP" => self.akp(purpose),
            _ => Err(Error::KeyUnsupported("key type")),
        }
    }

    fn ec(&mut self) -> Result<Material, Error> {
        let name = self.need("crv")?;
        let curve =
            Curve::find(|curve| curve.name == *name).ok_or(Error::KeyUnsupported("curve"))?;
        let (x, y, d) = (self.bytes("x")?, self.bytes("y")?, self.secret("d")?);
        EcKey::new(curve, &x, &y, d).map(Material::Ec)
    }

    fn okp(&mut self) -> Result<Material, Error> {
        let name = self.need("crv")?;
        let curve = OkpCurve::named(&name).ok_or(Error::KeyUnsupported("curve"))?;
        let (x, d) = (self.bytes("x")?, self.secret("d")?);
        OkpKey::new(curve, &x, d).map(Material::Okp)
    }

    /// RFC 9964 section 3: the parameter set is named by `alg` alone.
    fn akp(&mut self, purpose: Option<Purpose>) -> Result<Material, Error> {
        let set = match purpose {
            None => return Err(Error::KeyMalformed("a required member is missing")),
            Some(Purpose::Sign(alg)) => alg.scheme(),
            Some(_) => return Err(Error::KeyAlgMismatch),
        };
        let Scheme::MlDsa(set) = set else {
            return Err(Error::KeyAlgMismatch);
        };
        AkpKey::new(set, self.bytes("pub")?, self.secret("priv")?).map(Material::Akp)
    }

    fn rsa(&mut self) -> Result<Material, Error> {
        let (n, e) = (self.bytes("n")?, self.bytes("e")?);
        let private = self.secret("d")?.map(|d| self.rsa_private(d)).transpose()?;
        RsaKey::new(n, e, private).map(Material::Rsa)
    }

    fn rsa_private(&mut self, d: Secret) -> Result<RsaPrivateParts, Error> {
        let mut crt = |name| self.secret(name)?.ok_or(Error::KeyWithoutCrt);
        let (p, q) = (crt("p")?, crt("q")?);
        Ok(RsaPrivateParts {
            d,
            p,
            q,
            dp: crt("dp")?,
            dq: crt("dq")?,
            qi: crt("qi")?,
        })
    }

    /// What is left belongs to another key type: somebody mixed two keys.
    fn end(&self) -> Result<(), Error> {
        if self.texts.is_empty() {
            Ok(())
        } else {
            Err(Error::KeyMalformed("a member of another key type"))
        }
    }
}

fn decode(text: &str) -> Result<Vec<u8>, Error> {
    b64::decode(text).ok_or(Error::KeyMalformed("base64url of a member"))
}

fn operations(value: Raw<'_>) -> Result<Vec<String>, Error> {
    let mut ops = Vec::new();
    if value.each_string(|op| ops.push(op.into_owned())) {
        Ok(ops)
    } else {
        Err(Error::KeyMalformed("key_ops is not a list of strings"))
    }
}
