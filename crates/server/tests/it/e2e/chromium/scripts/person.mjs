// What a person does at the server's own pages.
import { ask } from "./browser.mjs";

export const NAME = "Grace Hopper";

/** Fills a form by its fields' names and sends it. */
export async function send(page, form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = await page.$(`${form} [name=${name}]`);
    await field.evaluate((element) => (element.value = ""));
    await field.type(value);
  }
  await Promise.all([page.waitForNavigation(), page.click(`${form} button.main`)]);
}

export const signUp = async (page, email, name) => {
  await page.goto(`${ask.issuer}/login`);
  await page.click("#signup summary");
  await send(page, "#signup-form", { name, email, password: ask.password });
};

export const logIn = async (page, email, password = ask.password) => {
  if (new URL(page.url()).pathname !== "/login") await page.goto(`${ask.issuer}/login`);
  await send(page, "#login-form", { email, password });
};
