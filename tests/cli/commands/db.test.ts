import { expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Store } from "../../../src/store/store.ts";
import { TestProject } from "../../support/daemon.ts";
import { testRepository } from "../../support/repository.ts";
import { overstory } from "../support/cli.ts";

test("the database is told of, checked and restored, with a daemon and without", async () => {
  await using project = await TestProject.start();
  const cwd = project.repository.path;
  const { key } = await project.run({ tasks: [{ id: "a", command: "true" }] });
  await project.runEnded(key);
  expect((await overstory(cwd, "db", "status")).stdout).toContain("1 runs, 1 tasks, 1 sessions");
  expect(await overstory(cwd, "db", "verify")).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("✓ integrity"),
  });
  const { backup } = JSON.parse((await overstory(cwd, "db", "backup", "--json")).stdout);
  const second = await project.run({ tasks: [{ id: "a", command: "true" }] });
  await project.runEnded(second.key);

  const foreign = `${project.repository.folder}/foreign.db`;
  writeFileSync(foreign, "no database");
  const refused = await overstory(cwd, "db", "restore", foreign);
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("cannot be restored") });
  expect(await project.client.runs()).toHaveLength(2);

  const { restored } = JSON.parse((await overstory(cwd, "db", "restore", "--json")).stdout);
  expect(restored).toMatchObject({ copy: backup.path });
  expect((await project.client.runs()).map((run) => run.key)).toEqual([key]);
  const kept = Store.open(restored.kept, "owner", Date.now);
  expect(kept.db.query("SELECT count(*) AS n FROM runs").get()).toEqual({ n: 2 });
  kept.close();

  await overstory(cwd, "daemon", "stop");
  expect((await overstory(cwd, "db", "status")).stdout).toContain("1 runs");
  expect(existsSync(project.paths.socket)).toBe(false); // none was started for it
  const damaged = readFileSync(project.paths.database).fill(7, 100, 8000);
  writeFileSync(project.paths.database, damaged);
  expect((await overstory(cwd, "db", "verify")).exitCode).toBe(1);
  expect(await overstory(cwd, "db", "restore")).toMatchObject({ exitCode: 0 });
  await project.startDaemon();
  expect(await project.client.runs()).toHaveLength(1);
}, 60_000);

test("where there is no database, status and verify say so and make none", async () => {
  using repository = testRepository();
  for (const question of ["status", "verify"]) {
    const answer = await overstory(repository.path, "db", question);
    expect(answer).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("there is no database yet"),
    });
  }
  expect(existsSync(join(repository.path, ".git", "overstory", "overstory.db"))).toBe(false);
});
