//! A library in a process of its own, for what cannot be linked into this one. It takes its turns there, by its own
//! thread's processor time.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::Outcome;
use crate::library::{Answer, Job, Library, Question, Ready};
use crate::slices::Contestant;
use crate::worker::{Order, Reply};

/// A library whose program lies beside ours.
#[derive(Debug)]
pub struct Remote {
    name: &'static str,
    program: &'static str,
    /// The process that answers questions; a job gets one of its own.
    asked: RefCell<Option<Process>>,
}

impl Remote {
    /// `program` serves the library `name` (see [`crate::worker::serve`]).
    pub fn new(name: &'static str, program: &'static str) -> Self {
        Self {
            name,
            program,
            asked: RefCell::new(None),
        }
    }

    fn ask(&self, question: &Question) -> Outcome<Answer> {
        let mut asked = self.asked.borrow_mut();
        if asked.is_none() {
            *asked = Some(Process::start(self.program)?);
        }
        let process = asked.as_mut().ok_or("no process")?;
        match process.tell(&Order::Answer(question.clone()))? {
            Reply::Answer(answer) => Ok(answer),
            other => Err(format!("{other:?} is no answer").into()),
        }
    }
}

impl Library for Remote {
    fn name(&self) -> &'static str {
        self.name
    }

    fn work(&self, job: &Job) -> Ready {
        let mut process = Process::start(self.program)?;
        match process.tell(&Order::Work(job.clone()))? {
            Reply::Ready(true) => Ok(Some(Box::new(process))),
            Reply::Ready(false) => Ok(None),
            other => Err(format!("{other:?} is no answer").into()),
        }
    }

    fn answer(&self, question: &Question) -> Answer {
        // A process that died of a question is what came of it.
        self.ask(question).unwrap_or_else(|error| {
            *self.asked.borrow_mut() = None;
            Answer::Text(format!("crashed: {error}"))
        })
    }
}

#[derive(Debug)]
struct Process {
    child: Child,
    orders: ChildStdin,
    replies: BufReader<ChildStdout>,
}

impl Process {
    fn start(program: &str) -> Outcome<Self> {
        let path = std::env::current_exe()?.with_file_name(program);
        let mut child = Command::new(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} did not start: {error}", path.display()))?;
        let (orders, replies) = (child.stdin.take(), child.stdout.take());
        Ok(Self {
            orders: orders.ok_or("no input")?,
            replies: BufReader::new(replies.ok_or("no output")?),
            child,
        })
    }

    fn tell(&mut self, order: &Order) -> Outcome<Reply> {
        let mut line = serde_json::to_string(order)?;
        line.push('\n');
        self.orders.write_all(line.as_bytes())?;
        line.clear();
        self.replies.read_line(&mut line)?;
        match serde_json::from_str(&line)? {
            Reply::Failed(error) => Err(error.into()),
            reply => Ok(reply),
        }
    }
}

impl Contestant for Process {
    fn slice(&mut self, calls: u32) -> Outcome<f64> {
        match self.tell(&Order::Slice(calls))? {
            Reply::Micros(micros) => Ok(micros),
            other => Err(format!("{other:?} is no time").into()),
        }
    }

    fn allocations(&mut self) -> Outcome<u64> {
        match self.tell(&Order::Allocations)? {
            Reply::Allocations(count) => Ok(count),
            other => Err(format!("{other:?} is no count").into()),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Its input is still open: it would wait for ever.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
