//! R05: a thief and a victim who hold one token, in every order of six moves, against the model.
//!
//! The orders form a tree. A presentation copies the session's row first, as it stands before the move: tokens are computed
//! from session and generation alone, so every branch goes on from a true past. Branches of one time are asked at once.

use std::collections::{BTreeMap, HashMap, HashSet};

use futures_util::{StreamExt, stream};
use paraph::store::Value;
use paraph_core::Millis;
use paraph_core::auth::Tokens;
use paraph_core::error::AuthError;
use paraph_core::id::SessionId;
use paraph_core::rng::SystemRng;

use super::house::{Desk, EDGE, House, SECOND, W, from, generation, refresh};
use super::model::{Model, Word};
use crate::support::database::START;

/// What may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    /// The victim refreshes with what it holds.
    Victim,
    /// The victim does, and the answer is lost.
    Lost,
    /// The thief refreshes with what it holds.
    Thief,
    /// The thief takes a copy of what the victim holds.
    Steal,
    /// Time passes.
    Wait(Millis),
}
use Move::{Lost, Steal, Thief, Victim, Wait};

const LONG: Move = Wait(2 * W);
/// Inside the window (thrice is its end, four times the gap's), into the gap, beyond it.
const KINDS: [Move; 6] = [Victim, Lost, Thief, Wait(W / 3), Wait(W + 5 * SECOND), LONG];
/// With these a thief who stays away from the victim's windows is always caught.
const MEET: [Move; 6] = [LONG, Victim, LONG, Thief, LONG, Victim];
/// With these a victim without a thief is never logged out.
const ALONE: [Move; 6] = [LONG, Victim, LONG, Lost, LONG, Victim];

const VICTIM: &str = "192.0.2.7";
const THIEF: &str = "203.0.113.66";
/// So many sessions are asked at once.
const AT_ONCE: usize = 64;
/// So many rows are copied in one statement.
const COPIES: usize = 200;

/// One order of moves so far, and how its session stands.
#[derive(Clone, Debug)]
struct Story {
    session: SessionId,
    moves: Vec<Move>,
    now: Millis,
    victim: u32,
    thief: u32,
    model: Model,
    /// Where the last turn came from.
    turned: &'static str,
    turns: Vec<Millis>,
}

/// All that was presented: where each session stands for good, and how often each thing happened.
#[derive(Default)]
struct Told {
    rows: Vec<(SessionId, Model)>,
    reused: i64,
    replaced: i64,
    elsewhere: i64,
}

on_both! { r05_thief_and_victim_in_every_order_of_six_moves }

async fn r05_thief_and_victim_in_every_order_of_six_moves(house: House) {
    let mut told = Told::default();
    let person = house.person().await;
    // The copy is of the first token; of one that turned; of one whose owner has turned it since.
    for (start, length) in [
        (vec![Steal], 6),
        (vec![Victim, LONG, Steal], 4),
        (vec![Steal, Victim], 4),
    ] {
        let mut stories = vec![Story::new(house.session(&person).await)];
        for next in start {
            stories = step(&house, &mut told, stories, &[next]).await;
        }
        for _ in 0..length {
            stories = step(&house, &mut told, stories, &KINDS).await;
        }
        assert_eq!(stories.len(), KINDS.len().pow(length));
        end(&house, &mut told, stories).await;
    }
    compare(&house, &told).await;
}

/// Tells each story on by each of these moves.
async fn step(house: &House, told: &mut Told, stories: Vec<Story>, kinds: &[Move]) -> Vec<Story> {
    let mut further = Vec::new();
    let mut asking: BTreeMap<Millis, Vec<Story>> = BTreeMap::new();
    for story in stories {
        for &kind in kinds {
            let mut story = story.clone();
            story.moves.push(kind);
            match kind {
                Wait(by) => story.now += by,
                Steal => story.thief = story.victim,
                Victim | Lost | Thief => {
                    asking.entry(story.now).or_default().push(story);
                    continue;
                }
            }
            further.push(story);
        }
    }
    for (now, mut stories) in asking {
        house.home.clock.set(now);
        copy(house, &mut stories).await;
        further.extend(ask(house, told, stories).await);
    }
    further
}

/// Gives each story a row of its own.
async fn copy(house: &House, stories: &mut [Story]) {
    for stories in stories.chunks_mut(COPIES) {
        let pairs: Vec<_> = (0..stories.len())
            .map(|pair| {
                let (new, old) = (2 * pair + 1, 2 * pair + 2);
                format!("(CAST(${new} AS TEXT), CAST(${old} AS TEXT))")
            })
            .collect();
        let sql = format!(
            "INSERT INTO sessions (id, login_id, user_id, client, carrier, audience, scope, leaf, \
             parent, made, address, key_version, idle_end, absolute_end, created, ended, lapse_day) \
             SELECT new.column1, login_id, user_id, client, carrier, audience, scope, leaf, parent, \
             made, address, key_version, idle_end, absolute_end, created, ended, lapse_day \
             FROM (VALUES {}) AS new JOIN sessions AS old ON old.id = new.column2",
            pairs.join(", ")
        );
        let mut values: Vec<Value> = Vec::new();
        for story in stories {
            let old = std::mem::replace(&mut story.session, SessionId::random(&SystemRng));
            values.extend([story.session.to_string().into(), old.to_string().into()]);
        }
        house.sql(sql.leak(), values).await;
    }
}

