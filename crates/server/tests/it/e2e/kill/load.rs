//! What the clients of one run share: the server's address, the history, the end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::task::JoinSet;

use super::Random;
use super::client::Client;
use super::history::Event;
use crate::e2e::call::Caller;

/// Clients at once.
pub(super) const CLIENTS: usize = 32;
/// The shortest there is, so that tokens really turn.
pub(super) const CONFIG: &str = "[refresh]\nreplay_window = '1s'\n[passwords]\nparallel = 2\n";

pub(super) struct Load {
    pub(super) caller: Caller,
    history: Mutex<Vec<Event>>,
    stopped: AtomicBool,
    born: Instant,
}

/// The clients at work.
pub(super) struct Running {
    pub(super) load: Arc<Load>,
    clients: JoinSet<Client>,
}

/// The clients at rest.
pub(super) struct Stopped {
    pub(super) load: Arc<Load>,
    clients: Vec<Client>,
}

impl Load {
    pub(super) fn now(&self) -> Duration {
        self.born.elapsed()
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    pub(super) fn note(&self, event: Event) {
        self.history.lock().expect("no panic").push(event);
    }

    fn history(&self) -> Vec<Event> {
        self.history.lock().expect("no panic").clone()
    }
}

impl Running {
    /// Opens an account for each client, logs them in, and lets them work.
    pub(super) async fn start(url: &str, random: &mut Random) -> Self {
        let load = Arc::new(Load {
            caller: Caller::new(url),
            history: Mutex::default(),
            stopped: AtomicBool::new(false),
            born: Instant::now(),
        });
        let mut opening = JoinSet::new();
        for index in 0..CLIENTS {
            let mut client = Client::new(load.clone(), index, Random(random.next()));
            opening.spawn(async move {
                client.open().await;
                client
            });
        }
        let mut clients = JoinSet::new();
        while let Some(client) = opening.join_next().await {
            clients.spawn(client.expect("no panic").work());
        }
        Self { load, clients }
    }

    /// Lets every client finish its call and say a last word: a write that is acknowledged. A kill that follows must not
    /// lose it.
    pub(super) async fn stop(mut self) -> Stopped {
        self.load.stopped.store(true, Ordering::Relaxed);
        let mut clients = Vec::new();
        while let Some(client) = self.clients.join_next().await {
            clients.push(client.expect("no panic").last_word());
        }
        Stopped {
            load: self.load,
            clients: join_all(clients).await,
        }
    }
}

impl Stopped {
    /// With the server up for good, every client looks at all its sessions once more. Answers the history.
    pub(super) async fn look_back(self) -> Vec<Event> {
        join_all(self.clients.into_iter().map(Client::look_back)).await;
        self.load.history()
    }
}
