// Runs session.js and axios.js of the page without a browser: answers come late, and addresses are a stranger's.
const calls = [];
let answer;
globalThis.fetch = async (url, { body, headers } = {}) => {
  const { pathname } = new URL(url);
  calls.push({ pathname, authorization: headers?.authorization });
  if (pathname === "/api/refresh") return new Promise((resolve) => (answer = resolve));
  const json = pathname === "/api/login" ? { access_token: `of ${JSON.parse(body).email}` } : {};
  return pathname === "/api/logout" ? new Response(null, { status: 204 }) : Response.json(json);
};
const { call, logIn, logOut, refresh, token } = await import("./session.mjs");
const { notes } = await import("./axios.mjs");

/** What the page holds when a refresh of Ada's is answered only after `meanwhile`. */
async function late(response, meanwhile) {
  await logIn("ada", "x");
  const refreshed = refresh();
  await meanwhile();
  answer(response);
  await refreshed;
  return token();
}
const asAnother = async () => {
  await logOut();
  await logIn("bob", "x");
};
const good = () => Response.json({ access_token: "of ada, late" });
const seen = {
  in_time: await late(good(), async () => {}),
  after_logout: await late(good(), logOut),
  after_another: await late(good(), asAnother),
  refused_after_another: await late(Response.json({}, { status: 401 }), asAnother),
};
await call("http://localhost:4000/notes");
seen.carried = calls.at(-1).authorization;

seen.sent_to = [];
notes.defaults.adapter = async (config) => {
  seen.sent_to.push(notes.getUri(config));
  return { data: {}, status: 200, headers: {}, config };
};
for (const url of ["/notes", "https://evil.example/", "//evil.example/"]) await notes.get(url);
console.log(JSON.stringify(seen));
