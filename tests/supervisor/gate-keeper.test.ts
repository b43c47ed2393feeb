import { expect, test } from "bun:test";
import { Client } from "../../src/api/client.ts";
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

test("gates of a kept session run in its work tree, and again on request; only the present commit counts", async () => {
  await using project = await TestProject.start();
  const { repository, paths, client } = project;
  const { key } = await client.work.startSession({ worktree: repository.path });
  const mine = new Client(paths.socket, { session: key, isAgent: true }).work;
  const task = await mine.createTask({ title: "Add the file", gates: ["test -f made.txt"] });
  await mine.changeTask(task.key, "claim");
  const gates = async () => {
    expect(await mine.runGates(task.key)).toEqual({ isOver: true });
    return (await mine.checkTask(task.key, "The file is there at last")).requirements.find(
      ({ type }) => type === "gates",
    );
  };
  expect(await gates()).toMatchObject({
    state: "missing",
    message: "1 of 1 gate not green: test -f made.txt (exit 1)",
    how: "overstory task check TASK-001 --gates",
  });
  await expect(
    mine.changeTask(task.key, "complete", { summary: "The file is there at last" }),
  ).rejects.toThrow("1 of 1 gate not green");
  repository.commit("work", { "made.txt": "made" });
  expect(await gates()).toMatchObject({ state: "met", message: "1 gate, all green" });
  await mine.changeTask(task.key, "complete", { summary: "The file is there at last" });
  expect((await mine.task(task.key)).status).toBe("complete");
});

test("a gate of a kept session survives the daemon too", async () => {
  await using project = await TestProject.start();
  const { repository, paths, client } = project;
  const notes = `${repository.folder}/gate`;
  const { key } = await client.work.startSession({ worktree: repository.path });
  const mine = new Client(paths.socket, { session: key }).work;
  const task = await mine.createTask({ title: "a", gates: [`echo ran >> ${notes}; sleep 0.5`] });
  await mine.changeTask(task.key, "claim");
  mine.runGates(task.key).catch(() => {}); // its daemon is killed
  await until("the gate runs", () => Bun.file(notes).exists());
  await project.killDaemon();
  await project.startDaemon();
  await project.told("gate.passed");
  expect(await Bun.file(notes).text()).toBe("ran\n");
  const check = await mine.checkTask(task.key);
  expect(check.requirements.find(({ type }) => type === "gates")?.state).toBe("met");
});
