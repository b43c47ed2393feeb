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
-- Who else had it is asked for with every answer that is counted.
CREATE INDEX sessions_conversation ON sessions (conversation_id) WHERE conversation_id IS NOT NULL;

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

-- What follows a turn is decided anew with every change, for every agent that is idle.
CREATE INDEX events_turns ON events (session_id, id)
  WHERE kind = 'session.reminded' OR kind = 'session.turn_ended' OR kind = 'session.turn_failed';
CREATE INDEX events_limits_ended ON events (id) WHERE kind = 'limit.ended';
CREATE INDEX activities_tasks ON activities (session_id) WHERE kind = 'task';

-- How far the spooled events of each open session have been taken in.
CREATE TABLE spools (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  taken_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is still to be heard is asked for with every change.
CREATE INDEX notices_unheard ON notices (session_id) WHERE seen_at IS NULL;

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
CREATE INDEX messages_session ON messages (session_id, id);
CREATE INDEX messages_open ON messages (session_id) WHERE state IN ('queued', 'typed', 'submitted');

-- What a group of sessions stands before: a limit of its model, or a login that is refused.
ALTER TABLE limits ADD COLUMN kind TEXT NOT NULL DEFAULT 'limited' CHECK (kind IN ('limited', 'auth'));

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

-- The answers that were told under an id: told again, only the difference counts, also for a session that goes on with
-- the conversation.
CREATE TABLE usage_answers (
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  model TEXT NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cache_read_tokens INTEGER NOT NULL,
  cache_write_tokens INTEGER NOT NULL,
  cost_usd REAL,
  PRIMARY KEY (session_id, id)
) STRICT, WITHOUT ROWID;

-- How far each transcript has been counted, for whichever session goes on with it; the last one that did.
CREATE TABLE transcripts (
  path TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  read_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX transcripts_session ON transcripts (session_id);

-- Agents that are taken over from a person: what is needed until they are ours.
CREATE TABLE adoptions (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  -- Where it worked: its worktree, or a folder in it.
  folder TEXT NOT NULL,
  -- Its process, by pid and start time, which has ended before it goes on as ours; NULL when none ran.
  process TEXT CHECK (json_valid(process)),
  -- The line by which a person goes on with the conversation; NULL where none is known.
  by_hand TEXT
) STRICT, WITHOUT ROWID;
