// Headless Chromium for a test's script: a profile of its own, nothing but loopback, and it ends with the script.
import { readSync } from "node:fs";
import puppeteer from "puppeteer-core";

/** What the test asks, in one line. */
export const ask = JSON.parse(line());

// The test holds the other end; once that is gone, however it went, nobody waits for us.
process.stdin.resume().on("end", () => process.exit(1)).unref();

function line() {
  const bytes = [];
  for (const byte = Buffer.alloc(1); readSync(0, byte) === 1 && byte[0] !== 10; ) bytes.push(byte[0]);
  return Buffer.from(bytes).toString();
}

/**
 * Runs `work(browser)`, prints its answer as JSON and ends the browser.
 * `hosts` names what the browser shall find at a port of this machine: {"id.example.org": 8443}; it finds nothing else.
 */
export async function withBrowser(work, { hosts = {} } = {}) {
  const rules = Object.entries(hosts).map(([host, port]) => `MAP ${host} 127.0.0.1:${port}`);
  rules.push("MAP * ~NOTFOUND", "EXCLUDE localhost", "EXCLUDE 127.0.0.1");
  const browser = await puppeteer.launch({
    executablePath: ask.browser.program,
    userDataDir: ask.browser.profile,
    // Over a pipe, whose end is Chromium's end: a killed script leaves no browser behind.
    pipe: true,
    acceptInsecureCerts: Object.keys(hosts).length > 0,
    args: [
      ...(process.getuid() === 0 ? ["--no-sandbox"] : []),
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-default-apps",
      "--disable-dev-shm-usage",
      "--disable-domain-reliability",
      "--disable-gpu",
      "--disable-sync",
      "--metrics-recording-only",
      "--no-default-browser-check",
      "--no-first-run",
      "--no-pings",
      "--no-proxy-server",
      `--host-resolver-rules=${rules.join(", ")}`,
    ],
  });
  try {
    console.log(JSON.stringify(await work(browser)));
  } finally {
    await browser.close();
  }
}
