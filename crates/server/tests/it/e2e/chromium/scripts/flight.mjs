// What the page sends when tokens have run out.
import { ask, withBrowser } from "./browser.mjs";
import { logIn } from "./notes.mjs";

const answers = {};
/** What was counted since the last time. */
function take() {
  const taken = { ...answers };
  for (const key of Object.keys(answers)) delete answers[key];
  return taken;
}

const expiry = () => new Promise((resolve) => setTimeout(resolve, 2_050));

/** Runs in the page. */
const byFetch = (calls) =>
  import("./session.js").then(async ({ call, read }) => {
    const notes = document.querySelector("meta[http-equiv]").content.match(/http:\/\/localhost:\d+(?=;)/)[0];
    await Promise.all(Array.from({ length: calls }, () => call(`${notes}/notes`).then(read)));
  });

/** Runs in the page. */
const byAxios = (calls) =>
  import("./axios.js").then(({ notes }) => Promise.all(Array.from({ length: calls }, () => notes.get("/notes")))).then(() => {});

/** Answers the next refreshes with 503 and these waits, as a busy server does. */
async function makeBusy(page, waits) {
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const wait = request.url().endsWith("/api/refresh") ? waits.shift() : undefined;
    if (wait === undefined) return request.continue();
    const headers = {
      "access-control-allow-origin": new URL(ask.url).origin,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "retry-after",
      "retry-after": `${wait}`,
    };
    return request.respond({ status: 503, contentType: "application/problem+json", headers, body: '{"code":"refresh_retry"}' });
  });
}

await withBrowser(async (browser) => {
  const page = await browser.newPage();
  await logIn(page);
  page.on("response", (response) => {
    const request = response.request();
    const { pathname } = new URL(response.url());
    if (request.method() === "OPTIONS" || pathname.endsWith(".js")) return;
    const answer = `${request.method()} ${pathname} ${response.status()}`;
    answers[answer] = (answers[answer] ?? 0) + 1;
  });
  await expiry();
  await page.evaluate(byFetch, ask.calls);
  const fetch = take();
  await expiry();
  await page.evaluate(byAxios, ask.calls);
  const axios = take();
  await makeBusy(page, [1, 2]);
  const start = Date.now();
  const again = await page.evaluate(() => import("./session.js").then(({ refresh }) => refresh()));
  const waited = (Date.now() - start) / 1000;
  const busy = take();
  await page.setOfflineMode(true);
  await page.click("#reload");
  await page.waitForSelector("#message:not([hidden])");
  const without_a_server = await page.$eval("#message", (element) => element.textContent);
  await page.setOfflineMode(false);
  await page.click("#reload");
  await page.waitForSelector("#message[hidden]");
  const still_in = again && (await page.$eval("#notes", (element) => !element.hidden));
  return { fetch, axios, busy, waited, without_a_server, still_in };
});
