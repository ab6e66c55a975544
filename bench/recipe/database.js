import Database from 'better-sqlite3';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, roles TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id), created_at INTEGER NOT NULL, ended_at INTEGER);
  CREATE TABLE IF NOT EXISTS refresh_tokens (
    hash BLOB PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions (id), expires_at INTEGER NOT NULL, used_at INTEGER);
  CREATE INDEX IF NOT EXISTS sessions_of_user ON sessions (user_id);
  CREATE INDEX IF NOT EXISTS tokens_of_session ON refresh_tokens (session_id);`;

// Every answered refresh survives a power loss: WAL with a sync at each commit.
export function open(path) {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.exec(SCHEMA);
  return db;
}
