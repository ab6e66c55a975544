//! The page of `examples/spa` with what it needs: an issuer, a notes service that lets no clock differ, its own server. The
//! page's server is started as its README says.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use super::Chromium;
use crate::e2e::call::{Caller, PASSWORD};
use crate::e2e::examples::kit::{Kit, Service, copy, shell, with_ports};
use crate::e2e::process::{Place, Server, free_port};
use crate::e2e::readme::{Block, blocks_of, root};

pub(super) const EMAIL: &str = "ada@example.org";

/// Everything that runs while a script looks at the page.
pub(super) struct Page {
    chromium: Chromium,
    url: String,
    pub(super) issuer: Server,
    _services: [Service; 2],
}

impl Page {
    /// `config` goes to the issuer, beside the scopes of the examples.
    pub(super) async fn open(place: &Place, config: &str) -> Option<Self> {
        let chromium = Chromium::new(place)?;
        let own = free_port();
        let kit = Kit::new(place, "node", 4001, &[(3000, own)])?;
        kit.edit("server.mjs", "LEEWAY = 30;", "LEEWAY = 0;");
        kit.install();
        let issuer = place
            .start()
            .listen(format!("localhost:{}", kit.issuer_port()))
            .config(config)
            .run();
        Caller::new(&issuer.url).sign_up(EMAIL).await;
        let (notes, _) = kit.serve().await;
        let ports = [(8080, kit.issuer_port()), (4000, kit.port()), (3000, own)];
        let (page, _) = serve(place, &ports).await;
        // As axios.js says.
        let axios = chromium.package("axios/dist/esm/axios.min.js");
        fs::copy(axios, place.path().join("examples/spa/axios.min.js")).expect("axios");
        Some(Self {
            chromium,
            url: format!("http://localhost:{own}/"),
            issuer,
            _services: [notes, page],
        })
    }

    /// Runs a script that logs in at the page.
    pub(super) fn run(&self, script: &str, more: Value, limit: Duration) -> Value {
        let mut ask = more;
        ask["url"] = json!(self.url);
        ask["email"] = json!(EMAIL);
        ask["password"] = json!(PASSWORD);
        ask["pictures"] = json!(self.chromium.pictures());
        self.chromium.run(script, &ask, limit)
    }
}

async fn serve(place: &Place, ports: &[(u16, u16)]) -> (Service, Caller) {
    let folder = place.path().join("examples/spa");
    copy(&root().join("examples/spa"), &folder, ports);
    let mut steps = blocks_of("examples/spa/README.md")
        .into_iter()
        .flat_map(Block::steps);
    let step = steps.find(|step| step.command.contains("http.server"));
    let line = with_ports(&step.expect("a server").command, ports);
    let shell = shell(&format!("exec {line}"), place.path());
    let url = format!("http://localhost:{}", ports[2].1);
    Service::start(shell, &url, &place.path().join("page.log")).await
}
