//! How `config check` prints what holds: TOML that could be the file, each line with its place; or JSON.

use serde_json::{Map, Value, json};

use super::{Config, Issuer, Loaded};

impl Loaded {
    /// TOML with a comment where each value was set. Holds no secret: no key does.
    pub fn to_toml(&self) -> String {
        let sections = sections(&self.config);
        sections
            .into_iter()
            .map(|(name, keys)| self.section(&name, &keys))
            .collect()
    }

    /// `{"config": {..}, "sources": {"section.key": "--flag", ..}}`; a key without a source has its default.
    pub fn to_json(&self) -> Value {
        json!({ "config": self.config, "sources": self.sources })
    }

    /// What runs, for the Admin API: the same with the issuer that was settled and its mode.
    pub fn in_force(&self, issuer: &Issuer) -> Value {
        let mut shown = self.to_json();
        shown["issuer"] = issuer.as_str().into();
        shown["mode"] = issuer.mode().to_string().into();
        shown
    }

    fn section(&self, name: &str, keys: &Map<String, Value>) -> String {
        let lines = keys.iter().map(|(key, value)| {
            let source = self.sources.get(&format!("{name}.{key}"));
            let source = source.map_or("default".into(), ToString::to_string);
            match toml::Value::try_from(value) {
                Ok(value) => format!("{key} = {value}  # {}\n", source.escape_debug()),
                // TOML has no word for what is not set.
                Err(_) => format!("# {key} is not set\n"),
            }
        });
        format!("[{name}]\n{}\n", lines.collect::<String>())
    }
}

fn sections(config: &Config) -> Vec<(String, Map<String, Value>)> {
    let Ok(Value::Object(sections)) = serde_json::to_value(config) else {
        return Vec::new();
    };
    let keys = sections.into_iter().filter_map(|(name, keys)| match keys {
        Value::Object(keys) => Some((name, keys)),
        _ => None,
    });
    keys.collect()
}
