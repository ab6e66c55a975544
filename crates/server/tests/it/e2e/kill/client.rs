//! An honest client: a person with sessions on several devices, who keeps the newest refresh token they were given and asks
//! again when an answer was lost. Half of them hold it in a cookie. Every eighth changes the password now and then.

mod calls;

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;

use self::calls::password;
use super::Random;
use super::carrier::{Carrier, Held};
use super::history::Call;
use super::load::Load;
use crate::e2e::call::try_send;

const DEVICES: usize = 8;
/// 4/3 of the replay window: a leaf that is older turns.
const OLD: Duration = Duration::from_millis(1_340);

pub(super) struct Client {
    load: Arc<Load>,
    index: usize,
    carrier: Carrier,
    random: Random,
    /// The password in force, unless the doubtful one is.
    password: u32,
    doubt: Option<Doubt>,
    made: u32,
    devices: Vec<Option<Held>>,
    over: Vec<Held>,
}

/// A password change that was not answered.
struct Doubt {
    password: u32,
    /// The session that asked for it, which goes on in either case.
    session: String,
}

impl Client {
    pub(super) fn new(load: Arc<Load>, index: usize, random: Random) -> Self {
        Self {
            load,
            index,
            carrier: [Carrier::Bearer, Carrier::Cookie][index % 2],
            random,
            password: 0,
            doubt: None,
            made: 0,
            devices: vec![None; DEVICES],
            over: Vec::new(),
        }
    }

    /// Opens the account and logs in everywhere.
    pub(super) async fn open(&mut self) {
        let account = json!({ "email": self.email(), "password": password(0) });
        loop {
            let request = self.load.caller.post("/api/signup", &account);
            let reply = try_send(request).await.expect("a server");
            if reply.status == 202 {
                break;
            }
            assert_eq!(reply.status, 503, "{reply:?}");
            sleep(Duration::from_millis(300)).await;
        }
        for device in 0..DEVICES {
            while self.devices[device].is_none() {
                self.log_in(device).await;
            }
        }
    }

    /// Works until the load is stopped.
    pub(super) async fn work(mut self) -> Self {
        while !self.load.is_stopped() {
            self.step().await;
        }
        self
    }

    /// Writes until it is acknowledged: a new password, or a logout.
    pub(super) async fn last_word(mut self) -> Self {
        for _ in 0..100 {
            let Some((device, held)) = self.longest_unused() else {
                self.log_in(0).await;
                continue;
            };
            let acknowledged = match self.doubt {
                None if self.changes() => self.change(held).await,
                None => self.log_out(device, held).await,
                Some(_) => {
                    // Another session has to say which password it is.
                    self.refresh(device, held).await;
                    false
                }
            };
            if acknowledged {
                break;
            }
        }
        self
    }

    async fn step(&mut self) {
        let empty = self.devices.iter().position(Option::is_none);
        let held = self.longest_unused();
        let (device, held) = match (empty, held) {
            // Hashing is slow by design: clients that only logged in would wait for each other.
            (Some(device), Some(_)) if self.random.chance(5) => return self.log_in(device).await,
            (_, Some(held)) => held,
            (device, None) => return self.log_in(device.unwrap_or_default()).await,
        };
        match self.random.below(100) {
            0..6 if self.changes() && self.doubt.is_none() => {
                self.change(held).await;
            }
            0..2 if !self.changes() => {
                self.log_out(device, held).await;
            }
            6..10 => self.look(held).await,
            10..15 if !self.over.is_empty() => self.try_an_ended_one().await,
            _ => self.refresh(device, held).await,
        }
    }

    /// The session whose token is oldest.
    fn longest_unused(&self) -> Option<(usize, Held)> {
        let held = |device: usize| Some((device, self.devices[device].clone()?));
        let all = (0..DEVICES).filter_map(held);
        all.min_by_key(|(_, held)| held.turned)
    }

    fn changes(&self) -> bool {
        self.index.is_multiple_of(8)
    }

    fn email(&self) -> String {
        format!("client{}@example.org", self.index)
    }

    /// What has ended must stay so: mostly the newest are tried, which a crash would bring back.
    async fn try_an_ended_one(&mut self) {
        let back = self.random.below(3.min(self.over.len() as u64));
        let held = self.over[self.over.len() - 1 - usize::try_from(back).expect("small")].clone();
        self.try_ended(&held).await;
    }

    async fn try_ended(&mut self, held: &Held) {
        let request = self
            .carrier
            .present(&self.load.caller, "/api/refresh", held);
        let call = Call::Refresh {
            generation: held.generation,
        };
        self.ask(call, Some(held), false, request).await;
        self.look(held.clone()).await;
    }

    /// With the server up for good: every session that goes on has one leaf, and every other one is over.
    pub(super) async fn look_back(mut self) {
        for held in std::mem::take(&mut self.over) {
            self.try_ended(&held).await;
        }
        for device in 0..DEVICES {
            for _ in 0..20 {
                let Some(held) = self.devices[device].clone() else {
                    break;
                };
                let before = held.generation;
                self.refresh(device, held).await;
                let after = self.devices[device].as_ref().map(|held| held.generation);
                if after == Some(before) {
                    break;
                }
            }
        }
    }
}
