//! What a client asks, and what it learns from the answers.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::json;
use tokio::time::sleep;

use super::{Client, Doubt, OLD};
use crate::e2e::call::{PASSWORD, Reply, try_send};
use crate::e2e::kill::carrier::Held;
use crate::e2e::kill::history::{Call, Event, Outcome};

impl Client {
    pub(super) async fn log_in(&mut self, device: usize) {
        let number = match &self.doubt {
            Some(doubt) if self.random.chance(50) => doubt.password,
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
            (Outcome::Refused(_), _) => match &self.doubt {
                Some(doubt) if number == self.password => self.believe(doubt.password),
                _ => self.believe(self.password),
            },
            _ => {}
        }
    }

    /// Takes this password for the one in force. If it is the doubtful one, the other sessions have ended with the old one:
    /// to ask them later would say nothing of the next change.
    fn believe(&mut self, password: u32) {
        self.password = password;
        if let Some(doubt) = self.doubt.take()
            && doubt.password == password
        {
            self.keep_only(&doubt.session);
        }
    }

    fn keep_only(&mut self, session: &str) {
        let swept = |it: &Option<Held>| it.as_ref().is_some_and(|it| it.session != session);
        for device in self.devices.iter_mut().filter(|it| swept(it)) {
            self.over.extend(device.take());
        }
    }

    pub(super) async fn refresh(&mut self, device: usize, held: Held) {
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
        self.learn(&outcome, &held);
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

    /// Whether another session goes on says which password is in force.
    fn learn(&mut self, outcome: &Outcome, held: &Held) {
        let Some(doubt) = &self.doubt else { return };
        match outcome {
            Outcome::Turned(_) if doubt.session != held.session => self.believe(self.password),
            Outcome::Refused(_) if doubt.session != held.session => self.believe(doubt.password),
            _ => {}
        }
    }

    /// Whether it was acknowledged.
    pub(super) async fn log_out(&mut self, device: usize, held: Held) -> bool {
        let request = self
            .carrier
            .present(&self.load.caller, "/api/logout", &held);
        let done = self.ask(Call::LogOut, Some(&held), true, request).await;
        let acknowledged = matches!(done, Some((Outcome::Done, _)));
        if acknowledged {
            self.devices[device] = None;
            self.over.push(held);
        }
        acknowledged
    }

    /// Changes the password; all other sessions end. Whether it was acknowledged.
    pub(super) async fn change(&mut self, held: Held) -> bool {
        let (from, to) = (self.password, self.made + 1);
        let body = json!({ "old_password": password(from), "new_password": password(to) });
        let request = self.load.caller.post("/api/password/change", &body);
        let request = request.bearer_auth(&held.refresh);
        let call = Call::ChangePassword { from, to };
        let done = self.ask(call, Some(&held), true, request).await;
        let acknowledged = matches!(done, Some((Outcome::Done, _)));
        match done {
            Some((Outcome::Done, _)) => {
                self.made = to;
                self.believe(to);
                self.keep_only(&held.session);
            }
            Some((Outcome::Refused(_), _)) => self.give_up(&held),
            Some((Outcome::Unknown, _)) => {
                self.made = to;
                let (password, session) = (to, held.session);
                self.doubt = Some(Doubt { password, session });
            }
            _ => {}
        }
        acknowledged
    }

    /// The session was ended by an earlier change.
    fn give_up(&mut self, held: &Held) {
        let same =
            |it: &&mut Option<Held>| it.as_ref().is_some_and(|it| it.session == held.session);
        if let Some(device) = self.devices.iter_mut().find(same) {
            self.over.extend(device.take());
        }
    }

    pub(super) async fn look(&mut self, held: Held) {
        let request = self.load.caller.get("/api/me").bearer_auth(&held.access);
        self.ask(Call::Me, Some(&held), false, request).await;
    }

    /// Asks and notes it; `None` if the request did not get through to anyone.
    pub(super) async fn ask(
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

pub(super) fn password(number: u32) -> String {
    format!("{PASSWORD} {number}")
}
