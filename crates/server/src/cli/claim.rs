//! A custom claim on the command line: `k=text`, or `k:=json` for anything else.

use std::str::FromStr;

use serde_json::{Map, Value};

use super::failure::Failure;

/// One `--claim`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Claim {
    name: String,
    value: Value,
}

/// The claims as one object.
pub(super) fn object(claims: &[Claim]) -> Result<Map<String, Value>, Failure> {
    let mut object = Map::new();
    for Claim { name, value } in claims {
        if object.insert(name.clone(), value.clone()).is_some() {
            return Err(Failure::usage(format!("--claim {name} is given twice")));
        }
    }
    Ok(object)
}

impl FromStr for Claim {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text
            .split_once('=')
            .ok_or("write NAME=TEXT or NAME:=JSON")?;
        let (name, value) = match name.strip_suffix(':') {
            None => (name, Value::from(value)),
            Some(name) => {
                let json = serde_json::from_str(value);
                (
                    name,
                    json.map_err(|error| format!("what follows := is no JSON: {error}"))?,
                )
            }
        };
        if name.is_empty() {
            return Err("a claim needs a name".into());
        }
        Ok(Self {
            name: name.to_owned(),
            value,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_and_json_are_told_apart() {
        for (text, name, value) in [
            ("team=blue", "team", json!("blue")),
            ("team=", "team", json!("")),
            ("a=b=c", "a", json!("b=c")),
            ("n=1", "n", json!("1")),
            ("n:=1", "n", json!(1)),
            ("l:=[\"=\"]", "l", json!(["="])),
            ("https://e.org/x=1", "https://e.org/x", json!("1")),
        ] {
            assert_eq!(
                text.parse(),
                Ok(Claim {
                    name: name.into(),
                    value
                }),
                "{text}"
            );
        }
        for wrong in ["", "team", "=x", ":=1", "n:=", "n:={"] {
            assert!(wrong.parse::<Claim>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_claim_given_twice_is_a_mistake() {
        let claims = ["a=1", "a=2"].map(|text| text.parse().unwrap());
        assert!(object(&claims).is_err());
        assert_eq!(object(&claims[..1]).unwrap().len(), 1);
    }
}
