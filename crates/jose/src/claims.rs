//! Registered claims (RFC 7519 section 4.1, RFC 9068 section 2.2), read once with their types.
//!
//! A claim of the wrong type is an error, never absent: times are integers from 1970 to 9999 in
//! seconds (no string, no fraction, no exponent, no milliseconds), `aud` is a string or a list of
//! strings, the others are strings; neither list nor string may be empty. `null` is a wrong type.

#![expect(clippy::inline_always, reason = "see json::lex")]

use std::borrow::Cow;

use crate::error::{Error, Part};
use crate::header::json_first;
use crate::json::typed::Members;
use crate::json::{self, Raw, Refused};
use crate::policy::{Policy, Times};

/// The last second of the year 9999. Milliseconds of our days lie far beyond.
const MAX_TIME: i64 = 253_402_300_799;

/// One list for the enum, its names and the way back.
macro_rules! claims {
    ($($claim:ident $name:literal)*) => {
        /// The claims whose types are checked. Each has a bit in [`Required`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Claim {
            $($claim),*
        }

        impl Claim {
            const ALL: &[Self] = &[$(Self::$claim),*];

            pub(crate) fn find(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$claim),)*
                    _ => None,
                }
            }

            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$claim => $name),*
                }
            }
        }
    };
}

claims! {
    Iss "iss"
    Sub "sub"
    Aud "aud"
    Exp "exp"
    Nbf "nbf"
    Iat "iat"
    Jti "jti"
    ClientId "client_id"
    Scope "scope"
    Sid "sid"
    AuthTime "auth_time"
}

impl Claim {
    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// Which claims must be there: a bit for each we know, names for the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Required {
    known: u16,
    others: Vec<String>,
}

impl Required {
    pub(crate) fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut required = Self::default();
        for name in names {
            match Claim::find(name) {
                Some(claim) => required.add(claim),
                None if required.others.iter().any(|other| other == name) => {}
                None => required.others.push(name.to_owned()),
            }
        }
        required
    }

    pub(crate) fn add(&mut self, claim: Claim) {
        self.known |= claim.bit();
    }

    /// Those we know first, in the order of their list.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let known = Claim::ALL
            .iter()
            .filter(|claim| self.known & claim.bit() != 0);
        let known = known.map(|claim| claim.name());
        known.chain(self.others.iter().map(String::as_str))
    }
}

/// What the registered claims say.
#[derive(Debug, Default)]
pub(crate) struct Claims<'a> {
    /// The whole payload, for whoever deserialises it next.
    pub(crate) text: &'a str,
    pub(crate) iss: Option<Cow<'a, str>>,
    pub(crate) exp: Option<i64>,
    pub(crate) nbf: Option<i64>,
    pub(crate) iat: Option<i64>,
    /// `aud` names one of the policy's audiences.
    pub(crate) for_us: bool,
    known: u16,
    /// How many of the policy's other required claims were seen; names are unique, so counting is
    /// enough.
    others: usize,
}

/// Reads a payload: strict JSON, right types. Its members are kept for whoever wants a type of them.
pub(crate) fn read<'a>(
    payload: &'a [u8],
    policy: &Policy,
    members: &mut Members<'a>,
) -> Result<Claims<'a>, Error> {
    let mut claims = Claims::default();
    let walk = json::members(payload, |name, value| {
        members.push(name.plain(), value);
        claims.add(&name.unescaped(), value, policy)
    });
    match walk {
        Ok(text) => Ok(Claims { text, ..claims }),
        Err(refused) => Err(json_first(payload, refused, Part::Claims)),
    }
}

/// The same for a person who looks: reads on behind claims of wrong types, and tells of each member what became of it.
pub(crate) fn read_on<'a>(
    payload: &'a [u8],
    policy: &Policy,
    mut tell: impl FnMut(&str, Raw<'a>, Result<(), Error>),
) -> Result<Claims<'a>, Error> {
    let mut claims = Claims::default();
    let walk = json::object(payload, |name, value| {
        tell(&name, value, claims.add(&name, value, policy));
        Ok(())
    });
    match walk {
        Ok(text) => Ok(Claims { text, ..claims }),
        Err(refused) => Err(json_first(payload, refused, Part::Claims)),
    }
}

