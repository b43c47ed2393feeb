import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentSignal } from "../../../src/domain/agent/signal.ts";
import { readPayload, readSpool } from "../../../src/files/spool.ts";
import { readOpencodeHook } from "../../../src/runtimes/opencode/hooks.ts";
import { pluginText } from "../../../src/runtimes/opencode/plugin.ts";
import { tempFolder } from "../../support/temp.ts";
import { recordedHooks, recordedLines } from "../recorded.ts";

const RECORDED = "opencode-1.18.33";
const AT = 1_700_000_000_000;

test("a turn is told from its prompt to its end, each call and answer once", async () => {
  const signals = await signalsOf("turn");
  expect(kindsOf(signals)).toEqual([
    "ready",
    "prompt",
    "tool_started",
    "tool_ended",
    "usage",
    "usage",
    "turn_ended",
  ]);
  expect(signals).toMatchObject([
    { conversation: { id: "ses_e022c2960ffea4tj0rn799gBo5", transcript: null } },
    { text: "DO:bash echo oc > oc.txt" },
    { tool: "bash", summary: "bash: echo oc > oc.txt" },
    { tool: "bash", failed: false, tookMs: 404 },
    { samples: [{ model: "stub/stub-model", inputTokens: 100, outputTokens: 10, costUsd: null }] },
    {},
    { background: 0, said: "All is done." },
  ]);
});

test("a key that is refused ends the turn once, as that", async () => {
  const signals = await signalsOf("refused");
  expect(kindsOf(signals)).toEqual(["ready", "prompt", "turn_failed"]);
  expect(signals.at(-1)).toMatchObject({
    fault: { cause: "auth", text: "bad key", until: AT + 30_000, isRetrying: false },
  });
});

test("a limit is told with the time of its next try, and at last as the end of the turn", async () => {
  const faults = (await signalsOf("retried")).flatMap((one) => (one.kind === "turn_failed" ? one.fault : []));
  expect(faults[0]).toEqual({
    cause: "limited",
    text: "rate limit reached",
    until: 1_795_260_003_886,
    isRetrying: true,
  });
});

test("a turn that a person broke off is told as that", async () => {
  expect(kindsOf(await signalsOf("interrupted"))).toEqual(["ready", "prompt", "interrupted"]);
});

test("what is asked of a person is told with the tool that waits for it", async () => {
  const asksOf = async (name: string) =>
    (await signalsOf(name)).flatMap((one) => (one.kind === "asks" ? one.ask : []));
  expect(await asksOf("rejected")).toEqual([
    { what: "permission", tool: "bash", text: 'bash: echo "ask me" > oc2.txt' },
  ]);
  expect(await asksOf("edit")).toEqual([{ what: "permission", tool: "write", text: "edit: /project/w.txt" }]);
  expect(await asksOf("question")).toEqual([
    { what: "question", tool: "question", text: "Which colour?\n1. Red\n2. Blue" },
  ]);
});

test("a helper's turns and calls are none of the session's", async () => {
  const { tell, spooled } = await loadPlugin();
  const helper = "ses_helper";
  await tell({ message: { i: { sessionID: "ses_main" }, o: { parts: [{ type: "text", text: "Do it." }] } } });
  await tell(created(helper, "ses_main"));
  await tell({ message: { i: { sessionID: helper }, o: { parts: [{ type: "text", text: "Look." }] } } });
  await tell(
    part(helper, { type: "tool", tool: "grep", callID: "1", state: { status: "running", input: {} } }),
  );
  await tell(part(helper, { type: "tool", tool: "grep", callID: "1", state: { status: "completed" } }));
  await tell({ event: { type: "session.idle", properties: { sessionID: helper } } });
  expect(spooled().map(({ event }) => event)).toEqual(["ready", "prompt", "progress"]);
});

test("it says that it is ready by itself where no prompt will come", async () => {
  const { spooled } = await loadPlugin(true);
  expect(spooled()).toEqual([{ event: "ready", payload: { session: null } }]);
});

test("an event of another form stops nothing", async () => {
  const { tell, spooled } = await loadPlugin();
  for (const properties of [undefined, null, 1, {}, { info: null, part: null, status: null }])
    for (const type of ["session.created", "message.updated", "message.part.updated", "session.status", "x"])
      await tell({ event: { type, properties } });
  expect(spooled()).toEqual([]);
});

test("what the plugin wrote of the recorded events is what the adapter is tried with", async () => {
  const hooks = [];
  for (const name of ["turn", "refused", "retried", "rejected", "edit", "question", "interrupted"]) {
    const { tell, spooled } = await loadPlugin();
    for (const line of recordedLines(RECORDED, `${name}.events.jsonl`)) await tell(JSON.parse(line));
    hooks.push(...spooled());
  }
  expect(recordedHooks(RECORDED)).toEqual(hooks);
});

interface Told {
  event?: { type: string; properties: unknown };
  message?: { i: unknown; o: unknown };
}

const created = (id: string, parentID: string): Told => ({
  event: { type: "session.created", properties: { sessionID: id, info: { id, parentID } } },
});
const part = (sessionID: string, one: object): Told => ({
  event: { type: "message.part.updated", properties: { sessionID, part: { sessionID, ...one } } },
});

const kindsOf = (signals: readonly AgentSignal[]) =>
  signals.map(({ kind }) => kind).filter((kind) => kind !== "progress");

async function signalsOf(name: string): Promise<AgentSignal[]> {
  const { tell, spooled } = await loadPlugin();
  for (const line of recordedLines(RECORDED, `${name}.events.jsonl`)) await tell(JSON.parse(line));
  return spooled().flatMap(({ event, payload }) => [...readOpencodeHook(event, payload, AT)]);
}

/** The plugin as OpenCode loads it, writing into a spool of its own. */
async function loadPlugin(announces = false) {
  const folder = tempFolder();
  const file = join(folder.path, "plugin.js");
  writeFileSync(file, pluginText(folder.path, announces));
  const hooks = await (await import(file)).Overstory({});
  return {
    tell: async ({ event, message }: Told) => {
      if (event) await hooks.event({ event });
      if (message) await hooks["chat.message"](message.i, message.o);
    },
    spooled: () => {
      const { lines } = readSpool(join(folder.path, "index"), 0);
      const told = lines.flatMap((line) => {
        if (!("event" in line)) return [];
        const read = readPayload(folder.path, line.file);
        return "payload" in read ? [{ event: line.event, payload: read.payload }] : [];
      });
      folder[Symbol.dispose]();
      return told;
    },
  };
}
