import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { Git } from "../../../src/git/git.ts";
import { listGatesOf } from "../../../src/store/gates.ts";
import { settleSession } from "../../../src/store/session-changes.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { GateRunner } from "../../../src/work/completion/run-gates.ts";
import { addWork, testStore } from "../../store/fixture.ts";
import { testRepository } from "../../support/repository.ts";
import { until } from "../../support/wait.ts";
import { addTask, keepSession } from "../kept-work.ts";
import { ShellGates, untilThere } from "./shell-gates.ts";

function setUp(gates: string[]) {
  const test = testStore();
  const repo = testRepository();
  const port = new ShellGates(test.store);
  const dispose = () => {
    repo[Symbol.dispose]();
    test[Symbol.dispose]();
  };
  return {
    ...test,
    repo,
    port,
    runner: new GateRunner(test.store, new Git(repo.path), port),
    task: addTask(test.store, { spec: { gates } }),
    session: keepSession(test.store, { worktree: repo.path }),
    [Symbol.dispose]: dispose,
  };
}

describe("the gates of a task", () => {
  test("run in order on the session's work, up to the first that fails", async () => {
    using here = setUp(["true", "exit 3", "true"]);
    await here.runner.run(here.task, here.session);
    expect(listGatesOf(here.db, here.task.id, here.session.id)).toMatchObject([
      { position: 0, passed: true, headCommit: here.repo.git("rev-parse", "HEAD") },
      { position: 1, passed: false, exitCode: 3 },
    ]);
  });

  test("run once at a time: who asks meanwhile waits for those that run", async () => {
    using here = setUp([]);
    const file = `${here.folder}/go`;
    const task = { ...here.task, spec: { ...here.task.spec, gates: [untilThere(file)] } };
    const both = [here.runner.run(task, here.session), here.runner.run(task, here.session)];
    await until("the gate runs", () => here.port.started.length > 0);
    writeFileSync(file, "");
    await Promise.all(both);
    expect(here.port.started).toHaveLength(1);
  });

  test("that an earlier daemon started are waited for, not started again", async () => {
    using here = setUp([]);
    const file = `${here.folder}/go`;
    const task = { ...here.task, spec: { ...here.task.spec, gates: [untilThere(file)] } };
    const gate = { taskId: task.id, sessionId: here.session.id, position: 0, command: untilThere(file) };
    await here.port.start(gate, null);
    const done = here.runner.run(task, here.session);
    writeFileSync(file, "");
    await done;
    expect(here.port.started).toHaveLength(1);
  });

  test("can be run again when they are over", async () => {
    using here = setUp(["true"]);
    await here.runner.run(here.task, here.session);
    await here.runner.run(here.task, here.session);
    expect(here.port.started).toHaveLength(2);
  });

  test("are refused to a session without a work tree, and to one whose work tree is gone", async () => {
    using here = setUp(["true"]);
    const none = { ...here.session, worktree: null };
    await expect(here.runner.run(here.task, none)).rejects.toThrow(
      "the gates of TASK-001 cannot be run: SESSION-001 was started without a work tree",
    );
    const gone = { ...here.session, worktree: `${here.folder}/gone` };
    await expect(here.runner.run(here.task, gone)).rejects.toThrow("is gone");
  });

  test("are refused to a session that has ended", async () => {
    using here = setUp(["true"]);
    const { id } = here.session;
    here.store.writeNow((tx) =>
      settleSession(tx, id, { state: "completed", phase: "completed", outcome: "success", reason: "over" }),
    );
    await expect(here.runner.run(here.task, requireSession(here.db, id))).rejects.toThrow(
      "SESSION-001 has ended",
    );
  });

  test("are left to overstory in a run", async () => {
    using here = setUp([]);
    const { task, session } = addWork(here.store);
    await expect(here.runner.run(task, session)).rejects.toThrow(
      "the gates of api are run when the agent of SESSION-002 has ended",
    );
  });
});
