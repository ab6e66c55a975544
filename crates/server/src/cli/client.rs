//! The client of the Admin API: through the socket in the data folder, or over HTTPS with an operator's token.
//!
//! It follows no redirect, asks no proxy on the way to this machine, reads a bounded answer, and never sends a token
//! in the clear beyond this machine.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use reqwest::{Method, Url, redirect};
use serde_json::Value;
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

use super::failure::Failure;
use super::io::read_file_text;
use crate::config::is_loopback;
use crate::data::{DataFolder, Surroundings, resolve};

mod answer;

pub(super) use answer::text;
use answer::{answer, failed, no_server, unexpected};

/// The most items of a page.
const PAGE: usize = 1_000;
const PATIENCE: Duration = Duration::from_mins(1);

/// Which server a command speaks to.
#[derive(Debug, Args)]
pub(super) struct ClientArgs {
    /// The data folder of a server on this machine
    #[arg(long, value_name = "DIR", conflicts_with = "server")]
    data: Option<PathBuf>,
    /// A server elsewhere: its issuer's URL
    #[arg(long, value_name = "URL", requires = "token_file")]
    server: Option<String>,
    /// A file with an operator's access token
    #[arg(long, value_name = "FILE", requires = "server")]
    token_file: Option<PathBuf>,
}

/// A connection to one server.
pub(super) struct Client {
    http: reqwest::Client,
    runtime: Runtime,
    base: Url,
    token: Option<Zeroizing<String>>,
}

impl ClientArgs {
    pub(super) fn connect(&self) -> Result<Client, Failure> {
        match (&self.server, &self.token_file) {
            (Some(server), Some(file)) => {
                let token = read_file_text(file)?.trim_ascii().to_owned();
                Client::over_http(server, Some(Zeroizing::new(token)))
            }
            _ => Client::on_this_machine(self.data.as_deref()),
        }
    }
}

impl Client {
    /// Through the socket of the server on a data folder.
    pub(super) fn on_this_machine(data: Option<&Path>) -> Result<Self, Failure> {
        let data = resolve(data, &Surroundings::of_process())?;
        let socket = DataFolder::socket_in(&data);
        // Tried apart, because the answer says what to do.
        UnixStream::connect(&socket).map_err(|error| no_server(&data, &error))?;
        let builder = local().unix_socket(socket.as_path());
        Self::new(builder, "http://localhost", None)
    }

    /// Over HTTPS, or plain HTTP to this machine.
    pub(super) fn over_http(
        server: &str,
        token: Option<Zeroizing<String>>,
    ) -> Result<Self, Failure> {
        let url =
            Url::parse(server).map_err(|error| Failure::usage(format!("{server}: {error}")))?;
        let builder = match url.scheme() {
            "https" => builder().https_only(true),
            "http" if is_loopback(&url) => local(),
            _ => {
                return Err(Failure::usage(format!(
                    "{server}: a server elsewhere is reached over https://"
                )));
            }
        };
        Self::new(builder, server, token)
    }

    fn new(
        builder: reqwest::ClientBuilder,
        base: &str,
        token: Option<Zeroizing<String>>,
    ) -> Result<Self, Failure> {
        let base = Url::parse(base).map_err(|error| Failure::usage(error.to_string()))?;
        let http = builder.build().map_err(|error| failed(&error))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        Ok(Self {
            http,
            runtime,
            base,
            token,
        })
    }

    /// One call; the answer's JSON, or `null` where there is none.
    pub(super) fn call(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Value, Failure> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut request = self.http.request(method, url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.as_str());
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        self.runtime
            .block_on(async { answer(request.send().await).await })
    }

    /// `GET`.
    pub(super) fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Value, Failure> {
        self.call(Method::GET, path, query, None)
    }

    /// The items of a list, page after page, `most` at most.
    pub(super) fn list(&self, path: &[&str], most: usize) -> Result<Vec<Value>, Failure> {
        let (mut items, mut after) = (Vec::new(), None::<String>);
        while items.len() < most {
            let limit = most.min(PAGE).to_string();
            let after_it = after.iter().map(|after| ("after", after.as_str()));
            let query: Vec<_> = after_it.chain([("limit", limit.as_str())]).collect();
            let page = self.get(path, &query)?;
            let Some(found) = page["items"].as_array() else {
                return Err(unexpected("a list without items"));
            };
            items.extend(found.iter().cloned());
            match page["next"].as_str() {
                Some(next) if after.as_deref() != Some(next) => after = Some(next.to_owned()),
                _ => break,
            }
        }
        items.truncate(most);
        Ok(items)
    }

    /// The user an id or an e-mail address names.
    pub(super) fn user(&self, named: &str) -> Result<Value, Failure> {
        if !named.contains('@') {
            return self.get(&["admin", "api", "users", named], &[]);
        }
        let page = self.get(&["admin", "api", "users"], &[("email", named)])?;
        let missing = || {
            Failure::refused(
                "not_found",
                format!("nobody has the e-mail address {named}"),
            )
        };
        page["items"].get(0).cloned().ok_or_else(missing)
    }

    /// The id of that user.
    pub(super) fn user_id(&self, named: &str) -> Result<String, Failure> {
        if !named.contains('@') {
            return Ok(named.to_owned());
        }
        text(&self.user(named)?, "id")
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .timeout(PATIENCE)
        .user_agent(concat!("paraph/", env!("CARGO_PKG_VERSION")))
}

/// To this machine: past every proxy, and without certificates, which it may not have.
fn local() -> reqwest::ClientBuilder {
    builder().no_proxy().tls_certs_only([])
}
