//! Connections: several listeners, limits on what a slow or greedy client may hold, and a stop that loses no request.
//!
//! On the signal the server first says it is not ready, then takes no new connections, finishes what it has begun, and
//! after [`PATIENCE`] stops in any case.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use futures_util::future::select_all;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Service;

use super::source::Peer;
use super::{App, router};
use crate::config::Mode;

/// How long requests that have begun may take to end.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// What clients may hold, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open connections; further ones wait in the listener's queue.
    pub connections: usize,
    /// Requests being answered, whatever the number of connections they came by (HTTP/2 brings many by one); further ones
    /// wait. So many bodies are in memory at most.
    pub requests: usize,
    /// How long a client may take for the head of a request, and how long a connection may be idle.
    pub head: Duration,
    /// How long a server in production says it is not ready before it takes no more connections: a balancer has to see it.
    pub notice: Duration,
    /// How long requests that have begun may take to end once the server stops.
    pub patience: Duration,
}

/// The largest head of a request in bytes: a token of 8 KiB, our cookies, and the other cookies of the host.
const HEAD_SIZE: u32 = 32 * 1_024;

/// The most requests at once by one connection of HTTP/2.
const STREAMS: u32 = 32;

/// Descriptors that connections leave to the rest: the database, the socket, files of the system.
const SPARED_FILES: usize = 256;

/// After an error of `accept` (no file descriptors left), when trying at once would only burn the processor; and for the first
/// bytes of a connection.
pub const BREATH: Duration = Duration::from_millis(100);

/// Serves until `stop` is done, then finishes what has begun.
///
/// # Errors
/// If there is no socket, or one cannot be used without blocking.
pub async fn serve_within(
    limits: Limits,
    sockets: Vec<std::net::TcpListener>,
    app: App,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    if sockets.is_empty() {
        return Err(io::Error::other("nothing to listen on"));
    }
    let listeners = sockets
        .into_iter()
        .map(listen)
        .collect::<io::Result<Vec<_>>>()?;
    let server = Server::new(limits, app.clone());
    let accepting = server.accept(&listeners);
    let notice = async {
        stop.await;
        app.drain();
        if app.mode() == Mode::Production {
            tokio::time::sleep(limits.notice).await;
        }
    };
    tokio::select! {
        () = accepting => {}
        () = notice => {}
    }
    for listener in listeners {
        server.take_waiting(listener);
    }
    // Connections just taken still have to say what they want: a stop closes those that have not.
    tokio::time::sleep(BREATH).await;
    server.finish().await;
    Ok(())
}

/// Done when the process is asked to stop: SIGTERM, or Ctrl-C.
///
/// # Errors
/// If the signals cannot be listened to.
pub fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

fn listen(socket: std::net::TcpListener) -> io::Result<TcpListener> {
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket)
}

impl Limits {
    /// The usual ones, for a process that may have so many files open: a flood of connections leaves the database its own.
    #[must_use]
    pub fn of_files(files: usize) -> Self {
        let usual = Self::default();
        let most = files.saturating_sub(SPARED_FILES).max(files / 4).max(1);
        Self {
            connections: usual.connections.min(most),
            ..usual
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            requests: 4_096,
            head: Duration::from_secs(10),
            notice: Duration::from_secs(1),
            patience: PATIENCE,
        }
    }
}

struct Server {
    limits: Limits,
    router: Router,
    http: auto::Builder<TokioExecutor>,
    open: Arc<Semaphore>,
    requests: Arc<Semaphore>,
    graceful: GracefulShutdown,
}

/// What a connection is doing.
#[derive(Default)]
struct Activity {
    /// Requests that have begun, ever.
    begun: AtomicUsize,
    /// Requests that are not answered yet.
    open: AtomicUsize,
}

