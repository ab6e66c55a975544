//! The layers and the extractor through real routers.

mod house;
mod routes;
