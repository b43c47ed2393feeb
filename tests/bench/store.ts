import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transition } from "../../src/store/session-changes.ts";
import { insertSession } from "../../src/store/sessions.ts";
import { Store } from "../../src/store/store.ts";
import { race, report, timed, whole } from "./report.ts";

const SESSIONS = 100;
const ROUNDS = 75;
/** Each round moves every session this many times, between working and stalled. */
const MOVES = 2;

type Move = (id: string, to: "working" | "stalled") => void;

/** The two statements that the state change comes down to, on a connection set up as the store's. */
function bareMove(db: Database): Move {
  const update = db.query(
    `UPDATE sessions SET state = $to, reason = coalesce($reason, reason), outcome = coalesce($outcome, outcome),
       phase = coalesce($phase, phase), last_activity_at = iif($moves, $at, last_activity_at),
       ended_at = iif($ends, coalesce(ended_at, $at), NULL), attention = iif($ends, NULL, attention),
       stalled_since = iif($to = 'stalled', $at, NULL), escalation_level = iif($to = 'working', 0, escalation_level)
     WHERE id = $id AND state IN ('booting', 'working', 'stalled')`,
  );
  const insert = db.query(
    "INSERT INTO events (at, kind, run_id, session_id, task_id, data) VALUES (?, ?, ?, ?, ?, ?)",
  );
  return (id, to) => {
    const at = Date.now();
    const moves = to === "working" ? 1 : 0;
    const none = { reason: null, outcome: null, phase: null };
    if (update.run({ id, to, at, moves, ends: 0, ...none }).changes !== 1) throw new Error(`${id} stays`);
    const data = JSON.stringify({ key: "SESSION-001", name: "agent-1", outcome: null, reason: null });
    insert.run(at, `session.${to}`, null, id, null, data);
  };
}

function prepareDatabase(path: string): string[] {
  const store = Store.open(path, "owner", Date.now);
  const ids = store.writeNow((tx) =>
    Array.from({ length: SESSIONS }, (_, n) => {
      const { id } = insertSession(tx, { name: `agent-${n}`, role: "builder", runtime: "shell" });
      transition(tx, id, "working");
      return id;
    }),
  );
  store.close();
  return ids;
}

function openBare(path: string): Database {
  const db = new Database(path, { create: true, strict: true });
  for (const setting of ["locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"])
    db.run(`PRAGMA ${setting}`);
  return db;
}

/** Time for a number of turns, in each of which every session moves once. */
const turns = (move: (to: "working" | "stalled") => void | Promise<void>) =>
  timed(async () => {
    for (let turn = 0; turn < MOVES; turn++) await move(turn % 2 === 0 ? "stalled" : "working");
  });

export async function benchStore(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-store-"));
  try {
    const [ours, theirs] = [join(folder, "store.db"), join(folder, "bare.db")];
    const [ids, bareIds] = [prepareDatabase(ours), prepareDatabase(theirs)];
    const store = Store.open(ours, "owner", Date.now);
    const db = openBare(theirs);
    const move = bareMove(db);

    const medians = await race(ROUNDS, [
      () =>
        turns(async (to) => {
          await Promise.all(ids.map((id) => store.write((tx) => transition(tx, id, to))));
        }),
      () =>
        turns((to) => {
          db.run("BEGIN IMMEDIATE");
          for (const id of bareIds) move(id, to);
          db.run("COMMIT");
        }),
      () =>
        turns(async (to) => {
          for (const id of ids) await store.write((tx) => transition(tx, id, to));
        }),
      () =>
        turns((to) => {
          for (const id of bareIds) {
            db.run("BEGIN IMMEDIATE");
            move(id, to);
            db.run("COMMIT");
          }
        }),
    ]);
    store.close();
    db.close();
    print(medians);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print([grouped = 0, bareGrouped = 0, single = 0, bareSingle = 0]: number[]): void {
  const row = (writes: string, ours: number, floor: number) => ({
    writes,
    "store ops/s": whole((SESSIONS * MOVES * 1000) / ours),
    "bare ops/s": whole((SESSIONS * MOVES * 1000) / floor),
    ratio: (ours / floor).toFixed(2),
  });
  report("store: one state change with its event (goal: ratio ≤ 1.5)", [
    row(`${SESSIONS} at once`, grouped, bareGrouped),
    row("one by one", single, bareSingle),
  ]);
}

if (import.meta.main) await benchStore();
