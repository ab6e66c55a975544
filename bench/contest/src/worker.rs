//! The other end of [`crate::remote`]: a library that answers line by line over standard input and output.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::library::{Answer, Job, Library, Question};
use crate::slices::Contestant;

/// What the other end says, a line each.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Order {
    /// Get ready; answered by [`Reply::Ready`].
    Work(Job),
    /// Work so many times; answered by [`Reply::Micros`].
    Slice(u32),
    /// Count one call's allocations; answered by [`Reply::Allocations`].
    Allocations,
    /// Answered by [`Reply::Answer`].
    Answer(Question),
}

/// What this end says, a line each.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Reply {
    /// Whether the library has what the job needs.
    Ready(bool),
    /// Microseconds per call.
    Micros(f64),
    /// Of one call.
    Allocations(u64),
    /// To a question.
    Answer(Answer),
    /// What went wrong.
    Failed(String),
}

/// Serves until the input ends.
///
/// # Errors
/// If the other end cannot be understood or reached.
pub fn serve(library: &dyn Library) -> Outcome<()> {
    let mut contestant = None;
    for line in io::stdin().lock().lines() {
        let order = serde_json::from_str(&line?)?;
        let reply = obey(library, order, &mut contestant);
        let reply = reply.unwrap_or_else(|error| Reply::Failed(error.to_string()));
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, &reply)?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(())
}

fn obey(
    library: &dyn Library,
    order: Order,
    contestant: &mut Option<Box<dyn Contestant>>,
) -> Outcome<Reply> {
    Ok(match order {
        Order::Work(job) => {
            *contestant = library.work(&job)?;
            Reply::Ready(contestant.is_some())
        }
        Order::Slice(calls) => Reply::Micros(working(contestant)?.slice(calls)?),
        Order::Allocations => Reply::Allocations(working(contestant)?.allocations()?),
        Order::Answer(question) => Reply::Answer(library.answer(&question)),
    })
}

fn working(contestant: &mut Option<Box<dyn Contestant>>) -> Outcome<&mut Box<dyn Contestant>> {
    contestant.as_mut().ok_or_else(|| "there is no job".into())
}
