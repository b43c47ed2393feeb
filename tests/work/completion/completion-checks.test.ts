import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import type { CompletionCheck, Requirement } from "../../../src/domain/completion.ts";
import { Git } from "../../../src/git/git.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { requireSprint } from "../../../src/store/sprints.ts";
import { CompletionChecks } from "../../../src/work/completion/completion-checks.ts";
import { addWork, START, testStore } from "../../store/fixture.ts";
import { testRepository } from "../../support/repository.ts";
import { addSprint, addTask, hold, keepSession, say } from "../kept-work.ts";
import { POLICY, ShellGates } from "./shell-gates.ts";

function setUp() {
  const test = testStore();
  const repo = testRepository();
  const checks = new CompletionChecks({
    store: test.store,
    git: new Git(repo.path),
    policy: POLICY,
    gates: new ShellGates(test.store),
    clock: () => test.clock.now,
  });
  const dispose = () => {
    repo[Symbol.dispose]();
    test[Symbol.dispose]();
  };
  return { ...test, repo, checks, [Symbol.dispose]: dispose };
}

const SUMMARY = "The API answers all requests";

const stateOf = ({ requirements }: CompletionCheck, type: Requirement["type"]) =>
  requirements.find((one) => one.type === type)?.state;

describe("a task of a kept session with a work tree", () => {
  /** Held since a time before the first commit of the repository's log was topped. */
  function held(gates: string[] = []) {
    const here = setUp();
    const { store, repo, clock } = here;
    clock.now = Date.now() + 2000; // git's log knows whole seconds only
    const task = addTask(store, { spec: { gates }, estimateMs: 60_000 });
    const session = hold(store, keepSession(store, { worktree: repo.path }), task);
    return {
      here,
      task,
      session,
      later: (seconds: number) => ({ GIT_COMMITTER_DATE: `@${Math.ceil(clock.now / 1000) + seconds} +0000` }),
    };
  }

  test("is done with a commit, a clean tree and updates", async () => {
    const { here, task, session, later } = held();
    using _ = here;
    Object.assign(process.env, later(3));
    here.repo.commit("work", { "api.ts": "" });
    delete process.env.GIT_COMMITTER_DATE;
    say(here.store, session);
    say(here.store, session);
    const { valid, warnings, details } = await here.checks.task(task, session, SUMMARY);
    expect([valid, warnings]).toEqual([true, []]);
    expect(details).toMatchObject({ commits: 1, dirtyFiles: 0, updates: 2, spentMs: 0, estimateMs: 60_000 });
  });

  test("is not done with uncommitted files, which are named", async () => {
    const { here, task, session } = held();
    using _ = here;
    here.repo.write("left.ts", "");
    const { errors, warnings } = await here.checks.task(task, session, SUMMARY);
    expect(errors).toEqual(["1 file uncommitted: left.ts"]);
    expect(warnings).toContain("nothing was committed since the task was claimed");
  });

  test("that took longer than estimated is told both figures", async () => {
    const { here, task, session } = held();
    using _ = here;
    here.clock.now += 90_000;
    const { valid, warnings } = await here.checks.task(task, session, SUMMARY);
    expect(valid).toBe(true);
    expect(warnings).toContain("1m 30s spent of an estimated 1m 00s");
  });

  test("needs its gates green for the present commit, and for that alone", async () => {
    const { here, task, session } = held(["true", "test -f README.md"]);
    using _ = here;
    const gates = async () => stateOf(await here.checks.task(task, session, SUMMARY), "gates");
    expect(await gates()).toBe("missing");
    await here.checks.runGates(task, session);
    expect(await gates()).toBe("met");
    here.repo.commit("more");
    expect(await gates()).toBe("missing");
    await here.checks.runGates(task, session);
    expect(await gates()).toBe("met");
  });

  test("whose gates ran on uncommitted work is not done by committing it", async () => {
    const { here, task, session } = held(["true"]);
    using _ = here;
    here.repo.write("new.ts", "");
    await here.checks.runGates(task, session);
    here.repo.commit("work");
    const { errors } = await here.checks.task(task, session, SUMMARY);
    expect(errors).toEqual(["1 of 1 gate not green: true (it ran on uncommitted work)"]);
  });

  test("that is gone is not taken for clean", async () => {
    const { here, task, session } = held();
    using _ = here;
    const gone = { ...session, worktree: `${here.folder}/gone` };
    const check = await here.checks.task(task, gone, SUMMARY);
    expect([stateOf(check, "clean_tree"), stateOf(check, "commits")]).toEqual(["unknown", "unknown"]);
    expect(check.warnings.join()).toContain(`${here.folder}/gone, the work tree of SESSION-001, is gone`);
  });

  test("that is no repository any more is not taken for clean", async () => {
    const { here, task, session } = held(["true"]);
    using _ = here;
    rmSync(`${here.repo.path}/.git`, { recursive: true });
    const check = await here.checks.task(task, session, SUMMARY);
    expect([stateOf(check, "clean_tree"), stateOf(check, "gates")]).toEqual(["unknown", "missing"]);
  });
});

describe("a task without a work tree to look at", () => {
  test("warns of what cannot be told, and is not blocked by it", async () => {
    using here = setUp();
    const task = addTask(here.store, { spec: { gates: ["true"] } });
    const session = hold(here.store, keepSession(here.store), task);
    const check = await here.checks.task(task, session, SUMMARY);
    expect(check.valid).toBe(true);
    expect((["gates", "commits", "clean_tree"] as const).map((type) => stateOf(check, type))).toEqual([
      "unknown",
      "unknown",
      "unknown",
    ]);
  });

  test("can be looked at when nobody works on it", async () => {
    using here = setUp();
    const check = await here.checks.task(addTask(here.store), null, null);
    expect(check.errors).toEqual(["there is no summary"]);
    expect(check.warnings.join()).toContain("nobody works on it");
  });

  test("blocks with open subtasks, which are named", async () => {
    using here = setUp();
    const task = addTask(here.store);
    addTask(here.store, { parentId: task.id });
    const { errors } = await here.checks.task(task, null, SUMMARY);
    expect(errors).toEqual(["1 of 1 subtask is open: TASK-002 (todo)"]);
  });
});

test("a task of a run leaves its gates to overstory, and says so", async () => {
  using here = setUp();
  const { task, session } = addWork(here.store);
  const gated = { ...task, spec: { ...task.spec, gates: ["npm test"] } };
  const check = await here.checks.task(gated, session, SUMMARY);
  expect([stateOf(check, "gates"), check.valid]).toEqual(["advised", true]);
});

test("a sprint is checked by its tasks", async () => {
  using here = setUp();
  const { id } = addSprint(here.store);
  addTask(here.store, { sprintId: id });
  const sprint = requireSprint(here.db, id);
  expect((await here.checks.sprint(sprint, SUMMARY)).errors).toEqual([
    "1 of 1 task is open: TASK-001 (todo)",
  ]);
});

test("a session is checked by its summary, its updates and what it holds", async () => {
  using here = setUp();
  const session = keepSession(here.store);
  hold(here.store, session, addTask(here.store));
  const now = requireSession(here.db, session.id);
  expect((await here.checks.session(now, SUMMARY)).errors).toEqual(["SESSION-001 holds TASK-001"]);
  expect(here.clock.now).toBe(START);
});
