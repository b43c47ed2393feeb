import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formats } from "../../../../src/compat/formats/registry.ts";
import type { SessionRecord } from "../../../../src/compat/record.ts";
import { errorOf } from "../../../support/error-of.ts";
import { tempFolder } from "../../../support/temp.ts";
import {
  OVERSTORY_ENTRIES,
  OVERSTORY_REJECTED,
  overstoryEntry,
  writeSessionsDb,
  writeSessionsJson,
} from "../../fixtures/overstory.ts";
import { cutOff, fillWithGarbage, replaceIn, scratch } from "../break-files.ts";
import { conforms } from "../conformance.ts";

const list = (root: string) => join(root, ".overstory", "sessions.json");
const database = (root: string) => join(root, ".overstory", "sessions.db");

conforms({
  format: "overstory",
  what: "sessions.json",
  write: (root) => writeSessionsJson(root),
  rows: OVERSTORY_ENTRIES.length,
  rejected: OVERSTORY_REJECTED,
  change: (root) => replaceIn(list(root), '"lead-1"', '"lead-2"'),
  broken: [
    {
      what: "is cut off",
      damage: (root) => cutOff(list(root), 0.5),
      says: /sessions\.json: line \d+, column \d+: the file ends in the middle/,
    },
    {
      what: "is empty",
      damage: (root) => writeFileSync(list(root), ""),
      says: /sessions\.json: line 1, column 1: the file ends/,
    },
    {
      what: "is no JSON",
      damage: (root) => fillWithGarbage(list(root)),
      says: /sessions\.json: line 1, column 1: unexpected byte 0x01/,
    },
    {
      what: "is an object",
      damage: (root) => writeFileSync(list(root), "{}"),
      says: /sessions\.json: is no list/,
    },
    {
      what: "has a comma too much",
      damage: (root) => writeFileSync(list(root), "[\n{},\n]"),
      says: /line 3, column 1: unexpected "\]"/,
    },
    {
      what: "has a word that is none",
      damage: (root) => replaceIn(list(root), '"lead-1"', "lead"),
      says: /line \d+, column \d+: unexpected "l"/,
    },
    {
      what: "is UTF-16",
      damage: (root) => writeFileSync(list(root), "\uFEFF[]", "utf16le"),
      says: /sessions\.json: is UTF-16/,
    },
    {
      what: "is Latin-1",
      damage: (root) => writeFileSync(list(root), Buffer.from('[\n{"id": "caf\xe9"}]', "latin1")),
      says: /sessions\.json: line 2, column 12: is no UTF-8/,
    },
  ],
});

for (const schema of ["older", "newer"] as const)
  conforms({
    format: "overstory",
    what: `sessions.db, ${schema} schema`,
    write: (root) => writeSessionsDb(root, schema),
    rows: 6,
    rejected: 0,
    change: (root) => runIn(database(root), "UPDATE sessions SET depth = 5 WHERE id = 's-1'"),
    broken: [
      {
        what: "is cut off",
        damage: (root) => cutOff(database(root), 0.4),
        says: /sessions\.db cannot be read: it ends after \d+ of \d+ bytes/,
      },
      {
        what: "is no database",
        damage: (root) => fillWithGarbage(database(root)),
        says: /sessions\.db cannot be read: it is no SQLite database/,
      },
      {
        what: "is damaged",
        damage: (root) => scratch(database(root)),
        says: /sessions\.db cannot be read: /,
      },
    ],
  });

function runIn(path: string, sql: string): void {
  const db = new Database(path);
  db.run(sql);
  db.close();
}

/** The sessions of a source at a place. */
function sessionsAt(path: string): SessionRecord[] {
  const source = formats.overstory.open(path);
  if (source === null) throw new Error("nothing was found");
  const records = [...source.rows()].flatMap((row) => {
    const mapping = source.map(row);
    return "records" in mapping ? mapping.records.filter((record) => record.kind === "session") : [];
  });
  source.close();
  return records;
}

test("states, pids and levels come to what they are here", () => {
  using folder = tempFolder();
  const sessions = sessionsAt(writeSessionsJson(folder.path));
  expect(
    sessions.map(({ state, phase, outcome, pid, escalationLevel }) => [
      state,
      phase,
      outcome,
      pid,
      escalationLevel,
    ]),
  ).toEqual([
    ["completed", "completed", "unverified", 4711, 0],
    ["completed", "completed", "unverified", 4711, 0],
    ["working", "initializing", null, null, 0],
    ["working", "initializing", null, 4711, 0],
    ["stalled", "initializing", null, 815, 2],
    ["zombie", "abandoned", null, null, 0],
    ["completed", "completed", "unverified", 4711, 0],
    ["working", "initializing", null, 4711, 0],
  ]);
});

