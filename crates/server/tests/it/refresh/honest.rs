//! F10, F11, R06: honest clients are never logged out. 200 sessions at once, each a browser whose tabs share a cookie jar:
//! answers are lost, tabs retry together around the window's end, people come back days later. All within the residue that
//! DESIGN section 5 names: no request and answer are together longer under way than a third of the window.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream};
use paraph_core::Millis;
use paraph_core::error::AuthError;
use paraph_core::id::SessionId;

use super::dice::{Dice, seed};
use super::house::{DAY, Desk, EDGE, House, MINUTE, W, generation};
use crate::support::database::START;

const SESSIONS: u64 = 200;
const CYCLES: u32 = 8;
const TICK: Millis = 500;
/// The longest way from the jar to the server, and back: just under a sixth of the window each.
const FLIGHT: i64 = W / 6 / TICK;
const AT_ONCE: usize = 64;

/// A browser.
#[derive(Debug)]
struct Browser {
    session: SessionId,
    dice: Dice,
    /// The cookie: what the last answer to arrive has brought.
    jar: u32,
    cycles: u32,
    waiting: i64,
    /// When each generation was first answered.
    leaves: BTreeMap<u32, Millis>,
    log: Vec<String>,
}

/// What happens to a browser.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// A tab reads the jar and sends.
    Ask { losses: u32 },
    /// The request reaches the server.
    Reach { held: u32, losses: u32 },
    /// An answer reaches the jar.
    Answer(u32),
}
use Event::{Answer, Ask, Reach};

/// What is still to happen, in the order of time.
#[derive(Default)]
struct Agenda(BTreeMap<Millis, Vec<(usize, Event)>>);

/// What was seen, so that the test knows that it tested something.
#[derive(Debug, Default)]
struct Seen {
    answers: u32,
    lost: u32,
    later: u32,
}

on_both! {
    f10_tabs_that_share_a_jar_and_lose_answers_are_never_logged_out,
    r06_lost_answers_twice_in_a_row_and_days_later,
    r06_the_residue_is_flights_that_together_take_longer_than_a_third_of_the_window,
}

async fn f10_tabs_that_share_a_jar_and_lose_answers_are_never_logged_out(house: House) {
    let start = seed();
    let user = house.person().await;
    let (mut browsers, mut agenda) = (Vec::new(), Agenda::default());
    for place in 0..SESSIONS {
        let session = house.session(&user).await;
        let mut browser = Browser::new(session, Dice::new(start ^ place.wrapping_mul(0x5851_f42d)));
        browser.wake(usize::try_from(place).unwrap(), START, &mut agenda);
        browsers.push(browser);
    }
    let mut seen = Seen::default();
    while let Some((now, events)) = agenda.0.pop_first() {
        house.home.clock.set(now);
        tick(&house, &mut browsers, &mut agenda, &mut seen, (now, events)).await;
    }
    for browser in &browsers {
        assert!(browser.cycles == 0 && browser.waiting == 0);
        let made: Vec<_> = browser.leaves.values().collect();
        let apart = |made: &[&Millis]| made[0] + EDGE <= *made[1];
        assert!(made.windows(2).all(apart), "{browser:?}");
    }
    let ended = "SELECT id FROM sessions WHERE ended IS NOT NULL";
    assert!(house.sql(ended, Vec::new()).await.is_empty());
    println!("{seen:?}");
    assert!(
        seen.answers > 2_000 && seen.lost > 500 && seen.later > 20,
        "{seen:?}"
    );
    assert!(house.audited("refresh.replaced").await > 50);
    assert_eq!(house.audited("refresh.reused").await, 0);
}

/// All that happens at one time: in the browsers, then at the server, where everything is at once.
async fn tick(
    desk: &Desk,
    browsers: &mut [Browser],
    agenda: &mut Agenda,
    seen: &mut Seen,
    (now, events): (Millis, Vec<(usize, Event)>),
) {
    let mut asked = Vec::new();
    for (place, event) in events {
        let browser = &mut browsers[place];
        browser.log.push(format!("{} {event:?}", now - START));
        match event {
            Answer(leaf) => {
                browser.jar = leaf;
                browser.rest(place, now, agenda);
            }
            Ask { losses } => {
                let held = browser.jar;
                let flight = browser.dice.among(0..FLIGHT) * TICK;
                agenda.add(now + flight, place, Reach { held, losses });
            }
            Reach { held, losses } => {
                let token = desk.token(browser.session, held);
                asked.push((place, losses, token));
            }
        }
    }
    let answers: Vec<_> = stream::iter(asked)
        .map(async |(place, losses, token)| (place, losses, desk.refresh(token.expose()).await))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    for (place, losses, answer) in answers {
        let browser = &mut browsers[place];
        match answer {
            Ok(tokens) => {
                let leaf = generation(&tokens);
                browser.leaves.entry(leaf).or_insert(now);
                browser.answer(place, now, agenda, seen, (leaf, losses));
            }
            Err(AuthError::RefreshRetry(after)) => {
                seen.later += 1;
                assert!((1..=W / 3).contains(&after));
                let wait = (after + TICK - 1) / TICK * TICK;
                let flight = browser.dice.among(0..FLIGHT) * TICK;
                agenda.add(now + flight + wait, place, Ask { losses });
            }
            Err(error) => panic!("{error:?}: {browser:#?}"),
        }
    }
}

