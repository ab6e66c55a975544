//! The laws of the house, over this checkout.

use xtask::laws::{House, LAWS};

/// Runs one law; its name must exist, so that a law renamed is not a law forgotten.
fn holds(law: &str) {
    let house = House::read(&xtask::root()).expect("the checkout is readable");
    let (_, check) = LAWS
        .iter()
        .find(|(name, _)| *name == law)
        .expect("a law of this name");
    let breaches: Vec<_> = check(&house).iter().map(ToString::to_string).collect();
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn sources_are_readable() {
    holds("sources are readable");
}

#[test]
fn arrows_point_downwards() {
    holds("arrows");
}

#[test]
fn u05_unsafe_code_is_forbidden_everywhere() {
    holds("lints");
}

#[test]
fn names_stay_in_their_rooms() {
    holds("names");
}

#[test]
fn files_are_small() {
    holds("file sizes");
}

#[test]
fn functions_are_small() {
    holds("function sizes");
}

#[test]
fn every_law_is_run_here() {
    assert_eq!(LAWS.len(), 6, "add the new law above");
}

#[test]
fn the_house_is_not_empty() {
    let house = House::read(&xtask::root()).expect("the checkout is readable");
    assert!(house.members.len() >= 6, "five crates and xtask");
    assert!(
        house.sources.len() > house.members.len(),
        "the laws see the sources"
    );
    for outside in ["bench/src/", "fuzz/src/"] {
        let seen = |source: &xtask::laws::Source| source.path.starts_with(outside);
        assert!(
            house.sources.iter().any(seen),
            "{outside} is under the laws"
        );
    }
}
