// A login at Paraph, held by a page. The refresh token is in an HttpOnly cookie that no script sees; the access token is in
// the variable below and nowhere else: never in web storage, where any script could take it away for later.

const ISSUER = "http://localhost:8080";

let accessToken = null;
let refreshing = null;
let logins = 0; // and logouts: an answer to what was asked before one must not count after it

/** A refusal of Paraph's or of a service's: its status and its stable code. */
export class Refused extends Error {
  constructor(status, { code, title } = {}) {
    super(title ?? `Answered ${status}`);
    this.status = status;
    this.code = code;
  }
}

/** The access token, for the Authorization header of a call. */
export const token = () => accessToken;

/** From here on the page holds this access token, or none. */
function hold(newToken) {
  logins++;
  accessToken = newToken;
}

/** Logs in; throws `Refused` where address or password is wrong. */
export async function logIn(email, password) {
  const response = await post("/api/login", { email, password });
  hold((await read(response)).access_token);
}

/** Ends the session at the server. */
export async function logOut() {
  await read(await post("/api/logout"));
  hold(null);
}

/** Who is logged in: `{ id, email, name, roles, .. }`. */
export const me = async () => read(await call(`${ISSUER}/api/me`));

/**
 * Gets a new access token by the cookie; false where nobody is logged in.
 * However many calls ask at once, one request is sent. Other tabs may do the same at the same moment: that is harmless.
 */
export function refresh() {
  refreshing ??= refreshOnce().finally(() => (refreshing = null));
  return refreshing;
}

async function refreshOnce() {
  const asked = logins;
  for (let tries = 1; ; tries++) {
    const response = await post("/api/refresh");
    const answer = await response.json().catch(() => ({}));
    if (logins !== asked) return accessToken !== null;
    if (response.ok && answer.access_token) {
      accessToken = answer.access_token;
      return true;
    }
    if (response.status === 401) {
      accessToken = null;
      return false;
    }
    if (response.status !== 503 || tries === 5) throw new Refused(response.status, answer);
    // refresh_retry, busy, unavailable: nothing is wrong with the login, so ask again.
    const seconds = Number(response.headers.get("retry-after")) || 1;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

/**
 * `fetch` with the access token, for your own services: whoever is called sees it. One that has expired is replaced, and the
 * call made once more.
 */
export async function call(url, options = {}) {
  const used = accessToken;
  const response = await withToken(url, options);
  if (response.status !== 401) return response;
  const refusal = await refused(response);
  if (!["token_expired", "token_revoked"].includes(refusal.code)) throw refusal;
  // Another call of this tab may have refreshed meanwhile.
  if (used === accessToken && !(await refresh())) throw refusal;
  return withToken(url, options);
}

/** The JSON of an answer; throws `Refused` where it is a refusal. */
export async function read(response) {
  if (!response.ok) throw await refused(response);
  return response.status === 204 ? null : response.json();
}

const withToken = (url, options) =>
  fetch(url, { ...options, headers: { ...options.headers, authorization: `Bearer ${accessToken}` } });

const refused = async (response) => new Refused(response.status, await response.json().catch(() => ({})));

const post = (path, body) =>
  fetch(ISSUER + path, {
    method: "POST",
    credentials: "include",
    headers: body && { "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
