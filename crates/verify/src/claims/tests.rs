use serde_json::json;

use super::*;

fn claims() -> Value {
    json!({
        "iss": "https://id.example.org", "sub": "usr_a", "aud": "api", "client_id": "app",
        "iat": 1_000, "exp": 1_300, "jti": "j1", "lsn": Lsn::FIRST.as_u64(),
    })
}

fn read(claims: &Value) -> Result<Principal, serde_json::Error> {
    serde_json::from_str::<Ours>(&claims.to_string()).map(Principal::from)
}

fn with(name: &str, value: Value) -> Result<Principal, serde_json::Error> {
    let mut claims = claims();
    claims[name] = value;
    // From text, as in the verifier: `from_value` is laxer about numbers and borrowed strings.
    read(&claims)
}

#[test]
fn reads_every_claim_and_keeps_the_others() {
    let mut all = claims();
    let more = json!({
        "sid": "ses_a", "scope": "orders:read orders:write", "auth_time": 990, "amr": ["pwd", "otp"],
        "roles": ["editor"], "anc": [{"jti": "j0", "client": "web"}], "tier": {"plan": "gold"},
    });
    all.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let principal = read(&all).unwrap();
    assert_eq!(principal.sid.as_deref(), Some("ses_a"));
    assert_eq!(principal.scope.as_str(), "orders:read orders:write");
    assert_eq!(
        (principal.iat, principal.exp, principal.auth_time),
        (Some(1_000), 1_300, Some(990))
    );
    assert_eq!(principal.amr, ["pwd", "otp"]);
    assert!(principal.has_role("editor") && !principal.has_role("edit"));
    let ancestor = principal.anc.iter().next().unwrap();
    assert_eq!(
        (ancestor.jti.as_str(), ancestor.client.as_str()),
        ("j0", "web")
    );
    assert_eq!(
        Value::Object(principal.custom),
        json!({"tier": {"plan": "gold"}})
    );
}

#[test]
fn the_optional_claims_may_be_absent() {
    let principal = read(&claims()).unwrap();
    assert_eq!((principal.sid, principal.auth_time), (None, None));
    assert_eq!(principal.scope.iter().count(), 0);
    assert_eq!(principal.anc.iter().count(), 0);
    assert!(principal.roles.is_empty() && principal.amr.is_empty() && principal.custom.is_empty());
}

#[test]
fn c01_null_is_a_wrong_value_and_never_an_absent_claim() {
    for name in [
        "iss",
        "sub",
        "aud",
        "client_id",
        "iat",
        "exp",
        "jti",
        "sid",
        "scope",
        "auth_time",
        "amr",
        "lsn",
        "roles",
        "anc",
    ] {
        assert!(with(name, Value::Null).is_err(), "{name}");
    }
    assert!(with("tier", Value::Null).is_ok());
}

#[test]
fn c08_an_empty_subject_or_client_is_nobody() {
    for name in ["sub", "aud", "client_id", "jti"] {
        assert!(with(name, json!("")).is_err(), "{name}");
    }
}

#[test]
fn c09_a_scope_is_matched_as_a_whole_word() {
    let principal = with("scope", json!("readwrite orders:read x")).unwrap();
    for granted in ["readwrite", "orders:read", "x"] {
        assert!(principal.has_scope(granted), "{granted}");
        assert_eq!(principal.require_scope(granted), Ok(()));
    }
    for other in [
        "read",
        "write",
        "orders",
        "orders:read x",
        "ORDERS:READ",
        " x",
        "x ",
        "",
        " ",
    ] {
        assert!(!principal.has_scope(other), "{other:?}");
        assert_eq!(
            principal.require_scope(other).unwrap_err().code(),
            "insufficient_scope"
        );
    }
    assert!(!with("scope", json!("")).unwrap().has_scope(""));
}

#[test]
fn c09_a_scope_that_is_no_list_of_words_is_refused() {
    for bad in [
        json!(["read"]),
        json!({"read": true}),
        json!(1),
        json!(" read"),
        json!("read "),
        json!("read  write"),
        json!(" "),
        json!("read\twrite"),
        json!("re\"ad"),
        json!("re\\ad"),
        json!("r\u{e9}ad"),
    ] {
        assert!(with("scope", bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn v04_an_lsn_that_is_no_place_in_the_ledger_is_refused() {
    let first = Lsn::FIRST.as_u64();
    for bad in [
        json!(0),
        json!(1),
        json!(first - 1),
        json!(1_u64 << 53),
        json!(-1),
        json!(first.to_string()),
    ] {
        assert!(with("lsn", bad.clone()).is_err(), "{bad}");
    }
    let text = claims().to_string();
    let float = text.replace(&first.to_string(), &format!("{first}.0"));
    assert_ne!(text, float);
    assert!(serde_json::from_str::<Ours>(&float).is_err());
}

#[test]
fn v15_ancestors_of_another_shape_are_refused() {
    let one = json!({"jti": "j", "client": "c"});
    for bad in [
        json!({}),
        json!("j"),
        one.clone(),
        json!(["j"]),
        json!([["j", "c"]]),
        json!([null]),
        json!([{}]),
        json!([{"jti": "j"}]),
        json!([{"client": "c"}]),
        json!([{"jti": "", "client": "c"}]),
        json!([{"jti": "j", "client": ""}]),
        json!([{"jti": 1, "client": "c"}]),
        json!([{"jti": "j", "client": null}]),
        json!([{"jti": "j", "client": "c", "sub": "s"}]),
        json!([one, one, one, one]),
    ] {
        assert!(with("anc", bad.clone()).is_err(), "{bad}");
    }
    assert_eq!(
        with("anc", json!([one, one, one]))
            .unwrap()
            .anc
            .iter()
            .count(),
        3
    );
}

#[test]
fn c12_roles_of_ours_are_not_another_issuers_to_give() {
    let mut claims = claims();
    claims["roles"] = json!([
        "paraph:admin",
        "editor",
        "paraph:operator",
        "paraph:",
        "x:paraph:admin"
    ]);
    let ours = Principal::from(serde_json::from_value::<Ours>(claims.clone()).unwrap());
    assert!(ours.has_role("paraph:admin"));
    let theirs = Principal::from(serde_json::from_value::<Foreign>(claims).unwrap());
    assert_eq!(theirs.roles, ["editor", "x:paraph:admin"]);
}

#[test]
fn a_token_without_a_place_in_the_ledger_does_not_stand_there() {
    let view = View::new(Lsn::FIRST);
    let ours = read(&claims()).unwrap();
    assert_eq!(ours.revoked_in(&view), None);
    let without: [fn(&mut Principal); 3] = [
        |principal| principal.lsn = None,
        |principal| principal.jti = None,
        |principal| principal.client_id = None,
    ];
    for take in without {
        let mut principal = ours.clone();
        take(&mut principal);
        assert_eq!(principal.revoked_in(&view), Some(Scope::Token));
    }
}