impl Browser {
    fn new(session: SessionId, dice: Dice) -> Self {
        Self {
            session,
            dice,
            jar: 0,
            cycles: CYCLES,
            waiting: 0,
            leaves: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    /// Some tabs find their access token out of date, all at about the same time.
    fn wake(&mut self, place: usize, now: Millis, agenda: &mut Agenda) {
        self.cycles -= 1;
        self.waiting = self.dice.among(1..6);
        let spread = if self.dice.percent(50) { 4 } else { 100 };
        for _ in 0..self.waiting {
            let at = now + self.dice.among(0..spread) * TICK;
            agenda.add(at, place, Ask { losses: 0 });
        }
    }

    /// The answer is under way, or lost: then the tab asks again, most often around the window's end. After the third
    /// loss it leaves it to its next waking.
    fn answer(
        &mut self,
        place: usize,
        now: Millis,
        agenda: &mut Agenda,
        seen: &mut Seen,
        (leaf, losses): (u32, u32),
    ) {
        if !self.dice.percent(40) {
            seen.answers += 1;
            let flight = self.dice.among(0..FLIGHT) * TICK;
            agenda.add(now + flight, place, Answer(leaf));
            return;
        }
        seen.lost += 1;
        self.log.push(format!("{} lost {leaf}", now - START));
        if losses == 2 {
            return self.rest(place, now, agenda);
        }
        let wait = match self.dice.among(0..3) {
            0 => self.dice.among(1..20) * TICK,
            1 => W + self.dice.among(-4..4) * TICK,
            _ => EDGE + self.dice.among(-4..4) * TICK,
        };
        agenda.add(now + wait.max(TICK), place, Ask { losses: losses + 1 });
    }

    /// A tab is done. When all are, the browser sleeps, for minutes or days.
    fn rest(&mut self, place: usize, now: Millis, agenda: &mut Agenda) {
        self.waiting -= 1;
        if self.waiting > 0 || self.cycles == 0 {
            return;
        }
        let sleep = match self.dice.among(0..3) {
            0 => self.dice.among(1..90) * TICK,
            1 => self.dice.among(1..20) * MINUTE,
            _ => self.dice.among(1..20) * DAY,
        };
        self.wake(place, now + sleep, agenda);
    }
}

impl Agenda {
    fn add(&mut self, at: Millis, place: usize, event: Event) {
        self.0.entry(at).or_default().push((place, event));
    }
}

async fn r06_lost_answers_twice_in_a_row_and_days_later(house: House) {
    let user = house.person().await;
    let session = house.session(&user).await;
    let token = |held| house.token(session, held);
    let mut held = 0;
    for wait in [0, 1, W - 1, EDGE, 2 * W, DAY, 20 * DAY] {
        // The answers are lost at once, at the window's end, days later, twice in a row: the client still holds the old one.
        for _ in 0..2 {
            let lost = house.refresh(token(held).expose()).await;
            assert!(lost.is_ok() || matches!(lost, Err(AuthError::RefreshRetry(_))));
            house.wait(wait);
        }
        house.wait(EDGE);
        held = generation(&house.refresh(token(held).expose()).await.unwrap());
        house.wait(EDGE);
    }
    assert_eq!(house.audited("refresh.reused").await, 0);
}

/// Two tabs; the jar holds 1. The first one's answer 2 is under way when the second, which has read 1, turns again and loses
/// its answer. Then the jar gets 2, which is neither leaf nor parent. The two flights lie between a replay, so before the
/// window's end, and a turn, so after four thirds: together they took longer than a third of the window.
async fn r06_the_residue_is_flights_that_together_take_longer_than_a_third_of_the_window(
    house: House,
) {
    let user = house.person().await;
    for (apart, ended) in [(W / 3, false), (W / 3 + 1, true)] {
        let session = house.session(&user).await;
        let one = house.token(session, 1);
        house
            .refresh(house.token(session, 0).expose())
            .await
            .unwrap();
        house.wait(EDGE);
        let lost = house.refresh(one.expose()).await.unwrap();
        assert_eq!(generation(&lost), 2);
        house.wait(W - 1);
        let under_way = house.refresh(one.expose()).await.unwrap();
        assert_eq!(generation(&under_way), 2);
        house.wait(apart);
        let second = house.refresh(one.expose()).await;
        if ended {
            assert_eq!(generation(&second.unwrap()), 3);
        } else {
            assert_eq!(second.unwrap_err(), AuthError::RefreshRetry(1));
        }
        let jar = house.refresh(under_way.refresh_token.expose()).await;
        assert_eq!(jar.is_err(), ended, "{jar:?}");
    }
}
