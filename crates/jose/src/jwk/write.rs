//! From a [`Jwk`] to JSON.

use super::Jwk;

impl Jwk {
    /// The key as JSON, public or private as it is: `alg`, `kid`, `use`, `key_ops`, then the key's
    /// own members.
    ///
    /// There is no `Serialize`: a private key leaves this crate only where somebody wrote this
    /// call.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{");
        let mut text = |name: &str, value: &str| {
            push(&mut out, name, &quote(value));
        };
        if let Some(alg) = self.alg() {
            text("alg", alg.name());
        }
        if let Some(kid) = &self.kid {
            text("kid", kid);
        }
        if let Some(role) = &self.usage.role {
            text("use", role);
        }
        let members = [
            self.material.required_members(),
            self.material.private_members(),
        ]
        .concat();
        // An AKP key's `alg` is among its own members as well, and stands already.
        for (name, value) in members.iter().filter(|(name, _)| *name != "alg") {
            text(name, value);
        }
        if let Some(ops) = &self.usage.ops {
            let ops: Vec<_> = ops.iter().map(|op| quote(op)).collect();
            push(&mut out, "key_ops", &format!("[{}]", ops.join(",")));
        }
        out.push('}');
        out
    }
}

fn push(out: &mut String, name: &str, value: &str) {
    if out.len() > 1 {
        out.push(',');
    }
    out.push('"');
    out.push_str(name);
    out.push_str("\":");
    out.push_str(value);
}

/// A JSON string of `text`.
pub(crate) fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
