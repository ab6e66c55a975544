use super::*;

const SECOND: Duration = Duration::from_secs(1);
const DOUBT: Result<(), Outage> = Err(Outage::KeyInDoubt);

/// A life with a set, and its start.
fn settled() -> (Life, Instant) {
    let start = Instant::now();
    let mut life = Life::new(Pace::default(), start);
    life.begins();
    life.succeeds(start, start, 0.0);
    (life, start)
}

fn misses(life: &mut Life, now: Instant) -> (Result<(), Outage>, bool) {
    let Judgement { verdict, asks } = life.misses(now);
    (verdict, asks)
}

#[test]
fn h06_one_question_per_cooldown() {
    let (mut life, start) = settled();
    assert_eq!(misses(&mut life, start), (DOUBT, true));
    assert_eq!(life.due(start), start);
    assert_eq!(misses(&mut life, start), (DOUBT, false));
    life.begins();
    assert_eq!(life.due(start), start + SECOND * 300);
    assert_eq!(misses(&mut life, start + SECOND), (DOUBT, false));
    life.succeeds(start, start + SECOND, 0.0);
    assert_eq!(misses(&mut life, start + SECOND * 29), (Ok(()), false));
    assert_eq!(misses(&mut life, start + SECOND * 30), (DOUBT, true));
}

#[test]
fn h06_a_question_stays_open_until_its_own_fetch_ends() {
    let (mut life, start) = settled();
    life.begins();
    assert_eq!(misses(&mut life, start), (DOUBT, true));
    // The one under way began before it.
    life.succeeds(start, start, 0.0);
    assert_eq!(misses(&mut life, start), (DOUBT, false));
    assert_eq!(life.due(start), start);
    // However long it takes: never two at once.
    assert_eq!(misses(&mut life, start + SECOND * 99), (DOUBT, false));
    life.begins();
    life.fails(start + SECOND * 100, 0.0);
    assert_eq!(misses(&mut life, start + SECOND * 100), (DOUBT, true));
}

#[test]
fn h06_a_later_success_answers_a_question_that_failed() {
    let (mut life, start) = settled();
    assert!(misses(&mut life, start).1);
    life.begins();
    life.fails(start, 0.0);
    assert_eq!(misses(&mut life, start + SECOND), (DOUBT, false));
    life.begins();
    life.succeeds(start + SECOND, start + SECOND, 0.0);
    assert_eq!(misses(&mut life, start + SECOND * 2), (Ok(()), false));
    // And a later failure puts it in doubt again.
    life.begins();
    life.fails(start + SECOND * 3, 0.0);
    assert_eq!(misses(&mut life, start + SECOND * 4), (DOUBT, false));
}

#[test]
fn h06_a_failed_question_is_not_repeated_while_the_set_is_fresh() {
    let (mut life, start) = settled();
    assert!(misses(&mut life, start).1);
    life.begins();
    life.fails(start, 0.0);
    assert_eq!(life.due(start), start + SECOND * 300);
    // What was due anyway is.
    let late = start + SECOND * 300;
    life.begins();
    life.fails(late, 0.0);
    assert_eq!(life.due(late), late + SECOND);
}

#[test]
fn a_set_is_as_old_as_the_question_it_answers() {
    let (mut life, start) = settled();
    assert_eq!(life.age(start + SECOND * 10), Some(SECOND * 10));
    assert!(!life.outlives(start + SECOND * 3_599));
    life.succeeds(start + SECOND * 10, start + SECOND * 14, 0.0);
    assert_eq!(life.expires(), Some(start + SECOND * 3_610));
    assert!(life.outlives(start + SECOND * 3_610));
    assert_eq!((life.expires(), life.age(start)), (None, None));
    assert!(!life.outlives(start + SECOND * 9_999));
    life.recalls(SECOND * 600, start);
    assert_eq!(life.expires(), Some(start + SECOND * 3_000));
}
