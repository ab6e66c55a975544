//! The line of checks, in the order of verification. Where one fails, the next are made with
//! whatever can still be read.

use super::check::{Check, Outcome};
use super::claims::{self, Facts};
use super::expected::Expected;
use super::header::{self, Header, Member};
use super::key::{self, Found};
use super::keys::{Keys, Trust};
use super::mac::Signed;
use super::name::Name;
use super::value::{Form, Value};
use super::{show, times};
use crate::b64;
use crate::error::Error;
use crate::jws::{self, MAX_TOKEN};

/// Why something cannot be read or checked.
pub(super) type Why = &'static str;

/// Everything that was seen of a token.
pub(super) struct Look<'a> {
    pub(super) expected: &'a Expected<'a>,
    pub(super) trust: Trust<'a>,
    pub(super) now: i64,
    pub(super) checks: Vec<Check>,
    pub(super) proven: bool,
    pub(super) header: Header,
    pub(super) facts: Facts,
    /// What was signed, where the token has the shape of a JWS.
    pub(super) signed: Option<Signed<'a>>,
}

/// The checks so far.
#[derive(Default)]
pub(super) struct List(Vec<Check>);

impl List {
    pub(super) fn add(&mut self, name: Name, outcome: Outcome) {
        self.push(Check::new(name, outcome));
    }

    pub(super) fn push(&mut self, check: Check) {
        self.0.push(check);
    }

    pub(super) fn add_claim(&mut self, name: Name, claim: &str, outcome: Outcome) {
        let claim = Some(show::escaped(claim));
        let check = Check::new(name, outcome);
        self.push(Check { claim, ..check });
    }

    pub(super) fn skip(&mut self, names: &[Name], why: Why) {
        for name in names {
            self.add(*name, Outcome::not_reached(why));
        }
    }

    pub(super) fn has_failed(&self, name: Name) -> bool {
        let mut checks = self.0.iter();
        checks.any(|check| check.name == name && check.outcome.is_failed())
    }
}

impl<'a> Look<'a> {
    pub(super) fn at(
        token: &'a str,
        keys: &'a Keys<'_>,
        expected: &'a Expected<'_>,
        now: i64,
    ) -> Self {
        let mut list = List::default();
        let segments = shape(token, &mut list);
        let header = header::read(segments.map(|[header, ..]| header), &mut list);
        let trust = keys.trust(header.kid.text(), header.alg());
        let found = key::find(&trust, &header, &mut list);
        typ(&header, expected, &mut list);
        key::judge_alg(found.as_ref(), expected.policy(), &mut list);
        let signed = segments.ok().map(|segments| signed(token, segments));
        let proven = signature(found, &header, signed, &mut list);
        cty(&header, &mut list);
        let facts = claims::look(segments.map(|[_, claims, _]| claims), expected, &mut list);
        times::look(&facts, expected.policy(), now, &mut list);
        Self {
            expected,
            trust,
            now,
            checks: list
                .0
                .into_iter()
                .map(|check| proven_by(proven, check))
                .collect(),
            proven,
            header,
            facts,
            signed,
        }
    }

    /// True if the check of this name failed.
    pub(super) fn has_failed(&self, name: Name) -> bool {
        self.code(name).is_some()
    }

    /// The code with which the check failed.
    pub(super) fn code(&self, name: Name) -> Option<&'static str> {
        let mut named = self.checks.iter().filter(|check| check.name == name);
        named.find_map(|check| match check.outcome {
            Outcome::Failed { code, .. } => Some(code),
            _ => None,
        })
    }
}

/// Length and segments. Segments are handed on even where one of them is not clean.
fn shape<'t>(token: &'t str, list: &mut List) -> Result<[&'t str; 3], Why> {
    let bytes = |len: usize| Some(Value::Bytes(len));
    if token.len() > MAX_TOKEN {
        let error = Error::TokenTooLong;
        let outcome = Outcome::differs(&error, bytes(MAX_TOKEN), bytes(token.len()));
        list.add(Name::Length, outcome);
        let why = "the token is too long to be looked at";
        list.skip(&[Name::Shape], why);
        return Err(why);
    }
    list.add(Name::Length, Outcome::held());
    let count = token.split('.').count();
    list.add(
        Name::Shape,
        match jws::split(token) {
            Ok(_) => Outcome::held(),
            Err(error) => {
                let (wanted, found) = misshapen(token, count);
                Outcome::differs(&error, Some(wanted), Some(found))
            }
        },
    );
    let mut segments = token.split('.');
    match [segments.next(), segments.next(), segments.next()] {
        [Some(header), Some(claims), Some(signature)] if count == 3 => {
            Ok([header, claims, signature])
        }
        _ => Err("the token has not three segments"),
    }
}

