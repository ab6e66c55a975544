// Notes: a small API that checks Paraph's access tokens by itself. Express 5 and npm `jose`.
import express from "express";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";

const ISSUER = "http://localhost:8080";
const AUDIENCE = "api";
const PAGE = "http://localhost:3000"; // whose scripts may call
const PORT = 4001;
const LEEWAY = 30; // seconds that clocks may differ
const ALG = "ES256";

/** A refusal: the status, the code and the challenge that belongs to it (RFC 6750, section 3). */
class Refusal extends Error {
  constructor(status, code, title, headers = {}) {
    super(title);
    Object.assign(this, { status, code, headers });
  }
}

const invalid = (code, title) =>
  new Refusal(401, code, title, { "www-authenticate": `Bearer error="invalid_token", error_description="${title}"` });
const badRequest = (title) => new Refusal(400, "bad_request", title);

// The keys are fetched once, kept for ten minutes, and fetched again for a kid that is not among them, at most every 30 s.
const remote = createRemoteJWKSet(new URL(`${ISSUER}/.well-known/jwks.json`), { timeoutDuration: 3_000 });
const OF_THE_TOKEN = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

/** The key for a token. Where the issuer cannot be asked, nothing is known about the token: 503, never 401. */
async function keys(header, token) {
  if (typeof header.kid !== "string") throw new errors.JWKSNoMatchingKey();
  try {
    return await remote(header, token);
  } catch (error) {
    // A set without a key for us is a fault of the issuer's, whatever the token.
    const usable = remote.jwks()?.keys.some(({ alg }) => alg === ALG);
    if (usable && OF_THE_TOKEN.some((kind) => error instanceof kind)) throw error;
    throw new Refusal(503, "unavailable", "The issuer's keys cannot be had", { "retry-after": "1" });
  }
}

/** The claims of the request's token, or why it is refused. */
async function verify(authorization) {
  if (authorization === undefined) {
    throw new Refusal(401, "token_invalid", "An access token is needed", { "www-authenticate": "Bearer" });
  }
  const [, token] = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
  if (!token) throw invalid("token_invalid", "The access token is not accepted");
  const policy = { issuer: ISSUER, audience: AUDIENCE, typ: "at+jwt", algorithms: [ALG], clockTolerance: LEEWAY,
    requiredClaims: ["exp", "iat", "sub"] };
  try {
    return (await jwtVerify(token, keys, policy)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw invalid("token_expired", "The access token has expired");
    if (error instanceof errors.JOSEError) throw invalid("token_invalid", "The access token is not accepted");
    throw error;
  }
}

/** Middleware: lets a request pass whose token is good and grants `scope`, if one is named. */
const need = (scope) => async (request, _response, next) => {
  request.token = await verify(request.headersDistinct.authorization?.join(", ")); // two of them are no token
  const granted = typeof request.token.scope === "string" ? request.token.scope.split(" ") : [];
  if (scope && !granted.includes(scope)) {
    throw new Refusal(403, "insufficient_scope", "The access token lacks a scope", {
      "www-authenticate": `Bearer error="insufficient_scope", scope="${scope}"` });
  }
  next();
};

/** Middleware: the page may call and read the answers, which are personal and kept nowhere. No cookies: tokens come in a header. */
function cors(request, response, next) {
  response.set({ "access-control-allow-origin": PAGE, "access-control-expose-headers": "retry-after, www-authenticate" });
  response.set("cache-control", "no-store");
  if (request.method !== "OPTIONS") return next();
  response.set({ "access-control-allow-headers": "authorization, content-type", "access-control-max-age": "600" });
  response.sendStatus(204);
}

const notes = new Map(); // in memory, by the token's subject

const app = express().disable("x-powered-by").disable("etag");
app.use(cors);

app.get("/", (_request, response) => response.json({ service: "notes" }));

app.get("/notes", need(), (request, response) => response.json({ notes: notes.get(request.token.sub) ?? [] }));

app.post("/notes", need("notes:write"), express.json({ limit: "8kb" }), (request, response) => {
  const text = request.body?.text;
  if (typeof text !== "string" || text.trim() === "") throw badRequest('The body must be {"text": "..."}');
  notes.set(request.token.sub, [...(notes.get(request.token.sub) ?? []), text]);
  response.status(201).json({ text });
});

app.use(() => {
  throw new Refusal(404, "not_found", "Not found");
});

/** What the libraries refuse says so with a status below 500; anything else is a fault, and its cause is for the log alone. */
function refusalOf(error) {
  if (error instanceof Refusal) return error;
  if (error.status === 413) return new Refusal(413, "body_too_large", "The body is too large");
  if (error.status < 500) return badRequest("The request is malformed");
  console.error(error);
  return new Refusal(500, "fault", "A fault of ours");
}

// Refusals go out as problem+json (RFC 9457). Express knows an error handler by its four arguments.
app.use((error, _request, response, _next) => {
  const { status, code, message: title, headers } = refusalOf(error);
  response.status(status).set(headers).type("application/problem+json");
  response.send(JSON.stringify({ type: `urn:paraph:error:${code}`, title, status, code }));
});

app.listen(PORT, "localhost", () => console.log(`listening on http://localhost:${PORT}`));
