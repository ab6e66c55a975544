//! Reads Rust as tokens: which paths a file names, and how long its functions are.
//!
//! Tokens rather than a syntax tree, because a tree ends at every macro call, and half of our tests
//! live in `proptest!`. Comments and strings are not code, so a text may explain what it avoids.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A path that the code names, such as `std::fs::read`, or a single word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) path: Vec<String>,
    pub(super) line: usize,
}

/// A function with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) start: usize,
    pub(super) lines: usize,
}

/// Every path, its first name replaced by what a `use` of this file binds to it.
pub(super) fn mentions(tokens: &TokenStream) -> Vec<Mention> {
    let mut walk = Walk::default();
    walk.code(&list(tokens));
    let Walk { mut found, imports } = walk;
    for mention in &mut found {
        if let Some(full) = mention.path.first().and_then(|first| imports.get(first)) {
            mention.path.splice(..1, full.iter().cloned());
        }
    }
    found
}

/// Every function, outer ones before those inside.
pub(super) fn functions(tokens: &TokenStream) -> Vec<Function> {
    let trees = list(tokens);
    let mut found = Vec::new();
    for (at, tree) in trees.iter().enumerate() {
        if is_word(tree, "fn") {
            found.extend(measure(&trees[at..]));
        }
        if let TokenTree::Group(group) = tree {
            found.extend(functions(&group.stream()));
        }
    }
    found
}

/// Takes the tokens from `fn` on; `fn(u8)` is a type, and `fn f();` has no body.
fn measure(trees: &[TokenTree]) -> Option<Function> {
    let name = trees[1..].iter().take(2).find_map(word)?;
    let mut before = &trees[0];
    for tree in &trees[1..] {
        match tree {
            TokenTree::Group(group) if is_brace(group) && !is_punct(before, '<') => {
                let start = trees[0].span().start().line;
                let lines = group.span_close().end().line - start + 1;
                return Some(Function { name, start, lines });
            }
            tree if is_punct(tree, ';') => return None,
            tree => before = tree,
        }
    }
    None
}

#[derive(Default)]
struct Walk {
    found: Vec<Mention>,
    imports: BTreeMap<String, Vec<String>>,
}

impl Walk {
    fn code(&mut self, trees: &[TokenTree]) {
        let mut at = 0;
        while at < trees.len() {
            let tree = &trees[at];
            at += 1;
            match tree {
                TokenTree::Group(group) => self.code(&list(&group.stream())),
                // `use<'a>` in a return type imports nothing.
                tree if is_word(tree, "use") && !next_is(trees, at, '<') => {
                    let end = trees[at..].iter().position(|tree| is_punct(tree, ';'));
                    let end = end.map_or(trees.len(), |length| at + length);
                    self.imports(&trees[at..end], &[]);
                    at = end;
                }
                TokenTree::Ident(_) => {
                    let (path, next) = chain(trees, at - 1);
                    self.note(path, tree);
                    at = next;
                }
                _ => {}
            }
        }
    }

    /// The inside of a `use`, below `prefix`: `a::b, c::{self, d as e}, f::*`.
    fn imports(&mut self, trees: &[TokenTree], prefix: &[String]) {
        for item in trees.split(|tree| is_punct(tree, ',')) {
            let Some(first) = item.iter().position(|tree| !is_punct(tree, ':')) else {
                continue;
            };
            let (mut names, next) = chain(item, first);
            if names.len() + prefix.len() > 1 && names.last().is_some_and(|name| name == "self") {
                names.pop();
            }
            let path = [prefix, &names].concat();
            if let Some(TokenTree::Group(group)) = item.get(next) {
                self.imports(&list(&group.stream()), &path);
                continue;
            }
            let alias = item.get(next).filter(|tree| is_word(tree, "as"));
            let alias = alias.and_then(|_| item.get(next + 1)).and_then(word);
            if let Some(name) = alias.or_else(|| path.last().cloned()) {
                self.imports.insert(name, path.clone());
            }
            self.note(path, &item[first]);
        }
    }

    fn note(&mut self, path: Vec<String>, at: &TokenTree) {
        if !path.is_empty() {
            self.found.push(Mention {
                path,
                line: at.span().start().line,
            });
        }
    }
}

/// The names joined by `::` from `at` on, a `*` being one, and the place after them; a `::` before a
/// group is passed too.
fn chain(trees: &[TokenTree], mut at: usize) -> (Vec<String>, usize) {
    let mut names = Vec::new();
    while let Some(name) = trees.get(at).and_then(name) {
        names.push(name);
        at += 1;
        if !(next_is(trees, at, ':') && next_is(trees, at + 1, ':')) {
            break;
        }
        at += 2;
    }
    (names, at)
}

fn list(tokens: &TokenStream) -> Vec<TokenTree> {
    tokens.clone().into_iter().collect()
}

fn name(tree: &TokenTree) -> Option<String> {
    if is_punct(tree, '*') {
        Some("*".into())
    } else {
        word(tree)
    }
}

fn word(tree: &TokenTree) -> Option<String> {
    match tree {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    }
}

fn is_word(tree: &TokenTree, wanted: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == wanted)
}

fn is_punct(tree: &TokenTree, wanted: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

fn next_is(trees: &[TokenTree], at: usize, wanted: char) -> bool {
    trees.get(at).is_some_and(|tree| is_punct(tree, wanted))
}

fn is_brace(group: &Group) -> bool {
    group.delimiter() == Delimiter::Brace
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(code: &str) -> Vec<String> {
        let tokens = code.parse().unwrap();
        mentions(&tokens)
            .into_iter()
            .map(|mention| mention.path.join("::"))
            .collect()
    }

    #[test]
    fn grouped_renamed_and_glob_imports_are_spelt_out() {
        assert_eq!(
            paths("use std::{self, fs as disk, net::{IpAddr, *}}; use ::a::b; use c;"),
            [
                "std",
                "std::fs",
                "std::net::IpAddr",
                "std::net::*",
                "a::b",
                "c"
            ]
        );
    }

    #[test]
    fn code_is_read_through_its_imports() {
        let code = "use std::{time, fs as disk}; fn f() { time::SystemTime::now(); disk::read(x) }";
        let found = paths(code);
        assert!(
            found.contains(&"std::time::SystemTime::now".into()),
            "{found:?}"
        );
        assert!(found.contains(&"std::fs::read".into()), "{found:?}");
    }

    #[test]
    fn macros_and_attributes_are_code_but_comments_and_strings_are_not() {
        let found = paths("/// std::fs\n#[cfg(a::b)] fn f() { m!(x, c::d); \"e::f\"; } // g::h");
        assert!(
            found.contains(&"a::b".into()) && found.contains(&"c::d".into()),
            "{found:?}"
        );
        for absent in ["std::fs", "e::f", "g::h"] {
            assert!(!found.contains(&absent.to_owned()), "{absent}");
        }
    }

    #[test]
    fn a_captured_lifetime_is_no_import() {
        let found = paths("fn f<'a>() -> impl Sized + use<'a> { std::fs::read(x); }");
        assert!(found.contains(&"std::fs::read".into()), "{found:?}");
    }

    #[test]
    fn only_functions_with_bodies_are_measured() {
        let code = "type F = fn(u8);\ntrait T {\n fn a();\n fn b() {\n }\n}\nfn c<const N: [u8; { 1 }]>()\n{\n}";
        let found = functions(&code.parse().unwrap());
        let found: Vec<_> = found
            .iter()
            .map(|f| (f.name.as_str(), f.start, f.lines))
            .collect();
        assert_eq!(found, [("b", 4, 2), ("c", 7, 3)]);
    }
}
