import { expect, test } from "bun:test";
import { TestProject } from "../../support/daemon.ts";
import { overstory } from "../support/cli.ts";

const CONFIG = `export default { schedules: [
  { name: "nightly", cron: "0 3 * * *", timezone: "Europe/Berlin", plan: "plan.yaml" },
] };`;

test("schedules are listed with their next time and run when a person asks; a second run is refused while one is active", async () => {
  await using project = await TestProject.start({ config: CONFIG });
  const cwd = project.repository.path;
  const [planned] = await project.client.schedules();
  expect(planned).toMatchObject({ name: "nightly", plan: "plan.yaml", overlap: "skip", last: null });
  const missing = await overstory(cwd, "schedule", "run", "nightly");
  expect(missing).toMatchObject({ exitCode: 1, stdout: "" });
  expect(missing.stderr).toMatch(/^error: schedule nightly: plan: there is no file .*plan\.yaml\n/);

  project.repository.write("plan.yaml", "tasks: [{ id: a, command: sleep 1000 }]\n");
  const started = await overstory(cwd, "schedule", "run", "nightly", "--json");
  expect(JSON.parse(started.stdout)).toMatchObject({
    schedule: { name: "nightly", last: { result: "running", run: "RUN-001" } },
  });
  const list = await overstory(cwd, "schedule", "list");
  expect(list.stdout).toMatch(/^ +schedule +next +last +result/);
  expect(list.stdout).toMatch(/nightly +\d{4}-\d\d-\d\d \d\d:00:00 +\d{4}-\d\d-\d\d \S+ +running +RUN-001\n/);
  const again = await overstory(cwd, "schedule", "run", "nightly");
  expect(again).toMatchObject({
    exitCode: 1,
    stderr:
      "error: schedule nightly: the run before it is not over\n  to start it all the same: overstory run --plan plan.yaml\n",
  });
});

test("without schedules the list says where they are made", async () => {
  await using project = await TestProject.start();
  const list = await overstory(project.repository.path, "schedule", "list");
  expect(list.stdout).toBe("no schedule; they are made in overstory.config.ts, under schedules\n");
});