impl Server {
    fn new(limits: Limits, app: App) -> Self {
        let mut http = auto::Builder::new(TokioExecutor::new());
        http.http1()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_buf_size(HEAD_SIZE as usize);
        http.http2()
            .timer(TokioTimer::new())
            .max_header_list_size(HEAD_SIZE)
            .max_concurrent_streams(STREAMS)
            .keep_alive_interval(limits.head)
            .keep_alive_timeout(limits.head);
        Self {
            limits,
            router: router(app),
            http,
            open: Arc::new(Semaphore::new(limits.connections)),
            requests: Arc::new(Semaphore::new(limits.requests)),
            graceful: GracefulShutdown::new(),
        }
    }

    /// Accepts for ever.
    async fn accept(&self, listeners: &[TcpListener]) {
        loop {
            let Ok(permit) = Arc::clone(&self.open).acquire_owned().await else {
                return;
            };
            let any = select_all(listeners.iter().map(|listener| Box::pin(listener.accept())));
            match any.await.0 {
                Ok((stream, peer)) => self.spawn(stream, peer, permit),
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
    }

    /// Takes what waits in a listener's queue, which closing it would reset.
    fn take_waiting(&self, listener: TcpListener) {
        let Ok(listener) = listener.into_std() else {
            return;
        };
        while let Ok((stream, peer)) = listener.accept() {
            let Ok(permit) = Arc::clone(&self.open).try_acquire_owned() else {
                return;
            };
            let stream = stream.set_nonblocking(true).map(|()| stream);
            if let Ok(stream) = stream.and_then(TcpStream::from_std) {
                self.spawn(stream, peer, permit);
            }
        }
    }

    fn spawn(&self, stream: TcpStream, peer: SocketAddr, permit: OwnedSemaphorePermit) {
        // Answers are small and whole: waiting to fill a packet only delays them.
        let _ = stream.set_nodelay(true);
        let activity = Arc::new(Activity::default());
        let (router, requests) = (self.router.clone(), Arc::clone(&self.requests));
        let seen = Arc::clone(&activity);
        let service = service_fn(move |request| {
            let busy = Busy::new(&seen);
            let (router, requests) = (router.clone(), Arc::clone(&requests));
            async move {
                let _busy = busy;
                // Never closed: there is always an answer to wait for.
                let _turn = requests.acquire_owned().await;
                answer(router, request, Peer::Address(peer)).await
            }
        });
        let connection = self
            .http
            .serve_connection(TokioIo::new(stream), service)
            .into_owned();
        let watched = self.graceful.watch(connection);
        let silence = silence(self.limits.head, activity);
        tokio::spawn(async move {
            // A client that breaks off is no event.
            tokio::select! {
                _ = watched => {}
                () = silence => {}
            }
            drop(permit);
        });
    }

    async fn finish(self) {
        if tokio::time::timeout(self.limits.patience, self.graceful.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("requests were cut off: they took longer than the stop waits");
        }
    }
}

/// A request that is not answered yet.
struct Busy(Arc<Activity>);

impl Busy {
    fn new(activity: &Arc<Activity>) -> Self {
        activity.begun.fetch_add(1, Ordering::Relaxed);
        activity.open.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(activity))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Done once a whole span of patience has passed in which no request began and none was being answered. The timeout for
/// heads starts only when the protocol's version is known, and knows HTTP/1 alone: a client of HTTP/2 that answers pings
/// would stay for ever. An answer that is not read does not count either: ours are whole, and a reader that slow is none.
async fn silence(patience: Duration, activity: Arc<Activity>) {
    loop {
        let before = activity.begun.load(Ordering::Relaxed);
        tokio::time::sleep(patience).await;
        let idle = activity.open.load(Ordering::Relaxed) == 0;
        if idle && activity.begun.load(Ordering::Relaxed) == before {
            return;
        }
    }
}

/// Answers one request of this peer.
///
/// # Errors
/// None.
pub async fn answer(
    mut router: Router,
    mut request: hyper::Request<Incoming>,
    peer: Peer,
) -> Result<axum::response::Response, Infallible> {
    request.extensions_mut().insert(peer);
    router.call(request.map(axum::body::Body::new)).await
}
