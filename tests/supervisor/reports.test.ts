import { expect, test } from "bun:test";
import { join } from "node:path";
import type { SignalReport } from "../../src/api/contract/signal.ts";
import { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

const PROGRAM = join(import.meta.dir, "../../src/main.ts");
/** The command line as an agent runs it. */
const signal = (line: string) => `'${process.execPath}' '${PROGRAM}' signal ${line}`;

test("what an agent signals is in the journal, and a wait is its session's attention until it works on", async () => {
  await using project = await TestProject.start();
  const go = join(project.repository.folder, "go");
  const command = [
    signal('progress --note "half of it"'),
    signal("tool-start tests --for 30m"),
    signal("tool-end tests"),
    signal('wait question --reason "which parser?"'),
    `until [ -e ${go} ]; do sleep 0.05; done`,
    signal("working"),
    "sleep 1000",
  ].join(" && ");
  const { key } = await project.run({ tasks: [{ id: "a", command }] });
  const { key: session } = await project.agentRuns(key, "a");
  const attention = async () => (await project.client.session(session)).attention;
  await until("it waits", async () => (await attention()) === "question");
  await Bun.write(go, "");
  await until("it works", async () => (await attention()) === null);
  const reports = (await project.events()).filter(({ kind }) => kind === "session.report");
  expect(reports.map(({ data }) => data)).toMatchObject([
    { kind: "progress", note: "half of it", attempt: 1, refused: null },
    { kind: "tool_start", name: "tests", permittedMs: 1_800_000 },
    { kind: "tool_end", name: "tests" },
    { kind: "wait", attention: "question", reason: "which parser?" },
    { kind: "working" },
  ]);
});

test("a report of another attempt or of an ended session is refused, recorded, and changes nothing", async () => {
  await using project = await TestProject.start();
  const { client } = project;
  const { key } = await project.run({ tasks: [{ id: "a", command: "sleep 1000" }] });
  const { key: session } = await project.agentRuns(key, "a");
  const report: SignalReport = { kind: "wait", attention: "question", reason: null };
  await expect(client.signal(session, { attempt: 2, report })).rejects.toThrow("the report is of attempt 2");
  expect((await client.session(session)).attention).toBeNull();
  await client.stopSession(session, true);
  await project.runEnded(key);
  await expect(client.signal(session, { attempt: 1, report })).rejects.toMatchObject({ code: "conflict" });
  await project.told("session.report", ({ data }) => String(data.refused).includes("has ended"));
  const refused = (await project.events()).filter(({ kind }) => kind === "session.report");
  expect(refused.map(({ data }) => typeof data.refused)).toEqual(["string", "string"]);
});

test("a limit is that of the declared group, and a person can lift it", async () => {
  await using project = await TestProject.start();
  const { client } = project;
  const { key } = await project.run({ tasks: [{ id: "a", command: "sleep 1000" }] });
  const { key: session } = await project.agentRuns(key, "a");
  const report: SignalReport = { kind: "limited", until: null, group: "account-2", reason: "weekly limit" };
  await client.signal(session, { attempt: 1, report });
  expect(await client.limits()).toMatchObject([{ group: "account-2", cause: "weekly limit", strikes: 1 }]);
  expect((await client.session(session)).attention).toBe("limited");
  await client.liftLimit("account-2");
  expect(await client.limits()).toEqual([]);
  await expect(client.liftLimit("account-2")).rejects.toMatchObject({ code: "not_found" });
});

test("a limit holds the sessions of its runtime until the declared time, then lets in one until that works", async () => {
  await using project = await TestProject.start();
  const hit = join(project.repository.folder, "hit");
  const work = "sleep 0.3; echo $OVERSTORY_TASK > f-$OVERSTORY_TASK; git add .; git commit -qm x";
  const limited = `${signal("limited --until 6s --reason '5-hour limit'")}; touch ${hit}; exit 1`;
  const restart = { max: 1, backoff: "10ms" };
  const { key } = await project.run({
    tasks: [
      { id: "a", command: `if [ $OVERSTORY_ATTEMPT = 1 ]; then ${limited}; fi; ${work}`, restart },
      { id: "b", command: `until [ -e ${hit} ]; do sleep 0.05; done; ${work}` },
      { id: "c", command: work, dependsOn: ["b"] },
      { id: "d", command: work, dependsOn: ["b"] },
    ],
  });
  const began = await project.told("limit.began");
  expect(began.data).toMatchObject({ group: "shell", cause: "5-hour limit", strikes: 1 });
  await project.told("task.complete"); // a success before its time ends no limit
  await project.killDaemon();
  await project.startDaemon();
  expect((await project.runEnded(key)).status).toBe("completed");
  const events = await project.events();
  const begun = events.filter(({ kind, id }) => kind === "session.booting" && id > began.id);
  const ended = events.findIndex(({ kind }) => kind === "limit.ended");
  expect(begun).toHaveLength(3);
  for (const { at } of begun) expect(Date.parse(at)).toBeGreaterThanOrEqual(Number(began.data.until));
  expect(begun.filter((event) => events.indexOf(event) < ended)).toHaveLength(1);
}, 60_000);
