// Opens so many sessions, twenty per user, and prints their refresh tokens, one a line.
import { createHash, randomBytes, randomUUID } from 'node:crypto';

import { open } from './database.js';

const PER_USER = 20;
const [, , path, count] = process.argv;
const db = open(path);
const addUser = db.prepare('INSERT INTO users VALUES (?, ?, ?)');
const addSession = db.prepare('INSERT INTO sessions (id, user_id, created_at) VALUES (?, ?, ?)');
const addToken = db.prepare('INSERT INTO refresh_tokens (hash, session_id, expires_at) VALUES (?, ?, ?)');
const now = Date.now();
const tokens = [];
let user;

db.transaction(() => {
  for (let made = 0; made < Number(count); made += 1) {
    if (made % PER_USER === 0) {
      user = randomUUID();
      addUser.run(user, `${user}@example.org`, JSON.stringify(['editor']));
    }
    const session = randomUUID();
    const token = randomBytes(32).toString('base64url');
    addSession.run(session, user, now);
    addToken.run(createHash('sha256').update(token).digest(), session, now + 30 * 24 * 60 * 60 * 1000);
    tokens.push(token);
  }
})();
process.stdout.write(`${tokens.join('\n')}\n`);
