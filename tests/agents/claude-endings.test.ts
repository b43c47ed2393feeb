import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Script, turns } from "../model-server/script.ts";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { until } from "../support/wait.ts";
import { fileOf, isAbout } from "./script.ts";

/** All are in the middle of an answer that does not come. */
const script: Script = (request) =>
  fileOf(request) === "escaped" ? { hang: "headers" } : turns({ hang: "headers" })(request);

describeAgent("claude", "an agent", () => {
  let agents: AgentProject;
  const begun = async (name: string) => {
    await agents.server.waitFor(isAbout(name));
    return agents.sessionIs(name, "works", ({ state, pid }) => state === "working" && pid !== null);
  };
  const ended = (name: string) => agents.sessionIs(name, "has ended", ({ endedAt }) => endedAt !== null);

  beforeAll(async () => {
    agents = await AgentProject.start("claude", { script, config: { maxAgents: 10 } });
    const names = ["escaped", "left", "asked", "closed"];
    await agents.run(Object.fromEntries(names.map((name) => [name, `Write ${name}.txt`])), {
      restart: "temporary",
    });
  }, 240_000);
  afterAll(() => agents?.[Symbol.asyncDispose](), 60_000);

  test("whose turn a person breaks off with Esc, of which no hook tells, is known to be interrupted", async () => {
    const { key } = await begun("escaped");
    await agents.press("escaped", "Escape");
    await agents.told(key, "session.interrupted");
  }, 240_000);

  test("that a person ends with /exit has ended, and not with success", async () => {
    await begun("left");
    await agents.press("left", "-l", "/exit");
    await until("it stands in the input", async () => (await agents.screen("left")).includes("/exit"));
    await agents.press("left", "Enter");
    expect(await ended("left")).toMatchObject({
      exitCode: 0,
      outcome: expect.not.stringContaining("success"),
    });
  }, 240_000);

  test("that gets SIGTERM has ended with the status that it gave", async () => {
    const { pid } = await begun("asked");
    process.kill(pid ?? 0, "SIGTERM");
    expect(await ended("asked")).toMatchObject({ exitCode: 143, outcome: "failed" });
  }, 240_000);

  test("whose pane is closed has ended", async () => {
    await begun("closed");
    agents.project.tmux("kill-session", "-t", (await agents.pane("closed")).replace(":", ""));
    expect((await ended("closed")).outcome).not.toBe("success");
  }, 240_000);
});
