//! Lists: `{"items": [..], "next": ".."}`, where `next` is the `after` of the next page, or null.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problem::Problem;

/// How many items a page has unless the caller names another number.
const USUAL: u32 = 100;

/// The most items of a page.
pub const MOST: u32 = 1_000;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The `after` of the next page; null on the last one.
    pub next: Option<String>,
}

/// What a list may be asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// Only items after this one.
    pub after: Option<String>,
    /// At most so many.
    pub limit: Option<u32>,
    /// Only the one with this e-mail address.
    pub email: Option<String>,
}

/// Extractor: the query, read strictly.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|_| Problem::bad_request("query: an unknown, doubled or unreadable parameter"))
    }
}

impl Ask {
    /// How many items to read.
    ///
    /// # Errors
    /// `bad_request` for 0 and for more than [`MOST`].
    pub fn limit(&self) -> Result<u32, Problem> {
        match self.limit.unwrap_or(USUAL) {
            limit @ 1..=MOST => Ok(limit),
            _ => Err(Problem::bad_request(format!("limit: from 1 to {MOST}"))),
        }
    }
}

impl<T> Page<T> {
    /// All there is.
    pub const fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}
