// A person logs in at a listed page; hostile pages then do with that browser what pages can; the person leaves.
import { ask, withBrowser } from "./browser.mjs";
import { byScript, byForm, byFrame, byTag } from "./weapons.mjs";
import { listen } from "./proxy.mjs";

const { server, carried } = await listen(ask);
const { port } = server.address();
const hosts = Object.fromEntries([ask.issuer, ask.app, ...ask.hostile].map((url) => [new URL(url).host, port]));

const post = (page, path, body) =>
  page.evaluate(
    async (url, body) => {
      const headers = body && { "content-type": "application/json" };
      const options = { method: "POST", credentials: "include", headers, body: body && JSON.stringify(body) };
      return (await fetch(url, options)).status;
    },
    ask.issuer + path,
    body,
  );

async function open(browser, url) {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

const acts = {
  async login(browser) {
    return { status: await post(await open(browser, ask.app), "/api/login", ask.more) };
  },

  async attack(browser) {
    const { origin } = ask.more;
    const targets = ask.more.targets.map((target) => ({ ...target, url: ask.issuer + target.path }));
    const cookies_before = await cookies(browser);
    const readable = [];
    for (const target of targets) {
      const alone = FORMS.map((form) => navigate(browser, origin, target, form));
      const page = await open(browser, origin);
      const [read] = await Promise.all([byScript, byTag, byFrame].map((weapon) => page.evaluate(weapon, target)));
      readable.push(...read);
      await Promise.all(alone);
      await arrival(target.path, 3);
      await page.close();
    }
    const arrived = carried.filter(({ method }) => method !== "HEAD");
    return { readable, arrived, sent: tally(arrived), cookies_before, cookies_after: await cookies(browser) };
  },

  async leave(browser) {
    const page = await open(browser, ask.app);
    return { refresh: await post(page, "/api/refresh"), logout: await post(page, "/api/logout") };
  },
};

/** Waits until so many forms have come from frames without an origin; the test counts them again. */
async function arrival(path, count) {
  const from = ({ origin, path: at }) => origin === "null" && at === path;
  for (let tries = 0; tries < 200 && carried.filter(from).length < count; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const FORMS = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", "link"];

/** A form or a link that takes the whole tab along. */
async function navigate(browser, origin, target, form) {
  const page = await open(browser, origin);
  const away = page.waitForNavigation({ timeout: 5_000 }).catch(() => null);
  await page.evaluate(byForm, target, form);
  await away;
  await page.close();
}

const cookies = async (browser) => (await browser.cookies()).map(({ name, value }) => `${name}=${value}`).sort();

function tally(requests) {
  const counts = {};
  for (const { method, site, cookie, status } of requests) {
    const kind = `${method} ${site}${cookie ? " with the cookie" : ""} ${status}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

try {
  await withBrowser(acts[ask.act], { hosts });
} finally {
  server.closeAllConnections();
  server.close();
}
