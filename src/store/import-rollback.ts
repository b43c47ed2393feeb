import type { Database } from "bun:sqlite";
import { readCounters } from "./imported-keys.ts";
import type { ImportRecord } from "./imports.ts";
import { IS_OPEN } from "./session-row.ts";
import type { Transaction } from "./store.ts";

type Doomed = "run" | "session" | "sprint" | "task";

/** A column by which other work may refer to what an import made. */
interface Reference {
  table: "sessions" | "tasks" | "task_dependencies" | "activities" | "claims" | "gate_runs" | "merges";
  column: string;
  to: Doomed;
  /** In words, after the key of what refers. */
  says: string;
  /** Key of what refers. */
  key: string;
  /** What refers is not of the import itself. */
  isForeign: string;
  /** How the reference can be given up without what refers; null where it cannot. */
  detach: "null" | "delete" | null;
  /** What goes too when it is not given up; null where only the row itself goes. */
  thing: "session" | "task" | null;
}

const NOT_DOOMED = (kind: Doomed, column: string) =>
  `NOT EXISTS (SELECT 1 FROM temp.import_doomed AS own WHERE own.kind = '${kind}' AND own.id = ${column})`;
const KEY_OF = (table: "sessions" | "tasks", column: string) =>
  `(SELECT key FROM ${table} WHERE id = c.${column})`;
const OWN_DEPENDENCY =
  "EXISTS (SELECT 1 FROM imported_things AS t WHERE t.target_id = c.task_id || ' ' || c.depends_on_id AND t.import_id = $import)";

const session = (column: string, to: Doomed, says: string): Reference => ({
  table: "sessions",
  column,
  to,
  says,
  key: "c.key",
  isForeign: NOT_DOOMED("session", "c.id"),
  detach: "null",
  thing: "session",
});
const task = (column: string, to: Doomed, says: string): Reference => ({
  table: "tasks",
  column,
  to,
  says,
  key: "c.key",
  isForeign: NOT_DOOMED("task", "c.id"),
  detach: "null",
  thing: "task",
});
const edge = (column: string, other: string, says: string): Reference => ({
  table: "task_dependencies",
  column,
  to: "task",
  says,
  key: KEY_OF("tasks", other),
  isForeign: `${NOT_DOOMED("task", `c.${other}`)} AND NOT ${OWN_DEPENDENCY}`,
  detach: "delete",
  thing: null,
});
/** History of a task by a session that stays: a row that cannot do without either. */
const history = (table: "claims" | "gate_runs" | "merges", says: string): Reference => ({
  table,
  column: "task_id",
  to: "task",
  says,
  key: KEY_OF("sessions", "session_id"),
  isForeign: NOT_DOOMED("session", "c.session_id"),
  detach: null,
  thing: null,
});

const REFERENCES: readonly Reference[] = [
  session("run_id", "run", "belongs to"),
  session("parent_id", "session", "is below"),
  session("predecessor_id", "session", "goes on with the work of"),
  task("run_id", "run", "belongs to"),
  task("parent_id", "task", "is a part of"),
  task("sprint_id", "sprint", "is in"),
  edge("depends_on_id", "task_id", "depends on"),
  edge("task_id", "depends_on_id", "is needed by"),
  {
    table: "activities",
    column: "task_id",
    to: "task",
    says: "has worked on",
    key: KEY_OF("sessions", "session_id"),
    isForeign: `${NOT_DOOMED("session", "c.session_id")} AND c.id > $lastActivity`,
    detach: "null",
    thing: null,
  },
  history("claims", "has worked on"),
  history("gate_runs", "has checked"),
  history("merges", "has merged"),
];

const TABLE_OF: Record<Doomed, string> = {
  run: "runs",
  session: "sessions",
  sprint: "sprints",
  task: "tasks",
};

/** Marks what the import made. Everything below is about what is marked. */
export function markDoomed(db: Database, importId: string): void {
  db.run(
    "CREATE TEMP TABLE IF NOT EXISTS import_doomed (kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID",
  );
  db.run("DELETE FROM temp.import_doomed");
  db.query(
    `INSERT INTO temp.import_doomed SELECT kind, target_id FROM imported_things
     WHERE import_id = ? AND kind IN ('run', 'session', 'sprint', 'task')`,
  ).run(importId);
}

