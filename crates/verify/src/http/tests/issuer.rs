//! An issuer on a socket, which does what it is told.

use std::net::SocketAddr;
use std::sync::Mutex;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::*;

/// What it does with a connection once the request has come.
#[derive(Clone, Debug)]
pub(super) enum Does {
    /// Sends these bytes and closes.
    Says(Vec<u8>),
    /// Sends these bytes and goes on with a byte now and then, for ever.
    Drips(Vec<u8>),
    /// Sends these bytes and goes on as fast as it can, for ever.
    Pours(Vec<u8>),
    /// Nothing, and keeps the connection.
    Waits,
    /// Closes without having read, which resets.
    Resets,
}

pub(super) struct Issuer {
    pub(super) address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    does: Mutex<Does>,
    hits: AtomicUsize,
    poured: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

impl Issuer {
    pub(super) async fn new(does: Does) -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), does).await
    }

    pub(super) async fn at(address: SocketAddr, does: Does) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            does: Mutex::new(does),
            hits: AtomicUsize::new(0),
            poured: AtomicUsize::new(0),
            requests: Mutex::default(),
        });
        let task = tokio::spawn(serve(listener, Arc::clone(&shared)));
        Self {
            address,
            shared,
            task,
        }
    }

    /// What it does from the next connection on.
    pub(super) fn now(&self, does: Does) {
        *self.shared.does.lock().unwrap() = does;
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn hits(&self) -> usize {
        self.shared.hits.load(Ordering::Relaxed)
    }

    /// How many bytes it got rid of beyond the head.
    pub(super) fn poured(&self) -> usize {
        self.shared.poured.load(Ordering::Relaxed)
    }

    pub(super) fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// Nobody listens any more.
    pub(super) async fn goes_down(self) -> SocketAddr {
        self.task.abort();
        let _ = self.task.await;
        self.address
    }
}

/// A whole answer of `status`, with more lines in its head.
pub(super) fn answer(status: &str, lines: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{lines}\r\n{body}").into_bytes()
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        shared.hits.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(talk(stream, Arc::clone(&shared)));
    }
}

async fn talk(mut stream: TcpStream, shared: Arc<Shared>) {
    let does = shared.does.lock().unwrap().clone();
    if matches!(does, Does::Resets) {
        return;
    }
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else {
            return;
        };
        head.push(byte);
    }
    let head = String::from_utf8(head).unwrap();
    shared.requests.lock().unwrap().push(head);
    match does {
        Does::Says(bytes) => drop(stream.write_all(&bytes).await),
        Does::Drips(bytes) => {
            let _ = stream.write_all(&bytes).await;
            while stream.write_all(b" ").await.is_ok() {
                sleep(Duration::from_millis(20)).await;
            }
        }
        Does::Pours(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let block = [b' '; 8 * 1024];
            while let Ok(count) = stream.write(&block).await {
                shared.poured.fetch_add(count, Ordering::Relaxed);
            }
        }
        Does::Waits | Does::Resets => std::future::pending().await,
    }
}
