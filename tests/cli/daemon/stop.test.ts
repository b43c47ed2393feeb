import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { TestProject } from "../../support/daemon.ts";
import { overstory } from "../support/cli.ts";

test("a daemon that crashed is not missed any more once a person has stopped it", async () => {
  await using project = await TestProject.start();
  await project.killDaemon();
  expect(existsSync(project.paths.heartbeat)).toBe(true);
  await overstory(project.repository.path, "daemon", "stop");
  expect(existsSync(project.paths.heartbeat)).toBe(false);
});
