//! How `config check` prints what holds: TOML that could be the file, each line with its place; or JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

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

    fn section(&self, name: &str, keys: &toml::Table) -> String {
        let mut text = format!("[{name}]\n");
        for (key, value) in keys {
            let source = self.sources.get(&format!("{name}.{key}"));
            let source = source.map_or("default".into(), ToString::to_string);
            let _ = writeln!(text, "{key} = {value}  # {}", source.escape_debug());
        }
        text.push('\n');
        text
    }
}

/// In the order of the struct, without the sections that are empty.
fn sections(config: &Config) -> Vec<(String, toml::Table)> {
    let table = toml::Table::try_from(config).unwrap_or_default();
    let keys = table
        .into_iter()
        .filter_map(|(name, keys)| Some((name, keys.as_table()?.clone())));
    keys.filter(|(_, keys)| !keys.is_empty()).collect()
}
