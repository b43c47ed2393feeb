import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { TestProject } from "../../../support/daemon.ts";
import { overstory } from "../../support/cli.ts";

const PLAN = {
  tasks: [
    {
      id: "good",
      command: "echo a > a.txt && git add -A && git commit -qm 'Add a'",
      gates: ["test -f a.txt"],
    },
    { id: "bad", command: "echo b > b.txt", restart: { max: 0 } },
  ],
};

test("work is proven by what is on record, what is missing is named, and what is done with can be cleaned", async () => {
  await using project = await TestProject.start({
    config: 'export default { worktrees: { keep: "all" }, restart: { type: "temporary" } };',
  });
  const cwd = project.repository.path;
  const { key } = await project.run(PLAN);
  await project.runEnded(key);

  const good = await overstory(cwd, "receipt", `${key}/good`, "--json");
  const { receipt } = JSON.parse(good.stdout);
  expect(receipt).toMatchObject({ subject: `${key}/good`, verdict: "proven" });
  expect(receipt.commits).toMatchObject([{ subject: "Add a" }]);
  expect(receipt.proofs.map(({ name }: { name: string }) => name)).toEqual([
    "status",
    "outcome",
    "commits",
    "clean tree",
    "gates",
    "merge",
  ]);
  expect(good.exitCode).toBe(0);

  const bad = await overstory(cwd, "receipt", `${key}/bad`);
  expect(bad.exitCode).toBe(1);
  expect(bad.stdout).toMatch(/✗ clean tree +uncommitted work saved as refs\/overstory\/wip\//);
  const whole = await overstory(cwd, "receipt", key);
  expect([whole.exitCode, whole.stdout.split("\n")[0]]).toEqual([1, `✗ ${key} unproven`]);
  const session = receipt.parts[0].subject;
  expect((await overstory(cwd, "receipt", session)).exitCode).toBe(0);
  expect((await overstory(cwd, "receipt", "nobody")).stderr).toContain("nobody");

  const proposed = await overstory(cwd, "clean");
  expect(proposed.stdout).toStartWith("nothing can go");
  const { clean } = JSON.parse((await overstory(cwd, "clean", "--apply", "--kept", "--json")).stdout);
  expect(clean.applied).toMatchObject([{ done: true, reason: null }]);
  const [gone] = clean.applied;
  expect(
    clean.proposals.map(({ path }: { path: string }) => existsSync(path) === (path !== gone.path)),
  ).toEqual([true, true]);
  expect((await overstory(cwd, "receipt", `${key}/good`)).exitCode).toBe(0);

  const { disk } = JSON.parse((await overstory(cwd, "disk", "--json")).stdout);
  expect(disk.totalBytes).toBeGreaterThan(0);
  expect((await overstory(cwd, "disk")).stdout).toContain("worktrees");
});
