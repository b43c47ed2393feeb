import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { join } from "node:path";
import initial from "../../../src/store/migrations/0001-initial.sql" with { type: "text" };
import { listSessions } from "../../../src/store/sessions.ts";
import { Store } from "../../../src/store/store.ts";
import { tempFolder } from "../../support/temp.ts";

/** A database as it was before, with a session that holds a task and one that somebody keeps through the library. */
function makeOld(path: string): void {
  const db = new Database(path);
  db.run("PRAGMA journal_mode = WAL");
  db.run(initial);
  db.run(
    "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT",
  );
  const checksum = createHash("sha256").update(initial).digest("hex");
  db.run("INSERT INTO schema_migrations VALUES (1, 'initial', ?, 0)", [checksum]);
  db.run("PRAGMA user_version = 1");
  db.run("PRAGMA application_id = 0x4f765374"); // what every database of overstory bears
  const add = (name: string, startedAt: number) =>
    db.run(
      `INSERT INTO sessions (id, key, name, role, runtime, state, phase, nonce, agent_started_at, started_at, last_activity_at)
       VALUES (?1, ?1, ?1, 'builder', 'shell', 'working', 'executing', ?1, ?2, ?3, ?3)`,
      [name, name === "ours" ? startedAt + 5 : null, startedAt],
    );
  add("ours", 100);
  add("theirs", 200);
  db.run(
    `INSERT INTO sessions (id, key, name, role, runtime, state, phase, nonce, agent_started_at, started_at, last_activity_at, ended_at)
     VALUES ('over', 'over', 'over', 'builder', 'shell', 'completed', 'completed', 'over', 350, 300, 900, 1000)`,
  );
  db.run(
    "INSERT INTO tasks (id, key, position, title, status, spec, created_at, updated_at) VALUES ('t', 'TASK-001', 0, 't', 'underway', '{}', 0, 0)",
  );
  db.run(
    "INSERT INTO claims (task_id, attempt, session_id, claimed_at) VALUES ('t', 1, 'ours', 100), ('t', 2, 'over', 300)",
  );
  db.close();
}

test("what overstory had spawned is its own, what others kept is theirs, the time of both goes on, and what is over has its own", () => {
  using folder = tempFolder();
  const path = join(folder.path, "overstory.db");
  makeOld(path);
  const store = Store.open(path, "owner", Date.now);
  const sessions = listSessions(store.db).map((one) => [one.name, one.source, one.activeSince, one.activeMs]);
  store.close();
  expect(sessions).toEqual([
    ["ours", "spawned", 105, 0],
    ["theirs", "api", 200, 0],
    ["over", "spawned", null, 650],
  ]);
});
