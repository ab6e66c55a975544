// Several tabs of one browser whose access tokens run out at the same moment, again and again.
import { ask, withBrowser } from "./browser.mjs";
import { logIn, shown } from "./notes.mjs";

const EXPECTED = /^(GET \/(notes|api\/me) 200|GET \/notes 401 token_expired|POST \/api\/refresh (200|503 refresh_retry))$/;
const answers = {};
const unexpected = new Set();

/** Counts what services answer a tab, from now on. */
function listen(page) {
  page.on("response", async (response) => {
    const request = response.request();
    const { pathname } = new URL(response.url());
    if (request.method() === "OPTIONS" || !/^\/(notes|api)/.test(pathname)) return;
    const code = response.ok() ? [] : [(await response.json().catch(() => ({}))).code];
    const answer = [request.method(), pathname, response.status(), ...code].join(" ");
    answers[answer] = (answers[answer] ?? 0) + 1;
    if (!EXPECTED.test(answer)) unexpected.add(answer);
  });
  page.on("requestfailed", (request) => unexpected.add(`${request.url()} ${request.failure().errorText}`));
  page.on("pageerror", (error) => unexpected.add(`${error}`));
}

const press = (page) => page.evaluate(() => document.getElementById("reload").click());
// By a timer: a tab behind another paints no frames.
const isDone = (page) =>
  page.waitForFunction(() => !document.getElementById("reload").disabled, { timeout: 60_000, polling: 50 });
const isIn = (page) =>
  page.evaluate(() => !document.getElementById("notes").hidden && document.getElementById("message").hidden);
/** Until a token that was made just now has run out: its seconds are whole ones. */
const expiry = () => new Promise((resolve) => setTimeout(resolve, 2_050));

/** How often the refresh token was replaced: it says so itself. */
async function generation(browser) {
  const cookie = (await browser.cookies()).find(({ name }) => name === "par-dev-r-app");
  return Buffer.from(cookie.value.replace("par_r_", ""), "base64url").readUInt32BE(17);
}

await withBrowser(async (browser) => {
  const pages = [await browser.newPage()];
  await logIn(pages[0]);
  while (pages.length < ask.tabs) {
    const page = await browser.newPage();
    await page.goto(ask.url);
    await shown(page);
    pages.push(page);
  }
  pages.forEach(listen);
  const start = Date.now();
  const logged_out = [];
  for (let round = 1; round <= ask.expiries && logged_out.length === 0; round++) {
    await expiry();
    await Promise.all(pages.map(press));
    await Promise.all(pages.map(isDone));
    const states = await Promise.all(pages.map(isIn));
    states.forEach((state, tab) => state || logged_out.push({ round, tab }));
  }
  const seconds = (Date.now() - start) / 1000;
  return { logged_out, unexpected: [...unexpected], answers, seconds, generation: await generation(browser) };
});
