//! Which key the token means, and whether it can have signed.

use super::check::{Check, Outcome};
use super::culprit::KeyName;
use super::header::{Header, Member};
use super::keys::{Given, Trust};
use super::mac::{self, Signed};
use super::name::Name;
use super::show;
use super::token::{List, Why};
use super::value::Value;
use crate::alg::Alg;
use crate::error::Error;
use crate::key::{KeySet, VerifyingKey};
use crate::policy::Policy;

/// The key that is meant.
#[derive(Clone, Copy)]
pub(super) enum Found<'k> {
    /// One that verification takes.
    Good(&'k VerifyingKey),
    /// A secret that it refuses.
    Weak(Given<'k>),
}

impl Found<'_> {
    fn alg(&self) -> Alg {
        match self {
            Self::Good(key) => key.alg(),
            Self::Weak(given) => given.alg,
        }
    }

    pub(super) fn check(&self, signed: Signed<'_>) -> Result<(), Error> {
        match self {
            Self::Good(key) => key.check(signed.message, signed.signature),
            Self::Weak(given) => mac::check(given.secret.bytes(), given.alg, signed),
        }
    }

    /// True for a key that verification takes.
    pub(super) fn is_accepted(&self) -> bool {
        matches!(self, Self::Good(_))
    }
}

/// Finds the key and compares its algorithm with the header's.
pub(super) fn find<'k>(
    trust: &'k Trust<'_>,
    header: &Header,
    list: &mut List,
) -> Result<Found<'k>, Why> {
    let (found, outcome) = match (&trust.set, &trust.refused) {
        (Some(set), _) => find_in(set, header),
        (None, Some(error)) => refused(trust, error, header),
        (None, None) => missing("no key was given"),
    };
    list.push(blamed(
        Check::new(Name::KeyFound, outcome),
        trust.culprit.as_ref(),
    ));
    list.add(Name::AlgKnown, alg_known(header));
    list.add(
        Name::AlgMatchesKey,
        match &found {
            Ok(found) => alg_matches(found.alg(), header),
            Err(why) => Outcome::not_reached(*why),
        },
    );
    list.push(strength(trust, found.as_ref()));
    found
}

/// A failure for which one key of a set is to blame.
fn blamed(check: Check, key: Option<&KeyName>) -> Check {
    let key = key.filter(|_| check.outcome.is_failed()).cloned();
    Check { key, ..check }
}

/// Whether the policy allows the key's algorithm.
pub(super) fn judge_alg(found: Result<&Found<'_>, &Why>, policy: &Policy, list: &mut List) {
    let outcome = match found {
        Err(why) => Outcome::not_reached(*why),
        Ok(found) => {
            let alg = show::text(found.alg().name());
            match policy.accept_alg(found.alg()) {
                Ok(()) => Outcome::found(alg),
                Err(error) => {
                    let allowed = policy.algorithms().unwrap_or_default().iter();
                    let allowed = show::list(allowed.map(|alg| alg.name()));
                    Outcome::differs(&error, Some(allowed), Some(alg))
                }
            }
        }
    };
    list.add(Name::AlgAllowed, outcome);
}

type Search<'k> = (Result<Found<'k>, Why>, Outcome);

fn missing<'k>(why: Why) -> Search<'k> {
    (Err(why), Outcome::not_reached(why))
}

fn find_in<'k>(set: &'k KeySet, header: &Header) -> Search<'k> {
    if let Some(why) = header.unread {
        return missing(why);
    }
    if matches!(header.kid, Member::Odd) {
        return missing("`kid` has the wrong form");
    }
    let kid = header.kid.text();
    match set.find(kid) {
        Ok(key) => (Ok(Found::Good(key)), Outcome::found(kid.map(show::text))),
        Err(error) => {
            let wanted = public_kids(set).map(show::list);
            let outcome = Outcome::differs(&error, wanted, kid.map(show::text));
            (Err("no key was found"), outcome)
        }
    }
}

/// The kids of public keys. A secret's may be its hash, by which a weak one could be guessed.
pub(super) fn public_kids(set: &KeySet) -> Option<impl Iterator<Item = &str>> {
    let keys = set.keys();
    let are_public = !keys.iter().any(VerifyingKey::is_symmetric);
    are_public.then(|| keys.iter().map(VerifyingKey::kid))
}

fn refused<'k>(trust: &'k Trust<'_>, error: &Error, header: &Header) -> Search<'k> {
    match (error, trust.secret) {
        (Error::KeyWeak(_), Some(given)) => {
            let said = header.kid.text().map(show::text);
            (Ok(Found::Weak(given)), Outcome::found(said))
        }
        (Error::KeyWeak(_), None) => missing("the key was refused"),
        _ => (Err("the key was refused"), Outcome::failed(error)),
    }
}

fn alg_known(header: &Header) -> Outcome {
    match (&header.unread, header.alg.text()) {
        (Some(why), _) => Outcome::not_reached(*why),
        (_, None) => Outcome::not_reached("the header names no algorithm"),
        (_, Some(name)) if header.alg().is_some() => Outcome::found(show::text(name)),
        (_, Some(name)) => Outcome::Failed {
            code: Error::AlgMismatch.code(),
            reason: "`alg` names no signature algorithm that is known here".to_owned(),
            expected: None,
            found: Some(show::text(name)),
        },
    }
}

fn alg_matches(ours: Alg, header: &Header) -> Outcome {
    match (header.alg(), header.alg.text()) {
        (Some(theirs), _) if theirs == ours => Outcome::found(show::text(ours.name())),
        (Some(theirs), _) => {
            let (ours, theirs) = (show::text(ours.name()), show::text(theirs.name()));
            Outcome::differs(&Error::AlgMismatch, Some(ours), Some(theirs))
        }
        (None, Some(_)) => Outcome::not_reached("`alg` names no algorithm"),
        (None, None) => Outcome::not_reached("the header names no algorithm"),
    }
}

fn strength(trust: &Trust<'_>, found: Result<&Found<'_>, &Why>) -> Check {
    let check = |outcome| Check::new(Name::KeyStrength, outcome);
    let culprit = trust.culprit.as_ref();
    match (found, &trust.refused) {
        (Ok(Found::Good(_)), _) => check(Outcome::held()),
        (Ok(Found::Weak(given)), Some(error)) => match too_short(given, error) {
            Some(outcome) => blamed(check(outcome), given.place.map(KeyName::Place).as_ref()),
            None => blamed(check(Outcome::failed(error)), culprit),
        },
        (_, Some(error @ Error::KeyWeak(_))) => blamed(check(Outcome::failed(error)), culprit),
        (Err(why), _) => check(Outcome::not_reached(*why)),
        _ => check(Outcome::not_reached("the key was refused")),
    }
}

/// By how much the secret that is meant is too short, if it is.
fn too_short(given: &Given<'_>, error: &Error) -> Option<Outcome> {
    let (bits, alg) = (given.secret.bytes().len() * 8, given.alg);
    let needed = mac::needed_bits(alg);
    (bits < needed).then(|| Outcome::Failed {
        code: error.code(),
        reason: format!("the secret is too short for {alg}: {bits} of {needed} bits"),
        expected: Some(Value::Bits(needed)),
        found: Some(Value::Bits(bits)),
    })
}
