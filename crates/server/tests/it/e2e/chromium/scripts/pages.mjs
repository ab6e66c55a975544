// A walk through the server's own pages, with a second browser that holds the page of examples/spa.
import { ask, withBrowser } from "./browser.mjs";
import { look } from "./look.mjs";
import { logIn as logInAtSpa } from "./notes.mjs";
import { NAME, logIn, send, signUp } from "./person.mjs";

const EMAIL = "grace@example.org";
const NEW = "a longer battery 9 staple";
const [findings, looked_at, errors, logins] = [[], [], [], []];
const weight = {};

async function see(page, name) {
  findings.push(...(await look(page, `page-${name}`, ask.pictures)));
  looked_at.push(name);
}

const path = (page) => new URL(page.url()).pathname;
const count = async (page) => logins.push((await page.$$(".logins > li")).length);

function watch(page) {
  page.on("pageerror", (error) => errors.push(`${error}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4/.test(message.text())) errors.push(message.text());
  });
}

/** Bytes of a page and all it loads, with their headers, on a first visit. */
async function weigh(page, url) {
  const session = await page.createCDPSession();
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(url, { waitUntil: "networkidle0" });
  await session.detach();
  return bytes;
}

/** From nobody to an account. */
async function enter(page) {
  weight.login = await weigh(page, `${ask.issuer}/login`);
  await see(page, "login");
  await page.click("#signup summary");
  await see(page, "signup");
  await signUp(page, EMAIL, NAME);
  await see(page, "signed-up");
  await logIn(page, EMAIL, "a wrong password");
  await see(page, "refused");
  await logIn(page, EMAIL);
  if (path(page) !== "/account") throw new Error(`the login leads to ${page.url()}`);
  const text = await page.$eval("main", (element) => element.textContent);
  if (!text.includes(NAME) || !text.includes(EMAIL)) throw new Error(text);
  await see(page, "account");
  await count(page);
  weight.account = await weigh(page, `${ask.issuer}/account`);
}

/** Ends the login of the other browser, which then asks for its notes. */
async function endTheOther(page, other) {
  await page.goto(`${ask.issuer}/account`);
  await see(page, "logins");
  await count(page);
  await Promise.all([page.waitForNavigation(), page.click("form[action$='/account/sessions/end'] button")]);
  await see(page, "ended");
  await count(page);
  return refusal(other);
}

async function refusal(other) {
  const answers = [];
  const note = async (response) => {
    const { code } = await response.json();
    return `${response.request().method()} ${new URL(response.url()).pathname} ${response.status()} ${code}`;
  };
  other.on("response", (response) => {
    const isCall = new URL(response.url()).pathname.startsWith("/api/") && response.request().method() !== "OPTIONS";
    if (isCall) answers.push(note(response));
  });
  await other.bringToFront();
  await other.click("#reload");
  await other.waitForSelector("#login:not([hidden])");
  const answered = await Promise.all(answers);
  const shown = await other.$$eval("#login, #notes", (all) => all.filter(({ hidden }) => !hidden).map(({ id }) => id));
  await other.goto(`${ask.issuer}/account`);
  return { answers: answered, shows: shown.join(), account: path(other) };
}

async function changeAndLeave(page) {
  await page.bringToFront();
  await send(page, "#password-form", { current: ask.password, new: NEW });
  await see(page, "changed");
  await send(page, "#password-form", { current: ask.password, new: NEW });
  await see(page, "kept");
  await Promise.all([page.waitForNavigation(), page.click("header form[action$='/account/logout'] button")]);
  await page.goto(`${ask.issuer}/account`);
  return path(page);
}

await withBrowser(async (browser) => {
  const [one, two] = await Promise.all([browser.createBrowserContext(), browser.createBrowserContext()]);
  const page = await one.newPage();
  watch(page);
  await enter(page);
  const other = await two.newPage();
  ask.email = EMAIL;
  await logInAtSpa(other);
  await page.bringToFront();
  const ended = await endTheOther(page, other);
  const after_logout = await changeAndLeave(page);
  return { findings, looked_at, errors, logins, weight, other: ended, after_logout };
});
