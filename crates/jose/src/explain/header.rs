//! What the header says, read on behind what verification refuses.

use super::check::{Check, Outcome};
use super::hint::Hint;
use super::name::Name;
use super::token::{List, Why};
use super::value::{Form, Value};
use super::{show, slips};
use crate::alg::Alg;
use crate::error::{Error, Part};
use crate::header::MAX_LEN;
use crate::json::{self, Raw};
use crate::jwk::MAX_KID;
use crate::{header, jws};

/// A member of the header that verification reads.
#[derive(Debug, Default)]
pub(super) enum Member {
    /// It is not there.
    #[default]
    Absent,
    /// It is no string, or one that cannot be.
    Odd,
    /// A string.
    Text(String),
}

/// The header, as far as it can be read.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) alg: Member,
    pub(super) typ: Member,
    pub(super) kid: Member,
    pub(super) cty: Member,
    pub(super) has_crit: bool,
    /// Why nothing of it can be read.
    pub(super) unread: Option<Why>,
    /// How members of a wrong type came about.
    pub(super) slips: Vec<Hint>,
    /// Members that are not accepted.
    others: Vec<String>,
    /// Members of a wrong form, and what they hold.
    odd: Vec<(&'static str, Value)>,
}

impl Member {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::Odd => None,
        }
    }
}

impl Header {
    /// The algorithm, if we know it.
    pub(super) fn alg(&self) -> Option<Alg> {
        self.alg.text()?.parse().ok()
    }

    fn unread(why: Why) -> Self {
        Self {
            unread: Some(why),
            ..Self::default()
        }
    }

    fn add(&mut self, name: &str, value: Raw<'_>) {
        match name {
            "alg" => self.alg = self.member("alg", value),
            "typ" => self.typ = self.member("typ", value),
            "cty" => self.cty = self.member("cty", value),
            "kid" => self.kid = self.member("kid", value),
            other => {
                self.has_crit |= other == "crit";
                self.others.push(other.to_owned());
            }
        }
    }

    fn member(&mut self, name: &'static str, value: Raw<'_>) -> Member {
        let text = value.string().filter(|text| {
            let is_kid = (1..=MAX_KID).contains(&text.len());
            name != "kid" || is_kid
        });
        if let Some(text) = text {
            return Member::Text(text.into_owned());
        }
        self.slips.extend(slips::of(name, form(name), value));
        self.odd.push((name, show::mistyped(value)));
        Member::Odd
    }

    /// All that is wrong, and first what verification met first.
    fn refusals(&self, first: &Error) -> Vec<Check> {
        let mut failures: Vec<_> = self.others(first).into_iter().collect();
        let odd = self.odd.iter();
        failures.extend(odd.map(|(name, found)| wrong(name, Some(found))));
        if matches!(self.alg, Member::Absent) {
            failures.push(wrong("alg", None));
        }
        failures.sort_by_key(|(error, _)| error != first);
        failures.into_iter().map(|(_, check)| check).collect()
    }

    fn others(&self, first: &Error) -> Option<(Error, Check)> {
        let error = match first {
            Error::HeaderCritical | Error::HeaderMember => first.clone(),
            _ if self.has_crit => Error::HeaderCritical,
            _ => Error::HeaderMember,
        };
        let accepted = show::list(["alg", "typ", "kid", "cty"]);
        let found = show::list(self.others.iter().map(String::as_str));
        let outcome = Outcome::differs(&error, Some(accepted), Some(found));
        let check = Check::new(Name::HeaderMembers, outcome);
        (!self.others.is_empty()).then_some((error, check))
    }
}

/// A member of a wrong form, or one that is missing.
fn wrong(name: &'static str, found: Option<&Value>) -> (Error, Check) {
    let error = Error::HeaderType(name);
    let outcome = Outcome::differs(&error, Some(Value::Form(form(name))), found.cloned());
    let check = Check {
        member: Some(name),
        ..Check::new(Name::HeaderMembers, outcome)
    };
    (error, check)
}

/// The form that a member must have.
fn form(name: &str) -> Form {
    match name {
        "kid" => Form::ShortString,
        _ => Form::AnyString,
    }
}

/// Decodes and reads the first segment.
pub(super) fn read(segment: Result<&str, Why>, list: &mut List) -> Header {
    let rest = [Name::HeaderJson, Name::HeaderMembers];
    let segment = match segment {
        Ok(segment) => segment,
        Err(why) => {
            list.skip(&[Name::HeaderBase64], why);
            list.skip(&rest, why);
            return Header::unread(why);
        }
    };
    let mut buffer = [0; MAX_LEN];
    let decoded = jws::decode_header(segment, &mut buffer);
    list.add(Name::HeaderBase64, Outcome::of(&decoded));
    let Ok(bytes) = decoded else {
        let why = "the header is not decoded";
        list.skip(&rest, why);
        return Header::unread(why);
    };
    let json = json::check(bytes).map_err(|fault| Error::Json(Part::Header, fault));
    list.add(Name::HeaderJson, Outcome::of(&json));
    if json.is_err() {
        let why = "the header is not JSON as it must be";
        list.skip(&rest[1..], why);
        return Header::unread(why);
    }
    members(bytes, list)
}

fn members(bytes: &[u8], list: &mut List) -> Header {
    let mut read = Header::default();
    // Known to be JSON: nothing ends this walk.
    let _ = json::object(bytes, |name, value| {
        read.add(&name, value);
        Ok::<(), Error>(())
    });
    match header::read(bytes) {
        Ok(_) => list.add(Name::HeaderMembers, Outcome::held()),
        Err(error) => {
            for check in read.refusals(&error) {
                list.push(check);
            }
        }
    }
    read
}
