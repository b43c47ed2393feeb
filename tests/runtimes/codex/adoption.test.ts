import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codexAdoption } from "../../../src/runtimes/codex/adoption.ts";
import { tempFolder } from "../../support/temp.ts";
import { until } from "../../support/wait.ts";
import { runtimeEntry } from "../agent-start.ts";

const ID = "01a1fdce-c61a-7f50-a01a-92047d9defd6";
const HEAD = `${JSON.stringify({ type: "session_meta", payload: { id: ID, cwd: "/project" } })}\n{"type":"event_msg"}\n`;

function home() {
  const folder = tempFolder();
  const day = join(folder.path, "sessions/2026/11/21");
  mkdirSync(day, { recursive: true });
  const rollout = join(day, `rollout-2026-11-21T11-12-29-${ID}.jsonl`);
  writeFileSync(rollout, HEAD);
  return { folder, rollout, environment: { CODEX_HOME: folder.path } };
}

const adoption = codexAdoption(runtimeEntry());

test("a conversation is found by its id, with where it works", async () => {
  const { folder, environment } = home();
  using _ = folder;
  expect(await adoption.byConversation(ID, environment)).toEqual({
    conversation: ID,
    folder: "/project",
    pid: null,
    isBusy: null,
  });
});

test("another id, a pattern, and a home that is not there find nothing", async () => {
  const { folder, environment } = home();
  using _ = folder;
  expect(await adoption.byConversation(ID.replace("01a1", "01a2"), environment)).toBeNull();
  expect(await adoption.byConversation("*", environment)).toBeNull();
  expect(await adoption.byConversation(ID, { CODEX_HOME: join(folder.path, "none") })).toBeNull();
});

test.skipIf(process.platform !== "linux")(
  "a process is known by the conversation that it holds open, or its child does",
  async () => {
    const { folder, rollout } = home();
    using _ = folder;
    const agent = Bun.spawn(["sh", "-c", `sleep 60 3>>"$0"; true`, rollout], { stderr: "ignore" });
    try {
      const found = await until("the agent is found", () => adoption.byProcess(agent.pid, {}));
      expect(found).toEqual({ conversation: ID, folder: "/project", pid: agent.pid, isBusy: null });
      expect(readFileSync(rollout, "utf8")).toBe(HEAD);
    } finally {
      const children = readFileSync(`/proc/${agent.pid}/task/${agent.pid}/children`, "utf8").trim();
      for (const child of children.split(" ").filter(Boolean)) process.kill(Number(child), "SIGKILL");
      await agent.exited;
    }
  },
);

test("another process is none of it", async () => {
  expect(await adoption.byProcess(process.pid, {})).toBeNull();
});
