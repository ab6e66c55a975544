//! The HTTP room, from outside. Files follow the routes; `matrix` follows the route list and covers what is added to it.

mod admin;
mod audit;
mod cors;
mod cross_site;
mod crowd;
mod disabled;
mod faults;
mod headers;
mod health;
mod login;
mod logout;
mod logs;
mod matrix;
mod me;
mod pages;
mod password;
mod refresh;
mod serve;
mod sessions;
mod signup;
mod well_known;
