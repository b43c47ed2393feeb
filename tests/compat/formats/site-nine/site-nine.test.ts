import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { formats } from "../../../../src/compat/formats/registry.ts";
import type { MappedRecord } from "../../../../src/compat/record.ts";
import { tempFolder } from "../../../support/temp.ts";
import { MARKDOWN_ROWS, SITE_NINE_REJECTED, writeSiteNine } from "../../fixtures/site-nine.ts";
import { cutOff, fillWithGarbage, replaceIn, scratch } from "../break-files.ts";
import { conforms } from "../conformance.ts";

const database = (root: string) => join(root, ".opencode/data/project.db");
const ROWS = { older: 8 + 9 + 1 + 5, newer: 4 + 1 + 3 + 1 + 5 };

for (const schema of ["older", "newer"] as const)
  conforms({
    format: "site-nine",
    what: `${schema} schema`,
    write: (root) => writeSiteNine(root, schema),
    rows: ROWS[schema] + MARKDOWN_ROWS,
    rejected: SITE_NINE_REJECTED[schema],
    change: (root) => replaceIn(join(root, ".opencode/work/sessions/own.md"), "mood: good", "mood: bad"),
    broken: [
      {
        what: "is cut off",
        damage: (root) => cutOff(database(root), 0.4),
        says: /project\.db cannot be read: it ends after \d+ of \d+ bytes/,
      },
      {
        what: "is no database",
        damage: (root) => fillWithGarbage(database(root)),
        says: /project\.db cannot be read: it is no SQLite/,
      },
      { what: "is damaged", damage: (root) => scratch(database(root)), says: /project\.db cannot be read: / },
    ],
  });

function recordsOf(schema: "older" | "newer"): MappedRecord[] {
  using folder = tempFolder();
  writeSiteNine(folder.path, schema);
  const source = formats["site-nine"].open(folder.path);
  const records = [...(source?.rows() ?? [])].flatMap((row) => {
    const mapping = source?.map(row);
    return mapping && "records" in mapping ? mapping.records : [];
  });
  source?.close();
  return records;
}

const sessionsOf = (schema: "older" | "newer") => recordsOf(schema).filter((one) => one.kind === "session");
const tasksOf = (schema: "older" | "newer") => recordsOf(schema).filter((one) => one.kind === "task");

test("whether a session has ended follows from its end time; failed and aborted become outcomes", () => {
  expect(
    sessionsOf("older").map(({ id, state, phase, outcome, attention }) => [
      id,
      state,
      phase,
      outcome,
      attention,
    ]),
  ).toEqual([
    ["agents:1", "completed", "completed", "unverified", null],
    ["agents:2", "completed", "failed", "failed", null],
    ["agents:3", "working", "initializing", null, null],
    ["agents:4", "working", "initializing", null, "paused"],
    ["agents:5", "completed", "abandoned", "abandoned", null],
    ["agents:6", "working", "completed", null, null],
    ["agents:1", "completed", "completed", "unverified", null],
    [".opencode/work/sessions/own.md", "completed", "initializing", null, null],
  ]);
});

test("an end before the start is on the next day", () => {
  const night = sessionsOf("older").find(({ id }) => id === "agents:2");
  expect([night?.startedAt, night?.endedAt]).toEqual([
    Date.UTC(2026, 0, 29, 23, 50, 0, 250),
    Date.UTC(2026, 0, 30, 0, 20),
  ]);
  const own = sessionsOf("older").at(-1);
  expect([own?.startedAt, own?.endedAt]).toEqual([
    Date.UTC(2026, 0, 30, 23, 30),
    Date.UTC(2026, 0, 31, 0, 30),
  ]);
});

