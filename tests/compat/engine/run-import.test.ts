import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Store } from "../../../src/store/store.ts";
import { until } from "../../support/wait.ts";
import { importHouse } from "./fixture.ts";
import {
  activityRecord,
  openRecord,
  runRecord,
  sessionRecord,
  sprintRecord,
  T0,
  taskRecord,
  testSource,
} from "./memory-format.ts";

const EVERYTHING = () => [
  runRecord("r1", { status: "active", endedAt: null }),
  sprintRecord("p1", { status: "active" }),
  sessionRecord("s1", { run: { kind: "run", id: "r1" }, extra: { color: "red" }, conversationId: "c-1" }),
  openRecord("s2", { parent: { name: "s1" }, name: "two", formerKey: "SESSION-007" }),
  taskRecord("OPR-H-0032", {
    status: "underway",
    holder: { name: "two" },
    sprint: { kind: "sprint", id: "p1" },
  }),
  taskRecord("t2", { status: "complete", closedAt: T0 }),
  {
    kind: "dependency" as const,
    task: { kind: "task" as const, id: "OPR-H-0032" },
    dependsOn: { kind: "task" as const, id: "t2" },
  },
  activityRecord("s2", "wrote the parser"),
  { kind: "extra" as const, belongsTo: { kind: "session" as const, id: "s1" } },
];

describe("an import", () => {
  test("takes in every row once, with what it refers to, and keeps all of it as it was", async () => {
    using house = importHouse();
    const { report, record } = await house.take(EVERYTHING());
    expect(report.rows).toEqual({ imported: 9, merged: 0, known: 0, rejected: 0 });
    expect(report.made).toEqual({
      runs: 1,
      sessions: 2,
      sprints: 1,
      tasks: 2,
      activities: 1,
      dependencies: 1,
    });
    expect(record).toMatchObject({ key: "IMPORT-001", status: "completed", format: "test" });
    const [s1, s2] = ["s1", "two"].map((name) =>
      house.one<Record<string, unknown>>("SELECT * FROM sessions WHERE name = ?", name),
    );
    expect(s1).toMatchObject({ key: "SESSION-001", outcome: "success", source: "api", token: null });
    expect(JSON.parse(String(s1?.metadata))).toMatchObject({
      conversationId: "c-1",
      imported: { import: "IMPORT-001", id: "s1", extra: { color: "red" } },
    });
    expect(s2).toMatchObject({ key: "SESSION-007", parent_id: s1?.id, state: "working" });
    expect(
      house.one<{ key: string; status: string }>(
        "SELECT key, status FROM tasks WHERE id = ?",
        String(s2?.current_task_id),
      ),
    ).toEqual({
      key: "OPR-H-0032",
      status: "underway",
    });
    expect(house.one("SELECT status, reason, ended_at AS endedAt FROM runs")).toEqual({
      status: "failed",
      reason: "imported: nobody carries it out",
      endedAt: T0 + 60_000,
    });
    expect(house.db.query("SELECT kind FROM context_frames ORDER BY depth").all()).toEqual([
      { kind: "project" },
      { kind: "task" },
    ]);
    expect(house.one("SELECT count(*) AS n FROM imported_rows_legacy")).toEqual({ n: 9 });
    expect(house.one("SELECT value FROM counters WHERE name = 'SESSION'")).toEqual({ value: 7 });
    expect(house.one("SELECT count(*) AS n FROM events")).toEqual({ n: 1 });
  });

  test("of the same content again writes nothing at all and answers with the first", async () => {
    using house = importHouse();
    await house.take(EVERYTHING());
    const before = house.db.serialize();
    const again = await house.take(EVERYTHING());
    expect(again).toMatchObject({ isRepeat: true, record: { key: "IMPORT-001" } });
    expect(house.db.serialize().equals(before)).toBe(true);
  });

  test("as a dry run changes nothing and reports the same", async () => {
    using house = importHouse();
    const before = house.hash();
    const dry = await house.take(EVERYTHING(), { dryRun: true });
    expect(house.hash()).toBe(before);
    expect(house.one("SELECT (SELECT count(*) FROM imports) + (SELECT count(*) FROM events) AS n")).toEqual({
      n: 0,
    });
    const { report } = await house.take(EVERYTHING());
    expect({ ...dry.report, dryRun: false, tookMs: 0 }).toEqual({ ...report, tookMs: 0 });
  });

  test("of a source that is being written is refused, and nothing is there", async () => {
    using house = importHouse();
    const source = testSource(EVERYTHING());
    const before = house.hash();
    const map = source.map;
    source.map = (row) => {
      source.content = [...EVERYTHING(), sessionRecord("s9")];
      return map(row);
    };
    await expect(house.take(source)).rejects.toMatchObject({
      code: "conflict",
      message: "/source is being written by another program; nothing was imported",
      hint: "close that program and try again",
    });
    expect(house.hash()).toBe(before);
    expect(existsSync(`${house.backups}/IMPORT-001`)).toBe(false);
  });

  test("whose source has another number of rows than it says is undone", async () => {
    using house = importHouse();
    const before = house.hash();
    await expect(house.take(testSource(EVERYTHING(), { rowCount: 10 }))).rejects.toMatchObject({
      code: "internal",
      message: expect.stringContaining("the source has 10 rows and 9 were read"),
    });
    expect(house.hash()).toBe(before);
  });

  test("keeps a copy of the source, and of the database when that holds work", async () => {
    using house = importHouse();
    const file = join(house.folder, "old", "data.json");
    mkdirSync(join(house.folder, "old"));
    writeFileSync(file, "[]");
    const first = await house.take(testSource(EVERYTHING(), { files: [file] }));
    expect(first.record).toMatchObject({ backup: null, sourceCopy: `${house.backups}/IMPORT-001/source` });
    expect(readFileSync(`${house.backups}/IMPORT-001/source/data.json`, "utf8")).toBe("[]");
    const second = await house.take([sessionRecord("other")]);
    const copy = Store.open(second.record?.backup ?? "", "owner", Date.now);
    expect(copy.db.query("SELECT count(*) AS n FROM sessions").get()).toEqual({ n: 2 });
    copy.close();
  });

  test("lets others read and run meanwhile, and commits what they write when it is over", async () => {
    using house = importHouse();
    const order: string[] = [];
    const rows = Array.from({ length: 5000 }, (_, n) => sessionRecord(`s${n}`));
    const done = house.take(rows, { tell: ({ step }) => order.push(step) }).then(() => order.push("over"));
    await until("it reads", () => order.includes("reading"));
    const written = house.store
      .write((tx) => tx.event("daemon.warning", {}, {}))
      .then(() => order.push("written"));
    expect(() => house.store.writeNow(() => {})).toThrow("imported into");
    await Promise.all([done, written]);
    expect(order.slice(-2).toSorted()).toEqual(["over", "written"]);
    expect(house.db.query("SELECT kind FROM events ORDER BY id").all()).toEqual([
      { kind: "import.completed" },
      { kind: "daemon.warning" },
    ]);
  });

  test("that is not wanted any more leaves nothing", async () => {
    using house = importHouse();
    const before = house.hash();
    const stop = new AbortController();
    const rows = Array.from({ length: 5000 }, (_, n) => sessionRecord(`s${n}`));
    const taken = house.take(rows, { signal: stop.signal, tell: ({ done }) => done > 0 && stop.abort() });
    await expect(taken).rejects.toMatchObject({ message: expect.stringContaining("interrupted") });
    expect(house.hash()).toBe(before);
  });
});
