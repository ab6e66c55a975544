// The same flow as a good blog post writes it: opaque refresh tokens stored by their hash, each used once, rotated in one
// transaction; a token used twice ends its session; ES256 access tokens of five minutes.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import express from 'express';
import jwt from 'jsonwebtoken';

import { open } from './database.js';

const ISSUER = 'https://id.example.org';
const AUDIENCE = 'api';
const IDLE = 30 * 24 * 60 * 60 * 1000;

const db = open(process.argv[2]);
const privateKey = signingKey();
const publicKey = createPublicKey(privateKey);

const findToken = db.prepare(`
  SELECT t.session_id, t.used_at, t.expires_at, s.ended_at, u.id AS user_id, u.roles
  FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
  WHERE t.hash = ?`);
const useToken = db.prepare('UPDATE refresh_tokens SET used_at = ? WHERE hash = ? AND used_at IS NULL');
const addToken = db.prepare('INSERT INTO refresh_tokens (hash, session_id, expires_at) VALUES (?, ?, ?)');
const endSession = db.prepare('UPDATE sessions SET ended_at = ? WHERE id = ?');
const findUser = db.prepare('SELECT id, email, roles FROM users WHERE id = ?');

const rotate = db.transaction((hash, next, session, now) => {
  if (useToken.run(now, hash).changes !== 1) return false;
  addToken.run(next, session, now + IDLE);
  return true;
});

const app = express();
app.disable('x-powered-by');
app.use(express.json());

app.get('/readyz', (_request, response) => {
  db.prepare('SELECT 1').get();
  response.json({ status: 'ok' });
});

app.post('/api/refresh', (request, response) => {
  const presented = request.body?.refresh_token;
  if (typeof presented !== 'string') return refuse(response);
  const hash = digest(presented);
  const found = findToken.get(hash);
  const now = Date.now();
  if (!found || found.ended_at !== null || found.expires_at <= now) return refuse(response);
  const next = randomBytes(32).toString('base64url');
  if (!rotate(hash, digest(next), found.session_id, now)) {
    // Somebody used it before: the owner, or a thief.
    endSession.run(now, found.session_id);
    return refuse(response);
  }
  response.json({
    access_token: accessToken(found),
    token_type: 'Bearer',
    expires_in: 300,
    refresh_token: next,
  });
});

app.get('/api/me', authenticate, (request, response) => {
  const user = findUser.get(request.auth.sub);
  if (!user) return refuse(response);
  response.json({ id: user.id, email: user.email, roles: JSON.parse(user.roles) });
});

const server = app.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

function accessToken({ user_id, session_id, roles }) {
  const claims = { client_id: 'app', sid: session_id, scope: 'read write', roles: JSON.parse(roles) };
  return jwt.sign(claims, privateKey, {
    algorithm: 'ES256',
    issuer: ISSUER,
    audience: AUDIENCE,
    subject: user_id,
    jwtid: randomUUID(),
    expiresIn: 300,
    keyid: 'k1',
  });
}

function authenticate(request, response, next) {
  const token = request.get('authorization')?.match(/^Bearer (.+)$/i)?.[1];
  try {
    request.auth = jwt.verify(token, publicKey, { algorithms: ['ES256'], issuer: ISSUER, audience: AUDIENCE });
  } catch {
    return refuse(response);
  }
  next();
}

function refuse(response) {
  response.status(401).json({ error: 'invalid_grant' });
}

function digest(token) {
  return createHash('sha256').update(token).digest();
}

// Made once and kept, so that tokens outlive a restart.
function signingKey() {
  const row = db.prepare("SELECT value FROM settings WHERE name = 'key'").get();
  if (row) return createPrivateKey(row.value);
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  db.prepare("INSERT INTO settings VALUES ('key', ?)").run(key.export({ type: 'pkcs8', format: 'pem' }));
  return key;
}
