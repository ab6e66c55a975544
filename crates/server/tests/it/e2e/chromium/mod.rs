//! Chromium, headless, against the real server: a script in Node drives it by puppeteer and prints what it saw as JSON, which
//! the test judges. Everything stays on loopback, and ends with the test, however that ends.

mod driver;
mod flight;
mod hostile;
mod page;
mod pages;
mod smoke;
mod storage;
mod tabs;

use self::driver::Chromium;
use self::page::Page;
