-- Runs that an agent coordinates: who made which task, what they spend, mail, and a merge queue that checks what it merges.

-- Commands that must exit with 0 on the merged result before the integration branch moves.
ALTER TABLE runs ADD COLUMN gates TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(gates));
ALTER TABLE runs ADD COLUMN budget_usd REAL CHECK (budget_usd > 0);
ALTER TABLE runs ADD COLUMN budget_tokens INTEGER CHECK (budget_tokens > 0);
-- drafting: its coordinator plans; proposed: a person is to look at the plan; approved: it is carried out. NULL for a
-- run that asks nobody. Nothing but the coordinator is begun before it is approved.
ALTER TABLE runs ADD COLUMN plan TEXT CHECK (plan IN ('drafting', 'proposed', 'approved'));
-- Why no session of it is begun for now: a budget, a loop, a person; and since when it is held, or is not held any more.
ALTER TABLE runs ADD COLUMN held_by TEXT CHECK (held_by IN ('budget', 'loop', 'operator'));
ALTER TABLE runs ADD COLUMN held_reason TEXT;
ALTER TABLE runs ADD COLUMN held_at INTEGER;

-- The session that asked for the task: its sessions are that one's children. NULL for a task of a plan or a person.
ALTER TABLE tasks ADD COLUMN made_by TEXT REFERENCES sessions (id) ON DELETE SET NULL;
-- Made by the caller: the same request sent again answers with the same task.
ALTER TABLE tasks ADD COLUMN request_id TEXT;
CREATE UNIQUE INDEX tasks_request ON tasks (run_id, request_id) WHERE request_id IS NOT NULL;
CREATE INDEX tasks_made_by ON tasks (made_by) WHERE made_by IS NOT NULL;

CREATE TABLE mail (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  run_id TEXT REFERENCES runs (id) ON DELETE CASCADE,
  -- The first mail of its thread, which may be itself.
  thread_id TEXT NOT NULL,
  reply_to TEXT REFERENCES mail (id) ON DELETE SET NULL,
  -- NULL when it is from the operator or from overstory itself.
  sender_id TEXT REFERENCES sessions (id) ON DELETE SET NULL,
  -- Key of the session, `operator` or `overstory`.
  sender TEXT NOT NULL,
  -- As it was written: SESSION-003, api, @builders, @all, operator.
  address TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('status', 'question', 'result', 'error', 'dispatch', 'worker_done', 'worker_died',
    'merge_ready', 'merged', 'merge_failed', 'escalation', 'approval')),
  priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  -- Made by the sender: the same mail sent again is the same mail.
  dedupe_key TEXT,
  sent_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX mail_dedupe ON mail (dedupe_key, sender) WHERE dedupe_key IS NOT NULL;
CREATE INDEX mail_run ON mail (run_id, sent_at) WHERE run_id IS NOT NULL;
CREATE INDEX mail_sender ON mail (sender_id, sent_at) WHERE sender_id IS NOT NULL;
CREATE INDEX mail_asking ON mail (sent_at) WHERE type IN ('question', 'approval', 'escalation');
CREATE INDEX mail_thread ON mail (thread_id, sent_at);

