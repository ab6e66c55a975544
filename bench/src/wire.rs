//! HTTP/1.1 on a connection that stays open, with as little of the driver's time as possible: a request is bytes made
//! beforehand, an answer a status and a body of a length said in its head.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Mutex;

use crate::Outcome;

const MOST_HEADERS: usize = 32;

/// One per client, who alone locks it.
pub(crate) type Connections = Arc<[Mutex<Connection>]>;

/// One client's connection.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            read: Vec::with_capacity(4_096),
        })
    }

    /// Sends the request and waits for the body of a 200. Any other answer ends the benchmark.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Outcome<&[u8]> {
        self.read.clear();
        self.stream.write_all(request).await?;
        loop {
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err("the server hung up".into());
            }
            let Some(head) = head(&self.read)? else {
                continue;
            };
            if self.read.len() >= head.length + head.body {
                let body = &self.read[head.length..][..head.body];
                return match head.status {
                    200 => Ok(body),
                    status => Err(refusal(status, body).into()),
                };
            }
        }
    }
}

/// One connection each for so many clients.
pub(crate) async fn connect(server: SocketAddr, clients: usize) -> Outcome<Connections> {
    let mut open = Vec::with_capacity(clients);
    for _ in 0..clients {
        open.push(Mutex::new(Connection::open(server).await?));
    }
    Ok(open.into())
}

/// A GET by nobody.
pub(crate) fn bare(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes()
}

/// A GET with an access token.
pub(crate) fn get(path: &str, token: &str) -> Vec<u8> {
    let head = "HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer";
    format!("GET {path} {head} {token}\r\n\r\n").into_bytes()
}

/// A POST of JSON.
pub(crate) fn post(path: &str, body: &str) -> Vec<u8> {
    let head = "HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length:";
    format!("POST {path} {head} {}\r\n\r\n{body}", body.len()).into_bytes()
}

struct Head {
    status: u16,
    length: usize,
    body: usize,
}

/// `None` if there is more to come.
fn head(bytes: &[u8]) -> Outcome<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = response.parse(bytes)? else {
        return Ok(None);
    };
    let said = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .ok_or("an answer does not say its length")?;
    Ok(Some(Head {
        status: response.code.ok_or("an answer has no status")?,
        length,
        body: str::from_utf8(said.value)?.parse()?,
    }))
}

fn refusal(status: u16, body: &[u8]) -> String {
    format!("answered {status}: {}", String::from_utf8_lossy(body))
}
