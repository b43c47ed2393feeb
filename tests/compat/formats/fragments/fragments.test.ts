import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { formats } from "../../../../src/compat/formats/registry.ts";
import type { MappedRecord } from "../../../../src/compat/record.ts";
import { tempFolder } from "../../../support/temp.ts";
import {
  FRAGMENTS_REJECTED,
  FRAGMENTS_ROWS,
  writeFragmentsDb,
  writeFragmentsFiles,
  writeFragmentsJson,
} from "../../fixtures/fragments.ts";
import { cutOff, replaceIn } from "../break-files.ts";
import { conforms } from "../conformance.ts";

const ROWS = Object.values(FRAGMENTS_ROWS).reduce((sum, rows) => sum + rows.length, 0);

conforms({
  format: "fragments",
  what: "database",
  write: (root) => writeFragmentsDb(root),
  rows: ROWS,
  rejected: FRAGMENTS_REJECTED,
  change: (root) => {
    const db = new Database(join(root, "fragments.sqlite"));
    db.run("UPDATE work_sessions SET user_id = 'u-2' WHERE id = 's-done'");
    db.close();
  },
  broken: [],
});

conforms({
  format: "fragments",
  what: "one file of JSON",
  write: (root) => writeFragmentsJson(root),
  rows: ROWS + 3, // what the file says of itself, too
  rejected: FRAGMENTS_REJECTED,
  change: (root) => replaceIn(join(root, "export.json"), '"u-1"', '"u-2"'),
  broken: [
    {
      what: "is cut off",
      damage: (root) => cutOff(join(root, "export.json"), 0.7),
      says: /export\.json: line \d+, column \d+: the file ends in the middle/,
    },
  ],
});

conforms({
  format: "fragments",
  what: "a file of JSON for each table",
  write: (root) => writeFragmentsFiles(root),
  rows: ROWS,
  rejected: FRAGMENTS_REJECTED,
  change: (root) => replaceIn(join(root, "work_sessions.json"), '"u-1"', '"u-2"'),
  broken: [
    {
      what: "is cut off",
      damage: (root) => cutOff(join(root, "session_activities.json"), 0.7),
      says: /session_activities\.json: line 1, column \d+: the file ends in the middle/,
    },
  ],
});

function recordsOf(): MappedRecord[] {
  using folder = tempFolder();
  const source = formats.fragments.open(writeFragmentsDb(folder.path));
  const records = [...(source?.rows() ?? [])].flatMap((row) => {
    const mapping = source?.map(row);
    return mapping && "records" in mapping ? mapping.records : [];
  });
  source?.close();
  return records;
}

test("sessions keep their keys, their active time, and whether they are paused", () => {
  const sessions = recordsOf().filter((one) => one.kind === "session");
  expect(
    sessions.map(({ formerKey, state, phase, outcome, attention, activeMs, type }) => [
      formerKey,
      state,
      phase,
      outcome,
      attention,
      activeMs,
      type,
    ]),
  ).toEqual([
    ["SESSION-001", "working", "initializing", null, null, 90_000, "work"],
    ["SESSION-002", "working", "initializing", null, "paused", 90_000, "work"],
    ["SESSION-003", "completed", "completed", "unverified", null, 12_500, "work"],
    ["SESSION-003", "completed", "abandoned", "abandoned", null, 90_000, "review"],
    [null, "working", "initializing", null, null, 90_000, "work"],
  ]);
});

test("the stack is kept in its order, and where there is none what is active makes one", () => {
  const [first, , done, , last] = recordsOf().filter((one) => one.kind === "session");
  expect(first?.frames).toEqual([
    { kind: "project", ref: null, pushedAt: Date.UTC(2026, 2, 1, 9) },
    { kind: "sprint", ref: { kind: "sprint", id: "sp-1" }, pushedAt: Date.UTC(2026, 2, 1, 9, 1) },
    { kind: "task", ref: { kind: "task", id: "task-1" }, pushedAt: Date.UTC(2026, 2, 1, 9, 2) },
  ]);
  expect(first?.currentTask).toEqual({ kind: "task", id: "task-1" });
  expect([done?.frames, done?.currentTask]).toEqual([[], null]);
  expect(last?.frames.map(({ kind }) => kind)).toEqual(["project", "sprint", "task"]);
  expect(last?.currentTask).toEqual({ kind: "task", id: "task-2" });
});

test("changes of context and activities become activities of their session", () => {
  const activities = recordsOf().filter((one) => one.kind === "activity");
  expect(
    activities.map(({ activity, text, task, sprint }) => [
      activity,
      text,
      task?.id ?? null,
      sprint?.id ?? null,
    ]),
  ).toEqual([
    ["update", "pushed task task-1", "task-1", null],
    ["update", "switched to sprint sp-2", null, "sp-2"],
    ["update", "popped task task-1", "task-1", null],
    ["command", "git status", "task-1", null],
    ["note", "It is green", null, "sp-1"],
    ["pause", "pause", null, null],
  ]);
});

test("what the export says of itself is kept", () => {
  using folder = tempFolder();
  const source = formats.fragments.open(writeFragmentsJson(folder.path));
  const rows = [...(source?.rows() ?? [])];
  expect(rows.at(0)?.table).toBe("work_sessions");
  expect(rows.slice(-3).map(({ table, raw }) => [table, raw])).toEqual([
    ["exported_at", { value: '"2026-03-02T00:00:00Z"' }],
    ["labels", '"a"'],
    ["labels", '"b"'],
  ]);
  source?.close();
});
