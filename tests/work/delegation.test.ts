import { describe, expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import { settleSession } from "../../src/store/session-changes.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { addSession } from "../store/fixture.ts";
import { Keeping, MINUTE } from "./keeping.ts";

const SCOUT = { agent_name: "scout", task_id: "T-7" };
const find = (work: Keeping, key: string | null) => requireSession(work.db, key ?? "");

describe("before an agent is given work", () => {
  test("a session begins for it when it had none, and takes what is said of the work", async () => {
    using work = new Keeping();
    const answer = await work.delegation.preDelegate({
      ...SCOUT,
      task_description: "look around",
      metadata: { depth: 2 },
      something: "else",
    });
    expect(answer).toEqual({
      should_resume: false,
      reason: "not_found",
      agent_id: "SESSION-001",
      resume_metadata: null,
      original_context: null,
    });
    expect(find(work, "SESSION-001")).toMatchObject({
      name: "scout",
      source: "api",
      state: "working",
      metadata: { depth: 2 },
    });
  });

  test("its session is taken up again where it stood, with all that was found", async () => {
    using work = new Keeping();
    const wish = { ...SCOUT, task_description: "look around" };
    const { agent_id } = await work.delegation.preDelegate(wish);
    const scout = find(work, agent_id);
    await work.phases.change(OPERATOR, scout, { phase: "investigating", metadata: { seen: ["a"] } });
    await work.activities.record(OPERATOR, scout, { kind: "note", text: "a is broken" });
    work.pass(MINUTE);
    await work.delegation.subagentStop({ agent_id, exit_code: 0 });
    expect(work.now(scout)).toMatchObject({ attention: "paused", activeMs: MINUTE });
    work.pass(9 * MINUTE);
    expect(await work.delegation.preDelegate(SCOUT)).toMatchObject({
      should_resume: true,
      reason: "session_resumable",
      agent_id,
      resume_metadata: {
        previous_phase: "investigating",
        created_at: "2026-01-31T12:00:00.000Z",
        history: [{ from_phase: "initializing", to_phase: "investigating" }],
        session_metadata: { seen: ["a"] },
        error_count: 0,
        last_error: null,
        context: { findings: [{ kind: "note", text: "a is broken" }] },
      },
      original_context: { task_id: "T-7", task_description: "look around", metadata: {} },
    });
    expect(work.now(scout)).toMatchObject({ attention: null, activeSince: work.test.clock.now });
  });

  test.each([
    [29 * MINUTE + 59_000, true, "session_resumable"],
    [30 * MINUTE + 1000, false, "too_old"],
  ])("a session that was active %i ms ago: resumed %p, %s", async (age, resumes, reason) => {
    using work = new Keeping();
    const { agent_id } = await work.delegation.preDelegate(SCOUT);
    await work.phases.change(OPERATOR, find(work, agent_id), { phase: "planning" });
    work.pass(age);
    const answer = await work.delegation.preDelegate(SCOUT);
    expect([answer.should_resume, answer.reason]).toEqual([resumes, reason]);
    expect(answer.agent_id).toBe(resumes ? "SESSION-001" : "SESSION-002");
  });

  test("a second session has a name of its own while the first is open", async () => {
    using work = new Keeping();
    await work.delegation.preDelegate(SCOUT);
    const { reason, agent_id } = await work.delegation.preDelegate(SCOUT);
    expect([reason, find(work, agent_id).name]).toEqual(["phase_not_resumable", "scout-2"]);
  });

  test("the same agent at another task, and another agent at the same, have sessions of their own", async () => {
    using work = new Keeping();
    for (const wish of [SCOUT, { ...SCOUT, task_id: "T-8" }, { ...SCOUT, agent_name: "Dr. Who?" }])
      await work.delegation.preDelegate(wish);
    const names = ["SESSION-001", "SESSION-002", "SESSION-003"].map((key) => find(work, key).name);
    expect(names).toEqual(["scout", "scout-2", "Dr-Who"]);
  });

  test("an ended session whose phase can be resumed has a successor, which the answer names", async () => {
    using work = new Keeping();
    const { agent_id } = await work.delegation.preDelegate({ ...SCOUT, metadata: { depth: 2 } });
    const first = find(work, agent_id);
    await work.phases.change(OPERATOR, first, { phase: "planning" });
    work.store.writeNow((tx) =>
      settleSession(tx, first.id, {
        state: "completed",
        phase: "approval",
        outcome: "unverified",
        reason: "gone",
      }),
    );
    const answer = await work.delegation.preDelegate(SCOUT);
    expect(answer).toMatchObject({
      should_resume: true,
      reason: "session_resumable: SESSION-002 goes on with the work of SESSION-001",
      agent_id: "SESSION-002",
    });
    expect(find(work, "SESSION-002")).toMatchObject({
      predecessorId: first.id,
      phase: "approval",
      metadata: { depth: 2 },
    });
    // Whoever knows only the first is sent on to the last.
    expect(await work.delegation.preDelegate({ ...SCOUT, agent_id })).toMatchObject({
      agent_id: "SESSION-002",
    });
  });

  test("nothing is begun beside a session that waits for an approval; its answer is what is waited for", async () => {
    using work = new Keeping();
    const { agent_id } = await work.delegation.preDelegate(SCOUT);
    await work.phases.change(OPERATOR, find(work, agent_id), { phase: "approval" });
    await work.delegation.subagentStop({ agent_id });
    expect(await work.delegation.preDelegate(SCOUT)).toMatchObject({
      should_resume: false,
      reason: "awaiting_approval",
      agent_id,
    });
    await work.phases.decide(OPERATOR, find(work, agent_id), "approved", "ada", null);
    expect(await work.delegation.preDelegate(SCOUT)).toMatchObject({
      should_resume: true,
      agent_id,
      resume_metadata: { context: { approval: { decision: "approved" } } },
    });
  });

  test.each([
    [undefined, "bad_input: pre-delegate: "],
    ["text", "bad_input: pre-delegate: "],
    [{ task_id: "T" }, "bad_input: pre-delegate: agent_name: is missing"],
    [{ agent_name: " ", task_id: "T" }, "bad_input: pre-delegate: agent_name: must not be empty"],
    [{ agent_name: "a", task_id: 7 }, "bad_input: pre-delegate: task_id: must be a text"],
    [{ ...SCOUT, metadata: "m" }, "bad_input: pre-delegate: metadata: must be an object"],
  ])("input that cannot be read (%j) is answered, not thrown", async (input, reason) => {
    using work = new Keeping();
    const answer = await work.delegation.preDelegate(input);
    expect(answer).toMatchObject({ should_resume: false, agent_id: null });
    expect(answer.reason).toStartWith(reason);
  });

  test("also a fault of ours is an answer, and is logged", async () => {
    using work = new Keeping();
    work.db.exec("DROP TABLE delegations");
    const answer = await work.delegation.preDelegate(SCOUT);
    expect([answer.should_resume, answer.agent_id]).toEqual([false, null]);
    expect(answer.reason).toStartWith("error: ");
  });
});

describe("when an agent has stopped", () => {
  test("with 0 its session has ended, and is not called a success that nothing shows", async () => {
    using work = new Keeping();
    const { agent_id } = await work.delegation.preDelegate(SCOUT);
    await work.phases.change(OPERATOR, find(work, agent_id), { phase: "executing" });
    expect(await work.delegation.subagentStop({ agent_id, exit_code: 0, summary: "did it" })).toEqual({
      ok: true,
      reason: "SESSION-001 has ended: unverified",
      agent_id,
    });
    expect(find(work, agent_id)).toMatchObject({
      state: "completed",
      phase: "completed",
      outcome: "unverified",
      summary: "did it",
    });
  });

  test("with another status it has failed, and what it held waits for someone again", async () => {
    using work = new Keeping();
    const { agent_id } = await work.delegation.preDelegate(SCOUT);
    const task = await work.add("one");
    await work.change(find(work, agent_id), task, "claim");
    await work.delegation.subagentStop({ agent_id, exit_code: 2, error: "out of memory" });
    expect(find(work, agent_id)).toMatchObject({
      phase: "failed",
      outcome: "failed",
      reason: "its agent failed: out of memory",
    });
    expect(work.resumeCheck(find(work, agent_id))).toMatchObject({
      reason: "finalized",
      errorCount: 1,
      lastError: "out of memory",
    });
    expect(work.statusOf(task)).toBe("todo");
  });

  test("a second stop finds it ended", async () => {
    using work = new Keeping();
    const { agent_id } = await work.delegation.preDelegate(SCOUT);
    await work.delegation.subagentStop({ agent_id, exit_code: 1 });
    expect(await work.delegation.subagentStop({ agent_id, exit_code: 0 })).toEqual({
      ok: true,
      reason: "SESSION-001 has ended already: failed",
      agent_id,
    });
  });

  test("an unknown session and one of overstory's own are answered with no", async () => {
    using work = new Keeping();
    addSession(work.store, { name: "ours" });
    expect(await work.delegation.subagentStop({ agent_id: "SESSION-009" })).toMatchObject({ ok: false });
    expect(await work.delegation.subagentStop({ agent_id: "ours" })).toMatchObject({ ok: false });
    expect(await work.delegation.subagentStop({})).toMatchObject({
      ok: false,
      reason: "bad_input: subagent-stop: agent_id: is missing",
    });
  });
});
