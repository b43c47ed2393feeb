import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { TestProject } from "../../support/daemon.ts";
import { seededRandom, testSeed } from "../../support/random.ts";
import { until } from "../../support/wait.ts";

const EACH_SECOND = `export default { schedules: [
  { name: "often", cron: "* * * * * *", plan: "plan.yaml", overlap: "allow" },
] };`;

test("each due time starts one run, however often the daemon is killed", async () => {
  const seed = testSeed();
  const random = seededRandom(seed);
  await using project = await TestProject.start({ config: EACH_SECOND });
  project.repository.write("plan.yaml", 'goal: tick\ntasks: [{ command: "true" }]\n');
  for (let kills = 0; kills < 8; kills++) {
    // Not a wait for anything: the random moment of the crash.
    await Bun.sleep(random() * 600);
    await project.killDaemon();
    await project.startDaemon();
  }
  const started = await until("runs were started", async () => {
    const events = (await project.events()).filter(({ kind }) => kind === "schedule.ran");
    return events.length >= 3 && events;
  });
  const dueTimes = started.map(({ data }) => data.dueAt);
  expect({ seed, dueTimes: new Set(dueTimes).size }).toEqual({ seed, dueTimes: dueTimes.length });
  // A run that was started and not yet recorded when the daemon died is found again, so there is none without its due time.
  await project.stopDaemon();
  project.repository.write("overstory.config.ts", "export default {};");
  await project.startDaemon();
  const recorded = (await project.events()).filter(({ kind }) => kind === "schedule.ran");
  expect({ seed, runs: (await project.client.runs()).length }).toEqual({ seed, runs: recorded.length });
}, 60_000);

test("a daemon that runs has a heartbeat, which is gone when it was stopped, and stays when it was killed", async () => {
  await using project = await TestProject.start();
  const { heartbeat } = project.paths;
  const { instance } = await project.client.daemon();
  expect(JSON.parse(readFileSync(heartbeat, "utf8"))).toMatchObject({ pid: project.daemonPid, instance });
  await project.killDaemon();
  expect(existsSync(heartbeat)).toBe(true);
  await project.startDaemon();
  await project.stopDaemon();
  expect(existsSync(heartbeat)).toBe(false);
});
