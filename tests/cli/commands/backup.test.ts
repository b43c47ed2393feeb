import { expect, test } from "bun:test";
import { copyFileSync, rmSync } from "node:fs";
import { TestProject } from "../../support/daemon.ts";
import { overstory } from "../support/cli.ts";

test("a backup is made, listed, and brings everything back that was there when it was made", async () => {
  await using project = await TestProject.start();
  const cwd = project.repository.path;
  const { key } = await project.run({ tasks: [{ id: "a", command: "true" }] });
  await project.runEnded(key);
  const made = JSON.parse((await overstory(cwd, "backup", "--json")).stdout).backup;
  const before = await project.client.runs();
  await project.runEnded((await project.run({ tasks: [{ id: "b", command: "true" }] })).key);
  expect(JSON.parse((await overstory(cwd, "backup", "list", "--json")).stdout)).toEqual({ backups: [made] });
  expect((await overstory(cwd, "backup", "list")).stdout).toContain(made.path);

  await project.killDaemon(); // leaves a log beside the database
  for (const end of ["-wal", "-shm"]) rmSync(project.paths.database + end, { force: true });
  copyFileSync(made.path, project.paths.database);
  await project.startDaemon();
  const withoutAge = (runs: typeof before) => runs.map(({ elapsedMs: _, ...run }) => run);
  expect(withoutAge(await project.client.runs())).toEqual(withoutAge(before));
});

test("the help of backup shows its own options and its commands", async () => {
  const help = await overstory(import.meta.dir, "backup", "--help");
  expect(help.stdout).toContain("--json");
  expect(help.stdout).toMatch(/\blist\s+List the copies of the database/);
});
