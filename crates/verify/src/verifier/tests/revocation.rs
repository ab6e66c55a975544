//! Revocation through the verifier: scope by scope, by age, through ancestors, and against a naive model.

use proptest::prelude::*;

use super::*;

fn ids() -> [(Scope, &'static str); 5] {
    [
        (Scope::Token, "j1"),
        (Scope::Session, "ses_a"),
        (Scope::Subject, "usr_a"),
        (Scope::Client, "app"),
        (Scope::Issuer, ISSUER),
    ]
}

#[test]
fn v11_a_higher_entry_in_any_scope_refuses_the_token() {
    for (scope, id) in ids() {
        let house = House::new();
        house.revoke(scope, id, 11);
        let refused = house.judge(&claims(10)).unwrap_err();
        assert_eq!(refused, Reject::Revoked(scope));
        assert_eq!(
            (refused.code(), refused.status().as_u16()),
            ("token_revoked", 401)
        );
        assert!(
            house.judge(&claims(11)).is_ok(),
            "{scope:?}: made with the entry in sight"
        );
        assert!(
            house.judge(&claims(12)).is_ok(),
            "{scope:?}: made afterwards"
        );
    }
}

#[test]
fn v11_an_id_counts_in_its_own_scope_alone() {
    for (scope, _) in ids() {
        for (other, id) in ids() {
            let house = House::new();
            house.revoke(scope, id, 11);
            assert_eq!(
                house.judge(&claims(10)).is_err(),
                scope == other,
                "{scope:?} {id}"
            );
        }
    }
}

#[test]
fn v11_a_revocation_counts_from_the_next_check_on() {
    let house = House::new();
    let token = jwt::sign(&house.key, "at+jwt", &claims(10)).unwrap();
    assert!(house.verifier.verify(&token).is_ok());
    house.revoke(Scope::Session, "ses_a", 11);
    assert_eq!(
        house.verifier.verify(&token),
        Err(Reject::Revoked(Scope::Session))
    );
}

#[test]
fn v15_a_token_minted_from_older_state_is_refused() {
    let house = House::new();
    house.revoke(Scope::Subject, "usr_a", 20);
    house.clock.store((MADE + 60) * 1_000, Ordering::Relaxed);
    // Minted last by the clock, from state cached before the revocation: its lsn tells.
    let mut late = claims(19);
    late["iat"] = json!(MADE + 60);
    late["jti"] = json!("j2");
    assert_eq!(house.judge(&late), Err(Reject::Revoked(Scope::Subject)));
    // Minted in the same second as the revocation, after it.
    assert!(house.judge(&claims(20)).is_ok());
}

#[test]
fn v15_a_token_made_from_a_revoked_one_is_refused() {
    let anc = json!([
        {"jti": "j0", "client": "web"}, {"jti": "j-1", "client": "bff"}, {"jti": "j-2", "client": "spa"},
    ]);
    for (scope, id) in [
        (Scope::Token, "j0"),
        (Scope::Token, "j-1"),
        (Scope::Token, "j-2"),
        (Scope::Client, "web"),
        (Scope::Client, "bff"),
        (Scope::Client, "spa"),
    ] {
        let house = House::new();
        house.revoke(scope, id, 10);
        assert!(
            house.judge(&with("anc", anc.clone())).is_ok(),
            "{id} at an equal lsn"
        );
        house.revoke(scope, id, 11);
        assert_eq!(
            house.judge(&with("anc", anc.clone())),
            Err(Reject::Revoked(scope)),
            "{id}"
        );
        assert!(house.judge(&claims(10)).is_ok(), "{id} is no ancestor here");
    }
}

#[test]
fn v15_a_token_of_ours_without_an_lsn_is_refused() {
    let house = House::new();
    let mut bare = claims(10);
    bare.as_object_mut().unwrap().remove("lsn");
    for bad in [
        bare,
        with("lsn", Value::Null),
        with("lsn", json!(7)),
        with("lsn", json!("1")),
    ] {
        assert_eq!(
            house.judge(&bad).unwrap_err().code(),
            "token_invalid",
            "{bad}"
        );
    }
}

/// A token and a ledger over few ids, so that they meet often.
fn token_model() -> impl Strategy<Value = Value> {
    let id = || prop::sample::select(vec!["a", "b", "c", "d"]);
    let session = prop::option::of(id());
    let ancestors = prop::collection::vec((id(), id()), 0..=3);
    (id(), session, id(), id(), ancestors, 0..20_u64).prop_map(
        |(jti, sid, sub, client, ancestors, number)| {
            let mut token = claims(number);
            token["jti"] = json!(jti);
            token["sub"] = json!(sub);
            token["client_id"] = json!(client);
            match sid {
                Some(sid) => token["sid"] = json!(sid),
                None => drop(token.as_object_mut().unwrap().remove("sid")),
            }
            let ancestor = |(jti, client): &(&str, &str)| json!({"jti": jti, "client": client});
            token["anc"] = ancestors.iter().map(ancestor).collect();
            token
        },
    )
}

/// The rule of the design, read off the JSON: is the id anywhere in the token, in this scope?
fn concerns(entry: &Entry, token: &Value) -> bool {
    let own = match entry.scope {
        Scope::Token => "jti",
        Scope::Session => "sid",
        Scope::Subject => "sub",
        Scope::Client => "client_id",
        Scope::Issuer => "iss",
    };
    let inherited = match entry.scope {
        Scope::Token => Some("jti"),
        Scope::Client => Some("client"),
        _ => None,
    };
    let ancestors = token["anc"].as_array().unwrap();
    token[own] == entry.id.as_str()
        || inherited.is_some_and(|name| {
            ancestors
                .iter()
                .any(|ancestor| ancestor[name] == entry.id.as_str())
        })
}

proptest! {
    #[test]
    fn v15_the_verifier_equals_a_search_through_the_whole_ledger(
        token in token_model(),
        ledger in prop::collection::vec((0..5_usize, 0..4_usize, 0..20_u64), 0..12),
    ) {
        let house = House::new();
        let ledger: Vec<Entry> = ledger
            .into_iter()
            .map(|(scope, id, number)| entry(Scope::ALL[scope], ["a", "b", "c", "d"][id], number))
            .collect();
        house.view.extend(&ledger);
        let made = token["lsn"].as_u64().unwrap();
        let revoked = ledger.iter().any(|entry| entry.lsn.as_u64() > made && concerns(entry, &token));
        let outcome = house.judge(&token);
        prop_assert_eq!(matches!(outcome, Err(Reject::Revoked(_))), revoked);
        prop_assert_eq!(outcome.is_ok(), !revoked);
    }
}