export const countDoomed = (db: Database): Record<string, number> =>
  Object.fromEntries(
    db
      .query<{ kind: string; count: number }, []>(
        "SELECT kind, count(*) AS count FROM temp.import_doomed GROUP BY kind",
      )
      .all()
      .map(({ kind, count }) => [kind, count]),
  );

/** Something that stands in the way of taking an import back. */
export interface Obstacle {
  what: string;
  /** It can be solved by giving the reference up. */
  detachable: boolean;
}

const bindings = ({ id, counters }: ImportRecord, sql: string): Record<string, string | number> => ({
  ...(sql.includes("$import") && { import: id }),
  ...(sql.includes("$lastActivity") && { lastActivity: counters.lastActivityId }),
});

/** Other work that refers to what is marked; the first few of each kind. */
export const listReferences = (db: Database, record: ImportRecord): Obstacle[] =>
  REFERENCES.flatMap((reference) => {
    const { table, column, to, says, key, isForeign, detach } = reference;
    const sql = `SELECT DISTINCT coalesce(${key}, 'something') || ' ${says} ' || (SELECT key FROM ${TABLE_OF[to]} WHERE id = c.${column}) AS what
      FROM ${table} AS c JOIN temp.import_doomed AS d ON d.kind = '${to}' AND d.id = c.${column} WHERE ${isForeign} LIMIT 10`;
    return db
      .query<{ what: string }, Record<string, string | number>>(sql)
      .all(bindings(record, sql))
      .map(({ what }) => ({ what, detachable: detach !== null }));
  });

/** What was done to what is marked since it was imported. */
export const listChanges = (db: Database, record: ImportRecord): Obstacle[] =>
  db
    .query<{ what: string }, [number, number, string]>(
      `SELECT coalesce((SELECT key FROM tasks WHERE id = e.task_id AND e.kind LIKE 'task.%'),
          (SELECT key FROM sessions WHERE id = e.session_id), (SELECT key FROM tasks WHERE id = e.task_id),
          (SELECT key FROM runs WHERE id = e.run_id), '') || ': ' || e.kind AS what
       FROM events AS e WHERE e.id > ?1 AND (
         EXISTS (SELECT 1 FROM temp.import_doomed WHERE kind = 'session' AND id = e.session_id)
         OR EXISTS (SELECT 1 FROM temp.import_doomed WHERE kind = 'task' AND id = e.task_id)
         OR EXISTS (SELECT 1 FROM temp.import_doomed WHERE kind = 'run' AND id = e.run_id))
       GROUP BY what
       UNION
       SELECT s.key || ': has activities since' FROM activities AS a JOIN sessions AS s ON s.id = a.session_id
         JOIN temp.import_doomed AS d ON d.kind = 'session' AND d.id = s.id
         WHERE a.id > ?2 AND NOT EXISTS
           (SELECT 1 FROM imported_things AS t WHERE t.import_id = ?3 AND t.kind = 'activity' AND t.target_id = a.id)
       LIMIT 20`,
    )
    .all(record.lastEventId, record.counters.lastActivityId, record.id)
    .map(({ what }) => ({ what, detachable: true }));

/** Open sessions that work on what is marked, and open ones of our own among it: these must be ended first. */
export const listHeldBack = (db: Database): string[] =>
  db
    .query<{ what: string }, []>(
      `SELECT s.key || ' works on ' || k.key AS what FROM sessions AS s
         JOIN temp.import_doomed AS d ON d.kind = 'task' AND d.id = s.current_task_id JOIN tasks AS k ON k.id = d.id
         WHERE ${NOT_DOOMED("session", "s.id")}
       UNION
       SELECT s.key || ' has ' || k.key || ' on its stack' FROM context_frames AS f JOIN sessions AS s ON s.id = f.session_id
         JOIN temp.import_doomed AS d ON d.kind = 'task' AND d.id = f.task_id JOIN tasks AS k ON k.id = d.id
         WHERE ${NOT_DOOMED("session", "s.id")}
       UNION
       SELECT s.key || ' has ' || k.key || ' on its stack' FROM context_frames AS f JOIN sessions AS s ON s.id = f.session_id
         JOIN temp.import_doomed AS d ON d.kind = 'sprint' AND d.id = f.sprint_id JOIN sprints AS k ON k.id = d.id
         WHERE ${NOT_DOOMED("session", "s.id")}
       UNION
       SELECT s.key || ' is running' FROM sessions AS s
         JOIN temp.import_doomed AS d ON d.kind = 'session' AND d.id = s.id WHERE s.source = 'spawned' AND s.${IS_OPEN}
       LIMIT 20`,
    )
    .all()
    .map(({ what }) => what);

