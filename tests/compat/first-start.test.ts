import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rollBack } from "../../src/compat/engine/roll-back.ts";
import { firstStart, legacyFile } from "../../src/compat/first-start.ts";
import { overstory } from "../../src/compat/formats/overstory/overstory.ts";
import { createLogger } from "../../src/log.ts";
import { addSession, testStore } from "../store/fixture.ts";
import { TestProject } from "../support/daemon.ts";

const agent = (n: number, change: Record<string, unknown> = {}) => ({
  id: `session-${n}`,
  agentName: `agent-${n}`,
  capability: "builder",
  worktreePath: "/w",
  branchName: "b",
  taskId: "T-1",
  tmuxSession: "",
  state: "completed",
  pid: null,
  parentAgent: null,
  depth: 0,
  runId: null,
  startedAt: "2026-01-10T08:00:00Z",
  lastActivity: "2026-01-10T09:00:00Z",
  ...change,
});

function house() {
  const test = testStore();
  const root = join(test.folder, "repo");
  mkdirSync(join(root, ".overstory"), { recursive: true });
  const write = (text: string) => writeFileSync(legacyFile(root), text);
  const start = () =>
    firstStart({
      store: test.store,
      backups: join(test.folder, "backups"),
      root,
      format: overstory,
      log: createLogger(),
      clock: () => test.clock.now,
      random: Math.random,
    });
  return {
    ...test,
    root,
    write,
    start,
    names: () => readdirSync(join(root, ".overstory")),
    count: (table: string) =>
      test.db.query<{ n: number }, []>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? -1,
    [Symbol.dispose]: () => test[Symbol.dispose](),
  };
}

describe("the first start", () => {
  test("takes in what the earlier product left, and renames the file", async () => {
    using it = house();
    it.write(JSON.stringify([agent(0), agent(1)]));
    expect(await it.start()).toBeNull();
    expect(it.count("sessions")).toBe(2);
    expect(it.names()).toEqual(["sessions.json.imported-2026-01-31T120000.000Z"]);
  });

  test("without such a file does nothing", async () => {
    using it = house();
    expect(await it.start()).toBeNull();
    expect(it.count("imports")).toBe(0);
  });

  test("leaves the file alone where there are sessions", async () => {
    using it = house();
    addSession(it.store);
    it.write(JSON.stringify([agent(0)]));
    expect(await it.start()).toBeNull();
    expect({ sessions: it.count("sessions"), names: it.names() }).toEqual({
      sessions: 1,
      names: ["sessions.json"],
    });
  });

  test.each([
    ['[{"id": "s1"', /line 1, column/],
    ['[\n  {\n    "id": oops\n  }\n]', /line 3, column 11/],
    ["", /sessions\.json/],
  ])("never takes a malformed file for none, and leaves it as it is: %j", async (text, place) => {
    using it = house();
    it.write(text);
    const trouble = await it.start();
    expect(trouble).toMatchObject({
      kind: "import_failed",
      severity: "critical",
      message: expect.stringMatching(place),
    });
    expect(readFileSync(legacyFile(it.root), "utf8")).toBe(text);
    expect(it.count("sessions")).toBe(0);
    expect(it.db.query("SELECT kind FROM events").all()).toEqual([{ kind: "import.failed" }]);
  });

  test("leaves out what cannot be taken in, and says so", async () => {
    using it = house();
    it.write(JSON.stringify([agent(0), agent(1, { startedAt: "0000-00-00" })]));
    expect(await it.start()).toMatchObject({
      severity: "warning",
      message: expect.stringMatching(/^1 of the entries of .* could not be taken in: entry 2, startedAt: /),
      hint: "overstory import show IMPORT-001 lists them",
    });
    expect(it.count("sessions")).toBe(1);
  });

  test("after a crash between the import and the renaming renames it, and imports nothing twice", async () => {
    using it = house();
    const text = JSON.stringify([agent(0)]);
    it.write(text);
    await it.start();
    renameSync(join(it.root, ".overstory", it.names()[0] ?? ""), legacyFile(it.root));
    expect(await it.start()).toBeNull();
    expect({ sessions: it.count("sessions"), imports: it.count("imports") }).toEqual({
      sessions: 1,
      imports: 1,
    });
    expect(existsSync(legacyFile(it.root))).toBe(false);
  });

  test("does not import a file again that was rolled back and is gone", async () => {
    using it = house();
    it.write(JSON.stringify([agent(0)]));
    await it.start();
    await rollBack(it.store, "IMPORT-001", "refuse");
    expect(await it.start()).toBeNull();
    expect(it.count("sessions")).toBe(0);
  });
});

test("a daemon that starts beside 10,000 entries has them before it answers, and checks those that are alive", async () => {
  await using project = await TestProject.start();
  await project.stopDaemon();
  const { root } = project.paths;
  mkdirSync(join(root, ".overstory"));
  await using alive = Bun.spawn(["sleep", "1000"]);
  const now = new Date().toISOString();
  const entries = Array.from({ length: 10_000 }, (_, n) => agent(n));
  const live = { startedAt: now, lastActivity: now, state: "working" };
  writeFileSync(
    legacyFile(root),
    JSON.stringify([
      ...entries,
      agent(10_000, { ...live, pid: alive.pid }),
      agent(10_001, { ...live, pid: 2 ** 22 + 1 }),
    ]),
  );
  await project.startDaemon();
  expect(await project.client.sessions(true)).toHaveLength(10_002);
  const open = await project.client.sessions(false);
  expect(open.map(({ name, pid }) => ({ name, pid }))).toEqual([{ name: "agent-10000", pid: alive.pid }]);
  expect((await project.client.session("agent-10001")).reason).toBe(
    `imported: process ${2 ** 22 + 1} is gone`,
  );
  expect(await project.log()).toContain("as IMPORT-001: 10002 rows");
  const [shown] = await project.client.imports.list();
  expect(shown).toMatchObject({ key: "IMPORT-001", format: "overstory" });
  // What an earlier system began is not ours to restart: its end is seen, and that is all.
  alive.kill();
  await alive.exited;
  await project.told("session.zombie", ({ session }) => session === open[0]?.key);
}, 60_000);
