//! Policies as decision 017 writes them, read member by member from a tree of JSON.

use serde_json::Value;

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
    /// Reads an object; `None` if a member has another form, or one is missing that must be there.
    pub(in super::super) fn read(policy: &Value) -> Option<Self> {
        let required = texts(&policy["required"])?;
        let typ = Typ::read(&policy["typ"])?;
        let max_life = optional(&policy["max_life"], Value::as_i64)?;
        Some(Self {
            issuers: texts(&policy["issuers"])?,
            audiences: Audiences::read(&policy["audiences"])?,
            algorithms: optional(&policy["algorithms"], texts)?,
            max_life: max_life.unwrap_or_else(|| typ.longest_life()),
            typ,
            required,
            claims: match &policy["claims"] {
                Value::Null => Vec::new(),
                list => list
                    .as_array()?
                    .iter()
                    .map(Rule::read)
                    .collect::<Option<_>>()?,
            },
            leeway: policy["leeway"].as_i64()?,
            max_age: optional(&policy["max_age"], Value::as_i64)?,
        })
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
            ("one_of", list) => Self::OneOf(texts(list)?),
            ("only", one) => Self::Only(text(one)?),
            ("only_string", one) => Self::OnlyString(text(one)?),
            _ => return None,
        })
    }
}

impl Typ {
    fn read(value: &Value) -> Option<Self> {
        if let Some(one) = text(value) {
            return Some(Self {
                accepted: vec![one],
                or_absent: false,
            });
        }
        let (kind, list) = only_member(value)?;
        let or_absent = kind == "one_of_or_absent";
        (or_absent || kind == "one_of").then_some(())?;
        Some(Self {
            accepted: texts(list)?,
            or_absent,
        })
    }
}

impl Typ {
    /// The shortest that one of the kinds of token allows.
    fn longest_life(&self) -> i64 {
        let lives = self.accepted.iter().map(|typ| match short(typ).as_str() {
            "client-authentication+jwt" => 300,
            "one-time+jwt" => 600,
            "at+jwt" => 86_400,
            _ => 2_592_000,
        });
        let untyped = if self.or_absent { 86_400 } else { 2_592_000 };
        lives.fold(untyped, i64::min)
    }
}

impl Rule {
    fn read(value: &Value) -> Option<Self> {
        let (kind, members) = only_member(value)?;
        // A list names the members in their order.
        let member = |name: &str, at: usize| match members {
            Value::Array(list) => text(list.get(at)?),
            named => text(&named[name]),
        };
        let claim = member("claim", 0)?;
        let value = || member("value", 1);
        Some(match kind {
            "equals" => Self::Equals(claim, value()?),
            "equals_if_present" => Self::EqualsIfPresent(claim, value()?),
            "absent" => Self::Absent(claim),
            _ => return None,
        })
    }
}

/// Outer `None`: another form. Inner: not there.
#[expect(clippy::option_option, reason = "two questions, two answers")]
fn optional<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Option<T>> {
    if value.is_null() {
        return Some(None);
    }
    read(value).map(Some)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(text).collect()
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
