-- Sessions that people and foreign agents keep, tasks outside of runs, and what sessions do with them.

CREATE TABLE sprints (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL CHECK (title <> ''),
  goal TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL CHECK (status IN ('planned', 'active', 'complete', 'cancelled')),
  summary TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  closed_at INTEGER,
  CHECK ((status IN ('complete', 'cancelled')) = (closed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

ALTER TABLE tasks ADD COLUMN parent_id TEXT REFERENCES tasks (id) ON DELETE CASCADE;
ALTER TABLE tasks ADD COLUMN sprint_id TEXT REFERENCES sprints (id) ON DELETE SET NULL;
ALTER TABLE tasks ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN priority TEXT NOT NULL DEFAULT 'medium'
  CHECK (priority IN ('critical', 'high', 'medium', 'low'));
ALTER TABLE tasks ADD COLUMN category TEXT;
ALTER TABLE tasks ADD COLUMN estimate_ms INTEGER CHECK (estimate_ms > 0);
-- What was done, by whoever completed it.
ALTER TABLE tasks ADD COLUMN summary TEXT;
CREATE UNIQUE INDEX tasks_own_key ON tasks (key) WHERE run_id IS NULL;
CREATE INDEX tasks_key ON tasks (key);
CREATE INDEX tasks_parent ON tasks (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_sprint ON tasks (sprint_id) WHERE sprint_id IS NOT NULL;
CREATE INDEX tasks_todo ON tasks (created_at) WHERE status = 'todo';
CREATE INDEX task_dependents ON task_dependencies (depends_on_id);

-- Who made the session: overstory itself ('spawned'), or whoever keeps it.
ALTER TABLE sessions ADD COLUMN source TEXT NOT NULL DEFAULT 'spawned'
  CHECK (source IN ('spawned', 'cli', 'mcp', 'api', 'gui'));
-- What overstory spawned has held a task from its first moment.
UPDATE sessions SET source = 'api' WHERE id NOT IN (SELECT session_id FROM claims);
ALTER TABLE sessions ADD COLUMN type TEXT NOT NULL DEFAULT 'work' CHECK (type IN ('work', 'planning', 'review'));
ALTER TABLE sessions ADD COLUMN summary TEXT;
-- Lets a caller act as this session; only those that overstory spawned have one.
ALTER TABLE sessions ADD COLUMN token TEXT;
-- The shell whose current session it is.
ALTER TABLE sessions ADD COLUMN terminal TEXT CHECK (json_valid(terminal));
-- Its active time: what is over, and since when the present stretch goes on (NULL while paused and when ended).
ALTER TABLE sessions ADD COLUMN active_ms INTEGER NOT NULL DEFAULT 0 CHECK (active_ms >= 0);
ALTER TABLE sessions ADD COLUMN active_since INTEGER;
UPDATE sessions SET active_since = coalesce(agent_started_at, started_at)
  WHERE state IN ('working', 'stalled');
UPDATE sessions SET active_ms = max(0, ended_at - coalesce(agent_started_at, started_at))
  WHERE ended_at IS NOT NULL;
CREATE UNIQUE INDEX sessions_token ON sessions (token) WHERE token IS NOT NULL;
CREATE UNIQUE INDEX sessions_terminal ON sessions (terminal)
  WHERE terminal IS NOT NULL AND state IN ('booting', 'working', 'stalled');
CREATE INDEX sessions_predecessor ON sessions (predecessor_id) WHERE predecessor_id IS NOT NULL;
CREATE INDEX sessions_parent ON sessions (parent_id) WHERE parent_id IS NOT NULL;

-- What each open session is working on, from the project at depth 0 to what it does now.
CREATE TABLE context_frames (
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  depth INTEGER NOT NULL CHECK (depth >= 0),
  kind TEXT NOT NULL CHECK (kind IN ('project', 'sprint', 'task', 'subtask')),
  sprint_id TEXT REFERENCES sprints (id) ON DELETE CASCADE,
  task_id TEXT REFERENCES tasks (id) ON DELETE CASCADE,
  pushed_at INTEGER NOT NULL,
  PRIMARY KEY (session_id, depth),
  CHECK ((kind = 'project') = (depth = 0)),
  CHECK ((kind = 'sprint') = (sprint_id IS NOT NULL)),
  CHECK ((kind IN ('task', 'subtask')) = (task_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
-- Nobody works on what another has on its stack.
CREATE UNIQUE INDEX context_frames_task ON context_frames (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX context_frames_sprint ON context_frames (sprint_id) WHERE sprint_id IS NOT NULL;

-- What sessions did, in order: their whole history.
CREATE TABLE activities (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  -- What was active at that moment.
  task_id TEXT REFERENCES tasks (id) ON DELETE SET NULL,
  sprint_id TEXT REFERENCES sprints (id) ON DELETE SET NULL,
  kind TEXT NOT NULL CHECK (kind IN ('command', 'note', 'update', 'artifact', 'context', 'task', 'phase', 'approval',
    'start', 'pause', 'resume', 'end')),
  text TEXT NOT NULL,
  data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(data))
) STRICT;
CREATE INDEX activities_session ON activities (session_id, id);
CREATE INDEX activities_task ON activities (task_id, id) WHERE task_id IS NOT NULL;
CREATE INDEX activities_sprint ON activities (sprint_id, id) WHERE sprint_id IS NOT NULL;
CREATE INDEX activities_phases ON activities (session_id, id) WHERE kind = 'phase';
CREATE INDEX activities_pauses ON activities (session_id, id) WHERE kind = 'pause';
CREATE INDEX activities_resumes ON activities (session_id, id) WHERE kind = 'resume';
CREATE INDEX activities_errors ON activities (session_id) WHERE kind = 'phase' AND data ->> '$.error' IS NOT NULL;

-- What sessions asked to be approved.
CREATE TABLE approvals (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  question TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  decision TEXT CHECK (decision IN ('approved', 'rejected')),
  decided_at INTEGER,
  decided_by TEXT,
  note TEXT,
  CHECK ((decision IS NULL) = (decided_at IS NULL)),
  CHECK ((decision IS NULL) = (decided_by IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX approvals_session ON approvals (session_id, asked_at);
CREATE UNIQUE INDEX approvals_open ON approvals (session_id) WHERE decision IS NULL;

-- What a session is to hear at its next call.
CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  seen_at INTEGER
) STRICT;
CREATE INDEX notices_session ON notices (session_id, seen_at);

-- Sessions that other systems' agents keep, found again by what they are called there.
CREATE TABLE delegations (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  agent_name TEXT NOT NULL,
  task_ref TEXT NOT NULL,
  -- As it was first given: the description and its metadata.
  context TEXT NOT NULL CHECK (json_valid(context))
) STRICT, WITHOUT ROWID;
CREATE INDEX delegations_agent ON delegations (agent_name, task_ref);

-- The commit that a gate checked; NULL when that is not known, or the work tree held more than a commit.
ALTER TABLE gate_runs ADD COLUMN head_commit TEXT;

-- What a session works on, or worked on last.
DROP INDEX claims_session;
CREATE INDEX claims_session ON claims (session_id, claimed_at);
-- No entries for what is in no run, and for what goes on.
DROP INDEX sessions_run;
CREATE INDEX sessions_run ON sessions (run_id, started_at) WHERE run_id IS NOT NULL;
DROP INDEX sessions_ended;
CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;
-- Most events are of a session without a run, or of neither: those need no entry there.
DROP INDEX events_run;
CREATE INDEX events_run ON events (run_id, id) WHERE run_id IS NOT NULL;
DROP INDEX events_session;
CREATE INDEX events_session ON events (session_id, id) WHERE session_id IS NOT NULL;
