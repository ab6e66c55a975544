//! Sessions to be turned, and the two ways to ask for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use paraph::store::Database;
use paraph_core::audit::Actor;
use paraph_core::clock::ManualClock;
use paraph_core::commands::session::{Binding, Presented, Turn, TurnRefresh};
use paraph_core::id::SessionId;
use paraph_core::refresh::Refresh;
use paraph_core::session::Carrier;
use paraph_core::token::RefreshToken;
use paraph_core::{Auth, Origin, Runs, auth::FIRST_PARTY};

use crate::Outcome;
use crate::clients::Cursor;
use crate::fixtures::{self, IDLE, MINUTE, WINDOW};

/// How a turn is asked for.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// The command alone.
    Verb,
    /// The use case: the token's MAC, the command, a signed access token.
    UseCase,
}

pub(super) struct Sessions {
    store: Arc<Database>,
    auth: Auth,
    all: Vec<(SessionId, AtomicU32)>,
    cursor: Cursor,
    clock: Arc<ManualClock>,
}

impl Sessions {
    /// Opens so many.
    pub(super) async fn open(
        store: Arc<Database>,
        clock: &Arc<ManualClock>,
        count: usize,
    ) -> Outcome<Self> {
        let auth = fixtures::auth(&store, clock).await?;
        let opened = fixtures::sessions(&store, count).await?;
        let fresh = |(_, id)| (id, AtomicU32::new(0));
        Ok(Self {
            auth,
            all: opened.into_iter().map(fresh).collect(),
            cursor: Cursor::default(),
            clock: clock.clone(),
            store,
        })
    }

    /// Turns the next session once.
    pub(super) async fn turn(&self, way: Way) -> Outcome<()> {
        let next = self.all.get(self.cursor.next());
        let (id, generation) = next.ok_or("too few sessions for so fast a disk")?;
        let seen = generation.fetch_add(1, Ordering::Relaxed);
        let made = match way {
            Way::Verb => self.by_verb(*id, seen).await?,
            Way::UseCase => self.by_use_case(*id, seen).await?,
        };
        if made == seen + 1 {
            Ok(())
        } else {
            Err("a turn was none".into())
        }
    }

    /// Moves the clock past every window: all sessions can be turned anew.
    pub(super) fn renew(&self) {
        self.clock.advance(MINUTE);
        self.cursor.rewind();
    }

    async fn by_verb(&self, session: SessionId, generation: u32) -> Outcome<u32> {
        let turn = TurnRefresh {
            presented: Presented {
                session,
                generation,
                key_version: 1,
            },
            binding: Binding {
                client: FIRST_PARTY.into(),
                carrier: Some(Carrier::Bearer),
                scope: None,
            },
            window: WINDOW,
            idle: IDLE,
            trail: fixtures::trail(Actor::Anonymous),
        };
        match self.store.run(turn).await? {
            Turn::Rotated(grant) => Ok(grant.session.leaf),
            other => Err(format!("not turned: {other:?}").into()),
        }
    }

    async fn by_use_case(&self, session: SessionId, generation: u32) -> Outcome<u32> {
        let token = self.auth.keys.refresh_token(session, generation, 1)?;
        let request = Refresh {
            token: token.expose(),
            client: None,
            carrier: Carrier::Bearer,
            audience: None,
            scope: None,
        };
        let tokens = self.auth.refresh(request, &Origin::default()).await?;
        Ok(RefreshToken::parse(tokens.refresh_token.expose())?.generation)
    }
}
