//! Thumbprints (RFC 7638): SHA-256 over the required members, in their order, without blanks; and
//! their URIs (RFC 9278).

use aws_lc_rs::digest::{SHA256, digest};
use zeroize::Zeroizing;

use super::Jwk;
use crate::b64;

/// What stands before the thumbprint in its URI: the name of the hash ends it.
const URI_PREFIX: &str = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";

impl Jwk {
    /// The RFC 7638 thumbprint with SHA-256, in base64url: the same for a private key and its
    /// public half.
    pub fn thumbprint(&self) -> String {
        thumbprint(&self.material.required_members())
    }

    /// The same as a URI (RFC 9278 section 3): for where a key is named among other things.
    pub fn thumbprint_uri(&self) -> String {
        format!("{URI_PREFIX}{}", self.thumbprint())
    }
}

/// The thumbprint of a key with these members, which stand in their order.
fn thumbprint(members: &[(&'static str, Zeroizing<String>)]) -> String {
    let mut text = Zeroizing::new(String::from("{"));
    for (index, (name, value)) in members.iter().enumerate() {
        // Values are base64url or registered names: nothing to escape.
        let comma = if index == 0 { "" } else { "," };
        for part in [comma, "\"", name, "\":\"", value.as_str(), "\""] {
            text.push_str(part);
        }
    }
    text.push('}');
    b64::encode(digest(&SHA256, text.as_bytes()).as_ref())
}
