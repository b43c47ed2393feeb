import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { overstory } from "../cli/support/cli.ts";
import { turns } from "../model-server/script.ts";
import { AGENT_CLIS, describeAgent } from "../support/agent-clis.ts";
import type { AgentHome } from "../support/agent-home.ts";
import { AgentProject } from "../support/agent-project.ts";
import { commitsFile, fileOf, writesFiles } from "./script.ts";

/** A start of it takes long where much else goes on. */
const WITHIN_MS = 240_000;
const OFFLINE = { OPENCODE_DISABLE_MODELS_FETCH: "1" };

describeAgent("opencode", "a task", () => {
  test("is carried out by tool calls, paid for by tokens and merged, and the person's configuration stays as it was", async () => {
    await using agents = await AgentProject.start("opencode", { script: writesFiles, env: OFFLINE });
    const { project, home, server } = agents;
    seemUsed(home);
    const configuration = join(home.path, ".config/opencode/opencode.json");
    const before = JSON.parse(readFileSync(configuration, "utf8"));

    const { key } = await agents.run({ hello: "Write hello.txt" });
    const run = await agents.runEnded(key, WITHIN_MS);

    expect(run.tasks.map(({ status, stopReason }) => ({ status, stopReason }))).toEqual([
      { status: "complete", stopReason: null },
    ]);
    expect(project.repository.git("show", `${run.targetBranch ?? ""}:hello.txt`)).toBe("hello");
    expect(new Set(server.work.map(fileOf))).toEqual(new Set(["hello"]));
    // OpenCode itself adds the name of its schema.
    const { $schema: _, ...after } = JSON.parse(readFileSync(configuration, "utf8"));
    expect(after).toEqual(before);
  }, 280_000);

  test("waits for a permission, which is given from outside", async () => {
    await using agents = await AgentProject.start("opencode", {
      script: turns(commitsFile("asked"), { text: "Done." }),
      config: { runtimes: { opencode: { permissions: "ask" } } },
      env: OFFLINE,
    });
    const { project, home } = agents;
    seemUsed(home);
    const { key } = await agents.run({ asked: "Write asked.txt" });
    const asking = await agents.sessionIs(
      "asked",
      "asks",
      ({ attention }) => attention === "permission",
      WITHIN_MS,
    );
    expect(asking.attentionReason).toContain("asked.txt");

    const answered = await overstory(project.repository.path, "answer", asking.key, "allow");
    expect(answered).toMatchObject({ exitCode: 0 });
    const run = await agents.runEnded(key, WITHIN_MS);
    expect(run.status).toBe("completed");
  }, 520_000);
});

/** As after its first start, in which it fetches a package from the network. */
function seemUsed({ path }: AgentHome): void {
  const name = "@opencode-ai/plugin";
  const { version } = AGENT_CLIS.opencode;
  const folder = join(path, ".config/opencode");
  const modules = join(folder, "node_modules", name);
  const dependencies = { [name]: version };
  mkdirSync(modules, { recursive: true });
  writeFileSync(join(modules, "package.json"), JSON.stringify({ name, version }));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies }));
  writeFileSync(
    join(folder, "package-lock.json"),
    JSON.stringify({
      lockfileVersion: 3,
      packages: { "": { dependencies }, [`node_modules/${name}`]: { version } },
    }),
  );
}
