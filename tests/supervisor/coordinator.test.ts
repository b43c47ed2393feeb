import { expect, test } from "bun:test";
import { TestProject } from "../support/daemon.ts";

const commit = (file: string, text = file) =>
  `echo ${text} > ${file}; git add ${file}; git commit -qm "${file} ${text}"`;

test("a task starts from what the tasks it depends on have merged, and never before", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [
      { id: "c", dependsOn: ["a", "b"], command: `cat a b > c; git add c; git commit -qm c` },
      { id: "a", command: commit("a") },
      { id: "b", command: commit("b") },
    ],
  });
  expect((await project.runEnded(key)).status).toBe("completed");
  expect(project.repository.git("show", "overstory/run-001:c")).toBe("a\nb");
});

test("a red gate stops the task before its work is merged, and what depends on it", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [
      { id: "a", command: commit("a"), gates: ["true", "echo not good enough; exit 4"] },
      { id: "b", command: commit("b"), dependsOn: ["a"] },
      { id: "c", command: commit("c") },
    ],
  });
  const run = await project.runEnded(key);
  expect(run).toMatchObject({ status: "failed", reason: "2 of 3 tasks stopped" });
  const [a, b, c] = run.tasks;
  expect(a).toMatchObject({ status: "blocked", stopCode: "gate_failed", merge: null });
  expect(await Bun.file(a?.gate?.log ?? "").text()).toBe("not good enough\n");
  expect(b).toMatchObject({ status: "blocked", stopCode: "dependency", sessions: [] });
  expect(c?.status).toBe("complete");
  expect(project.repository.git("ls-tree", "--name-only", "overstory/run-001")).toBe("README.md\nc");
});

test("a merge conflict stops its task with the files named; the other side stays merged", async () => {
  await using project = await TestProject.start();
  // The second waits until the first is merged, but starts from the same base.
  const waits = "until git rev-parse -q --verify overstory/run-001^2 > /dev/null; do sleep 0.02; done";
  const { key } = await project.run({
    tasks: [
      { id: "a", command: commit("shared.txt", "one") },
      { id: "b", command: `${commit("shared.txt", "two")}; ${waits}` },
    ],
  });
  const run = await project.runEnded(key);
  expect(run.tasks[0]?.status).toBe("complete");
  expect(run.tasks[1]).toMatchObject({
    status: "blocked",
    stopCode: "merge_conflict",
    stopReason:
      "overstory/task/run-001/b conflicts with overstory/run-001, which has the work of RUN-001/a (SESSION-001), in shared.txt",
    merge: { state: "conflict", conflictFiles: ["shared.txt"] },
  });
  expect(project.repository.git("show", "overstory/run-001:shared.txt")).toBe("one");
  expect(project.repository.git("show", "overstory/task/run-001/b:shared.txt")).toBe("two");
});

test("an attempt that takes longer than its timeout is ended and counts as failed", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [{ id: "a", command: "sleep 1000", timeout: "300ms", restart: "temporary" }],
  });
  const run = await project.runEnded(key);
  expect(run.tasks[0]).toMatchObject({ status: "blocked", stopCode: "timeout" });
  expect(await project.client.session("SESSION-001")).toMatchObject({
    outcome: "killed",
    stopCause: "timeout",
  });
});

test("the user's checkout, index and branch are never touched", async () => {
  await using project = await TestProject.start();
  const { repository } = project;
  repository.write("mine.txt", "unfinished");
  repository.write("README.md", "changed by hand");
  repository.git("add", "README.md");
  const before = [
    repository.git("status", "--porcelain"),
    repository.git("rev-parse", "main"),
    repository.git("symbolic-ref", "HEAD"),
  ];
  const { key } = await project.run({ tasks: [{ id: "a", command: commit("README.md") }] });
  expect((await project.runEnded(key)).status).toBe("completed");
  expect([
    repository.git("status", "--porcelain"),
    repository.git("rev-parse", "main"),
    repository.git("symbolic-ref", "HEAD"),
  ]).toEqual(before);
});

test("the result is delivered into a named branch when every task is complete", async () => {
  await using project = await TestProject.start();
  project.repository.git("branch", "release");
  const { key } = await project.run({ tasks: [{ id: "a", command: commit("a") }] }, { into: "release" });
  expect((await project.runEnded(key)).status).toBe("completed");
  expect(project.repository.git("show", "release:a")).toBe("a");
});

test("a delivery into a branch that is checked out is refused before anything starts", async () => {
  await using project = await TestProject.start();
  const refused = project.run({ tasks: [{ id: "a", command: commit("a") }] }, { into: "main" });
  expect(refused).rejects.toThrow(/main is checked out at/);
  await refused.catch(() => {});
  expect(await project.client.runs()).toEqual([]);
  expect(project.repository.git("branch", "--format=%(refname:short)")).toBe("main");
});

test("never more agents work than --max-agents allows", async () => {
  await using project = await TestProject.start();
  const tasks = Array.from({ length: 6 }, (_, n) => ({ id: `t${n}`, command: "sleep 0.2" }));
  const { key } = await project.run({ tasks }, { maxAgents: 2 });
  await project.runEnded(key);
  let open = 0;
  let most = 0;
  for (const { kind } of await project.events()) {
    if (kind === "session.booting") most = Math.max(most, ++open);
    if (kind === "session.completed") open--;
  }
  expect(most).toBe(2);
});

test("a run can be cancelled while its merge waits for something that may never come", async () => {
  await using project = await TestProject.start();
  const go = `${project.repository.folder}/go`;
  const command = `until [ -f ${go} ]; do sleep 0.02; done; ${commit("a")}`;
  const { key } = await project.run({ tasks: [{ id: "a", command }] });
  project.repository.git("switch", "-q", "overstory/run-001");
  await Bun.write(go, "");
  await project.told("merge.held");
  await project.client.stopRun(key, false);
  const run = await project.runEnded(key);
  expect(run.status).toBe("cancelled");
  expect(run.tasks[0]).toMatchObject({ status: "blocked", merge: { state: "cancelled" } });
});
