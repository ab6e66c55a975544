//! `use` and `key_ops` (RFC 7517 sections 4.2, 4.3): what a key says it may do.

use crate::jwe::KeyAlg;
use crate::purpose::Purpose;

const FOR_SIGNATURES: [&str; 2] = ["sign", "verify"];
const FOR_ENCRYPTION: [&str; 6] = [
    "encrypt",
    "decrypt",
    "wrapKey",
    "unwrapKey",
    "deriveKey",
    "deriveBits",
];

/// What a key says it may be used for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) role: Option<String>,
    pub(crate) ops: Option<Vec<String>>,
}

/// Which half of encryption a key is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Encrypt,
    Decrypt,
}

impl Usage {
    /// The `use` of `purpose` and nothing else.
    pub(crate) fn of(purpose: Purpose) -> Self {
        Self {
            role: Some(purpose.role().to_owned()),
            ops: None,
        }
    }

    /// True if neither `use` nor `key_ops` rules out `op`, one of the two for signatures. A key that
    /// may also encrypt is for neither (RFC 7517 section 4.3: no unrelated operations).
    pub(crate) fn allows_to(&self, op: &str) -> bool {
        let named = |ops: &Vec<String>| ops.iter().any(|named| named == op);
        self.may_sign() && self.ops.as_ref().is_none_or(named)
    }

    /// True unless the key says that it is for something of another kind than `purpose`.
    pub(crate) fn may_be_for(&self, purpose: Purpose) -> bool {
        match purpose {
            Purpose::Sign(_) => self.may_sign(),
            Purpose::Encrypt(_) | Purpose::Content(_) => {
                self.role_may_be("enc") && !self.names_any(&FOR_SIGNATURES)
            }
        }
    }

    /// True if neither rules out encryption by `alg`.
    pub(crate) fn allows_encryption(&self, alg: KeyAlg, side: Side) -> bool {
        if !self.may_be_for(Purpose::Encrypt(alg)) {
            return false;
        }
        let Some(ops) = &self.ops else { return true };
        let [encrypt, decrypt] = alg.scheme().key_ops();
        // A public key for ECDH names no operation in some libraries: the list is empty then.
        let nothing = ops.is_empty() && side == Side::Encrypt && !alg.is_symmetric();
        nothing
            || self.names_any(match side {
                Side::Encrypt => encrypt,
                Side::Decrypt => decrypt,
            })
    }

    /// True if the key says that it is for encryption.
    pub(crate) fn is_for_encryption(&self) -> bool {
        self.role_is("enc") || self.names_any(&FOR_ENCRYPTION)
    }

    /// True if the key says that it is for signatures.
    pub(crate) fn is_for_signatures(&self) -> bool {
        self.role_is("sig") || self.names_any(&FOR_SIGNATURES)
    }

    /// The same for the public half: who could sign can be checked, who could decrypt can be written
    /// to.
    pub(crate) fn public(&self) -> Self {
        let ops = self.ops.as_ref().map(|ops| {
            let mut public: Vec<String> = Vec::new();
            for op in ops.iter().filter_map(|op| public_op(op)) {
                if !public.iter().any(|known| known == op) {
                    public.push(op.to_owned());
                }
            }
            public
        });
        Self {
            role: self.role.clone(),
            ops,
        }
    }

    fn may_sign(&self) -> bool {
        self.role_may_be("sig") && !self.names_any(&FOR_ENCRYPTION)
    }

    fn role_is(&self, wanted: &str) -> bool {
        self.role.as_deref() == Some(wanted)
    }

    fn role_may_be(&self, wanted: &str) -> bool {
        self.role.is_none() || self.role_is(wanted)
    }

    fn names_any(&self, wanted: &[&str]) -> bool {
        let mut ops = self.ops.iter().flatten();
        ops.any(|op| wanted.contains(&op.as_str()))
    }
}

/// What the public half may do; of an agreement that is nothing which has a name.
fn public_op(op: &str) -> Option<&str> {
    match op {
        "sign" | "verify" => Some("verify"),
        "encrypt" | "decrypt" => Some("encrypt"),
        "wrapKey" | "unwrapKey" => Some("wrapKey"),
        "deriveKey" | "deriveBits" => None,
        unknown => Some(unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ops(ops: &[&str]) -> Usage {
        Usage {
            role: None,
            ops: Some(ops.iter().map(|op| (*op).to_owned()).collect()),
        }
    }

    #[test]
    fn t04_a_key_for_both_is_for_neither() {
        let both = ops(&["sign", "verify", "deriveKey", "wrapKey", "unwrapKey"]);
        for role in [None, Some("sig"), Some("enc")] {
            for op in FOR_ENCRYPTION {
                let both = Usage {
                    role: role.map(str::to_owned),
                    ..ops(&["sign", "verify", op])
                };
                assert!(
                    !both.allows_to("sign") && !both.allows_to("verify"),
                    "{role:?} {op}"
                );
            }
        }
        assert!(!both.allows_to("sign") && !both.allows_to("verify"));
        for (alg, side) in
            KeyAlg::all().flat_map(|alg| [(alg, Side::Encrypt), (alg, Side::Decrypt)])
        {
            assert!(!both.allows_encryption(alg, side), "{alg} {side:?}");
            let role = Usage::of(crate::Alg::ES256.into());
            assert!(!role.allows_encryption(alg, side), "{alg} {side:?}");
        }
        assert!(!Usage::of(KeyAlg::EcdhEs.into()).allows_to("verify"));
    }

    #[test]
    fn the_public_half_may_do_what_answers_the_private_one() {
        for (private, public) in [
            (&["sign", "verify"][..], &["verify"][..]),
            (&["decrypt", "unwrapKey"], &["encrypt", "wrapKey"]),
            (&["unwrapKey", "wrapKey"], &["wrapKey"]),
            (&["deriveKey", "deriveBits"], &[]),
            (&["to dance"], &["to dance"]),
        ] {
            assert_eq!(ops(private).public(), ops(public));
        }
    }
}
