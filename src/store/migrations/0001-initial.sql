CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- No foreign keys: the journal outlives what it tells of.
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  run_id TEXT,
  session_id TEXT,
  task_id TEXT,
  data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(data))
) STRICT;
CREATE INDEX events_run ON events (run_id, id);
CREATE INDEX events_session ON events (session_id, id);
CREATE INDEX events_tmux ON events (id) WHERE kind = 'tmux.started';

CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  goal TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'completed', 'failed', 'cancelled')),
  reason TEXT,
  base_commit TEXT,
  target_branch TEXT,
  into_branch TEXT,
  max_agents INTEGER NOT NULL CHECK (max_agents > 0),
  -- Agents that a caller of the library announced without giving them a session.
  announced_agents INTEGER NOT NULL DEFAULT 0,
  coordinator_session_id TEXT,
  -- Made by the client: the same request sent again answers with the same run.
  request_id TEXT UNIQUE,
  cancel_requested_at INTEGER,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK ((status = 'active') = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_active ON runs (started_at) WHERE status = 'active';

CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL,
  run_id TEXT REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('todo', 'underway', 'blocked', 'paused', 'review', 'complete', 'aborted')),
  stop_code TEXT,
  stop_reason TEXT,
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  retry_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  closed_at INTEGER,
  UNIQUE (run_id, key),
  CHECK ((status IN ('complete', 'aborted')) = (closed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE task_dependencies (
  task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  depends_on_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  PRIMARY KEY (task_id, depends_on_id),
  CHECK (task_id <> depends_on_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL CHECK (name <> ''),
  role TEXT NOT NULL,
  runtime TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('booting', 'working', 'stalled', 'zombie', 'completed')),
  phase TEXT NOT NULL CHECK (phase IN ('initializing', 'investigating', 'planning', 'approval', 'executing',
    'validating', 'completed', 'failed', 'abandoned')),
  attention TEXT CHECK (attention IN ('permission', 'question', 'approval', 'limited', 'auth', 'paused')),
  outcome TEXT CHECK (outcome IN ('success', 'unverified', 'failed', 'abandoned', 'killed')),
  reason TEXT,
  run_id TEXT REFERENCES runs (id) ON DELETE SET NULL,
  parent_id TEXT REFERENCES sessions (id) ON DELETE SET NULL,
  predecessor_id TEXT REFERENCES sessions (id) ON DELETE SET NULL,
  depth INTEGER NOT NULL DEFAULT 0 CHECK (depth >= 0),
  current_task_id TEXT REFERENCES tasks (id) ON DELETE SET NULL,
  attempt INTEGER NOT NULL DEFAULT 1 CHECK (attempt > 0),
  worktree TEXT,
  branch TEXT,
  base_commit TEXT,
  nonce TEXT NOT NULL UNIQUE,
  pane TEXT CHECK (json_valid(pane)),
  leader TEXT CHECK (json_valid(leader)),
  agent TEXT CHECK (json_valid(agent)),
  agent_started_at INTEGER,
  exit_code INTEGER,
  exited_at INTEGER,
  commits INTEGER,
  head_commit TEXT,
  stop_cause TEXT CHECK (stop_cause IN ('operator', 'run_cancelled', 'timeout', 'worktree_lost')),
  escalation_level INTEGER NOT NULL DEFAULT 0 CHECK (escalation_level BETWEEN 0 AND 3),
  stalled_since INTEGER,
  metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
  started_at INTEGER NOT NULL,
  last_activity_at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK (current_task_id IS NULL OR state IN ('booting', 'working', 'stalled')),
  CHECK (outcome IS NULL OR state = 'completed'),
  CHECK ((state IN ('zombie', 'completed')) = (ended_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sessions_open_name ON sessions (name) WHERE state IN ('booting', 'working', 'stalled');
CREATE UNIQUE INDEX sessions_open_task ON sessions (current_task_id) WHERE current_task_id IS NOT NULL;
CREATE INDEX sessions_name ON sessions (name, started_at);
CREATE INDEX sessions_run ON sessions (run_id, started_at);

-- Who worked on what, and when: history beside the one pointer, sessions.current_task_id.
CREATE TABLE claims (
  task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  claimed_at INTEGER NOT NULL,
  released_at INTEGER,
  PRIMARY KEY (task_id, attempt)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_session ON claims (session_id);

CREATE TABLE gate_runs (
  id TEXT PRIMARY KEY,
  task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  command TEXT NOT NULL,
  process TEXT CHECK (json_valid(process)),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  exit_code INTEGER,
  passed INTEGER CHECK (passed IN (0, 1)),
  UNIQUE (session_id, task_id, position),
  CHECK ((passed IS NULL) = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX gate_runs_task ON gate_runs (task_id);

CREATE TABLE merges (
  id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  session_id TEXT NOT NULL UNIQUE REFERENCES sessions (id) ON DELETE CASCADE,
  branch TEXT NOT NULL,
  head_commit TEXT NOT NULL,
  target_branch TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'merged', 'conflict', 'failed')),
  merge_commit TEXT,
  conflict_files TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(conflict_files)),
  reason TEXT,
  queued_at INTEGER NOT NULL,
  settled_at INTEGER,
  CHECK ((state = 'queued') = (settled_at IS NULL)),
  CHECK ((state = 'merged') = (merge_commit IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX merges_run ON merges (run_id, queued_at);
CREATE INDEX merges_task ON merges (task_id);
