// Runs a page's script with a fetch that does what a browser's does beyond Node's: it names the page's origin and keeps
// cookies. Prints what was asked and answered.
import { readFileSync } from "node:fs";

const [file, origin, email] = process.argv.slice(2);
const password = readFileSync(0, "utf8");
const jar = new Map();
const seen = [];
const plain = globalThis.fetch;

globalThis.fetch = async (url, options = {}) => {
  const headers = new Headers(options.headers);
  headers.set("origin", origin);
  if (options.credentials === "include" && jar.size > 0) {
    headers.set("cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "));
  }
  const response = await plain(url, { ...options, headers });
  const allowed = response.headers.get("access-control-allow-origin") === origin;
  if (!allowed || response.headers.get("access-control-allow-credentials") !== "true") {
    throw new TypeError("a browser would not let the page read this answer");
  }
  const cookies = response.headers.getSetCookie();
  for (const cookie of cookies) {
    const [name, value] = cookie.split(";")[0].split("=");
    if (cookie.includes("Max-Age=0")) jar.delete(name);
    else jar.set(name, value);
  }
  const text = await response.clone().text();
  const members = text ? Object.keys(JSON.parse(text)).sort() : [];
  seen.push({ path: new URL(url).pathname, status: response.status, cookie: cookies[0], members });
  return response;
};

const AsyncFunction = (async () => {}).constructor;
await new AsyncFunction("email", "password", readFileSync(file, "utf8"))(email, password);
console.log(JSON.stringify(seen));
