//! The page's two modules without a browser, for what a browser cannot be made to do at the right moment.

use std::fs;

use serde_json::{Value, json};

use super::kit::shell;
use crate::e2e::process::{Place, finish, given};
use crate::e2e::readme::root;

const SCRIPT: &str = include_str!("late.mjs");

#[test]
fn w14_a_token_counts_for_the_login_it_was_asked_for_and_goes_to_the_service_alone() {
    let Some(tools) = given("PARAPH_TEST_TOOLS") else {
        return;
    };
    let place = Place::new();
    let axios = tools.join("npm/node_modules/axios/dist/esm/axios.min.js");
    fs::copy(axios, place.path().join("axios.min.mjs")).expect("axios");
    fs::write(place.path().join("late.mjs"), SCRIPT).expect("a script");
    for module in ["session", "axios"] {
        let text = fs::read_to_string(root().join(format!("examples/spa/{module}.js")));
        // Outside of a browser the name says that it is a module.
        let text = text.expect(module).replace(".js\"", ".mjs\"");
        fs::write(place.path().join(format!("{module}.mjs")), text).expect(module);
    }
    let node = tools.join("bin/node");
    let line = format!("exec {} late.mjs", node.display());
    let ran = finish(&mut shell(&line, place.path()), "");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let seen: Value = serde_json::from_str(&ran.out).expect("JSON");
    let own = "http://localhost:4000/";
    assert_eq!(
        seen,
        json!({
            "in_time": "of ada, late", "after_logout": null, "after_another": "of bob",
            "refused_after_another": "of bob", "carried": "Bearer of bob",
            "sent_to": [format!("{own}notes"), format!("{own}https://evil.example/"), format!("{own}evil.example/")],
        })
    );
}
