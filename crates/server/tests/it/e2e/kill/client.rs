//! An honest client: a person with sessions on several devices, who keeps the newest refresh token they were given and asks
//! again when an answer was lost. Half of them hold it in a cookie. Every eighth changes the password now and then.

use std::sync::Arc;
use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::json;
use tokio::time::sleep;

use super::Random;
use super::carrier::{Carrier, Held};
use super::history::{Call, Event, Outcome};
use super::load::Load;
use crate::e2e::call::{PASSWORD, Reply, try_send};

const DEVICES: usize = 8;
/// 4/3 of the replay window: a leaf that is older turns.
const OLD: Duration = Duration::from_millis(1_340);

pub(super) struct Client {
    load: Arc<Load>,
    index: usize,
    carrier: Carrier,
    random: Random,
    /// Which password is believed to be in force, and which one else may be.
    password: u32,
    other: Option<u32>,
    made: u32,
    devices: Vec<Option<Held>>,
    over: Vec<Held>,
}

impl Client {
    pub(super) fn new(load: Arc<Load>, index: usize, random: Random) -> Self {
        Self {
            load,
            index,
            carrier: [Carrier::Bearer, Carrier::Cookie][index % 2],
            random,
            password: 0,
            other: None,
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

    async fn step(&mut self) {
        let empty = self.devices.iter().position(Option::is_none);
        let held = self.longest_unused();
        let (device, held) = match (empty, held) {
            // Hashing is slow by design: clients that only logged in would wait for each other.
            (Some(device), Some(_)) if self.random.chance(20) => return self.log_in(device).await,
            (_, Some(held)) => held,
            (device, None) => return self.log_in(device.unwrap_or_default()).await,
        };
        match self.random.below(100) {
            0..6 if self.changes() && self.other.is_none() => self.change(held).await,
            0..2 if !self.changes() => self.log_out(device, held).await,
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

    async fn log_in(&mut self, device: usize) {
        let number = match self.other {
            Some(other) if self.random.chance(50) => other,
            _ => self.password,
        };
        let body = json!({
            "email": self.email(), "password": password(number), "carrier": self.carrier.name(),
        });
        let request = self.load.caller.post("/api/login", &body);
        let call = Call::LogIn { password: number };
        let Some((outcome, reply)) = self.ask(call, None, true, request).await else {
            return;
        };
        match (&outcome, reply) {
            (Outcome::Opened(_), Some(reply)) => {
                self.believe(number);
                self.devices[device] = self.carrier.held(&reply);
            }
            (Outcome::Refused(_), _) if self.other.is_some() => {
                let right = if number == self.password {
                    self.other
                } else {
                    Some(self.password)
                };
                self.believe(right.expect("one of two"));
            }
            _ => {}
        }
    }

    fn believe(&mut self, password: u32) {
        self.password = password;
        self.other = None;
    }

    async fn refresh(&mut self, device: usize, held: Held) {
        let writes = held.turned.is_none_or(|turned| turned.elapsed() > OLD);
        let request = self
            .carrier
            .present(&self.load.caller, "/api/refresh", &held);
        let call = Call::Refresh {
            generation: held.generation,
        };
        let Some((outcome, reply)) = self.ask(call, Some(&held), writes, request).await else {
            return;
        };
        match (outcome, reply) {
            (Outcome::Turned(generation), Some(reply)) => {
                let next = self.carrier.held(&reply).map(|mut next| {
                    if generation == held.generation {
                        next.turned = held.turned;
                    }
                    next
                });
                self.devices[device] = next;
                // A replay was quick; real clients do not ask without end.
                if !writes {
                    sleep(Duration::from_millis(5)).await;
                }
            }
            (Outcome::Refused(_), _) => {
                self.devices[device] = None;
                self.over.push(held);
            }
            _ => {}
        }
    }

    async fn log_out(&mut self, device: usize, held: Held) {
        let request = self
            .carrier
            .present(&self.load.caller, "/api/logout", &held);
        let done = self.ask(Call::LogOut, Some(&held), true, request).await;
        if let Some((Outcome::Done, _)) = done {
            self.devices[device] = None;
            self.over.push(held);
        }
    }

    /// Changes the password; all other sessions end.
    async fn change(&mut self, held: Held) {
        let (from, to) = (self.password, self.made + 1);
        let body = json!({ "old_password": password(from), "new_password": password(to) });
        let request = self.load.caller.post("/api/password/change", &body);
        let request = request.bearer_auth(&held.refresh);
        let call = Call::ChangePassword { from, to };
        let done = self.ask(call, Some(&held), true, request).await;
        match done {
            Some((Outcome::Done, _)) => {
                self.made = to;
                self.believe(to);
                let swept =
                    |it: &Option<Held>| it.as_ref().is_some_and(|it| it.session != held.session);
                for device in self.devices.iter_mut().filter(|it| swept(it)) {
                    self.over.extend(device.take());
                }
            }
            Some((Outcome::Unknown, _)) => {
                self.made = to;
                self.other = Some(to);
            }
            _ => {}
        }
    }

    async fn look(&mut self, held: Held) {
        let request = self.load.caller.get("/api/me").bearer_auth(&held.access);
        self.ask(Call::Me, Some(&held), false, request).await;
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

    /// Asks and notes it; `None` if the request did not get through to anyone.
    async fn ask(
        &mut self,
        call: Call,
        held: Option<&Held>,
        writes: bool,
        request: RequestBuilder,
    ) -> Option<(Outcome, Option<Reply>)> {
        let start = self.load.now();
        let reply = try_send(request).await;
        let end = self.load.now();
        let (outcome, reply) = match reply {
            Ok(reply) => (self.carrier.outcome(&call, &reply), Some(reply)),
            Err(error) if error.is_connect() => {
                sleep(Duration::from_millis(10)).await;
                return None;
            }
            Err(_) => (Outcome::Unknown, None),
        };
        if reply.as_ref().is_some_and(|reply| reply.status == 503) {
            // They were told to wait; not quite as long, for a run is short.
            sleep(Duration::from_millis(50)).await;
        }
        self.load.note(Event {
            client: self.index,
            session: held.map(|held| held.session.clone()),
            call,
            writes,
            start,
            end,
            outcome: outcome.clone(),
        });
        Some((outcome, reply))
    }
}

fn password(number: u32) -> String {
    format!("{PASSWORD} {number}")
}
