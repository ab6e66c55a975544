//! The socket through which commands of this machine reach the admin API.
//!
//! Only the server's own user and root may speak: the file is 0600 in a folder that is 0700, and the peer's uid is asked of
//! the system. What they do is audited as `os:<uid>`.

use std::fs::{self, Permissions};
use std::future::Future;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use axum::Router;
use http::uri::{PathAndQuery, Uri};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{UnixListener, UnixStream};

use crate::cli::Failure;
use crate::http::serve::{BREATH, PATIENCE, answer};
use crate::http::source::Peer;
use crate::http::{App, router};

/// The bound socket; its file goes with it.
#[derive(Debug)]
pub(super) struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Binds the file anew. The folder's lock says that no other server uses it, so an old file is a leftover.
    pub(super) fn bind(path: &Path) -> Result<Self, Failure> {
        let bound = fs::remove_file(path)
            .or_else(|error| {
                if error.kind() == io::ErrorKind::NotFound {
                    Ok(())
                } else {
                    Err(error)
                }
            })
            .and_then(|()| UnixListener::bind(path))
            .and_then(|listener| {
                fs::set_permissions(path, Permissions::from_mode(0o600)).map(|()| listener)
            });
        match bound {
            Ok(listener) => Ok(Self {
                listener,
                path: path.to_owned(),
            }),
            Err(error) => Err(Failure::refused(
                "socket",
                format!("{}: {error}", path.display()),
            )),
        }
    }

    /// Serves until `stop` is done, then finishes what has begun.
    pub(super) async fn serve(self, app: &App, stop: impl Future<Output = ()>) {
        let (router, base) = (router(app.clone()), app.base_path().to_owned());
        let open = GracefulShutdown::new();
        let accepting = async {
            loop {
                match self.listener.accept().await {
                    Ok((stream, _)) => spawn(stream, router.clone(), base.clone(), &open),
                    Err(error) => {
                        tracing::warn!(%error, "a local connection was not accepted");
                        // The one that waits is still there: without a breath this would fill the log.
                        tokio::time::sleep(BREATH).await;
                    }
                }
            }
        };
        tokio::select! {
            () = accepting => {}
            () = stop => {}
        }
        let _ = tokio::time::timeout(PATIENCE, open.shutdown()).await;
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn spawn(stream: UnixStream, router: Router, base: String, open: &GracefulShutdown) {
    let Some(uid) = admitted(&stream) else {
        tracing::warn!("a local connection of another user was refused");
        return;
    };
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        // Commands do not know the issuer's path: below the socket every route starts at the root.
        if let Some(uri) = below(&base, request.uri()) {
            *request.uri_mut() = uri;
        }
        answer(router.clone(), request, Peer::Os(uid))
    });
    let connection = auto::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service)
        .into_owned();
    let watched = open.watch(connection);
    // A command that breaks off is no event.
    tokio::spawn(async move { drop(watched.await) });
}

/// The peer's uid, if it is the server's own or root.
fn admitted(stream: &UnixStream) -> Option<u32> {
    let uid = stream.peer_cred().ok()?.uid();
    (uid == 0 || uid == rustix::process::getuid().as_raw()).then_some(uid)
}

fn below(base: &str, uri: &Uri) -> Option<Uri> {
    let path: PathAndQuery = format!("{base}{}", uri.path_and_query()?).parse().ok()?;
    Some(path.into())
}
