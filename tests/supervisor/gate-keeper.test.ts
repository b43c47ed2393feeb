import { expect, test } from "bun:test";
import { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

const commit = (file: string) => `echo ${file} > ${file}; git add ${file}; git commit -qm ${file}`;

test("a gate that took longer than gateTimeout is red and says so", async () => {
  await using project = await TestProject.start({
    config: 'export default { gateTimeout: "300ms", stopGrace: "100ms" };',
  });
  const { key } = await project.run({ tasks: [{ id: "a", command: commit("f"), gates: ["sleep 1000"] }] });
  const run = await project.runEnded(key);
  expect(run.tasks[0]?.stopReason).toBe("gate failed: sleep 1000 (exit 124 (took too long))");
});

test("a gate survives the daemon, and its result is taken by the next one", async () => {
  await using project = await TestProject.start();
  const notes = `${project.repository.folder}/gate`;
  const { key } = await project.run({
    tasks: [{ id: "a", command: commit("f"), gates: [`echo ran >> ${notes}; sleep 0.5`] }],
  });
  await project.told("gate.started");
  await until("the gate runs", () => Bun.file(notes).exists());
  await project.killDaemon();
  await project.startDaemon();
  expect((await project.runEnded(key)).status).toBe("completed");
  expect(await Bun.file(notes).text()).toBe("ran\n");
});