/** Gives up the references of other work that can be given up. */
export function detachReferences({ db }: Transaction, record: ImportRecord): void {
  for (const { table, column, to, isForeign, detach } of REFERENCES) {
    if (detach === null) continue;
    const which = `c.${column} IN (SELECT id FROM temp.import_doomed WHERE kind = '${to}') AND ${isForeign}`;
    const sql =
      detach === "null"
        ? `UPDATE ${table} AS c SET ${column} = NULL WHERE ${which}`
        : `DELETE FROM ${table} AS c WHERE ${which}`;
    db.query<unknown, Record<string, string | number>>(sql).run(bindings(record, sql));
  }
}

/** Marks what refers to what is marked, and what refers to that. */
export function markReferring({ db }: Transaction, record: ImportRecord): void {
  for (let added = 1; added > 0; ) {
    added = 0;
    for (const { table, column, to, isForeign, thing } of REFERENCES) {
      if (thing === null) continue;
      const sql = `INSERT OR IGNORE INTO temp.import_doomed SELECT '${thing}', c.id FROM ${table} AS c
        WHERE c.${column} IN (SELECT id FROM temp.import_doomed WHERE kind = '${to}') AND ${isForeign}`;
      added += db.query<unknown, Record<string, string | number>>(sql).run(bindings(record, sql)).changes;
    }
  }
}

const CHUNK = 2000;

/** Deletes what is marked, and what of the import belongs to other things; children first, some at a time. */
export function* deleteDoomed({ db }: Transaction, importId: string): Generator<void> {
  db.query(
    `DELETE FROM activities WHERE id IN
       (SELECT CAST(target_id AS INTEGER) FROM imported_things WHERE import_id = ? AND kind = 'activity')`,
  ).run(importId);
  db.query(
    `DELETE FROM task_dependencies WHERE task_id || ' ' || depends_on_id IN
       (SELECT target_id FROM imported_things WHERE import_id = ? AND kind = 'dependency')`,
  ).run(importId);
  for (const kind of ["session", "task", "sprint", "run"] as const) {
    const next = db.query<{ id: string }, [string]>(
      `SELECT id FROM temp.import_doomed WHERE kind = '${kind}' AND id > ? ORDER BY id LIMIT 1 OFFSET ${CHUNK - 1}`,
    );
    const remove = db.query(
      `DELETE FROM ${TABLE_OF[kind]} WHERE id IN (SELECT id FROM temp.import_doomed WHERE kind = '${kind}' AND id > ? AND id <= ?)`,
    );
    for (let after = ""; ; ) {
      const last = next.get(after)?.id ?? "\u{10ffff}";
      remove.run(after, last);
      yield;
      if (last === "\u{10ffff}") break;
      after = last;
    }
  }
  db.run("DELETE FROM temp.import_doomed");
}

const RECORDS = [
  "imported_rows",
  "imported_rows_legacy",
  "import_rejects",
  "import_suggestions",
  "imported_things",
  "imported_extras",
  "former_keys",
];

/** The record of the import stays; what became of each row does not. */
export function* deleteRows({ db }: Transaction, importId: string): Generator<void> {
  for (const table of RECORDS) {
    db.query(`DELETE FROM ${table} WHERE import_id = ?`).run(importId);
    yield;
  }
}

/** Numbers that nobody has used since are given back. */
export function restoreCounters({ db }: Transaction, { counters: { before, after } }: ImportRecord): void {
  const now = readCounters(db);
  for (const [name, value] of Object.entries(after)) {
    if (now[name] !== value || before[name] === value) continue;
    if (before[name] === undefined) db.query("DELETE FROM counters WHERE name = ?").run(name);
    else db.query("UPDATE counters SET value = ? WHERE name = ?").run(before[name], name);
  }
}
