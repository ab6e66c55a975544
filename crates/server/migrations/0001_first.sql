-- One text for SQLite and PostgreSQL. Ids and words are `ctext`: on PostgreSQL a domain over text COLLATE "C", made by the
-- runner; SQLite gives any type whose name holds TEXT the affinity it needs. Times are unix milliseconds, JSON is text.

CREATE TABLE users (
    id        ctext   NOT NULL PRIMARY KEY,
    email     ctext   NOT NULL,
    email_key ctext   NOT NULL UNIQUE,
    name      ctext,
    password  ctext,
    roles     ctext   NOT NULL,
    claims    ctext   NOT NULL,
    -- Whether the roles hold paraph:admin; written with them, so that the last admin is found without reading everyone.
    admin     BOOLEAN NOT NULL,
    disabled  BOOLEAN NOT NULL,
    -- Raised by every change that ends sessions.
    version   BIGINT  NOT NULL CHECK (version >= 1),
    created   BIGINT  NOT NULL,
    seen      BIGINT
);
-- "Is there another admin?" reads the few admins only.
CREATE INDEX users_admins ON users (id) WHERE admin AND NOT disabled;

CREATE TABLE logins (
    id      ctext  NOT NULL PRIMARY KEY,
    user_id ctext  NOT NULL REFERENCES users (id),
    at      BIGINT NOT NULL,
    amr     ctext  NOT NULL,
    device  ctext,
    address ctext
);

CREATE TABLE sessions (
    id           ctext  NOT NULL PRIMARY KEY,
    login_id     ctext  NOT NULL REFERENCES logins (id),
    user_id      ctext  NOT NULL REFERENCES users (id),
    client       ctext  NOT NULL,
    carrier      ctext  NOT NULL,
    audience     ctext  NOT NULL,
    scope        ctext  NOT NULL,
    leaf         BIGINT NOT NULL CHECK (leaf BETWEEN 0 AND 4294967295),
    parent       BIGINT CHECK (parent BETWEEN 0 AND 4294967295),
    made         BIGINT NOT NULL,
    address      ctext,
    key_version  BIGINT NOT NULL,
    idle_end     BIGINT NOT NULL,
    absolute_end BIGINT NOT NULL,
    created      BIGINT NOT NULL,
    ended        BIGINT,
    -- The day (unix milliseconds / 86,400,000) on which it is or was over: coarse, so that a turn seldom moves an index.
    lapse_day    BIGINT NOT NULL
);
-- The sessions of a person that were not ended, by age: listing, sweeping, making room for a new one.
CREATE INDEX sessions_open ON sessions (user_id, created) WHERE ended IS NULL;
-- Pruning finds what was over long ago.
CREATE INDEX sessions_lapse ON sessions (lapse_day);
-- Pruning asks whether a login has sessions left.
CREATE INDEX sessions_login ON sessions (login_id);

CREATE TABLE ledger_head (
    id           BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    -- Epoch 1, number 0: epoch * 2^40 + number, below 2^53.
    lsn          BIGINT NOT NULL CHECK (lsn BETWEEN 1099511627776 AND 9007199254740991),
    longest_life BIGINT NOT NULL
);
INSERT INTO ledger_head (id, lsn, longest_life) VALUES (1, 1099511627776, 0);

CREATE TABLE ledger_entries (
    lsn   BIGINT NOT NULL PRIMARY KEY,
    scope ctext  NOT NULL,
    id    ctext  NOT NULL,
    at    BIGINT NOT NULL,
    until BIGINT NOT NULL
);
-- Pruning finds what no token needs any more.
CREATE INDEX ledger_entries_until ON ledger_entries (until);

CREATE TABLE settings (
    id        BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    issuer    ctext  NOT NULL,
    key_check ctext  NOT NULL
);

CREATE TABLE signing_keys (
    kid     ctext  NOT NULL PRIMARY KEY,
    alg     ctext  NOT NULL,
    public  ctext  NOT NULL,
    sealed  ctext  NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE refresh_keys (
    version BIGINT NOT NULL PRIMARY KEY,
    sealed  ctext  NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE audit (
    id            ctext  NOT NULL PRIMARY KEY,
    at            BIGINT NOT NULL,
    event         ctext  NOT NULL,
    actor         ctext  NOT NULL,
    subject       ctext,
    session       ctext,
    -- 16 bytes in hex. The chain covers the hash alone, so that `personal` can be erased.
    salt          ctext  NOT NULL,
    personal      ctext,
    -- SHA-256(salt bytes || personal) in hex.
    personal_hash ctext  NOT NULL
);

CREATE TABLE once_marks (
    purpose ctext  NOT NULL,
    party   ctext  NOT NULL,
    jti     ctext  NOT NULL,
    until   BIGINT NOT NULL,
    PRIMARY KEY (purpose, party, jti)
);
-- Pruning finds what has run out.
CREATE INDEX once_marks_until ON once_marks (until);

-- Marks up to here may have been pruned: what ran out by then is refused, whatever the clock says now.
CREATE TABLE once_floor (
    id    BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    floor BIGINT NOT NULL
);
INSERT INTO once_floor (id, floor) VALUES (1, 0);
