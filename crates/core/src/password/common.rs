//! What attackers try first: well-known words, alone or decorated, runs, repetitions, keyboard walks and dates.
//!
//! `common.txt` holds some 1,500 words written down for this purpose; it is no copy of a leaked list. The rules make many
//! more of each: case, the usual exchange of letters by digits and signs, up to six digits and signs around it, itself again.
//! A list of breached passwords is a matter of configuration, not of this file.

use std::collections::HashSet;
use std::sync::LazyLock;

use zeroize::Zeroizing;

use super::PasswordError;

/// So many digits and signs around a word do not make it another.
const DECORATION: usize = 6;

/// Ways that fingers take over a keyboard.
const WALKS: [&str; 9] = [
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "qazwsxedcrfvtgbyhnujmikolp",
    "zaq12wsxcde34rfvbgt56yhnmju78ik,.lo90p;/",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "!@#$%^&*()_+",
];

const ROWS: [&str; 5] = [
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
];

static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common.txt").split_whitespace().collect());

/// Refuses what is common, and what is one of the person's `own` words, decorated or not.
pub(super) fn refuse(password: &str, own: &[&str]) -> Result<(), PasswordError> {
    let lower = Zeroizing::new(password.to_lowercase());
    let own: HashSet<String> = own.iter().map(|word| word.to_lowercase()).collect();
    let candidates = candidates(&lower);
    let among = |is: &dyn Fn(&str) -> bool| {
        candidates
            .iter()
            .any(|word| is(word) || repeated_unit(word).is_some_and(is))
    };
    if among(&|word| own.contains(word)) {
        return Err(PasswordError::Own);
    }
    if among(&|word| WORDS.contains(word) || is_walk(word)) || is_pattern(&lower) {
        return Err(PasswordError::Common);
    }
    Ok(())
}

/// The password itself and what remains with less and less of its decoration, each also with the usual exchanges undone.
fn candidates(lower: &str) -> Vec<Zeroizing<String>> {
    let plain = |c: char| !c.is_alphabetic();
    let whole = lower.chars().count();
    [lower, lower.trim_start_matches(plain)]
        .into_iter()
        .flat_map(|start| std::iter::successors(Some(start), |core| core.strip_suffix(plain)))
        .filter(|core| whole - core.chars().count() <= DECORATION)
        .flat_map(|core| [core.to_owned(), undo(core, 'i'), undo(core, 'l')])
        .map(Zeroizing::new)
        .collect()
}

fn undo(word: &str, one: char) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' | '|' => one,
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        '9' => 'g',
        other => other,
    };
    word.chars().map(letter).collect()
}

/// The shortest piece of which the whole is made by saying it again.
fn repeated_unit(word: &str) -> Option<&str> {
    word.char_indices()
        .map(|(end, _)| end)
        .skip(1)
        .take_while(|&end| end <= word.len() / 2)
        .filter(|end| word.len().is_multiple_of(*end))
        .map(|end| &word[..end])
        .find(|unit| word.len() == unit.len() * word.matches(*unit).count())
}

/// A short piece over and over, at most two runs, or a date.
fn is_pattern(lower: &str) -> bool {
    let short = |unit: &str| unit.chars().count() <= 4;
    repeated_unit(lower).is_some_and(short) || runs(lower) <= 2 || is_date(lower)
}

/// A walk over the keyboard, forwards or backwards.
fn is_walk(word: &str) -> bool {
    let back: Zeroizing<String> = Zeroizing::new(word.chars().rev().collect());
    word.len() >= 6
        && WALKS
            .iter()
            .any(|walk| walk.contains(word) || walk.contains(&**back))
}

/// How many runs the word falls into: characters that repeat, count up or down, or lie side by side on a keyboard.
fn runs(word: &str) -> usize {
    let next = word.chars().skip(1);
    1 + word
        .chars()
        .zip(next)
        .filter(|&(a, b)| !is_step(a, b))
        .count()
}

fn is_step(a: char, b: char) -> bool {
    u32::from(a).abs_diff(u32::from(b)) <= 1
        || ROWS.iter().any(|row| {
            let place = |c| row.find(c);
            matches!((place(a), place(b)), (Some(a), Some(b)) if a.abs_diff(b) <= 1)
        })
}

/// Eight digits, with or without signs between them, that are a day from 1900 to 2099 in any usual order.
fn is_date(word: &str) -> bool {
    let sign = |c: &char| matches!(c, '.' | '-' | '/' | ' ' | '_');
    let digits: Zeroizing<String> = Zeroizing::new(word.chars().filter(|c| !sign(c)).collect());
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let number = |from, to| digits[from..to].parse::<u32>().unwrap_or(0);
    let is_day = |year, one, two| {
        (1900..2100).contains(&year)
            && (1..=31).contains(&one)
            && (1..=31).contains(&two)
            && (one <= 12 || two <= 12)
    };
    is_day(number(0, 4), number(4, 6), number(6, 8))
        || is_day(number(4, 8), number(0, 2), number(2, 4))
}
