"""The tables. JSON columns hold Bot API objects as they go over the wire."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS people (
    id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, language_code TEXT NOT NULL, username TEXT
);
-- A private chat is here once the person has written; a group once an injected update named it.
CREATE TABLE IF NOT EXISTS chats (
    id INTEGER PRIMARY KEY, chat TEXT NOT NULL, blocked INTEGER NOT NULL DEFAULT 0
);

-- Groups that became supergroups: requests to the old number are refused with the new one.
CREATE TABLE IF NOT EXISTS upgraded_chats (id INTEGER PRIMARY KEY, upgraded_to INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS messages (
    message_id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    sender TEXT NOT NULL,           -- 'bot' or 'user'
    date INTEGER NOT NULL,          -- Unix time on the virtual clock
    message TEXT NOT NULL,          -- the Bot API's Message
    view TEXT NOT NULL,             -- what only the people side shows: html, rich_html, files
    revision INTEGER NOT NULL,
    edited INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS messages_by_revision ON messages (chat_id, revision);

CREATE TABLE IF NOT EXISTS updates (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    replayed INTEGER NOT NULL DEFAULT 0,   -- injected with an id the bot has confirmed already
    handed_out INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS updates_by_id ON updates (update_id);

-- Callback queries and pre-checkout queries: asked once, answered once.
CREATE TABLE IF NOT EXISTS queries (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, asked_s REAL NOT NULL, answer TEXT
);

CREATE TABLE IF NOT EXISTS files (
    file_id TEXT PRIMARY KEY, unique_id TEXT NOT NULL, path TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL, mime_type TEXT NOT NULL, width INTEGER, height INTEGER, content BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS requests (
    n INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, method TEXT NOT NULL, chat_id INTEGER,
    payload TEXT NOT NULL, status INTEGER NOT NULL
);
"""
