//! Policies as text: what is read is written again, judges as it is written, and no text switches a
//! check off.

use paraph_jose::policy::{Audiences as AudienceRule, ClaimRule, Typ};
use paraph_jose::{Alg, Error, Fault, Policy};
use serde_json::{Map, Value, json};

use super::data::NOW;
use super::oracle::{self, Audiences, MEMBERS, Rule, Rules, members};
use super::promises::frugal;
use super::signed;
use super::variants::variants;

/// The longest `typ` that a header has room for, escapes and all.
const MAX_TYP: usize = 150;
/// The longest payload that a token has room for.
const ROOM: usize = 5000;
const EXP: i64 = NOW + 290;

/// Reads a policy and holds it to its promises.
pub(super) fn read(data: &[u8]) {
    let read = frugal(data, 64, 2048, || serde_json::from_slice::<Policy>(data));
    let given = given(data);
    let Ok(policy) = read else {
        return assert_eq!(given, None, "{read:?}");
    };
    assert!((0..=60).contains(&policy.leeway()));
    let text = serde_json::to_string(&policy).unwrap();
    let again: Policy = serde_json::from_str(&text).unwrap();
    assert_eq!(again, policy);
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
    let written = Rules::read(&serde_json::from_str(&text).unwrap()).unwrap();
    // serde reads a list of the members' values as well.
    if !data.trim_ascii_start().starts_with(b"[") {
        assert_eq!(given.as_ref(), Some(&written));
    }
    assert!(policy.is_expired(0, 60) && !policy.is_expired(NOW, NOW - 1));
    nothing_is_optional(&policy);
    judges(&policy, &written);
}

/// What the text says, if nothing of it is said twice.
fn given(data: &[u8]) -> Option<Rules> {
    let faults = oracle::judge(data)?;
    let doubtful = [Fault::Duplicate, Fault::Reserved];
    if doubtful.iter().any(|fault| faults.contains(fault)) {
        return None;
    }
    Rules::read(&serde_json::from_slice(data).ok()?)
}

fn nothing_is_optional(policy: &Policy) {
    for claims in ["{}", "{\"iss\":\"i\"}", "{\"exp\":4000000000}"] {
        for typ in [Some("at+jwt"), Some("JWT"), None] {
            let token = signed::token(typ, claims.as_bytes());
            let refusal = signed::judged(&token, claims.as_bytes(), policy, NOW).unwrap_err();
            // Nothing but the claims was wrong, unless the header was.
            let early = matches!(refusal, Error::TypMismatch | Error::AlgNotAllowed);
            assert!(early || refusal.code() == "claim_missing", "{refusal:?}");
        }
    }
}

/// Accepts what the rules say, and never a token that is over.
fn judges(policy: &Policy, rules: &Rules) {
    let own = rules.first_typ().filter(|typ| !typ.contains('\0'));
    let own = own.filter(|typ| typ.len() <= MAX_TYP);
    let typs = [own, Some("at+jwt"), Some("application/JWT"), None];
    let named = |list: &Vec<String>| list.iter().any(|alg| alg == "HS256");
    let by_us = rules.algorithms.as_ref().is_none_or(named);
    let payloads = [GOOD.to_owned(), fitting(rules, false), fitting(rules, true)];
    let payloads = payloads.iter().map(String::as_bytes);
    for payload in payloads.filter(|payload| payload.len() <= ROOM) {
        let claims = members(payload);
        for typ in typs {
            let token = signed::token(typ, payload);
            let judge = |now| signed::judged(&token, payload, policy, now);
            for now in [NOW, 0] {
                let good = rules.accept(claims.as_ref(), now);
                let expected = by_us && rules.accepts_typ(typ) && good;
                assert_eq!(judge(now).is_ok(), expected, "{:?}", judge(now));
            }
            assert!(judge(EXP + policy.leeway()).is_err(), "over");
        }
    }
}

const GOOD: &str = r#"{"iss":"https://id.example","aud":"api","sub":"u","client_id":"a","jti":"t","iat":1799999990,"exp":1800000290}"#;

