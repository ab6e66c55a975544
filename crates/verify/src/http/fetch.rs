//! One request for the set. Nothing that the other side answers can make it take longer, read more or go elsewhere.
//!
//! No redirects, no cookies, no compression, no second try by the client itself, no kept connection, at most 1 MiB whatever
//! `Content-Length` says. The time limit is the caller's.

use std::pin::Pin;

use http::HeaderValue;
use http::header::ACCEPT;
use reqwest::{Client, Response, StatusCode, Url, redirect, retry};

use super::error::FetchError;
use super::place::Place;
use crate::SetupError;

/// A set has at most this many bytes.
const LONGEST: usize = 1024 * 1024;

/// What gets the bytes of a set. The one seam: tests answer without a socket.
pub(super) trait Fetch: Send + Sync {
    fn fetch(&self) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, FetchError>> + Send + '_>>;
}

/// By HTTPS, or by HTTP on this machine.
pub(super) struct Https {
    client: Client,
    url: Url,
}

impl Https {
    /// `proxied` takes the proxy that the environment names, for https alone.
    pub(super) fn new(place: Place, proxied: bool) -> Result<Self, SetupError> {
        let mut builder = Client::builder()
            .user_agent(concat!("paraph-verify/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .referer(false)
            // Another crate of the program may have switched these on.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate();
        // No proxy stands between this machine and itself.
        if place.is_local || !proxied {
            builder = builder.no_proxy();
        }
        builder = if place.is_plain() {
            // A machine without any certificates may still develop.
            builder.tls_certs_only([])
        } else {
            builder.https_only(true)
        };
        let client = builder
            .build()
            .map_err(|error| SetupError::Client(error.to_string()))?;
        Ok(Self {
            client,
            url: place.url,
        })
    }

    async fn get(&self) -> Result<Vec<u8>, FetchError> {
        let accept = HeaderValue::from_static("application/jwk-set+json, application/json");
        let request = self.client.get(self.url.clone()).header(ACCEPT, accept);
        let response = request
            .send()
            .await
            .map_err(|error| FetchError::from_reqwest(&error))?;
        match response.status() {
            StatusCode::OK => body(response).await,
            status if status.is_redirection() => Err(FetchError::Redirect(status.as_u16())),
            status => Err(FetchError::Status(status.as_u16())),
        }
    }
}

impl Fetch for Https {
    fn fetch(&self) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, FetchError>> + Send + '_>> {
        Box::pin(self.get())
    }
}

/// The body, counted as it comes.
async fn body(mut response: Response) -> Result<Vec<u8>, FetchError> {
    let announced = response.content_length().unwrap_or_default();
    if usize::try_from(announced).map_or(true, |length| length > LONGEST) {
        return Err(FetchError::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| FetchError::from_reqwest(&error))?
    {
        if bytes.len() + chunk.len() > LONGEST {
            return Err(FetchError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
