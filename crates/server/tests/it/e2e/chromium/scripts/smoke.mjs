// Opens a page and tells what is there, here and outside.
import { ask, withBrowser } from "./browser.mjs";

await withBrowser(async (browser) => {
  const page = await browser.newPage();
  const response = await page.goto(ask.url);
  const outside = await page.goto("https://example.org/").catch((error) => error.message);
  return { status: response.status(), version: await browser.version(), outside: `${outside}` };
});
