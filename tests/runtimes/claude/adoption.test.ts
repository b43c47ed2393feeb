import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { claudeAdoption } from "../../../src/runtimes/claude/adoption.ts";
import { tempFolder } from "../../support/temp.ts";
import { CONVERSATION, runtimeEntry } from "../agent-start.ts";

/** A configuration folder in which this very process is noted as an agent. */
function folder(noted: object = {}) {
  const temp = tempFolder();
  mkdirSync(join(temp.path, "sessions"));
  const stat = readFileSync("/proc/self/stat", "utf8");
  const procStart = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  const note = {
    pid: process.pid,
    sessionId: CONVERSATION,
    cwd: "/project",
    procStart,
    status: "idle",
    ...noted,
  };
  writeFileSync(join(temp.path, `sessions/${process.pid}.json`), JSON.stringify(note));
  return {
    path: temp.path,
    environment: { CLAUDE_CONFIG_DIR: temp.path },
    [Symbol.dispose]: () => temp[Symbol.dispose](),
  };
}

const adoption = claudeAdoption(runtimeEntry());
const FOUND = {
  conversation: CONVERSATION,
  folder: "/project",
  pid: process.pid,
  isBusy: false,
  isEmpty: true,
};
const onLinux = test.skipIf(process.platform !== "linux");

onLinux("an agent is found by its process, and by its conversation", async () => {
  using one = folder();
  expect(await adoption.byProcess(process.pid, one.environment)).toEqual(FOUND);
  expect(await adoption.byConversation(CONVERSATION, one.environment)).toEqual(FOUND);
  expect(await adoption.byProcess(1, one.environment)).toBeNull();
});

onLinux("one in a turn, or before a dialog, is busy; one that does not say so may be", async () => {
  for (const [status, isBusy] of [
    ["busy", true],
    ["waiting", true],
    ["shell", false],
    [undefined, null],
  ] as const) {
    using one = folder({ status });
    expect(await adoption.byProcess(process.pid, one.environment)).toEqual({ ...FOUND, isBusy });
  }
});

onLinux("one to which something was said has a conversation to go on with", async () => {
  using one = folder();
  const project = join(one.path, "projects/-project");
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, `${CONVERSATION}.jsonl`), "{}\n");
  expect(await adoption.byProcess(process.pid, one.environment)).toEqual({ ...FOUND, isEmpty: false });
});

onLinux("a process that came later and has the same id is none", async () => {
  using one = folder({ procStart: "1" });
  expect(await adoption.byProcess(process.pid, one.environment)).toBeNull();
  expect(await adoption.byConversation(CONVERSATION, one.environment)).toBeNull();
});

test("one that has ended is found by what it wrote, in the folder in which it began", async () => {
  using one = folder({ sessionId: "another", procStart: "1" });
  const project = join(one.path, "projects/-project-a");
  mkdirSync(project, { recursive: true });
  const lines = [
    { type: "mode" },
    { type: "user", cwd: "/project/a" },
    { type: "user", cwd: "/project/a/src" },
  ];
  writeFileSync(join(project, `${CONVERSATION}.jsonl`), lines.map((line) => JSON.stringify(line)).join("\n"));
  expect(await adoption.byConversation(CONVERSATION, one.environment)).toEqual({
    conversation: CONVERSATION,
    folder: "/project/a",
    pid: null,
    isBusy: false,
  });
});

test("what is no conversation's id is looked for nowhere", async () => {
  using one = folder();
  for (const id of ["", "../../etc/passwd", `${CONVERSATION}/..`, "another"])
    expect(await adoption.byConversation(id, one.environment)).toBeNull();
});

test("without a configuration folder there are none", async () => {
  expect(await adoption.byProcess(process.pid, { HOME: "/nowhere" })).toBeNull();
  expect(await adoption.byConversation(CONVERSATION, { HOME: "/nowhere" })).toBeNull();
});

test("a person goes on with a conversation by a line", () => {
  expect(adoption.byHand?.(CONVERSATION)).toBe(`claude --resume ${CONVERSATION}`);
});