-- Who was meant, found out when it was sent, and how far it has come with each.
CREATE TABLE mail_receipts (
  mail_id TEXT NOT NULL REFERENCES mail (id) ON DELETE CASCADE,
  -- Id of a session, or `operator`.
  recipient TEXT NOT NULL,
  -- Its agent was given it: proven like a message, or through a hook that was read.
  handed_at INTEGER,
  read_at INTEGER,
  answered_at INTEGER,
  -- The text for its pane that it is handed over with.
  message_id TEXT REFERENCES messages (id) ON DELETE SET NULL,
  PRIMARY KEY (mail_id, recipient)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_receipts_recipient ON mail_receipts (recipient, mail_id);
CREATE INDEX mail_receipts_message ON mail_receipts (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX mail_receipts_unread ON mail_receipts (recipient) WHERE read_at IS NULL;

-- The mail that a session is to hear of: who has heard the notice was given the mail.
ALTER TABLE notices ADD COLUMN mail_id TEXT REFERENCES mail (id) ON DELETE CASCADE;
CREATE INDEX notices_mail ON notices (mail_id) WHERE mail_id IS NOT NULL;

-- How far those who follow the journal have come with what they write because of it.
CREATE TABLE followers (
  name TEXT PRIMARY KEY,
  event_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Branches merged one upon the other and checked together, before their target is moved to the result.
CREATE TABLE merge_batches (
  id TEXT PRIMARY KEY,
  target_branch TEXT NOT NULL,
  -- Where the target stood, and what it becomes.
  base_commit TEXT NOT NULL,
  result_commit TEXT NOT NULL,
  -- stale: the target moved meanwhile, or a part of it was taken back; the merges are queued anew.
  state TEXT NOT NULL CHECK (state IN ('checking', 'green', 'red', 'stale')),
  gates TEXT NOT NULL CHECK (json_valid(gates)),
  worktree TEXT,
  -- The run whose result it brings into the branch that the run is for, and where that stood. NULL for a batch of merges.
  delivers TEXT REFERENCES runs (id) ON DELETE CASCADE,
  delivered_commit TEXT,
  began_at INTEGER NOT NULL,
  settled_at INTEGER,
  CHECK ((state = 'checking') = (settled_at IS NULL))
) STRICT, WITHOUT ROWID;
-- One at a time for each target.
CREATE UNIQUE INDEX merge_batches_checking ON merge_batches (target_branch) WHERE state = 'checking';

-- One gate on one batch.
CREATE TABLE batch_gates (
  id TEXT PRIMARY KEY,
  batch_id TEXT NOT NULL REFERENCES merge_batches (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  command TEXT NOT NULL,
  process TEXT CHECK (json_valid(process)),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  exit_code INTEGER,
  passed INTEGER CHECK (passed IN (0, 1)),
  UNIQUE (batch_id, position),
  CHECK ((passed IS NULL) = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_gates_running ON batch_gates (started_at) WHERE passed IS NULL;

-- The same table with more states: red, its gates fail on the merged result; cancelled, by a person. SQLite changes no
-- CHECK of a table that is there.
CREATE TABLE merges_next (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
  session_id TEXT NOT NULL UNIQUE REFERENCES sessions (id) ON DELETE CASCADE,
  branch TEXT NOT NULL,
  head_commit TEXT NOT NULL,
  target_branch TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'merged', 'conflict', 'red', 'failed', 'cancelled')),
  -- The batch that it is checked in, or was checked in last.
  batch_id TEXT REFERENCES merge_batches (id) ON DELETE SET NULL,
  -- Its place in that batch, from 0, and the merge commit that it has there.
  batch_position INTEGER,
  merge_commit TEXT,
  conflict_files TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(conflict_files)),
  -- The other side of a conflict: the merge whose work it conflicts with, when that is known.
  conflicts_with TEXT,
  reason TEXT,
  queued_at INTEGER NOT NULL,
  settled_at INTEGER,
  CHECK ((state = 'queued') = (settled_at IS NULL)),
  CHECK (state <> 'merged' OR merge_commit IS NOT NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO merges_next (id, key, run_id, task_id, session_id, branch, head_commit, target_branch, state, merge_commit,
    conflict_files, reason, queued_at, settled_at)
  SELECT id, printf('MERGE-%03d', row_number() OVER (ORDER BY queued_at, id)), run_id, task_id, session_id, branch,
    head_commit, target_branch, state, merge_commit, conflict_files, reason, queued_at, settled_at FROM merges;
INSERT INTO counters (name, value) SELECT 'MERGE', count(*) FROM merges HAVING count(*) > 0;
DROP TABLE merges;
ALTER TABLE merges_next RENAME TO merges;
CREATE INDEX merges_run ON merges (run_id, queued_at);
CREATE INDEX merges_task ON merges (task_id);
CREATE INDEX merges_queued ON merges (queued_at) WHERE state = 'queued';
CREATE INDEX merges_batch ON merges (batch_id) WHERE batch_id IS NOT NULL;

-- Work trees that are ready for a next task, so that none has to be filled from nothing.
CREATE TABLE spare_worktrees (
  path TEXT PRIMARY KEY,
  -- taken: being handed out; the branch it becomes is then made by the session that takes it.
  state TEXT NOT NULL CHECK (state IN ('ready', 'taken')),
  commit_id TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  returned_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