test("who works on a task is named by name, by number, or not at all where two things are said", () => {
  expect(tasksOf("older").map(({ id, status, holder }) => [id, status, holder])).toEqual([
    ["OPR-H-0032", "underway", { name: "calliope" }],
    ["OPR-H-0033", "underway", { id: "agents:4" }],
    ["OPR-H-0034", "underway", { id: "agents:5" }],
    ["OPR-M-0001", "complete", null],
    ["OPR-M-0002", "aborted", null],
    ["OPR-L-0001", "paused", null],
    ["OPR-L-0002", "review", null],
  ]);
  expect(tasksOf("newer").map(({ holder }) => holder)).toEqual([
    { id: "missions:2" },
    null,
    { id: "missions:99" },
  ]);
});

test("a task that was closed without a time was closed when it was last changed, and says so", () => {
  const aborted = tasksOf("older").find(({ id }) => id === "OPR-M-0002");
  expect([aborted?.closedAt, aborted?.extra.endedAtFrom]).toEqual([Date.UTC(2026, 0, 29, 17), "updated_at"]);
});

test("a session's own file adds to it, and a file that nobody names is a session", () => {
  const sessions = sessionsOf("older");
  expect(sessions.filter(({ id }) => id === "agents:1").map(({ summary }) => summary)).toEqual([
    "The manual",
    "The whole manual",
  ]);
  expect(sessions.at(-1)).toMatchObject({
    name: "clio",
    role: "Historian",
    extra: { mood: "good", text: "Text\r\n" },
  });
});

test("a file that several sessions name belongs to none, and the report says so", () => {
  using folder = tempFolder();
  writeSiteNine(folder.path, "older");
  const source = formats["site-nine"].open(folder.path);
  expect(source?.remarks).toEqual([
    "shared.md is named by several sessions: it is kept, and belongs to none of them",
  ]);
  const shared = [...(source?.rows() ?? [])].find(({ table }) => table.endsWith("shared.md"));
  if (shared === undefined) throw new Error("the file is not there");
  expect(source?.map(shared)).toEqual({ records: [{ kind: "extra", belongsTo: null }] });
  source?.close();
});

test("a mission that waits for its persona is called by its number", () => {
  expect(
    sessionsOf("newer").map(({ id, name, formerKey, role }) => [id, name, formerKey, role]),
  ).toContainEqual(["missions:3", "mission-3", null, "agent"]);
});

test("a review is kept with its task, a handoff as well", () => {
  const extras = recordsOf("newer").filter((one) => one.kind === "extra");
  expect(extras.filter(({ belongsTo }) => belongsTo?.kind === "task")).toHaveLength(2);
});

test("what another program is writing is read from a copy, with what is only in its log", () => {
  using folder = tempFolder();
  const path = writeSiteNine(folder.path, "older");
  const writer = new Database(path);
  writer.run("PRAGMA journal_mode = WAL");
  writer.run("PRAGMA wal_autocheckpoint = 0");
  writer.run("UPDATE agents SET name = 'from the log' WHERE id = 3");
  const source = formats["site-nine"].open(folder.path);
  const names = [...(source?.rows() ?? [])].filter(({ table }) => table === "agents").map(({ raw }) => raw);
  expect(names).toContainEqual(expect.objectContaining({ id: 3, name: "from the log" }));
  expect(source?.files.map((file) => file.slice(path.length))).toContain("-wal");
  const before = source?.hash();
  writer.run("UPDATE agents SET name = 'once more' WHERE id = 3");
  expect(source?.hash()).not.toBe(before);
  source?.close();
  writer.close();
});

test("a database that another program has locked is read as it was before", () => {
  using folder = tempFolder();
  const path = writeSiteNine(folder.path, "older");
  const writer = new Database(path);
  writer.run("BEGIN EXCLUSIVE");
  writer.run("UPDATE agents SET name = 'not yet' WHERE id = 3");
  const source = formats["site-nine"].open(folder.path);
  const rows = [...(source?.rows() ?? [])].filter(({ table }) => table === "agents").map(({ raw }) => raw);
  expect(rows).toContainEqual(expect.objectContaining({ id: 3, name: "calliope" }));
  source?.close();
  writer.close();
});
