import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf } from "../../src/compat/engine/raw.ts";
import { runImport } from "../../src/compat/engine/run-import.ts";
import type { OpenSource, SourceRow } from "../../src/compat/format.ts";
import { Store } from "../../src/store/store.ts";
import { activityRecord, sessionRecord, T0 } from "../compat/engine/memory-format.ts";
import { race, report, timed, whole } from "./report.ts";

/** Of each ten rows one is a session, and the others are what it did. */
const ACTIVITIES = 9;

/** A source that is made while it is read. */
function madeSource(rowCount: number): OpenSource {
  return {
    description: "made",
    rowCount,
    remarks: [],
    files: [],
    hash: () => `${rowCount}`,
    close: () => {},
    *rows(): Iterable<SourceRow> {
      for (let n = 0; n < rowCount; n++)
        yield { table: n % (ACTIVITIES + 1) === 0 ? "sessions" : "activities", row: n + 1, raw: rawOf(n) };
    },
    map: ({ raw }) => {
      const { n } = raw as { n: number };
      const id = `session-${Math.floor(n / (ACTIVITIES + 1))}`;
      return n % (ACTIVITIES + 1) === 0
        ? {
            records: [
              sessionRecord(id, {
                name: `agent-${n % 97}`,
                extra: { color: "red" },
                worktree: "/w",
                branch: "b",
              }),
            ],
          }
        : { records: [activityRecord(id, `did ${n}`, { at: T0 + n })] };
    },
  };
}

const rawOf = (n: number) => ({
  n,
  agentName: `agent-${n}`,
  capability: "builder",
  startedAt: "2026-01-10T08:00:00.000Z",
  note: "some words of a usual length",
});

async function timeEngine(folder: string, rowCount: number): Promise<{ ms: number; peakMib: number }> {
  const store = Store.open(join(folder, `engine-${rowCount}.db`), "owner", Date.now);
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const ms = await timed(async () => {
    await runImport(
      { store, backups: join(folder, "backups"), clock: Date.now, random: Math.random },
      {
        format: "bench",
        path: "/bench",
        source: madeSource(rowCount),
        dryRun: false,
        lenient: false,
        tell: () => {},
        signal: new AbortController().signal,
      },
    );
  });
  clearInterval(watch);
  store.close();
  return { ms, peakMib: peak / 2 ** 20 };
}

/** The rows that the engine has written, again, by prepared statements in one transaction and nothing else. */
async function timeBare(folder: string, rowCount: number): Promise<number> {
  Store.open(join(folder, `bare-${rowCount}.db`), "owner", Date.now).close();
  const db = new Database(join(folder, `bare-${rowCount}.db`), { strict: true });
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA synchronous = FULL");
  db.run("PRAGMA foreign_keys = ON");
  const importId = Bun.randomUUIDv7();
  const ms = await timed(() => {
    db.run("BEGIN IMMEDIATE");
    db.run(
      `INSERT INTO imports (id, key, format, source, source_hash, status, lenient, report, counters, last_event_id, started_at, ended_at)
       VALUES ('${importId}', 'IMPORT-001', 'bench', '', '', 'completed', 0, '{}', '{}', 0, 0, 0)`,
    );
    const session = db.prepare(
      `INSERT INTO sessions (id, key, name, source, type, role, runtime, state, phase, attention, outcome, reason, run_id, depth, worktree,
         branch, nonce, escalation_level, stalled_since, summary, metadata, active_ms, active_since, started_at, last_activity_at, ended_at)
       VALUES (${Array(26).fill("?").join(", ")})`,
    );
    const thing = db.prepare("INSERT INTO imported_things VALUES (?, 'session', ?, ?, ?, 'sessions', ?)");
    const activity = db.prepare(
      "INSERT INTO activities (at, session_id, task_id, sprint_id, kind, text, data) VALUES (?, ?, NULL, NULL, 'note', ?, '{}')",
    );
    const row = db.prepare("INSERT INTO imported_rows VALUES (?, ?, ?, ?, ?, 'imported', ?, ?, NULL)");
    const raw = db.prepare("INSERT INTO imported_rows_legacy VALUES (?, ?, ?, ?)");
    const metadata = JSON.stringify({
      imported: {
        import: "IMPORT-001",
        id: "session-123",
        formerKey: null,
        pid: null,
        tmuxSession: null,
        activeMs: null,
        frames: [],
        extra: { color: "red" },
        was: {},
        conflicts: [],
      },
    });
    let current = "";
    for (let n = 0; n < rowCount; n++) {
      const json = JSON.stringify(rawOf(n));
      const digest = digestOf(json);
      if (n % (ACTIVITIES + 1) === 0) {
        current = Bun.randomUUIDv7();
        const key = `SESSION-${String(n / 10 + 1).padStart(3, "0")}`;
        session.run(
          current,
          key,
          `agent-${n % 97}`,
          "api",
          "work",
          "builder",
          "shell",
          "completed",
          "completed",
          null,
          "success",
          null,
          null,
          0,
          "/w",
          "b",
          crypto.randomUUID(),
          0,
          null,
          null,
          metadata,
          0,
          null,
          T0,
          T0,
          T0,
        );
        thing.run(importId, `session-${n / 10}`, current, `agent-${n % 97}`, n + 1);
        row.run(importId, "sessions", n + 1, `session-${n / 10}`, digest, "session", current);
        raw.run(importId, "sessions", n + 1, json);
      } else {
        const id = activity.run(T0 + n, current, `did ${n}`).lastInsertRowid;
        row.run(importId, "activities", n + 1, null, digest, "activity", String(id));
        raw.run(importId, "activities", n + 1, json);
      }
    }
    db.run("COMMIT");
  });
  db.close();
  return ms;
}

const ROUNDS = 3;

export async function benchImport(counts = [20_000]): Promise<void> {
  const rows = [];
  for (const count of counts) {
    const folder = mkdtempSync(join(tmpdir(), "bench-import-"));
    let peakMib = 0;
    try {
      const [bare = 0, ms = 0] = await race(ROUNDS, [
        () => timeBare(mkdtempSync(join(folder, "bare-")), count),
        async () => {
          const timed = await timeEngine(mkdtempSync(join(folder, "engine-")), count);
          peakMib = Math.max(peakMib, timed.peakMib);
          return timed.ms;
        },
      ]);
      rows.push({
        rows: whole(count),
        "rows/s": whole((count * 1000) / ms),
        "bare inserts rows/s": whole((count * 1000) / bare),
        ratio: (ms / bare).toFixed(2),
        "memory MiB": whole(peakMib),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  report("import: rows taken in, with their raw form, verification and report (goal: ratio ≤ 2)", rows);
}

if (import.meta.main)
  await benchImport(process.argv.slice(2).length > 0 ? process.argv.slice(2).map(Number) : undefined);
