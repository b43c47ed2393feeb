import { expect, test } from "bun:test";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SessionView } from "../../../src/api/contract/session.ts";
import { agentSpool } from "../../../src/paths.ts";
import { hookLine } from "../../../src/runtimes/hook-line.ts";
import { TestProject } from "../../support/daemon.ts";
import { tempFolder } from "../../support/temp.ts";
import { until } from "../../support/wait.ts";

const TOOL = { tool_name: "Bash", session_id: "6f1c3d50-5d0d-4e22-9f4a-3f9a5e1d1a11" };

/** A project with one session of a CLI that does nothing; its hooks are called by the test. */
async function withAgent(folder: string) {
  const program = join(folder, "agent");
  writeFileSync(program, "#!/bin/sh\nexec sleep 1000\n");
  chmodSync(program, 0o755);
  const config = { runtimes: { still: { like: "claude", command: program } }, alerts: { sinks: [] } };
  const project = await TestProject.start({ config: `export default ${JSON.stringify(config)};` });
  await project.run({ tasks: [{ id: "a", prompt: "wait", runtime: "still", restart: "temporary" }] });
  const session = await until("its process runs", async () =>
    (await project.client.sessions(false)).find(({ pid }) => pid !== null),
  );
  const spool = agentSpool(project.paths, session.id);
  return {
    project,
    session,
    spool,
    call: (event: string, payload: object) =>
      Bun.spawn(["sh", "-c", hookLine(spool, event)], { stdin: Buffer.from(JSON.stringify(payload)) }).exited,
    now: (): Promise<SessionView> => project.client.session(session.key),
    /** What was done, in the order in which it is on record. */
    done: async () =>
      (await project.events())
        .filter(({ kind }) => kind === "session.activity")
        .flatMap(({ data }) => /^Bash: (\d+)$/.exec(String(data.text))?.[1] ?? [])
        .map(Number),
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
}

test("an agent whose hooks tell that it is ready boots until then, and its spool goes with it", async () => {
  using folder = tempFolder();
  await using it = await withAgent(folder.path);
  expect((await it.now()).state).toBe("booting");
  await it.call("SessionStart", { source: "startup", session_id: TOOL.session_id });
  await until("it works", async () => (await it.now()).state === "working");
  await it.call("PermissionRequest", { ...TOOL, tool_input: { command: "rm -rf build" } });
  await until("it waits", async () => (await it.now()).attention === "permission");
  expect((await it.now()).attentionReason).toContain("rm -rf build");
  await it.project.client.stopSession(it.session.key, true);
  await until("its spool is gone", () => !existsSync(it.spool));
}, 60_000);

test("a daemon that is killed again and again takes in each call once, in order, also those of while there was none", async () => {
  using folder = tempFolder();
  await using it = await withAgent(folder.path);
  await it.call("SessionStart", { source: "startup", session_id: TOOL.session_id });
  let calls = 0;
  let isOver = false;
  const callOn = async () => {
    for (; !isOver; calls++)
      await it.call("PostToolUse", {
        ...TOOL,
        tool_use_id: String(calls),
        tool_input: { command: String(calls) },
      });
  };
  const calling = callOn();
  for (let kill = 0; kill < 3; kill++) {
    const before = calls;
    await until("more is called", () => calls > before + 10);
    await it.project.killDaemon();
    const atDeath = calls;
    await until("more is called without it", () => calls > atDeath + 5);
    await it.project.startDaemon();
  }
  isOver = true;
  await calling;
  await until("all is taken in", async () => (await it.done()).length >= calls, 30_000);
  expect(await it.done()).toEqual(Array.from({ length: calls }, (_, index) => index));
}, 120_000);
