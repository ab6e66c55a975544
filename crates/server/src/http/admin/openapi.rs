//! `/admin/api/openapi.json`: the admin API described in `OpenAPI` 3.1, generated from the handlers.

use axum::Json as Answer;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

use super::{config, keys, sessions, users};

#[derive(OpenApi)]
#[openapi(
    info(title = "Paraph admin API", description = "What operators do with people, sessions, keys and configuration."),
    paths(
        users::create, users::list, users::read, users::change, users::sessions, users::end_sessions,
        sessions::end, keys::list, config::read, read,
    ),
    modifiers(&Bearer),
    security(("bearer" = [])),
)]
struct Document;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some(
                "An access token whose audience is the issuer, of a person with a reserved role.",
            ))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The document, as it is committed in `docs/openapi.json`.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Reads the document.
#[utoipa::path(get, operation_id = "read_openapi", path = "/admin/api/openapi.json", responses((status = 200, body = Object)))]
pub async fn read() -> Answer<utoipa::openapi::OpenApi> {
    Answer(document())
}
