import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "../../support/daemon.ts";
import { TestTerminal } from "../../support/terminal.ts";

const OVERSTORY = `${process.execPath} ${join(import.meta.dir, "../../../src/main.ts")}`;
const commit = (file: string) => `echo ${file} > ${file}; git add ${file}; git commit -qm ${file}`;

function writePlan(project: TestProject, tasks: object[]): string {
  const file = join(project.repository.folder, "plan.json");
  writeFileSync(file, JSON.stringify({ goal: "live", tasks }));
  return file;
}

test("a run is followed live to its summary; its exit code says whether all is done", async () => {
  await using project = await TestProject.start();
  await using terminal = await TestTerminal.open(project.repository.path);
  terminal.run(
    `clear; ${OVERSTORY} run --plan ${writePlan(project, [{ id: "good", command: commit("f") }])}; echo code=$?`,
  );
  const screen = await terminal.shows("code=0");
  expect(screen).toMatch(/good +merged into overstory\/run-001/);
  expect(screen).toContain("git merge overstory/run-001");
  terminal.run(
    `clear; ${OVERSTORY} run --plan ${writePlan(project, [{ id: "bad", command: "exit 9", restart: "temporary" }])}; echo code=$?`,
  );
  expect(await terminal.shows("code=1")).toContain("exited with 9");
});

test("^C detaches with 130 and says how to come back; the run goes on, and so does its follower", async () => {
  await using project = await TestProject.start();
  await using terminal = await TestTerminal.open(project.repository.path);
  const go = join(project.repository.folder, "go");
  const tasks = [{ id: "a", command: `until [ -f ${go} ]; do sleep 0.05; done; ${commit("f")}` }];
  terminal.run(`clear; ${OVERSTORY} run --plan ${writePlan(project, tasks)}; echo code=$?`);
  await terminal.shows("SESSION-001 started");
  terminal.press("C-c");
  expect(await terminal.shows("code=130")).toContain("overstory follow RUN-001");
  expect((await project.client.run("RUN-001")).status).toBe("active");
  terminal.run(`clear; ${OVERSTORY} follow RUN-001; echo code=$?`);
  await terminal.shows("SESSION-001 started");
  await project.killDaemon();
  writeFileSync(go, "");
  await terminal.shows("code=0"); // the follower has started a daemon again, and that one has settled the run
  await Bun.spawn([process.execPath, join(import.meta.dir, "../../../src/main.ts"), "daemon", "stop"], {
    cwd: project.repository.path,
  }).exited;
});

test("status --watch redraws as things happen and leaves the terminal as it was on q", async () => {
  await using project = await TestProject.start();
  await using terminal = await TestTerminal.open(project.repository.path);
  terminal.run(`${OVERSTORY} status --watch; echo code=$?`);
  await terminal.shows(/none is open|no sessions?|nothing/i);
  const { key } = await project.run({ tasks: [{ id: "sleeper", command: "sleep 1000" }] });
  await terminal.shows("runs: sleep 1000");
  await project.client.stopRun(key, true);
  await terminal.shows(/cancelled/);
  terminal.press("q");
  const screen = await terminal.shows("code=0");
  expect(screen.replaceAll("\n", "")).toContain("status --watch"); // the shell's screen is back, with long lines wrapped
});

test("attach shows the agent's terminal, passes keys on, and detaches without ending it", async () => {
  await using project = await TestProject.start();
  await using terminal = await TestTerminal.open(project.repository.path);
  const { key } = await project.run({
    tasks: [{ id: "asker", command: `printf 'your name? '; read name; echo "hello $name"; ${commit("f")}` }],
  });
  const session = await project.agentRuns(key, "asker");
  terminal.run(`clear; ${OVERSTORY} attach ${session.key}; echo code=$?`);
  await terminal.shows("your name?");
  terminal.press("C-b", "d");
  await terminal.shows("code=0");
  expect(await project.client.session(session.key)).toMatchObject({ state: "working" });
  await project.client.messages.answer(session.key, { text: "Ada" });
  await project.runEnded(key);
  terminal.run(`clear; ${OVERSTORY} logs ${session.key}`);
  expect(await terminal.shows("hello Ada")).toContain("your name?");
});

test("logs -f prints what is written and ends with the session", async () => {
  await using project = await TestProject.start();
  await using terminal = await TestTerminal.open(project.repository.path);
  const go = join(project.repository.folder, "go");
  const { key } = await project.run({
    tasks: [
      { id: "a", command: `echo first; until [ -f ${go} ]; do sleep 0.05; done; echo last; ${commit("f")}` },
    ],
  });
  const session = await project.agentRuns(key, "a");
  terminal.run(`clear; ${OVERSTORY} logs -f ${session.key}; echo code=$?`);
  await terminal.shows("first");
  writeFileSync(go, "");
  expect(await terminal.shows("code=0")).toContain("last");
});