/// Asks the store and the model at once; each pair must agree.
async fn ask(house: &House, told: &mut Told, stories: Vec<Story>) -> Vec<Story> {
    let desk: &Desk = house;
    let answers = stream::iter(stories).map(|story| story.present(desk));
    let answers: Vec<_> = answers.buffer_unordered(AT_ONCE).collect().await;
    let note = |(story, word, elsewhere): (Story, Word, bool)| {
        told.rows.push((story.session, story.model.clone()));
        told.reused += i64::from(word == Word::Reused);
        told.replaced += i64::from(matches!(word, Word::Replaced(_)));
        told.elsewhere += i64::from(elsewhere);
        story
    };
    answers.into_iter().map(note).collect()
}

/// What the table promises of every story, however it goes on: one end for all that stand alike.
async fn end(house: &House, told: &mut Told, stories: Vec<Story>) {
    let mut seen = HashSet::new();
    for (alone, ending) in [(true, ALONE), (false, MEET)] {
        let is = |story: &&Story| alone != story.moves.contains(&Thief);
        let unlike = |story: &&Story| seen.insert((alone, story.standing()));
        let mut stories: Vec<_> = stories.iter().filter(is).filter(unlike).cloned().collect();
        assert!(stories.len() > 10, "there are several ways to stand");
        for next in ending {
            stories = step(house, told, stories, &[next]).await;
        }
        for story in stories {
            assert_eq!(
                story.model.ended, !alone,
                "a victim alone stays, a thief is caught: {story:?}"
            );
        }
    }
    let apart = |turns: &[Millis]| turns[0] + EDGE <= turns[1];
    for story in stories {
        let fast = story.turns.windows(2).find(|turns| !apart(turns));
        assert_eq!(fast, None, "at most one turn a window: {story:?}");
    }
}

impl Story {
    fn new(session: SessionId) -> Self {
        Self {
            session,
            moves: Vec::new(),
            now: START,
            victim: 0,
            thief: 0,
            model: Model::default(),
            turned: VICTIM,
            turns: Vec::new(),
        }
    }

    /// All that the future depends on.
    fn standing(&self) -> (u32, u32, Model) {
        let made = self.model.made.map(|made| made - self.now);
        let model = Model {
            made,
            ..self.model.clone()
        };
        (self.victim, self.thief, model)
    }

    /// The last move, a presentation; answers also whether it was a replay from elsewhere.
    async fn present(mut self, desk: &Desk) -> (Self, Word, bool) {
        let last = *self.moves.last().expect("a move");
        let (held, who) = match last {
            Thief => (self.thief, THIEF),
            _ => (self.victim, VICTIM),
        };
        let word = self.model.present(held, self.now);
        let token = desk.token(self.session, held);
        let answer = desk.auth.refresh(refresh(token.expose()), &from(who)).await;
        assert_eq!(said(&answer), meant(word), "{word:?} {self:?}");
        let (mut holds, mut elsewhere) = (held, false);
        if let Word::Replayed(leaf) = word {
            holds = leaf;
            elsewhere = self.turned != who;
        }
        if let Word::Rotated(leaf) | Word::Replaced(leaf) = word {
            holds = leaf;
            self.turned = who;
            self.turns.push(self.now);
        }
        match last {
            Thief => self.thief = holds,
            Victim => self.victim = holds,
            _ => {}
        }
        (self, word, elsewhere)
    }
}

/// What an answer tells its caller; for how long to wait is tested elsewhere.
fn said(answer: &Result<Tokens, AuthError>) -> Result<u32, AuthError> {
    match answer {
        Ok(tokens) => Ok(generation(tokens)),
        Err(AuthError::RefreshRetry(_)) => Err(AuthError::RefreshRetry(0)),
        Err(other) => Err(other.clone()),
    }
}

/// What a row of the table tells the caller.
fn meant(word: Word) -> Result<u32, AuthError> {
    match word {
        Word::Replayed(leaf) | Word::Rotated(leaf) | Word::Replaced(leaf) => Ok(leaf),
        Word::Later => Err(AuthError::RefreshRetry(0)),
        Word::Reused | Word::Expired => Err(AuthError::SessionEnded),
        Word::Unknown => Err(AuthError::RefreshInvalid),
    }
}

/// Compares every row and the audit log with what the model says.
async fn compare(house: &House, told: &Told) {
    let sql = "SELECT id, leaf, parent, made, ended FROM sessions";
    let rows = house.sql(sql, Vec::new()).await.into_iter().map(|row| {
        let mut cells = row.cells();
        let id: SessionId = cells.parsed().unwrap();
        let (leaf, parent) = (cells.number().unwrap(), cells.optional_number().unwrap());
        let made = cells.optional_int().unwrap().filter(|_| leaf > 0);
        let ended = cells.optional_int().unwrap().is_some();
        let model = Model {
            leaf,
            parent,
            made,
            ended,
        };
        (id, model)
    });
    let rows: HashMap<_, _> = rows.collect();
    for (session, model) in &told.rows {
        assert_eq!(rows.get(session), Some(model), "{session}");
    }
    assert!(told.reused > 500 && told.replaced > 500 && told.elsewhere > 500);
    assert_eq!(house.audited("refresh.reused").await, told.reused);
    assert_eq!(house.audited("refresh.replaced").await, told.replaced);
    assert_eq!(house.audited("refresh.elsewhere").await, told.elsewhere);
}
