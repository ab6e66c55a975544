//! What to do next: behind the reason of every refusal of the token tools. (What the parser of the command line refuses
//! has tips and usage of its own.) A step that depends on what was given is put together where it is known ([`key`],
//! [`token`], [`name`]); for all else there is one table, by code.
//!
//! A hint names options, commands, algorithms and the kids of public view, never a piece of a key, a token or a claim.

pub(super) mod key;
pub(super) mod name;
pub(super) mod token;

/// The next step after a refusal with this code, as far as the code alone tells it.
pub(super) fn step(code: &str) -> Option<&'static str> {
    let row = STEPS.iter().find(|(of, _)| *of == code);
    row.map(|(_, step)| *step)
}

/// A line for each code of the library: a test holds that.
#[rustfmt::skip]
static STEPS: &[(&str, &str)] = &[
    ("token_too_long", "give one token alone, and put less into a new one: it is sent with every request"),
    ("token_not_compact", "give the token alone, without `Bearer` and quotes; what has three parts is for `jwt verify` and `jws verify`, what has five for `jwe decrypt`"),
    ("token_base64", "copy the token again, whole and unchanged: no padding, blanks or line breaks inside"),
    ("header_json", "copy the token again; if it is whole, its issuer must write the header as JSON with each name once"),
    ("claims_json", "write the claims as one JSON object in UTF-8, each name once"),
    ("key_json", "a JWK is a JSON object; give a PEM file with --pem, and make a JWK of a bare secret with `paraph jwk convert --raw FILE --alg HS256`"),
    ("key_set_json", "a JWK Set is {\"keys\":[..]}, each name once: fetch it again from the issuer's jwks_uri"),
    ("header_critical", "its issuer must leave `crit` out: no extension is understood here"),
    ("header_member", "its issuer must leave it out, also `x5t` beside a kid: keys are named here, never taken from a token; `paraph jwt decode` shows the header of a signed one"),
    ("header_zip", "have it encrypted without `zip`: lengths of compressed secrets tell about them"),
    ("header_p2c", "have it encrypted again with a count in that range: `paraph jwe encrypt --password-file FILE` takes 600000"),
    ("header_type", "its issuer must write the header as RFC 7515 and RFC 7516 say in section 4.1; `paraph jwt decode` shows that of a signed one"),
    ("claim_type", "look at it with `paraph jwt decode`: times are numbers of seconds, neither quoted nor in milliseconds; iss, sub and jti are strings"),
    ("alg_mismatch", "take the key that the token was made for, or give the --alg that its issuer documents; the token's own word decides nothing"),
    ("alg_not_allowed", "give the --alg that the issuer documents, or leave --alg out"),
    ("key_unknown", "fetch the issuer's keys again (its jwks_uri), for it may have new ones; `paraph jwt decode` shows the kid that a signed token names"),
    ("key_id_missing", "give the one key that is meant; `paraph jwk convert --jwk FILE --kid KID` takes it out of a set"),
    ("bad_signature", "check with the key of the issuer that you trust; if it was that one, the token was forged or changed: refuse it"),
    ("enc_not_allowed", "if you want it accepted, name it with --enc: `paraph jwe decrypt --help`"),
    ("decryption_failed", "take the private key, the secret or the password that it was encrypted for; if it was that one, the token was changed"),
    ("not_nested", "print the content with `paraph jwe decrypt`: it holds no signed token"),
    ("typ_mismatch", "look at its typ with `paraph jwt decode`, and give --typ if you do expect that kind: docs/TOKENS.md has the kinds"),
    ("nested_content", "the content is a token of its own: print it with `paraph jws verify`, and verify that one"),
    ("claim_missing", "its issuer must put it in; an access token (`at+jwt`) needs what RFC 9068 lists, another kind is named with --typ"),
    ("claim_mismatch", "look at it with `paraph jwt decode`, and ask its issuer for a token of the kind you need"),
    ("issuer_mismatch", "compare --issuer with its iss in `paraph jwt decode`, to the letter: a slash at the end counts"),
    ("audience_mismatch", "compare --audience with its aud in `paraph jwt decode`; a token for another service is not for this one"),
    ("expired", "get a new token: log in or refresh; if it is new, set the clock of this machine or its issuer's"),
    ("not_yet_valid", "wait until then, or set the clock of this machine or its issuer's"),
    ("issued_in_future", "set the clock of this machine or its issuer's"),
    ("too_old", "get a new token; an issuer whose tokens live so long should shorten them: docs/TOKENS.md has the longest lives"),
    ("claims_shape", "look at the claims with `paraph jwt decode`, and ask its issuer for the right types"),
    ("key_malformed", "export the key again, as one PEM block (`openssl pkey -in FILE -out key.pem`) or as one JWK"),
    ("key_unsupported", "`paraph jwk generate --help` names what is supported: make a new key, or convert this one to PKCS#8, SPKI or a JWK"),
    ("key_weak", "make a new key with `paraph jwk generate`; a secret needs 32 random bytes for HS256, 48 for HS384, 64 for HS512; where the key is an issuer's, tell it: `paraph jwt explain` says which one of a set"),
    ("key_inconsistent", "export the key again from where it was made, or make a new one with `paraph jwk generate`"),
    ("key_without_crt", "export the key again with p, q, dp, dq and qi, or make a new one with `paraph jwk generate`"),
    ("key_needs_alg", "give --alg: RS256 or PS256 to sign with an RSA key, RSA-OAEP-256 to encrypt with it, HS256 for a secret"),
    ("key_alg_mismatch", "leave --alg out, or give one that fits the key; `paraph jwk generate --help` names them all"),
    ("key_use", "take a key for this: `use` is sig for signatures and enc for encryption; `paraph jwk generate` makes either"),
    ("key_not_private", "give the private key, the file of `paraph jwk generate --out`; its public half only verifies and encrypts"),
    ("key_symmetric", "where others are to verify or encrypt, make a pair: `paraph jwk generate --alg ES256 --out key.jwk --public-out public.jwk`"),
    ("key_set_empty", "put a key for this use into the set: `use` is sig for signatures and enc for encryption"),
    ("key_set_duplicate_kid", "give each key a kid of its own, or leave the older one out"),
    ("key_set_mixed", "keep secret and public keys in files of their own; `paraph jwk convert --public` writes public halves"),
    ("alg_unknown", "`paraph jwk generate --help` names all that are known"),
    ("leeway_out_of_range", "name one in that range, and set the clocks right instead of allowing more"),
    ("policy_invalid", "see `--help` for what can be given"),
    ("claims_not_object", "write one JSON object, such as {\"iss\":\"me\",\"sub\":\"you\",\"aud\":\"them\"}"),
    ("crypto", "try again; if it stays, look for free memory"),
];

#[cfg(test)]
mod tests {
    use paraph_jose::Error;

    use super::*;

    #[test]
    fn every_code_of_the_library_has_a_next_step() {
        assert!(Error::CODES.iter().all(|code| step(code).is_some()));
        for (code, _) in STEPS {
            assert!(Error::CODES.contains(code), "{code} is no code");
        }
    }
}
