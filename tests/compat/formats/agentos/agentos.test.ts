import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { formats } from "../../../../src/compat/formats/registry.ts";
import { errorOf } from "../../../support/error-of.ts";
import { tempFolder } from "../../../support/temp.ts";
import { AGENTOS_REJECTED, writeAgentos } from "../../fixtures/agentos.ts";
import { cutOff, scratch } from "../break-files.ts";
import { conforms } from "../conformance.ts";

const database = (root: string) => join(root, "store/registry.sqlite");

for (const merge of ["before", "after"] as const)
  conforms({
    format: "agentos",
    what: `${merge} its merge`,
    write: (root) => writeAgentos(root, merge),
    rows: 13 + 14 + 8 + 2 + 1 + 1,
    rejected: AGENTOS_REJECTED,
    change: (root) => {
      const db = new Database(database(root));
      db.run("UPDATE tasks SET title = 'Another' WHERE task_id = 't-1'");
      db.close();
    },
    // Its name says nothing of it, so one that has lost its first bytes is not known any more.
    broken: [],
  });

function sessionsOf(merge: "before" | "after", id: string) {
  using folder = tempFolder();
  const source = formats.agentos.open(writeAgentos(folder.path, merge));
  const records = [...(source?.rows() ?? [])].flatMap((row) => {
    const mapping = source?.map(row);
    return mapping && "records" in mapping ? mapping.records : [];
  });
  source?.close();
  return records.filter((one) => one.kind === "session" && one.id === id);
}

test("both rows of a session come to records of one id, without defaults where the other has a value", () => {
  expect(sessionsOf("before", "s-2")).toMatchObject([
    { name: "Chat 2", source: "cli", currentTask: null, metadata: { from: "chat", lang: "de" } },
    { name: "Chat 2", source: "cli", currentTask: { kind: "task", id: "t-2" }, metadata: { from: "task" } },
  ]);
  expect(sessionsOf("after", "s-2")).toMatchObject([{ source: "api" }, { source: "cli" }]);
});

test("a session that only one table has gets a name and keeps its channel", () => {
  expect(sessionsOf("before", "s-alone")).toMatchObject([
    { name: "Task session s-alone", source: "gui", state: "working" },
  ]);
});

test("milliseconds and texts are the same times", () => {
  const [chat, task] = sessionsOf("after", "s-3");
  expect(chat).toMatchObject({
    startedAt: Date.UTC(2026, 0, 10, 8),
    lastActivityAt: Date.UTC(2026, 0, 10, 9, 0, 0, 123),
  });
  expect(task).toMatchObject({
    startedAt: Date.UTC(2026, 0, 10, 8),
    lastActivityAt: Date.UTC(2026, 0, 10, 11),
  });
});

test("a task is held by its session only while it is underway", () => {
  using folder = tempFolder();
  const source = formats.agentos.open(writeAgentos(folder.path, "before"));
  const tasks = [...(source?.rows() ?? [])]
    .filter(({ table }) => table === "tasks")
    .map((row) => source?.map(row));
  expect(tasks).toMatchObject([
    { records: [{ status: "underway", holder: { id: "s-1" } }] },
    { records: [{ status: "complete", holder: null }] },
    { records: [{ status: "aborted", holder: null }] },
    { records: [{ status: "paused", holder: null }] },
    { records: [{ status: "todo", holder: null }] },
    { records: [{ status: "underway", holder: { id: "s-1" } }] },
    { records: [{ status: "aborted", holder: null }] },
    { rejected: { field: "status" } },
  ]);
  source?.close();
});

test("messages are kept with their session, and an index of SQLite's own is told of", () => {
  using folder = tempFolder();
  const source = formats.agentos.open(writeAgentos(folder.path, "before"));
  const messages = [...(source?.rows() ?? [])]
    .filter(({ table }) => table === "chat_messages")
    .map((row) => source?.map(row));
  expect(messages).toEqual([
    { records: [{ kind: "extra", belongsTo: { kind: "session", id: "s-1" } }] },
    { records: [{ kind: "extra", belongsTo: { kind: "session", id: "gone" } }] },
  ]);
  expect(source?.remarks).toEqual([
    "registry.sqlite: message_index is an index of SQLite's own and was not read",
  ]);
  source?.close();
});

test.each([
  ["cut off", (path: string) => cutOff(path, 0.5), /registry\.sqlite cannot be read: it ends after/],
  ["damaged", scratch, /registry\.sqlite cannot be read: /],
] as const)("the file itself that is %s is refused", (_, damage, says) => {
  using folder = tempFolder();
  const path = writeAgentos(folder.path, "before");
  damage(path);
  expect(errorOf(() => formats.agentos.open(path)).message).toMatch(says);
});

test("of several databases in a folder one has to be named", () => {
  using folder = tempFolder();
  writeAgentos(folder.path, "before");
  writeAgentos(join(folder.path, "data"), "after");
  const other = new Database(join(folder.path, "store", "other.db"));
  other.run("CREATE TABLE chat_sessions (session_id TEXT, title TEXT)");
  other.run("CREATE TABLE tasks (task_id TEXT)");
  other.close();
  expect(errorOf(() => formats.agentos.open(folder.path)).message).toContain(
    "several databases: other.db, registry.sqlite",
  );
});
