//! Work that nobody waits for: forgetting what no longer matters.

use std::time::Duration;

use paraph_core::Millis;
use paraph_core::commands::roots::{Prune, Pruned};
use tokio::time::{MissedTickBehavior, interval};

use crate::http::App;

/// How often the tables are pruned.
const EVERY: Duration = Duration::from_mins(1);

/// Rows of each kind in one transaction: a login behind it waits for milliseconds.
const ROWS: u32 = 500;

/// Transactions in one go, so that a backlog is worked off without hurry.
const ROUNDS: u32 = 20;

/// Sessions that are over are kept for a day: an old refresh token is then told "ended" rather than "unknown".
const KEPT: Millis = 86_400_000;

/// Starts the work; it ends with the runtime.
pub(super) fn start(app: &App) {
    let app = app.clone();
    tokio::spawn(async move {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            app.view().prune(app.clock().now());
            prune(&app).await;
        }
    });
}

async fn prune(app: &App) {
    for _ in 0..ROUNDS {
        let prune = Prune {
            sessions_before: app.clock().now() - KEPT,
            limit: ROWS,
        };
        match app.auth().store.run(prune).await {
            Ok(pruned) if is_full(&pruned) => {}
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(%error, "pruning was put off");
                return;
            }
        }
    }
}

fn is_full(pruned: &Pruned) -> bool {
    [pruned.sessions, pruned.logins, pruned.entries, pruned.marks].contains(&ROWS.into())
}
