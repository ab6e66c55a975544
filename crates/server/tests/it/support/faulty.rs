//! A store that fails on command, in front of one that does not.

use std::any::{Any, TypeId};
use std::sync::{Arc, Mutex};

use paraph::store::Database;
use paraph_core::commands::roots::{Ping, Pong};
use paraph_core::store::Answer;
use paraph_core::{Command, Runs, StoreError};

/// What goes wrong with every command from now on.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// This error.
    Error(StoreError),
    /// A panic.
    Panic,
    /// The database's clock is so many milliseconds ahead.
    Skew(i64),
}

#[derive(Debug)]
pub(crate) struct Faulty {
    inner: Arc<Database>,
    fault: Mutex<Option<Fault>>,
}

impl Faulty {
    pub(crate) fn new(inner: Arc<Database>) -> Self {
        Self {
            inner,
            fault: Mutex::new(None),
        }
    }

    /// Sets what goes wrong; `None` mends it.
    pub(crate) fn set(&self, fault: Option<Fault>) {
        *self.fault.lock().expect("nobody panics with the lock") = fault;
    }
}

impl<C: Command> Runs<C> for Faulty
where
    Database: Runs<C>,
{
    fn run(&self, command: C) -> Answer<'_, C::Outcome> {
        let fault = self
            .fault
            .lock()
            .expect("nobody panics with the lock")
            .clone();
        match fault {
            Some(Fault::Error(error)) => Box::pin(async { Err(error) }),
            Some(Fault::Panic) => Box::pin(async { panic!("kanarienvogel in a verb") }),
            Some(Fault::Skew(skew)) if TypeId::of::<C>() == TypeId::of::<Ping>() => {
                let pong: Box<dyn Any> = Box::new(Pong { skew });
                let pong = *pong
                    .downcast::<C::Outcome>()
                    .expect("a ping is answered by a pong");
                Box::pin(async { Ok(pong) })
            }
            None | Some(Fault::Skew(_)) => self.inner.run(command),
        }
    }
}