impl<'a> Claims<'a> {
    #[inline(always)]
    fn add(&mut self, name: &str, value: Raw<'a>, policy: &Policy) -> Result<(), Error> {
        let Some(claim) = Claim::find(name) else {
            let required = policy
                .required_claims()
                .others
                .iter()
                .any(|other| other == name);
            self.others += usize::from(required && !value.is_null());
            return Ok(());
        };
        self.known |= claim.bit();
        match claim {
            Claim::Exp => self.exp = Some(time(claim, value)?),
            Claim::Nbf => self.nbf = Some(time(claim, value)?),
            Claim::Iat => self.iat = Some(time(claim, value)?),
            Claim::AuthTime => drop(time(claim, value)?),
            Claim::Aud => self.for_us = audience(value, policy)?,
            _ if !value.is_filled_string() => return Err(Error::ClaimType(claim.name())),
            Claim::Iss => self.iss = value.string(),
            _ => {}
        }
        Ok(())
    }

    /// Refuses if a required claim was not seen, naming the first.
    pub(crate) fn has_all(&self, required: &Required) -> Result<(), Error> {
        if required.known & !self.known == 0 && self.others == required.others.len() {
            return Ok(());
        }
        let first = self.missing(required).next();
        Err(Error::ClaimMissing(first.unwrap_or_default()))
    }

    /// The required claims that were not seen: those we know first, in the order of their list.
    pub(crate) fn missing(&self, required: &Required) -> impl Iterator<Item = Cow<'static, str>> {
        let missing = required.known & !self.known;
        let known = Claim::ALL
            .iter()
            .filter(move |claim| missing & claim.bit() != 0);
        let others = required.others.iter().filter(|name| !self.has(name));
        known
            .map(|claim| Cow::Borrowed(claim.name()))
            .chain(others.map(|name| Cow::Owned(name.clone())))
    }

    /// The times; every policy requires `exp`.
    pub(crate) fn times(&self) -> Result<Times, Error> {
        Ok(Times {
            exp: self.exp.ok_or(Error::ClaimMissing("exp".into()))?,
            nbf: self.nbf,
            iat: self.iat,
        })
    }

    /// True if it was there, and not as `null`.
    fn has(&self, wanted: &str) -> bool {
        self.find(wanted).is_some_and(|value| !value.is_null())
    }

    /// Looks for one claim again: for what few policies ask, and few refusals.
    pub(crate) fn find(&self, wanted: &str) -> Option<Raw<'a>> {
        let walk = json::object(self.text.as_bytes(), |name, value| {
            if name == wanted { Err(value) } else { Ok(()) }
        });
        match walk {
            Err(Refused::Visitor(value)) => Some(value),
            _ => None,
        }
    }
}

#[inline(always)]
fn time(claim: Claim, value: Raw<'_>) -> Result<i64, Error> {
    let time = value.integer().filter(|time| (0..=MAX_TIME).contains(time));
    time.ok_or(Error::ClaimType(claim.name()))
}

#[inline(always)]
fn audience(value: Raw<'_>, policy: &Policy) -> Result<bool, Error> {
    if let Some(one) = value.string() {
        let filled = !one.is_empty();
        return filled
            .then(|| policy.names_audience(&one))
            .ok_or(Error::ClaimType("aud"));
    }
    let (mut for_us, mut len, mut filled) = (false, 0, true);
    let strings = value.each_string(|one| {
        len += 1;
        filled &= !one.is_empty();
        for_us |= policy.names_audience(&one);
    });
    if strings && filled && len > 0 {
        Ok(for_us && policy.takes_audience_list(len))
    } else {
        Err(Error::ClaimType("aud"))
    }
}
