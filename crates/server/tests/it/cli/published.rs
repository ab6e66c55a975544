//! `jws verify` and `jwt verify` over the examples that the RFCs print, as data of the library's own tests.

use serde_json::Value;

use super::Shell;

fn examples(kind: &str) -> Vec<Value> {
    let text = include_str!("../../../../jose/tests/data/rfc.json");
    let data: Value = serde_json::from_str(text).unwrap();
    data[kind].as_array().unwrap().clone()
}

/// The example's key in a file, and its algorithm and token.
fn laid_out<'e>(shell: &Shell, example: &'e Value) -> (&'e str, &'e str) {
    shell.write("k", &example["jwk"].to_string());
    let text = |name: &str| example[name].as_str().unwrap();
    (text("alg"), text("token"))
}

#[test]
fn jws_verify_prints_the_payload_of_each_published_signature() {
    let shell = Shell::new();
    for example in examples("signatures") {
        let (alg, token) = laid_out(&shell, &example);
        let payload = shell.ok(&format!("jws verify --jwk k --alg {alg}"), token);
        assert_eq!(
            payload,
            example["payload"].as_str().unwrap(),
            "{}",
            example["rfc"]
        );
    }
}

#[test]
fn t14_t17_t18_jws_verify_refuses_published_tokens_of_other_kinds() {
    let shell = Shell::new();
    for example in examples("refusals") {
        let (alg, token) = laid_out(&shell, &example);
        let ran = shell.pipe(&format!("jws verify --jwk k --alg {alg}"), token);
        let code = ran.err.split(':').next().unwrap();
        let wanted = example["expect"].as_str().unwrap();
        assert!(
            wanted.split('|').any(|one| one == code),
            "{}: {code}",
            example["rfc"]
        );
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", example["rfc"]);
    }
}

/// RFC 7519 section 3.1 and RFC 7515 appendices A.1 to A.3 print the claims of one token that expired in 2011 and names
/// no subject and no audience: its signature holds, and no policy takes it.
#[test]
fn jwt_verify_refuses_the_published_claims_for_what_they_lack() {
    let shell = Shell::new();
    let mut seen = Vec::new();
    for example in examples("signatures") {
        if !example["payload"]
            .as_str()
            .unwrap()
            .starts_with("{\"iss\":\"joe\"")
        {
            continue;
        }
        let (alg, token) = laid_out(&shell, &example);
        let line = format!("jwt verify --jwk k --alg {alg} --issuer joe --audience any --typ JWT");
        let ran = shell.pipe(&line, token);
        seen.push((ran.code, ran.err.split(':').next().unwrap().to_owned()));
    }
    let of = |code: &str| (1, code.to_owned());
    assert_eq!(
        seen,
        [of("claim_missing"), of("typ_mismatch"), of("typ_mismatch")]
    );
}