/// Claims made for the policy: as good as its rules let them be, dated if `full`.
fn fitting(rules: &Rules, full: bool) -> String {
    let mut claims = Map::new();
    for name in &rules.required {
        claims.insert(name.clone(), "x".into());
    }
    for rule in &rules.claims {
        match rule {
            Rule::Equals(name, value) => drop(claims.insert(name.clone(), json!(value))),
            Rule::EqualsIfPresent(name, value) if full => {
                claims.insert(name.clone(), json!(value));
            }
            Rule::EqualsIfPresent(name, _) | Rule::Absent(name) => drop(claims.remove(name)),
        }
    }
    let audience = match &rules.audiences {
        Audiences::Any => json!(["whoever"]),
        Audiences::OneOf(list) => json!(list),
        Audiences::Only(ours) if full => json!([ours]),
        Audiences::Only(ours) | Audiences::OnlyString(ours) => json!(ours),
    };
    claims.insert("aud".into(), audience);
    let issuer = rules.issuers.first().map_or("none", String::as_str);
    claims.insert("iss".into(), issuer.into());
    claims.insert("exp".into(), EXP.into());
    if full {
        claims.insert("iat".into(), (NOW - 10).into());
    }
    Value::Object(claims).to_string()
}

/// Policies of every kind, and texts that are none.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let kinds = kinds();
    let texts = kinds.iter().map(|kind| serde_json::to_vec(kind).unwrap());
    let written = [
        ("issuers", "[\"https://id.example\"]"),
        ("audiences", "\"any\""),
        ("typ", "\"at+jwt\""),
        ("required", "[\"sub\"]"),
        ("leeway", "30"),
    ];
    let names: Vec<_> = MEMBERS.into_iter().chain(["x"]).collect();
    let loose = [
        r#"{"issuers":["i"],"audiences":{"any":null},"typ":{"one_of":["a"]},"required":[],"claims":[{"equals":["sub","u"]},{"absent":["x"]}],"leeway":0}"#,
        r#"{"issuers":["i"],"audiences":"any","typ":"a","required":["x"],"claims":[{"absent":["x",1]}],"leeway":0}"#,
        r#"{"issuers":["i"],"audiences":"any","typ":"a","required":["x"],"leeway":0,"leeway":1}"#,
        r#"[["i"],"any",["HS256"],"at+jwt",[],[],30,600,600]"#,
    ];
    let kinds = [
        "\"One-Time+JWT\"",
        "\"application/client-authentication+jwt\"",
        "\"a/b\"",
        "{\"one_of\":[\"x\",\"one-time+jwt\"]}",
        "{\"one_of_or_absent\":[\"x\"]}",
        "{\"one_of_or_absent\":[]}",
        "{\"one_of_or_absent\":[\"client-authentication+jwt\"]}",
    ];
    let unbounded = kinds.map(|typ| {
        format!("{{\"issuers\":[\"i\"],\"audiences\":\"any\",\"typ\":{typ},\"required\":[],\"leeway\":0}}")
    });
    texts
        .chain(variants(&written, &names))
        .chain(loose.map(|text| text.as_bytes().to_vec()))
        .chain(unbounded.map(String::into_bytes))
        .collect()
}

fn kinds() -> Vec<Policy> {
    const ISSUER: &str = "https://id.example";
    let access = || Policy::access_token(ISSUER, "api");
    let typs = ["JWT", "application/at+jwt", "a/b"].map(str::to_owned);
    let mut kinds = vec![
        access().with_algorithms(Alg::all()),
        access().with_algorithms([Alg::ES256]),
        access().with_audiences(["a", "b"]).with_max_age(7).unwrap(),
        access().with_required(["nonce"]).with_leeway(60).unwrap(),
        Policy::access_token_any_audience(ISSUER),
        Policy::foreign_access_token(ISSUER, "api").with_typ("x"),
        Policy::id_token(ISSUER, "api"),
        Policy::client_assertion("api", ISSUER),
        Policy::one_time_token(ISSUER, "api"),
    ];
    for claim in [
        ClaimRule::equals("nonce", "n"),
        ClaimRule::equals_if_present("azp", "api"),
        ClaimRule::absent("events"),
    ] {
        kinds.push(access().with_claim(claim));
    }
    for one in ["api", "x"] {
        kinds.push(access().with_audience_rule(AudienceRule::Only(one.into())));
        kinds.push(access().with_audience_rule(AudienceRule::OnlyString(one.into())));
    }
    for list in [Vec::new(), typs.to_vec()] {
        kinds.push(access().with_typ(Typ::OneOf(list.clone())));
        kinds.push(access().with_typ(Typ::OneOfOrAbsent(list)));
    }
    kinds
}