/// The shape of a token and that of this one; where the count is right, the first character that is not.
fn misshapen(token: &str, count: usize) -> (Value, Value) {
    let is_clean = |c: &char| *c == '.' || u8::try_from(*c).is_ok_and(b64::is_alphabet);
    let stray = token.chars().find(|c| !is_clean(c)).map(String::from);
    if count == 3 {
        let stray = show::text(&stray.unwrap_or_default());
        return (Value::Form(Form::Base64Url), stray);
    }
    (Value::Segments(3), Value::Segments(count))
}

fn signed<'t>(token: &'t str, [header, claims, signature]: [&str; 3]) -> Signed<'t> {
    let at = header.len() + 1 + claims.len();
    let end = token.len() - signature.len();
    Signed {
        message: &token.as_bytes()[..at],
        signature: &token[end..],
    }
}

fn typ(header: &Header, expected: &Expected<'_>, list: &mut List) {
    let found = header.typ.text();
    let shown = found.map(show::text);
    let outcome = match (&header.unread, &header.typ) {
        (Some(why), _) => Outcome::not_reached(*why),
        (_, Member::Odd) => Outcome::not_reached("`typ` has the wrong form"),
        _ if !expected.knows_typ() => {
            Outcome::not_reached("no `typ` was asked for").with_found(shown)
        }
        _ => match expected.policy().accept_typ(found) {
            Ok(()) => Outcome::found(shown),
            Err(error) => {
                let wanted = show::typ(expected.policy().typ_rule());
                Outcome::differs(&error, Some(wanted), shown)
            }
        },
    };
    list.add(Name::Typ, outcome);
}

/// True if the signature holds by a key that is accepted.
fn signature(
    found: Result<Found<'_>, Why>,
    header: &Header,
    signed: Option<Signed<'_>>,
    list: &mut List,
) -> bool {
    let checked = match (found, signed) {
        (Err(why), _) => Err(why),
        (_, None) => Err("the token has not three segments"),
        _ if list.has_failed(Name::Shape) => Err("the token has not the shape of a JWS"),
        _ if header.has_crit => Err("the header demands an extension that is not understood"),
        _ if list.has_failed(Name::AlgMatchesKey) => Err("`alg` is not the key's"),
        _ if header.alg.text().is_none() => Err("the header names no algorithm"),
        _ if list.has_failed(Name::AlgKnown) => Err("`alg` names no algorithm"),
        (Ok(found), Some(signed)) => Ok((found.check(signed), found.is_accepted())),
    };
    match checked {
        Err(why) => {
            list.add(Name::Signature, Outcome::not_reached(why));
            false
        }
        Ok((held, accepted)) => {
            list.add(Name::Signature, Outcome::of(&held));
            held.is_ok() && accepted
        }
    }
}

fn cty(header: &Header, list: &mut List) {
    let outcome = match (&header.unread, &header.cty) {
        (Some(why), _) => Outcome::not_reached(*why),
        (_, Member::Absent) => Outcome::held(),
        (_, Member::Odd) => Outcome::not_reached("`cty` has the wrong form"),
        (_, Member::Text(cty)) => {
            let none = Some(Value::Nothing);
            Outcome::differs(&Error::NestedContent, none, Some(show::text(cty)))
        }
    };
    list.add(Name::Cty, outcome);
}

/// What is read from the payload says whether it is proven.
fn proven_by(proven: bool, check: Check) -> Check {
    let made = check.outcome.is_held() || check.outcome.is_failed();
    let says = check.name.is_of_claims() && made;
    Check {
        proven: says.then_some(proven),
        ..check
    }
}
