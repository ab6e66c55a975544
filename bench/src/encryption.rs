//! JWE: encrypting and decrypting the 12 claims with A256GCM, ours and the peers. Raw is AES-256-GCM alone, beside `dir`,
//! which adds nothing to it; elsewhere ratios are to ours.

use paraph_contest::library::Job;
use paraph_core::Clock;
use paraph_core::clock::{SystemClock, seconds};
use paraph_jose::jwe::{self, Curve, DecryptionKey, Enc, KeyAlg};
use serde_json::Value;

use crate::Outcome;
use crate::claims::claims;
use crate::contest::{Entrants, row};
use crate::peers::Ours;
use crate::report::Report;

pub(crate) fn run() -> Outcome<()> {
    let report = Report::new("jwe: 12 claims, A256GCM, one thread, slices of 4 ms in turns");
    let entrants = Entrants::new([("ours", Ours::Owned)]);
    let (mut encrypt, mut decrypt) = (entrants.table(), entrants.table());
    // jwt-simple judges the claims, too.
    let now = seconds(SystemClock.now());
    let content = serde_json::to_string(&claims(now))?;
    for (name, key) in keys()? {
        let [out, back] = jobs(&key, &content)?;
        encrypt.push(row(&format!("encrypt, {name}"), &entrants.run(&out)?));
        decrypt.push(row(&format!("decrypt, {name}"), &entrants.run(&back)?));
    }
    report.print();
    encrypt.print();
    decrypt.print();
    Ok(())
}

fn keys() -> Outcome<[(&'static str, DecryptionKey); 6]> {
    let agreed = KeyAlg::EcdhEsA256Kw;
    Ok([
        ("dir", DecryptionKey::generate_direct(Enc::A256Gcm)?),
        ("A256KW", DecryptionKey::generate(KeyAlg::A256Kw)?),
        (
            "ECDH-ES+A256KW, P-256",
            DecryptionKey::generate_on(agreed, Curve::P256)?,
        ),
        (
            "ECDH-ES+A256KW, X25519",
            DecryptionKey::generate_on(agreed, Curve::X25519)?,
        ),
        ("RSA-OAEP", DecryptionKey::generate(KeyAlg::RsaOaep)?),
        ("RSA-OAEP-256", DecryptionKey::generate(KeyAlg::RsaOaep256)?),
    ])
}

/// There and back. (A shared key goes without its `alg`: for `dir` libraries write different things there.)
fn jobs(key: &DecryptionKey, content: &str) -> Outcome<[Job; 2]> {
    let alg = key.alg().name().to_owned();
    let mut jwk: Value = serde_json::from_str(&key.to_jwk().to_json())?;
    if let Some(members) = jwk.as_object_mut().filter(|_| key.alg().is_symmetric()) {
        members.remove("alg");
    }
    let jwk = jwk.to_string();
    let public = key
        .public_jwk()
        .map_or_else(|| jwk.clone(), |half| half.to_json().to_string());
    let header = jwe::Header::default();
    let token = jwe::encrypt(&key.encryption_key()?, &header, content.as_bytes())?;
    let encrypt = Job::Encrypt {
        alg: alg.clone(),
        jwk: public,
        content: content.to_owned(),
    };
    Ok([encrypt, Job::Decrypt { alg, jwk, token }])
}
