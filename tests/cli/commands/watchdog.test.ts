import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "../../support/daemon.ts";
import { testRepository } from "../../support/repository.ts";
import { overstory } from "../support/cli.ts";

test("without a record each command says so, and a step that is not there cannot be marked", async () => {
  await using project = await TestProject.start();
  const watchdog = (...argv: string[]) => overstory(project.repository.path, "watchdog", ...argv);
  expect((await watchdog("log")).stdout).toBe("nothing is on record for that time\n");
  expect((await watchdog("precision")).stdout).toBe("no step is on record\n");
  const replay = await watchdog("replay", "--stale", "5m", "--top", "nudge", "--json");
  expect(JSON.parse(replay.stdout)).toMatchObject({
    replay: { staleMs: 300_000, intervalMs: null, top: "nudge", silences: [] },
  });
  expect((await watchdog("replay")).stdout).toMatch(/^0 sessions since .*\n {2}nothing would be different\n/);
  expect(await watchdog("mark-wrong", "17")).toMatchObject({
    exitCode: 1,
    stderr: "error: there is no step 17\n  overstory watchdog log lists them\n",
  });
}, 30_000);

test.each([
  [["mark-wrong"], "overstory watchdog mark-wrong: name the steps"],
  [["mark-wrong", "17", "x"], 'overstory watchdog mark-wrong: "x" is not the number of a step'],
  [["replay", "--stale", "soon"], '--stale: "soon" is not a duration'],
  [["log", "--since", "soon"], '--since: "soon" is neither a duration nor a time'],
])("%p is refused before anything is started", async (argv, message) => {
  using repository = testRepository();
  const { stderr, exitCode } = await overstory(repository.path, "watchdog", ...argv);
  expect({ exitCode, first: stderr.split("\n")[0] }).toEqual({ exitCode: 2, first: `error: ${message}` });
  expect(existsSync(join(repository.path, ".git/overstory"))).toBe(false);
});
