-- Agents that are the CLI of a model: their conversations, what is said to them, what they use.

-- The runtime's own id of the conversation, known before the start where it can be chosen.
ALTER TABLE sessions ADD COLUMN conversation_id TEXT;
-- When the agent said that it has that conversation: only what began can be gone on with.
ALTER TABLE sessions ADD COLUMN conversation_began_at INTEGER;
ALTER TABLE sessions ADD COLUMN transcript TEXT;
ALTER TABLE sessions ADD COLUMN mode TEXT NOT NULL DEFAULT 'interactive' CHECK (mode IN ('interactive', 'headless'));
-- When an agent that had done its work was told to end.
ALTER TABLE sessions ADD COLUMN dismissed_at INTEGER;
-- When it was taken over from a person: where it works is theirs, and is never made or removed.
ALTER TABLE sessions ADD COLUMN adopted_at INTEGER;
-- No two agents write to one conversation.
CREATE UNIQUE INDEX sessions_open_conversation ON sessions (runtime, conversation_id)
  WHERE conversation_id IS NOT NULL AND state IN ('booting', 'working', 'stalled');

-- Where the agent of each open session stands in its conversation.
CREATE TABLE turns (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('starting', 'idle', 'working')),
  since INTEGER NOT NULL,
  count INTEGER NOT NULL DEFAULT 0,
  ask TEXT CHECK (json_valid(ask)),
  fault TEXT CHECK (json_valid(fault)),
  is_interrupted INTEGER NOT NULL DEFAULT 0 CHECK (is_interrupted IN (0, 1)),
  said TEXT,
  background INTEGER NOT NULL DEFAULT 0,
  reminders INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- How far the spooled events of each open session have been taken in.
CREATE TABLE spools (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  taken_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Texts for agents, and how far each has come.
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  origin TEXT NOT NULL CHECK (origin IN ('operator', 'watchdog', 'supervisor')),
  text TEXT NOT NULL,
  submit INTEGER NOT NULL CHECK (submit IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('queued', 'typed', 'submitted', 'seen', 'expired')),
  reason TEXT,
  -- Made by the client: the same request sent again answers with the same message.
  request_id TEXT UNIQUE,
  queued_at INTEGER NOT NULL,
  typed_at INTEGER,
  submitted_at INTEGER,
  seen_at INTEGER,
  expires_at INTEGER NOT NULL,
  CHECK ((state = 'seen') = (seen_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_session ON messages (session_id, queued_at);
CREATE INDEX messages_open ON messages (session_id) WHERE state IN ('queued', 'typed', 'submitted');

-- What each session has used, by model.
CREATE TABLE usage (
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  model TEXT NOT NULL,
  input_tokens INTEGER NOT NULL DEFAULT 0,
  output_tokens INTEGER NOT NULL DEFAULT 0,
  cache_read_tokens INTEGER NOT NULL DEFAULT 0,
  cache_write_tokens INTEGER NOT NULL DEFAULT 0,
  -- US dollars, in the CLI's own words; NULL when it does not say.
  cost_usd REAL,
  PRIMARY KEY (session_id, model)
) STRICT, WITHOUT ROWID;

-- How far each transcript has been counted, for whichever session goes on with it.
CREATE TABLE transcripts (
  path TEXT PRIMARY KEY,
  read_bytes INTEGER NOT NULL,
  -- The last answer that was counted, as it was counted: its next line replaces it.
  last_sample TEXT CHECK (json_valid(last_sample))
) STRICT, WITHOUT ROWID;