test("times without a zone are UTC, and a last activity before the start is the start", () => {
  using folder = tempFolder();
  const sessions = sessionsAt(writeSessionsJson(folder.path));
  const stalled = sessions.find(({ id }) => id === "s-stalled");
  expect([stalled?.startedAt, stalled?.lastActivityAt, stalled?.stalledSince]).toEqual([
    Date.UTC(2026, 0, 1, 10),
    Date.UTC(2026, 0, 1, 10),
    1767263000000,
  ]);
  expect(stalled?.extra.lastActivity).toBe("2026-01-01T10:30:00.123456+01:00");
  const zombie = sessions.find(({ id }) => id === "s-zombie");
  expect(zombie?.endedAt).toBe(Date.UTC(2026, 0, 1, 9));
});

test("a parent is named, a task is another program's, and a run is told of only with the runs", () => {
  using folder = tempFolder();
  const path = writeSessionsJson(folder.path);
  const [first] = sessionsAt(path);
  expect([first?.parent, first?.currentTask, first?.run]).toEqual([{ name: "lead-1" }, null, null]);
  expect(first?.extra).toMatchObject({ beadId: "bd-12", runId: "run-2026-01-01T09-00-00-000Z" });
  writeSessionsDb(folder.path, "newer");
  const both = sessionsAt(folder.path);
  expect(both.at(-1)?.run).toEqual({ kind: "run", id: "run-2026-01-01T09-00-00-000Z" });
});

test("a list and a database beside each other are one source, the database first", () => {
  using folder = tempFolder();
  writeSessionsJson(folder.path);
  writeSessionsDb(folder.path, "older");
  const source = formats.overstory.open(folder.path);
  expect(source?.rowCount).toBe(6 + OVERSTORY_ENTRIES.length);
  expect([...(source?.rows() ?? [])].map(({ table }) => table)[0]).toBe("runs");
  expect(source?.files).toHaveLength(2);
  source?.close();
});

test("what else the product kept is counted, also what cannot be read", () => {
  using folder = tempFolder();
  writeSessionsDb(folder.path, "newer");
  const source = formats.overstory.open(folder.path);
  expect(source?.remarks).toEqual([
    "mail.db is not taken in: 2 messages",
    expect.stringMatching(/^metrics\.db is not taken in: .*cannot be read/),
  ]);
  source?.close();
});

test("a run without an end that is over ended with its start, and says so", () => {
  using folder = tempFolder();
  writeSessionsDb(folder.path, "older");
  const source = formats.overstory.open(folder.path);
  const runs = [...(source?.rows() ?? [])].flatMap((row) => (row.table === "runs" ? [source?.map(row)] : []));
  expect(runs).toMatchObject([
    { records: [{ status: "active", endedAt: null }] },
    { records: [{ status: "completed", endedAt: Date.UTC(2026, 1, 1, 12) }] },
    {
      records: [
        { status: "failed", endedAt: Date.UTC(2026, 1, 1, 8, 59), extra: { endedAtFrom: "its start" } },
      ],
    },
  ]);
  source?.close();
});

test("an entry that is no object, or is nested too deep, is rejected alone", () => {
  using folder = tempFolder();
  const path = writeSessionsJson(folder.path, []);
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const entry = JSON.stringify(overstoryEntry());
  writeFileSync(path, `[null, ${entry}, "x", {"id": ${deep}}]`);
  const source = formats.overstory.open(path);
  const mappings = [...(source?.rows() ?? [])].map((row) => source?.map(row));
  expect(mappings).toMatchObject([
    { rejected: { field: null, reason: "the row is nothing, and no object" } },
    { records: [{ kind: "session" }] },
    { rejected: { field: null, reason: 'the row is "x", and no object' } },
    { rejected: { field: null, reason: expect.stringContaining("nested deeper than") } },
  ]);
  source?.close();
});

test("an empty list is a source without rows", () => {
  using folder = tempFolder();
  const source = formats.overstory.open(writeSessionsJson(folder.path, []));
  expect([source?.rowCount, [...(source?.rows() ?? [])]]).toEqual([0, []]);
  source?.close();
});

test("a list of any name is known by its entries, and a broken one as well", () => {
  using folder = tempFolder();
  const path = join(folder.path, "old.json");
  writeFileSync(path, readFileSync(writeSessionsJson(folder.path)));
  expect(sessionsAt(path)).toHaveLength(OVERSTORY_ENTRIES.length - OVERSTORY_REJECTED);
  cutOff(path, 0.9);
  expect(errorOf(() => formats.overstory.open(path)).message).toContain("old.json: line");
  writeFileSync(path, '[{"name": "someone"}]');
  expect(formats.overstory.open(path)).toBeNull();
});
