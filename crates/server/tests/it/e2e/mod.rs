//! The whole binary as people run it: started on free ports in temporary data folders, killed, restarted, and looked at
//! from outside. `PARAPH_TEST_BIN` names the binary to test; without it the one of this build is taken.

#![expect(
    clippy::disallowed_methods,
    reason = "these tests look at a process from outside: its time is the machine's"
)]

mod browser;
mod call;
mod chromium;
mod examples;
mod kill;
mod memory;
mod peers;
mod process;
mod readme;
mod secrets;
mod shutdown;
mod start;
mod storm;
