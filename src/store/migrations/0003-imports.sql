-- What was taken in from other systems, and what became of each of its rows.

CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL,
  -- Absolute, as it was named.
  source TEXT NOT NULL,
  -- SHA-256 of what was read: the same content is not taken in twice.
  source_hash TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('completed', 'rolled_back')),
  lenient INTEGER NOT NULL CHECK (lenient IN (0, 1)),
  -- Files: the database as it was before, and the source.
  backup TEXT,
  source_copy TEXT,
  report TEXT NOT NULL CHECK (json_valid(report)),
  -- Counters as they were before and after, so that a rollback can tell whether others have used them since.
  counters TEXT NOT NULL CHECK (json_valid(counters)),
  last_event_id INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  rolled_back_at INTEGER,
  -- When the raw rows were dropped.
  archived_at INTEGER,
  CHECK ((status = 'rolled_back') = (rolled_back_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX imports_content ON imports (format, source_hash) WHERE status = 'completed';

-- One row for each row of a source.
CREATE TABLE imported_rows (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  -- Table, or file, and its place there, from 1.
  source_table TEXT NOT NULL,
  row INTEGER NOT NULL,
  -- What it is called there; NULL when it has no id.
  source_id TEXT,
  -- Of its raw form: the same row is known again, also where it has no id.
  digest TEXT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('imported', 'merged', 'known', 'rejected')),
  -- What it became, or was merged into.
  kind TEXT CHECK (kind IN ('run', 'session', 'sprint', 'task', 'activity', 'dependency', 'frame', 'extra')),
  target_id TEXT,
  -- Why it was rejected, how it was merged.
  note TEXT,
  PRIMARY KEY (import_id, source_table, row),
  CHECK ((result = 'rejected') = (kind IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_rows_source ON imported_rows (source_id, source_table) WHERE source_id IS NOT NULL;
CREATE INDEX imported_rows_digest ON imported_rows (digest) WHERE source_id IS NULL;

-- What an import has made, found again by what it is called in the source.
CREATE TABLE imported_things (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  -- Activities and dependencies only where they belong to a thing of another import.
  kind TEXT NOT NULL CHECK (kind IN ('run', 'session', 'sprint', 'task', 'activity', 'dependency')),
  source_id TEXT NOT NULL,
  target_id TEXT NOT NULL,
  -- The name that the source has for it, where others refer to it by that.
  name TEXT,
  -- The row that it came from first.
  source_table TEXT NOT NULL,
  row INTEGER NOT NULL,
  PRIMARY KEY (import_id, kind, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_things_target ON imported_things (target_id);
CREATE INDEX imported_things_name ON imported_things (import_id, name) WHERE name IS NOT NULL;

-- What a run, a sprint or a task was beside what we have a place for; sessions keep it in their metadata.
CREATE TABLE imported_extras (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  target_id TEXT NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data)),
  PRIMARY KEY (target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_extras_import ON imported_extras (import_id);

-- The rows themselves, as they were. Dropped after a while by the schedule, once all of them are accounted for.
CREATE TABLE imported_rows_legacy (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  source_table TEXT NOT NULL,
  row INTEGER NOT NULL,
  raw TEXT NOT NULL CHECK (json_valid(raw)),
  PRIMARY KEY (import_id, source_table, row)
) STRICT, WITHOUT ROWID;

-- Rows that could not be taken in, as they were; kept.
CREATE TABLE import_rejects (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  source_table TEXT NOT NULL,
  row INTEGER NOT NULL,
  -- The text of it: it may be no JSON at all.
  raw TEXT NOT NULL,
  field TEXT,
  reason TEXT NOT NULL,
  PRIMARY KEY (import_id, source_table, row)
) STRICT, WITHOUT ROWID;

-- Links that are likely and not certain: a person says so, or they stay what they are.
CREATE TABLE import_suggestions (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('current_task', 'complete_task', 'release_task')),
  session_id TEXT REFERENCES sessions (id) ON DELETE CASCADE,
  task_id TEXT REFERENCES tasks (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  applied_at INTEGER,
  PRIMARY KEY (import_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_suggestions_session ON import_suggestions (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX import_suggestions_task ON import_suggestions (task_id) WHERE task_id IS NOT NULL;

-- Keys that imported things had elsewhere and could not keep here.
CREATE TABLE former_keys (
  kind TEXT NOT NULL CHECK (kind IN ('session', 'task', 'run', 'sprint')),
  former_key TEXT NOT NULL,
  target_id TEXT NOT NULL,
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  PRIMARY KEY (kind, former_key, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_keys_import ON former_keys (import_id);
