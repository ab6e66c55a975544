//! The HTTP room, from outside. Files follow the routes; `matrix` follows the route list and covers what is added to it.

mod login;
mod logout;
mod me;
mod password;
mod refresh;
mod sessions;
mod signup;
