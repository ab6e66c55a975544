// The page of examples/spa: how to use it, and a walk past its views.
import { pathToFileURL } from "node:url";
import { ask, withBrowser } from "./browser.mjs";
import { look } from "./look.mjs";

/** Opens the page and logs in. */
export async function logIn(page) {
  await page.goto(ask.url);
  await page.waitForSelector("#login:not([hidden])");
  await submit(page, ask.password);
  await shown(page);
}

export async function submit(page, password) {
  await page.$eval("#login", (form) => form.reset());
  await page.type("#email", ask.email);
  await page.type("#password", password);
  await page.click("#login button");
}

/** Waits for the notes. */
export const shown = (page) => page.waitForSelector("#notes:not([hidden])", { timeout: 60_000 });

export async function add(page, text) {
  await page.type("#text", text);
  await page.click("#add button");
  await page.waitForFunction((text) => document.getElementById("list").textContent.includes(text), {}, text);
}

async function walk(browser) {
  const page = await browser.newPage();
  const [findings, looked_at] = [[], []];
  const see = async (name) => {
    findings.push(...(await look(page, `spa-${name}`, ask.pictures)));
    looked_at.push(name);
  };
  await page.goto(ask.url);
  await page.waitForSelector("#login:not([hidden])");
  await see("login");
  await submit(page, "a wrong password");
  await page.waitForSelector("#message:not([hidden])");
  await see("refused");
  await submit(page, ask.password);
  await shown(page);
  await see("empty");
  await add(page, "Buy milk");
  await add(page, "A longer note, which does not fit into one line of a telephone, so that one sees how lines break.");
  await see("notes");
  return { findings, looked_at };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await withBrowser(walk);
