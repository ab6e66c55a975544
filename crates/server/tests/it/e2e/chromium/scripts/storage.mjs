// Everything a script of the page could read, at several moments; and the tokens that must not be there.
import { ask, withBrowser } from "./browser.mjs";
import { add, logIn, shown } from "./notes.mjs";

/** Runs in the page. */
async function dump() {
  const databases = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((resolve) => (indexedDB.open(name).onsuccess = (event) => resolve(event.target.result)));
    for (const store of db.objectStoreNames) {
      const request = db.transaction(store).objectStore(store).getAll();
      databases.push(await new Promise((resolve) => (request.onsuccess = () => resolve(JSON.stringify(request.result)))));
    }
    db.close();
  }
  const values = (object) => JSON.stringify(Object.entries(object));
  const globals = Object.keys(globalThis).filter((key) => typeof globalThis[key] === "string").map((key) => globalThis[key]);
  return {
    localStorage: values(localStorage),
    sessionStorage: values(sessionStorage),
    indexedDB: databases.join(),
    caches: (await caches.keys()).join(),
    cookie: document.cookie,
    url: [location.href, document.referrer, ...performance.getEntries().map(({ name }) => name)].join(" "),
    history: JSON.stringify(history.state),
    html: document.documentElement.outerHTML + [...document.querySelectorAll("input")].map(({ value }) => value).join(),
    globals: JSON.stringify([window.name, ...globals]),
  };
}

/** Puts a token everywhere, in the page: the dump must find it. */
async function plant(token) {
  localStorage.planted = token;
  sessionStorage.planted = token;
  document.body.dataset.planted = token;
  history.replaceState(null, "", `#${token}`);
  await new Promise((resolve) => {
    const request = indexedDB.open("planted");
    request.onupgradeneeded = () => request.result.createObjectStore("tokens").add(token, 1);
    request.onsuccess = () => resolve(request.result.close());
  });
}

await withBrowser(async (browser) => {
  const page = await browser.newPage();
  const [tokens, errors, dumps] = [new Set(), [], {}];
  page.on("console", (message) => {
    // Chromium reports each answer of 4xx; a first visit is asked to log in.
    if (message.type() === "error" && !message.text().includes("401")) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(`${error}`));
  page.on("response", async (response) => {
    const { access_token } = await response.json().catch(() => ({}));
    if (access_token) tokens.add(access_token);
  });
  await logIn(page);
  await add(page, "Buy milk");
  dumps["logged in"] = await page.evaluate(dump);
  await page.reload();
  await shown(page);
  await page.evaluate(() => import("./session.js").then(({ refresh }) => refresh()));
  dumps.reloaded = await page.evaluate(dump);
  for (const { name, value, httpOnly } of await browser.cookies()) {
    if (!httpOnly) errors.push(`scripts can read ${name}`);
    tokens.add(value);
  }
  await page.click("#logout");
  await page.waitForSelector("#login:not([hidden])");
  dumps["logged out"] = await page.evaluate(dump);
  const list = [...tokens];
  await page.evaluate(plant, list[0]);
  dumps.planted = await page.evaluate(dump);
  return { tokens: list, errors, dumps };
});
