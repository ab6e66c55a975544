//! Policies as decision 017 writes them, read member by member from a tree of JSON.

use paraph_jose::Alg;
use serde_json::Value;

const DAY: i64 = 86_400;
/// Its members.
pub(in super::super) const MEMBERS: [&str; 9] = [
    "issuers",
    "audiences",
    "algorithms",
    "typ",
    "required",
    "claims",
    "leeway",
    "max_age",
    "max_life",
];

/// A policy, spelled out.
#[derive(Debug, PartialEq)]
pub(in super::super) struct Rules {
    pub(in super::super) issuers: Vec<String>,
    pub(in super::super) audiences: Audiences,
    /// `None` for any.
    pub(in super::super) algorithms: Option<Vec<String>>,
    typ: Typ,
    pub(in super::super) required: Vec<String>,
    pub(in super::super) claims: Vec<Rule>,
    pub(super) leeway: i64,
    pub(super) max_age: Option<i64>,
    pub(super) max_life: i64,
}

/// Whom a token must be meant for.
#[derive(Debug, PartialEq)]
pub(in super::super) enum Audiences {
    Any,
    OneOf(Vec<String>),
    Only(String),
    OnlyString(String),
}

/// What one claim must be.
#[derive(Debug, PartialEq)]
pub(in super::super) enum Rule {
    Equals(String, String),
    EqualsIfPresent(String, String),
    Absent(String),
}

#[derive(Debug, PartialEq)]
struct Typ {
    accepted: Vec<String>,
    or_absent: bool,
}

impl Rules {
    /// Reads an object; `None` if a member has another form than it must, one is missing that must be
    /// there, or one is there that nobody knows.
    pub(in super::super) fn read(policy: &Value) -> Option<Self> {
        let members = policy.as_object()?;
        let known = |name: &String| MEMBERS.contains(&name.as_str());
        let typ = Typ::read(members.get("typ")?)?;
        let all = members.keys().all(known);
        all.then_some(Self {
            issuers: names(members.get("issuers")?)?,
            audiences: Audiences::read(members.get("audiences")?)?,
            algorithms: match members.get("algorithms") {
                None => None,
                Some(list) => Some(algorithms(list)?),
            },
            required: texts(members.get("required")?)?,
            claims: match members.get("claims") {
                None => Vec::new(),
                Some(list) => list
                    .as_array()?
                    .iter()
                    .map(Rule::read)
                    .collect::<Option<_>>()?,
            },
            leeway: seconds(members.get("leeway")?, 60)?,
            max_age: match members.get("max_age") {
                None => None,
                Some(age) => Some(seconds(age, 30 * DAY)?),
            },
            max_life: match members.get("max_life") {
                None => typ.longest_life(),
                Some(life) => seconds(life, 30 * DAY)?,
            },
            typ,
        })
        .filter(|rules| rules.required.iter().all(|name| !name.is_empty()))
    }

    /// Whether a header with this `typ` is acceptable (RFC 7515 section 4.1.9).
    pub(in super::super) fn accepts_typ(&self, found: Option<&str>) -> bool {
        let mut accepted = self.typ.accepted.iter();
        match found {
            None => self.typ.or_absent,
            Some(found) => accepted.any(|ours| short(ours) == short(found)),
        }
    }

    /// A `typ` that is accepted, where there is one.
    pub(in super::super) fn first_typ(&self) -> Option<&str> {
        self.typ.accepted.first().map(String::as_str)
    }
}

impl Audiences {
    fn read(value: &Value) -> Option<Self> {
        if value == "any" {
            return Some(Self::Any);
        }
        Some(match only_member(value)? {
            ("any", Value::Null) => Self::Any,
            ("one_of", list) => Self::OneOf(names(list)?),
            ("only", one) => Self::Only(name(one)?),
            ("only_string", one) => Self::OnlyString(name(one)?),
            _ => return None,
        })
    }
}

impl Typ {
    fn read(value: &Value) -> Option<Self> {
        let (accepted, or_absent) = match value.as_str() {
            Some(one) => (vec![one.to_owned()], false),
            None => match only_member(value)? {
                ("one_of", list) => (names(list)?, false),
                ("one_of_or_absent", list) => (texts(list)?, true),
                _ => return None,
            },
        };
        let named = accepted.iter().all(|typ| !short(typ).is_empty());
        named.then_some(Self {
            accepted,
            or_absent,
        })
    }

    /// Where a policy says nothing of it.
    fn longest_life(&self) -> i64 {
        let of_kind = |typ: &String| match short(typ).as_str() {
            "client-authentication+jwt" => 300,
            "one-time+jwt" => 600,
            "at+jwt" => DAY,
            _ => 30 * DAY,
        };
        let absent = self.or_absent.then_some(DAY);
        let lives = self.accepted.iter().map(of_kind).chain(absent);
        lives.min().unwrap_or(30 * DAY)
    }
}

impl Rule {
    fn read(value: &Value) -> Option<Self> {
        let (kind, members) = only_member(value)?;
        let [claim, value] = match members {
            // A list names the members in their order.
            Value::Array(list) if list.len() <= 2 => [list.first(), list.get(1)],
            Value::Object(named) => {
                let both = [named.get("claim"), named.get("value")];
                (named.len() == both.iter().flatten().count()).then_some(both)?
            }
            _ => return None,
        };
        let claim = name(claim?)?;
        Some(match (kind, value) {
            ("equals", Some(value)) => Self::Equals(claim, name(value)?),
            ("equals_if_present", Some(value)) => Self::EqualsIfPresent(claim, name(value)?),
            ("absent", None) => Self::Absent(claim),
            _ => return None,
        })
    }
}

fn algorithms(list: &Value) -> Option<Vec<String>> {
    let known = |name: &String| Alg::all().any(|alg| alg.name() == name);
    names(list).filter(|names| names.iter().all(known))
}

fn seconds(value: &Value, most: i64) -> Option<i64> {
    value.as_i64().filter(|value| (0..=most).contains(value))
}

/// A text that is not empty.
fn name(value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty());
    text.map(str::to_owned)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    value.as_array()?.iter().map(text).collect()
}

/// A list that is not empty, nor is any of its texts.
fn names(value: &Value) -> Option<Vec<String>> {
    texts(value).filter(|list| are_filled(list))
}

pub(super) fn are_filled(list: &[String]) -> bool {
    !list.is_empty() && list.iter().all(|text| !text.is_empty())
}

fn only_member(value: &Value) -> Option<(&str, &Value)> {
    let object = value.as_object()?;
    let (name, value) = object.iter().next()?;
    (object.len() == 1).then_some((name, value))
}

/// A media type in small letters, without `application/` where nothing else has a slash.
fn short(typ: &str) -> String {
    let typ = typ.to_ascii_lowercase();
    match typ.strip_prefix("application/") {
        Some(rest) if !rest.contains('/') => rest.to_owned(),
        _ => typ,
    }
}
