//! The rows.

mod claims;
mod keys;
mod tokens;
mod tools;

use super::Row;
use crate::Outcome;

/// What a probe returns: some cannot fail.
trait Found {
    fn found(self) -> Outcome<String>;
}

impl Found for String {
    fn found(self) -> Outcome<String> {
        Ok(self)
    }
}

impl Found for Outcome<String> {
    fn found(self) -> Outcome<String> {
        self
    }
}

macro_rules! rows {
    ($($what:literal, $probe:path, $how:literal;)*) => {
        /// In the order of the table.
        pub(super) const ROWS: &[Row] = &[$(Row { what: $what, how: $how, probe: |fixtures, library| $probe(fixtures, library).found() }),*];
    };
}

rows! {
    "signature algorithms", keys::algorithms,
        "of the 19 registered names, those with which it signs a token that says that name, accepts it, and aws-lc-rs (Ed448: another crate) accepts it too";
    "key management algorithms of JWE", tools::encryption,
        "of the 16 of RFC 7518 without `RSA1_5`, those that it encrypts and decrypts, with A256GCM";
    "JWK thumbprint", tools::thumbprint,
        "the example of RFC 7638 section 3.1";
    "unknown `crit`", tokens::unknown_crit,
        "`\"crit\":[\"x\"],\"x\":1` in the header (RFC 7515 section 4.1.11)";
    "`b64: false`", tokens::unencoded,
        "with a payload that is encoded all the same; named in `crit`, and not named there (RFC 7797 sections 3 and 6)";
    "header member twice", tokens::member_twice,
        "`\"alg\":\"none\",\"alg\":\"HS256\"`";
    "claim twice", claims::claim_twice,
        "`sub`, and `role`, which is no registered name and which no type of the caller's declares";
    "loose base64", tokens::loose_base64,
        "a last character of the signature that differs in bits that stand for nothing";
    "ES256K, `s` in the upper half", tokens::high_s,
        "a valid signature: RFC 8812 asks for no half, and half of all signatures are there";
    "`alg: none`", tokens::none,
        "without a signature, under a secret";
    "longest token", tokens::longest,
        "the longest that is accepted, up to 4 MiB";
    "deepest JSON", claims::deepest,
        "lists in lists, in a claim, up to 5,000";
    "shortest HMAC secret", keys::shortest_secret,
        "for HS256; a token under a secret of each length";
    "PEM text as HMAC secret", keys::pem_as_secret,
        "an RSA public key's PEM, which anybody may know, and a token signed with it as a secret";
    "RSA key of 1024 bits", keys::short_rsa,
        "a token that is well signed with it";
    "`alg` pinned to the key", keys::pinned,
        "a JWK of `alg: RS256`, a token of RS512 by the same key; where the caller lists algorithms both are listed";
    "secrets beside public keys in a set", keys::mixed_set,
        "a JWK Set of one `oct` and one `EC` key";
    "`exp` missing", claims::without_expiry,
        "a token without it";
    "`exp` is a text", claims::expiry_as_text,
        "`\"exp\":\"4102444800\"`";
    "`nbf` in the future", claims::not_yet,
        "by two hours";
    "`nbf` is a text", claims::not_before_as_text,
        "`\"nbf\":\"tomorrow\"`, with every check switched on (CVE-2026-25537)";
    "`aud` present, none expected", claims::audience_unasked,
        "a token for another audience, a caller who names none";
    "clock tolerance", claims::tolerance,
        "how long ago a token may have expired";
    "clock of the caller's", claims::clock,
        "a token of the year 2001, and the caller says that it is 2001";
    "`typ` of another kind", tokens::other_type,
        "`secevent+jwt`: by itself, and when `at+jwt` is asked for (RFC 8725 section 3.11)";
    "reject tokens issued before", claims::issued_before,
        "a token ten minutes old: of five minutes at most, or issued after a time";
    "revocation in the verifier", tools::revoked,
        "a token whose session was revoked, and the verifier was told";
    "cache of verified tokens", tools::cached,
        "the same token twice, the second time out of the cache";
    "claims unverified, by", tools::unverified,
        "the call that reads the claims of a token without a key";
}
