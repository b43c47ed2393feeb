import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BUILT_IN_RUNTIMES } from "../../../src/domain/agent/runtime-names.ts";
import { TestProject } from "../../support/daemon.ts";
import { overstory } from "../support/cli.ts";

test("runtimes lists every kind of agent; doctor repairs only where a person is, or said yes", async () => {
  await using project = await TestProject.start({
    config: `export default { runtimes: { mine: { command: "no-such-program" } } };`,
  });
  const cwd = project.repository.path;

  const { runtimes } = JSON.parse((await overstory(cwd, "runtimes", "--json")).stdout);
  expect(runtimes.map(({ name }: { name: string }) => name)).toEqual([...BUILT_IN_RUNTIMES, "mine"]);
  expect(runtimes.at(-1)).toMatchObject({ isBuiltIn: false, isConfigured: true, isInstalled: false });
  const { stdout } = await overstory(cwd, "runtimes");
  expect(stdout).toContain("no-such-program is not in the daemon's PATH");
  expect(stdout).toMatch(/shell\s+any command/);
  expect((await overstory(cwd, "runtimes", "pi")).stdout).toContain("resumes its conversation");
  const unknown = await overstory(cwd, "runtimes", "cloude");
  expect(unknown).toMatchObject({ exitCode: 1 });
  expect(unknown.stderr).toContain('did you mean "claude"?');

  const asked = await overstory(cwd, "doctor", "--fix");
  expect(asked).toMatchObject({ exitCode: 2 });
  expect(asked.stderr).toContain("add --yes");
  const repaired = await overstory(cwd, "doctor", "--fix", "--yes", "--json");
  expect(JSON.parse(repaired.stdout).checks).toContainEqual(
    expect.objectContaining({ name: "mine", state: "failed" }),
  );
  expect(existsSync(join(cwd, ".claude"))).toBeFalse();
});
