//! What the header says, read on behind what verification refuses.

use super::check::{Outcome, Value};
use super::name::Name;
use super::show;
use super::token::{List, Why};
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
    /// Members that are not accepted.
    others: Vec<String>,
}

impl Member {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::Odd => None,
        }
    }

    fn of(value: Raw<'_>) -> Self {
        value
            .string()
            .map_or(Self::Odd, |text| Self::Text(text.into_owned()))
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
            "alg" => self.alg = Member::of(value),
            "typ" => self.typ = Member::of(value),
            "cty" => self.cty = Member::of(value),
            "kid" => {
                self.kid = match Member::of(value) {
                    Member::Text(kid) if (1..=MAX_KID).contains(&kid.len()) => Member::Text(kid),
                    _ => Member::Odd,
                }
            }
            other => {
                self.has_crit |= other == "crit";
                self.others.push(other.to_owned());
            }
        }
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
    list.add(
        Name::HeaderMembers,
        match header::read(bytes) {
            Ok(_) => Outcome::held(),
            Err(error) if read.others.is_empty() => Outcome::failed(&error),
            Err(error) => {
                let accepted = Value::Text("alg, typ, kid, cty".to_owned());
                let others = show::list(read.others.iter().map(String::as_str));
                Outcome::differs(&error, Some(accepted), Some(others))
            }
        },
    );
    read
}
