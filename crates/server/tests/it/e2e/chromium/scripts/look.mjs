// Looks at a page as people see it: wide and narrow, light and dark; takes pictures, and lets axe-core judge.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844, deviceScaleFactor: 2 } };

/** Pictures `NAME-SIZE-SCHEME.png` in `folder`; answers what axe-core calls serious or critical. */
export async function look(page, name, folder) {
  const findings = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewport(viewport);
    for (const scheme of ["light", "dark"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.screenshot({ path: join(folder, `${name}-${size}-${scheme}.png`), fullPage: true });
      findings.push(...(await judge(page, `${name}, ${size}, ${scheme}`)));
    }
  }
  return findings;
}

// Evaluated over the debugging protocol, which the page's Content-Security-Policy does not concern.
async function judge(page, where) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document));
  if (passes.length < 5) throw new Error(`axe-core saw no page: ${where}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  const bad = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  const found = bad.map(({ id, nodes }) => ({ where, id, nodes: nodes.map(({ html, failureSummary }) => [html, failureSummary]) }));
  return wide ? [...found, { where, id: "wider than the screen" }] : found;
}
