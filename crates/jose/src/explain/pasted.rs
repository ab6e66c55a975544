//! What people paste around a token: the header's scheme, a cookie, a JSON answer, quotes, line breaks. Verification
//! takes none of these; here they are taken off, so that the token inside can be explained.

use std::borrow::Cow;

use super::hint::Hint;
use crate::error::Error;
use crate::json;
use crate::jws::{self, MAX_TOKEN};

/// Texts are looked at up to this length: a JSON answer may hold several tokens.
const LONGEST: usize = 8 * MAX_TOKEN;
/// Layers are taken off.
const LAYERS: usize = 6;
/// Members of an answer that hold a token, the likeliest first.
const MEMBERS: [&str; 5] = ["access_token", "id_token", "token", "jwt", "accessToken"];
const QUOTES: [char; 3] = ['"', '\'', '`'];

/// A text without what stands around a token in it.
#[derive(Debug)]
pub(super) struct Pasted<'t> {
    whole: &'t str,
    bare: Cow<'t, str>,
    /// What was taken off, from the outside in.
    around: Vec<Hint>,
}

impl<'t> Pasted<'t> {
    pub(super) fn read(whole: &'t str) -> Self {
        let mut pasted = Self {
            whole,
            bare: Cow::Borrowed(whole),
            around: Vec::new(),
        };
        if whole.len() <= LONGEST {
            pasted.undress();
        }
        pasted
    }

    /// The token inside, where one is clearly there and the text itself is none.
    pub(super) fn token(&self) -> Option<&str> {
        let is_inside = self.bare != self.whole && is_token::<3>(&self.bare);
        is_inside.then_some(&*self.bare)
    }

    /// What is left of the text.
    pub(super) fn bare(&self) -> &str {
        &self.bare
    }

    /// What was around it.
    pub(super) fn around(&self) -> &[Hint] {
        &self.around
    }

    fn undress(&mut self) {
        let trimmed = self.whole.trim();
        let blank = trimmed.len() < self.whole.len();
        self.bare = Cow::Borrowed(trimmed);
        for _ in 0..LAYERS {
            let Some((hint, rest)) = layer(&self.bare) else {
                break;
            };
            self.bare = Cow::Owned(rest);
            if !self.around.contains(&hint) {
                self.around.push(hint);
            }
        }
        let broken = self.bare.contains(char::is_whitespace);
        if broken || (blank && self.around.is_empty()) {
            self.around.push(Hint::Whitespace);
        }
        // As terminals and mails wrap it.
        let joined: String = self.bare.lines().map(str::trim).collect();
        if broken && is_token::<3>(&joined) {
            self.bare = Cow::Owned(joined);
        }
    }
}

/// The outermost layer, and what is in it.
fn layer(text: &str) -> Option<(Hint, String)> {
    scheme(text)
        .or_else(|| quoted(text))
        .or_else(|| answer(text))
        .or_else(|| cookie(text))
        .map(|(hint, rest)| (hint, rest.trim().to_owned()))
}

type Layer<'t> = Option<(Hint, Cow<'t, str>)>;

fn scheme(text: &str) -> Layer<'_> {
    let (name, rest) = text.split_once([':', ' ', '\t'])?;
    let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
    let colon = text.as_bytes().get(name.len()) == Some(&b':');
    match colon {
        true if is("authorization") => Some((Hint::BearerPrefix, rest.into())),
        false if is("bearer") => Some((Hint::BearerPrefix, rest.into())),
        _ => None,
    }
}

fn quoted(text: &str) -> Layer<'_> {
    let inner = text.trim_matches(QUOTES);
    (inner.len() < text.len()).then(|| (Hint::Quotes, inner.into()))
}

/// A JSON body with a token in it.
fn answer(text: &str) -> Layer<'_> {
    let mut best: Option<(usize, Cow<'_, str>)> = None;
    let walk = json::object(text.as_bytes(), |name, value| {
        let rank = MEMBERS.iter().position(|member| *member == name);
        let rank = rank.filter(|rank| best.as_ref().is_none_or(|(best, _)| rank < best));
        if let (Some(rank), Some(token)) = (rank, value.string().filter(|it| is_any_token(it))) {
            best = Some((rank, token));
        }
        Ok::<(), Error>(())
    });
    walk.ok()?;
    best.map(|(_, token)| (Hint::JsonBody, token))
}

/// `name=token`, alone or among others, behind `Cookie:` or not.
fn cookie(text: &str) -> Layer<'_> {
    let rest = ["cookie:", "set-cookie:"].into_iter().find_map(|prefix| {
        let (start, rest) = text.split_at_checked(prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then_some(rest)
    });
    let mut pairs = rest.unwrap_or(text).split(';');
    let token = pairs.find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        let named = !name.is_empty() && name.bytes().all(is_of_name);
        let value = value.trim_matches(QUOTES);
        (named && is_any_token(value)).then_some(value)
    })?;
    Some((Hint::CookiePair, token.into()))
}

/// A character of a cookie's name (RFC 6265 section 4.1.1).
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?={}".contains(&byte)
}

fn is_any_token(text: &str) -> bool {
    is_token::<3>(text) || is_token::<5>(text)
}

fn is_token<const N: usize>(text: &str) -> bool {
    begins_as_token(text) && jws::segments::<N>(text, MAX_TOKEN).is_ok()
}

/// As base64url of `{` and anything begins.
pub(super) fn begins_as_token(text: &str) -> bool {
    let second = text.strip_prefix('e').and_then(|rest| rest.bytes().next());
    second.is_some_and(|byte| matches!(byte, b'w'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}
