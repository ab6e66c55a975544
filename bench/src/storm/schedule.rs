//! Requests at a fixed rate, whatever the answers do: who waits is seen to wait.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::Outcome;
use crate::timing::Stopwatch;
use crate::wire::Connection;

/// So many connections that share the slots of a timetable.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    pub(super) connections: u32,
    /// Of all connections together.
    pub(super) per_second: u32,
    pub(super) seconds: u32,
}

impl Schedule {
    /// Milliseconds per request, counted from its slot if the answer before it was late, else from when it was sent: the
    /// driver's own timer is no matter of the server's.
    pub(super) async fn run(self, server: SocketAddr, request: Arc<[u8]>) -> Outcome<Vec<f64>> {
        let mut tasks = JoinSet::new();
        let mut open = Vec::new();
        for _ in 0..self.connections {
            open.push(Connection::open(server).await?);
        }
        let watch = Stopwatch::start();
        for (first, connection) in (0..).zip(open) {
            tasks.spawn(self.ride(first, connection, request.clone(), watch));
        }
        let mut latencies = Vec::new();
        while let Some(done) = tasks.join_next().await {
            latencies.extend(done??);
        }
        Ok(latencies)
    }

    /// Every slot of one connection.
    async fn ride(
        self,
        first: u32,
        mut connection: Connection,
        request: Arc<[u8]>,
        watch: Stopwatch,
    ) -> Outcome<Vec<f64>> {
        let mut latencies = Vec::new();
        let slots = (first..self.per_second * self.seconds).step_by(self.connections as usize);
        for slot in slots {
            let due = f64::from(slot) / f64::from(self.per_second);
            let ahead = due - watch.seconds();
            let from = if ahead > 0.0 {
                tokio::time::sleep(Duration::from_secs_f64(ahead)).await;
                watch.seconds()
            } else {
                due
            };
            connection.ask(&request).await?;
            latencies.push((watch.seconds() - from) * 1e3);
        }
        Ok(latencies)
    }
}
