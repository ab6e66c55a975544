//! From a [`Jwk`] to JSON.

use zeroize::Zeroizing;

use super::Jwk;

impl Jwk {
    /// The key as JSON, public or private as it is: `alg`, `kid`, `use`, `key_ops`, then the key's
    /// own members.
    ///
    /// There is no `Serialize`: a private key leaves this crate only where somebody wrote this
    /// call. Wiped when dropped.
    pub fn to_json(&self) -> Zeroizing<String> {
        // Room for an 8192-bit private RSA key and the longest kid, so that no copy is left behind by
        // growing.
        let mut out = Zeroizing::new(String::with_capacity(8 * 1024));
        out.push('{');
        let mut text = |name: &str, value: &str| {
            push(&mut out, name, &Zeroizing::new(quote(value)));
        };
        if let Some(purpose) = self.purpose() {
            text("alg", purpose.name());
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
