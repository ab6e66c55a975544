//! Sessions: opened by a login, turned by a refresh, ended by many things.

use super::ledger::Head;
use super::{Standing, outcomes};
use crate::Millis;
use crate::audit::Trail;
use crate::id::{LoginId, SessionId, UserId};
use crate::session::{Carrier, Session};
use crate::user::{PasswordHash, User};

/// Opens a session, if the person's version is still the one under which the login began.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// Whose.
    pub user: UserId,
    /// The version read when the login began.
    pub version: i64,
    /// A hash with newer parameters; it rides in the same update and raises nothing.
    pub rehash: Option<PasswordHash>,
    /// The login's new id.
    pub login: LoginId,
    /// The session's new id.
    pub session: SessionId,
    /// How the person authenticated (RFC 8176).
    pub amr: Vec<String>,
    /// At which client.
    pub client: String,
    /// How the client holds it.
    pub carrier: Carrier,
    /// Whom its access tokens are for.
    pub audience: String,
    /// The granted scope, blank-separated.
    pub scope: String,
    /// Which refresh key makes its tokens.
    pub key_version: u32,
    /// How long it lives without a turn, milliseconds.
    pub idle: Millis,
    /// How long it lives in any case, milliseconds.
    pub absolute: Millis,
    /// How many live sessions a person may have; the oldest ends.
    pub most: u32,
    /// Who asks.
    pub trail: Trail,
}

/// What may come of [`OpenSession`].
#[derive(Clone, Debug)]
pub enum Open {
    /// It is open.
    Opened(Box<Grant>),
    /// The person is gone, disabled, or their version has been raised.
    Stale,
}

/// All that a mint needs, read in one transaction, the head first.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The ledger's head, read before all else.
    pub head: Head,
    /// When it was read, unix milliseconds; before the head.
    pub now: Millis,
    /// The session as it stands now.
    pub session: Session,
    /// Its person, read anew.
    pub user: User,
}

/// A refresh token whose MAC has been checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presented {
    /// The session it names.
    pub session: SessionId,
    /// Its generation.
    pub generation: u32,
    /// The key that made it.
    pub key_version: u32,
}

/// What a presentation must fit before the table is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The client that presents it.
    pub client: String,
    /// The carrier by which it came; `None` where either may (account routes with a header).
    pub carrier: Option<Carrier>,
    /// The scope asked for; it may only be narrower.
    pub scope: Option<String>,
}

/// Refreshes: judges the token by the table and makes it so.
#[derive(Clone, Debug)]
pub struct TurnRefresh {
    /// The token.
    pub presented: Presented,
    /// Who presents it.
    pub binding: Binding,
    /// The replay window, milliseconds.
    pub window: Millis,
    /// How long the session lives without a further turn, milliseconds.
    pub idle: Millis,
    /// Who asks.
    pub trail: Trail,
}

/// What may come of [`TurnRefresh`]; DESIGN section 5 has the table.
#[derive(Clone, Debug)]
pub enum Turn {
    /// The leaf turned.
    Rotated(Box<Grant>),
    /// The leaf again.
    Replayed(Box<Grant>),
    /// The answer was lost; a new leaf.
    Replaced(Box<Grant>),
    /// Ask again after so many milliseconds.
    Later(Millis),
    /// A superseded generation: the session has been ended.
    Reused,
    /// The session is over.
    Expired,
    /// No session, another key, or a generation above the leaf.
    Unknown,
    /// Genuine, but not for this client, carrier or scope; nothing changed.
    Denied(Denied),
}

/// Why a genuine token was not for this call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Another client's.
    Client,
    /// It came by another carrier than its session's.
    Carrier,
    /// A scope wider than the session's.
    Scope,
}

/// Judges a refresh token by the table without turning it: leaf and parent pass, whatever their age.
#[derive(Clone, Debug)]
pub struct JudgeRefresh {
    /// The token.
    pub presented: Presented,
    /// Who presents it.
    pub binding: Binding,
    /// The replay window, milliseconds.
    pub window: Millis,
    /// Who asks.
    pub trail: Trail,
}

/// What may come of [`JudgeRefresh`].
#[derive(Clone, Debug)]
pub enum Judged {
    /// Leaf or parent of a live session.
    Holds(Box<Grant>),
    /// A superseded generation: the session has been ended.
    Reused,
    /// The session is over.
    Expired,
    /// No session, another key, or a generation above the leaf.
    Unknown,
    /// Genuine, but not for this client or carrier.
    Denied(Denied),
}

/// Ends one session and announces it.
#[derive(Clone, Debug)]
pub struct EndSession {
    /// Which.
    pub session: SessionId,
    /// Only if it is this person's; `None` for operators.
    pub owner: Option<UserId>,
    /// Who asks.
    pub trail: Trail,
}

/// What may come of [`EndSession`] and [`EndAllSessions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// So many sessions have been ended.
    Ended(u32),
    /// None such, not theirs, or over already.
    NotFound,
    /// The caller lacks the role.
    Forbidden,
}

/// Ends all sessions of a person, raises their version and announces it.
#[derive(Clone, Debug)]
pub struct EndAllSessions {
    /// Whose.
    pub user: UserId,
    /// Who asks.
    pub trail: Trail,
}

/// Lists the live sessions of a person, the newest turn first.
#[derive(Clone, Debug)]
pub struct ListSessions {
    /// Whose.
    pub user: UserId,
}

outcomes! {
    OpenSession => Open;
    TurnRefresh => Turn;
    JudgeRefresh => Judged;
    EndSession => End;
    EndAllSessions => End;
    ListSessions => Vec<Session>;
}

impl Session {
    /// What the table looks at, at `now`.
    #[must_use]
    pub fn standing(&self, now: Millis) -> Standing {
        Standing {
            leaf: self.leaf,
            parent: self.parent,
            made: self.made,
            over: !self.is_live(now),
        }
    }

    /// Whether a presentation fits; no side effect follows from a refusal.
    ///
    /// # Errors
    /// [`Denied`] names the first thing that does not fit.
    pub fn admits(&self, binding: &Binding) -> Result<(), Denied> {
        if self.client != binding.client {
            return Err(Denied::Client);
        }
        if binding
            .carrier
            .is_some_and(|carrier| carrier != self.carrier)
        {
            return Err(Denied::Carrier);
        }
        let granted = |word: &str| self.scope.split(' ').any(|own| own == word);
        match &binding.scope {
            Some(scope) if !scope.split(' ').all(granted) => Err(Denied::Scope),
            _ => Ok(()),
        }
    }
}
