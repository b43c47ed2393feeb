import { describe, expect, test } from "bun:test";
import { parseConfig } from "../../src/config.ts";
import { OPERATOR } from "../../src/domain/caller.ts";
import { OPERATOR_ADDRESS } from "../../src/domain/mail.ts";
import type { Session } from "../../src/domain/session.ts";
import { listOpenQuestions } from "../../src/store/approvals.ts";
import { claimTask, releaseTask } from "../../src/store/claims.ts";
import { closeStack, pushFrame } from "../../src/store/context.ts";
import { listUnread } from "../../src/store/mail.ts";
import { lastDeclaredPhase, recordPhase } from "../../src/store/phases.ts";
import { settleSession } from "../../src/store/session-changes.ts";
import { insertSession, requireSession } from "../../src/store/sessions.ts";
import { moveTask } from "../../src/store/tasks.ts";
import { passChildren, readInheritance, takeOver } from "../../src/supervisor/inheritance.ts";
import { type Team, team } from "../team/mail/team.ts";
import { Keeping } from "../work/keeping.ts";

const SETTINGS = parseConfig({}, "overstory.config.ts");
const LOST = { state: "zombie", phase: "abandoned", outcome: null, reason: "its process vanished" } as const;

/** The next session at the same task, as the coordinator begins it. */
function succeed(work: Keeping, predecessor: Session, taskId: string): Session {
  work.pass(1000);
  return work.store.writeNow((tx) => {
    const before = requireSession(tx.db, predecessor.id);
    const begun = insertSession(tx, {
      name: "agent",
      role: "builder",
      runtime: "shell",
      predecessorId: before.id,
      ...readInheritance(tx.db, SETTINGS, before),
    });
    claimTask(tx, begun.id, taskId);
    takeOver(tx, requireSession(tx.db, begun.id), before);
    return requireSession(tx.db, begun.id);
  });
}

function lose(work: Keeping, session: Session): void {
  work.pass(1000);
  work.store.writeNow((tx) => {
    const taskId = releaseTask(tx, session.id);
    closeStack(tx, session);
    settleSession(tx, session.id, LOST);
    if (taskId !== null) moveTask(tx, taskId, { status: "todo", reason: LOST.reason });
  });
}

describe("a session that goes on with another's work", () => {
  test("stands where that one stood: its phase, its metadata and the subtasks on its stack, through two deaths", async () => {
    using work = new Keeping();
    const task = await work.add("one");
    const part = await work.add("part", { parent: task.key });
    const first = work.store.writeNow((tx) => {
      const session = insertSession(tx, { name: "agent", role: "builder", runtime: "shell" });
      claimTask(tx, session.id, task.id);
      recordPhase(tx, session, { to: "planning", error: null, metadata: { plan: "plan.md" } });
      return requireSession(tx.db, session.id);
    });
    await work.change(first, part, "activate");
    lose(work, first);
    expect([work.statusOf(task), work.statusOf(part)]).toEqual(["todo", "paused"]);
    const second = succeed(work, first, task.id);
    lose(work, second);
    const third = succeed(work, second, task.id);
    expect(third).toMatchObject({ phase: "planning", metadata: { plan: "plan.md" } });
    expect([work.stackOf(third), work.statusOf(part)]).toEqual([["TASK-001", "TASK-002"], "underway"]);
    expect(lastDeclaredPhase(work.db, third.id)).toBe("planning");
    expect(work.rebuilt(third)).toHaveLength(3);
  });

  test("begins anew where nobody could have gone on, and takes no subtask that another has", async () => {
    using work = new Keeping();
    const task = await work.add("one");
    const part = await work.add("part", { parent: task.key });
    const first = work.store.writeNow((tx) => {
      const session = insertSession(tx, { name: "agent", role: "builder", runtime: "shell" });
      claimTask(tx, session.id, task.id);
      recordPhase(tx, session, { to: "executing", error: null, metadata: {} });
      pushFrame(tx, session, { kind: "subtask", sprintId: null, taskId: part.id });
      moveTask(tx, part.id, { status: "underway" });
      return requireSession(tx.db, session.id);
    });
    lose(work, first);
    const other = await work.start("other");
    await work.change(other, part, "claim");
    const second = succeed(work, first, task.id);
    expect([second.phase, work.stackOf(second)]).toEqual(["initializing", ["TASK-001"]]);
  });

  test("asks on what was asked when its predecessor was lost at the gate, and can be answered", async () => {
    using work = new Keeping();
    const task = await work.add("one");
    const first = work.store.writeNow((tx) => {
      const session = insertSession(tx, { name: "agent", role: "builder", runtime: "shell" });
      claimTask(tx, session.id, task.id);
      return session;
    });
    await work.phases.change(OPERATOR, first, { phase: "approval", question: "the plan in plan.md" });
    lose(work, first);
    const second = succeed(work, first, task.id);
    expect(work.now(second)).toMatchObject({
      phase: "approval",
      attention: "approval",
      attentionReason: "the plan in plan.md",
    });
    expect(listOpenQuestions(work.db)).toMatchObject([{ key: second.key }]);
    await work.phases.decide(OPERATOR, second, "approved", "ada", null);
    await work.phases.change(OPERATOR, second, { phase: "executing" });
    expect(work.now(second)).toMatchObject({ phase: "executing", attention: null });
  });
});

describe("those that work for a session that is over", () => {
  const lead = (it: Team) => it.work("lead", it.child);
  const pass = (it: Team, from: Session, heir: Session | null = null) =>
    it.store.writeNow((tx) => passChildren(tx, from, heir));
  const parentOf = (it: Team, { id }: Session) => requireSession(it.db, id).parentId;

  test("work for whoever goes on with its work", () => {
    using it = team();
    const [one, heir] = [lead(it), it.work("heir", it.child)];
    const leaf = it.work("leaf", { parentId: one.id });
    pass(it, one, heir);
    expect(parentOf(it, leaf)).toBe(heir.id);
  });

  test("else for the coordinator of its run", () => {
    using it = team();
    const one = lead(it);
    const leaf = it.work("leaf", { parentId: one.id });
    pass(it, one);
    expect(parentOf(it, leaf)).toBe(it.coordinator.id);
  });

  test("else for nobody, and the operator hears of it once", () => {
    using it = team();
    it.end(it.coordinator, "completed", { status: "blocked", code: "agent_failed", reason: "it gave up" });
    pass(it, it.coordinator);
    pass(it, it.coordinator);
    expect([parentOf(it, it.api), parentOf(it, it.docs)]).toEqual([null, null]);
    expect(listUnread(it.db, OPERATOR_ADDRESS).map(({ subject }) => subject)).toEqual([
      "2 sessions work on without a parent",
    ]);
  });
});
