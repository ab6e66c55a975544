//! Strict JSON, on top of `serde_json`'s parser: what it takes, less what the crate's page says it
//! refuses.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use paraph_jose::Fault;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Objects and arrays may nest this deep.
const DEPTH: usize = 16;
/// One object may have this many members.
const MEMBERS: usize = 256;
/// A number may have this many characters.
const NUMBER: usize = 32;
/// How names begin that `serde_json` keeps for itself.
const RESERVED: &str = "$serde_json::private::";

/// True if the text is one strict object.
pub(in super::super) fn is_strict(json: &[u8]) -> bool {
    judge(json).is_some_and(|faults| faults.is_empty())
}

/// Everything for which the text is to be refused although `serde_json` takes it; `None` if it does
/// not.
pub(in super::super) fn judge(json: &[u8]) -> Option<Vec<Fault>> {
    let faults = RefCell::new(Vec::new());
    let mut parser = serde_json::Deserializer::from_slice(json);
    let root = Node {
        faults: &faults,
        depth: 0,
    };
    root.deserialize(&mut parser).ok()?;
    parser.end().ok()?;
    root.find(Fault::NotObject, !json.trim_ascii_start().starts_with(b"{"));
    root.find(Fault::Number, longest_number(json) > NUMBER);
    Some(faults.into_inner())
}

/// The longest run of a number's characters outside strings.
fn longest_number(json: &[u8]) -> usize {
    let (mut longest, mut run) = (0, 0);
    let (mut quoted, mut escaped) = (false, false);
    for byte in json {
        let ends = !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        run = if quoted || ends { 0 } else { run + 1 };
        longest = longest.max(run);
        (quoted, escaped) = match byte {
            _ if escaped => (quoted, false),
            b'\\' => (quoted, quoted),
            b'"' => (!quoted, false),
            _ => (quoted, false),
        };
    }
    longest
}

#[derive(Clone, Copy)]
struct Node<'f> {
    faults: &'f RefCell<Vec<Fault>>,
    depth: usize,
}

impl Node<'_> {
    fn find(self, fault: Fault, there: bool) {
        self.faults.borrow_mut().extend(there.then_some(fault));
    }

    fn inside(self) -> Self {
        let depth = self.depth + 1;
        self.find(Fault::TooDeep, depth > DEPTH);
        Self { depth, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.find(Fault::NotText, text.contains('\0'));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let inside = self.inside();
        while list.next_element_seed(inside)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inside = self.inside();
        let mut names = HashSet::new();
        let mut members = 0;
        while let Some(name) = map.next_key::<String>()? {
            members += 1;
            self.find(Fault::NotText, name.contains('\0'));
            self.find(Fault::Reserved, name.starts_with(RESERVED));
            self.find(Fault::Duplicate, !names.insert(name));
            map.next_value_seed(inside)?;
        }
        self.find(Fault::TooManyMembers, members > MEMBERS);
        Ok(())
    }
}
