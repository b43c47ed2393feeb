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
CREATE INDEX runs_ended ON runs (ended_at) WHERE ended_at IS NOT NULL;

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
  attention_reason TEXT,
  attention_until INTEGER,
  -- Whose limits apply to it, as it declared; its runtime's where this is NULL.
  limit_group TEXT,
  -- 1 when it ended while it was limited: such an end is not held against its task.
  ended_limited INTEGER NOT NULL DEFAULT 0 CHECK (ended_limited IN (0, 1)),
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
  agent_started_observed INTEGER,
  exit_code INTEGER,
  exited_at INTEGER,
  commits INTEGER,
  head_commit TEXT,
  stop_cause TEXT CHECK (stop_cause IN ('operator', 'run_cancelled', 'timeout', 'worktree_lost', 'stalled', 'triage')),
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
CREATE INDEX sessions_ended ON sessions (ended_at);
CREATE INDEX sessions_zombie ON sessions (ended_at) WHERE state = 'zombie';

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
CREATE INDEX gate_runs_running ON gate_runs (started_at) WHERE passed IS NULL;

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
CREATE INDEX merges_queued ON merges (queued_at) WHERE state = 'queued';

-- How far observed time has come, and at which wall time that was written.
CREATE TABLE observed_time (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  observed INTEGER NOT NULL,
  wall INTEGER NOT NULL
) STRICT;

CREATE TABLE blind_intervals (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('asleep', 'daemon_down', 'daemon_frozen', 'clock_set')),
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL
) STRICT;
CREATE INDEX blind_intervals_to ON blind_intervals (to_at);

-- What the watchdog knows of each open session, so that the next daemon goes on from there.
CREATE TABLE watches (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  evidence TEXT NOT NULL CHECK (json_valid(evidence)),
  baseline TEXT CHECK (json_valid(baseline)),
  verdict TEXT CHECK (json_valid(verdict)),
  -- ms UTC of the last change of the verdict's name.
  verdict_at INTEGER,
  ladder_level INTEGER CHECK (ladder_level BETWEEN 0 AND 3),
  stepped_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What the watchdog concluded and did, with what it knew: for replays, and to earn the right to act.
CREATE TABLE watch_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  observed INTEGER NOT NULL,
  session_id TEXT NOT NULL,
  session_key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('verdict', 'step', 'silence', 'ended')),
  verdict TEXT NOT NULL,
  rule TEXT NOT NULL,
  level INTEGER CHECK (level BETWEEN 0 AND 3),
  -- 0 when the step was only recorded (shadow mode, or held back).
  acted INTEGER NOT NULL DEFAULT 1 CHECK (acted IN (0, 1)),
  wrong INTEGER NOT NULL DEFAULT 0 CHECK (wrong IN (0, 1)),
  detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
CREATE INDEX watch_log_session ON watch_log (session_id, id);
CREATE INDEX watch_log_at ON watch_log (at);

-- A wall that all agents of a group run into: no new ones are sent against it before its time.
CREATE TABLE limits (
  group_name TEXT PRIMARY KEY,
  cause TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  -- How often in a row it was run into.
  strikes INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

CREATE TABLE alerts (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  cause TEXT NOT NULL,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  subject TEXT NOT NULL,
  message TEXT NOT NULL,
  hint TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('raised', 'acknowledged', 'resolved')),
  tellings INTEGER NOT NULL DEFAULT 1,
  raised_at INTEGER NOT NULL,
  told_at INTEGER NOT NULL,
  -- When it went on after its cause had been gone for a moment.
  reopened_at INTEGER,
  acknowledged_at INTEGER,
  resolved_at INTEGER,
  resolved_by TEXT,
  -- Null while its cause is the case: an alert that a person closed is not raised anew before that has changed.
  gone_at INTEGER,
  CHECK ((state = 'resolved') = (resolved_at IS NOT NULL)),
  CHECK (gone_at IS NULL OR state = 'resolved')
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX alerts_current ON alerts (cause) WHERE gone_at IS NULL;
CREATE INDEX alerts_gone ON alerts (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX alerts_open ON alerts (raised_at) WHERE state <> 'resolved';

-- The outbox: one telling of an alert through one sink, written in the transaction that raised it.
CREATE TABLE deliveries (
  alert_id TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
  sink TEXT NOT NULL,
  telling INTEGER NOT NULL,
  news TEXT NOT NULL CHECK (news IN ('raised', 'repeated', 'resolved')),
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed', 'dropped')),
  -- The message that it was put into with others, so that a retry is that very message.
  message_id TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  first_due_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  answer TEXT,
  sent_at INTEGER,
  PRIMARY KEY (alert_id, sink, telling),
  CHECK ((state = 'sent') = (sent_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_pending ON deliveries (sink, due_at) WHERE state = 'pending';

-- How each channel to people takes messages.
CREATE TABLE sinks (
  name TEXT PRIMARY KEY,
  -- Attempts since the last message that it accepted.
  failures INTEGER NOT NULL,
  answer TEXT,
  -- No attempt is made before.
  resume_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Each time a schedule was due.
CREATE TABLE schedule_runs (
  id TEXT PRIMARY KEY,
  schedule TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  result TEXT NOT NULL CHECK (result IN ('waiting', 'running', 'done', 'skipped', 'failed')),
  run_id TEXT,
  message TEXT,
  UNIQUE (schedule, due_at),
  CHECK ((result IN ('waiting', 'running')) = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX schedule_runs_open ON schedule_runs (schedule, due_at) WHERE ended_at IS NULL;

-- How far the times of each job have been dealt with: what was due since then is caught up on.
CREATE TABLE timetable (
  job TEXT PRIMARY KEY,
  -- Its cron pattern and time zone: with others it is a new job.
  pattern TEXT NOT NULL,
  handled_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
