// People with names that are programs, at the account page.
import { ask, withBrowser } from "./browser.mjs";
import { logIn, signUp } from "./person.mjs";

const isPwned = (page) => page.evaluate(() => "pwned" in globalThis);

await withBrowser(async (browser) => {
  const [shown, pwned] = [[], []];
  let planted;
  for (const [n, name] of ask.names.entries()) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    page.on("dialog", (dialog) => dialog.dismiss());
    await signUp(page, `person${n}@example.org`, name);
    await logIn(page, `person${n}@example.org`);
    shown.push(await page.$eval("dl dd", (element) => element.textContent));
    pwned.push(await isPwned(page));
    await page.setContent((await page.content()).replace("</main>", "<img src=x onerror='pwned = 1'><script>pwned = 1</script></main>"));
    planted = await isPwned(page);
    await context.close();
  }
  return { shown, pwned, planted };
});
