//! A server of canned answers on the socket of a data folder: what clients are tested against.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::thread::JoinHandle;

use serde_json::Value;

/// One request as it came.
#[derive(Debug)]
pub(crate) struct Request {
    /// `POST /admin/api/users`
    pub(crate) line: String,
    pub(crate) body: Value,
}

/// Answers one request after another with these, then ends; joining gives what was asked.
pub(crate) struct Canned(JoinHandle<Vec<Request>>);

impl Canned {
    pub(crate) fn on(data: &Path, answers: &[(u16, Value)]) -> Self {
        std::fs::create_dir_all(data).unwrap();
        let socket = data.join("paraph.sock");
        let _ = std::fs::remove_file(&socket);
        let listener = UnixListener::bind(socket).unwrap();
        Self::start(move || listener.accept().unwrap().0, answers)
    }

    /// On a free port of this machine, which is returned too.
    pub(crate) fn on_port(answers: &[(u16, Value)]) -> (Self, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        (
            Self::start(move || listener.accept().unwrap().0, answers),
            port,
        )
    }

    fn start<S: Read + Write>(
        accept: impl Fn() -> S + Send + 'static,
        answers: &[(u16, Value)],
    ) -> Self {
        let answers: VecDeque<_> = answers.iter().cloned().collect();
        Self(std::thread::spawn(move || serve(accept, answers)))
    }

    pub(crate) fn requests(self) -> Vec<Request> {
        self.0.join().unwrap()
    }
}

fn serve<S: Read + Write>(
    accept: impl Fn() -> S,
    mut answers: VecDeque<(u16, Value)>,
) -> Vec<Request> {
    let mut requests = Vec::new();
    while !answers.is_empty() {
        let mut reader = BufReader::new(accept());
        // A client that only tries whether somebody listens sends nothing.
        while let Some(request) = read(&mut reader) {
            requests.push(request);
            let (status, body) = answers.pop_front().expect("one request more than answers");
            let body = if body.is_null() {
                String::new()
            } else {
                body.to_string()
            };
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            reader
                .get_mut()
                .write_all((head + &body).as_bytes())
                .unwrap();
        }
    }
    requests
}

fn read(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap() == 0 {
        return None;
    }
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        match header.to_ascii_lowercase().split_once(':') {
            Some(("content-length", value)) => length = value.trim().parse().unwrap(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body).unwrap();
    let body = serde_json::from_slice(&body).unwrap_or_default();
    let line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    Some(Request { line, body })
}
