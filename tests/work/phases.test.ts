import { describe, expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import { listEvents } from "../../src/store/events.ts";
import { takeNotices } from "../../src/store/notices.ts";
import { lastDeclaredPhase, listPhaseSteps, readErrors } from "../../src/store/phases.ts";
import { asSession, refusal } from "./fixture.ts";
import { Keeping, MINUTE } from "./keeping.ts";

describe("a phase", () => {
  test("is declared by the session itself, with its metadata merged by key, and every change is history", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const caller = asSession(me);
    await work.phases.change(caller, me, { phase: "investigating", metadata: { files: 3, by: "me" } });
    work.pass(MINUTE);
    await work.phases.change(caller, me, { phase: "planning", metadata: { files: 4 } });
    expect(work.now(me)).toMatchObject({ phase: "planning", metadata: { files: 4, by: "me" } });
    expect(listPhaseSteps(work.db, [me.id]).map(({ from, to }) => `${from} ${to}`)).toEqual([
      "initializing investigating",
      "investigating planning",
    ]);
    expect(lastDeclaredPhase(work.db, me.id)).toBe("planning");
  });

  test("that is unknown is refused with the list, and a near one is guessed", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const { code, message, hint } = await refusal(work.phases.change(OPERATOR, me, { phase: "planing" }));
    expect([code, message]).toEqual(["usage", 'phase: "planing" is none; did you mean "planning"?']);
    expect(hint).toContain("initializing, investigating, planning, approval, executing");
  });

  test("after a final one is refused, and nothing is changed", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    await work.phases.change(OPERATOR, me, { phase: "failed", error: "no way" });
    const { code, message } = await refusal(work.phases.change(OPERATOR, me, { phase: "executing" }));
    expect([code, message]).toEqual(["conflict", "the phase of SESSION-001 is failed, which is final"]);
    expect(work.now(me)).toMatchObject({ phase: "failed", state: "working" });
  });

  test("of another session is not a session's to declare", async () => {
    using work = new Keeping();
    const [me, other] = [await work.start("me"), await work.start("other")];
    const tried = work.phases.change(asSession(me), other, { phase: "planning" });
    expect((await refusal(tried)).code).toBe("forbidden");
  });

  test("with a third error makes the session one that cannot be resumed", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const reasons = [];
    for (const error of ["one", "two", "three"]) {
      await work.phases.change(OPERATOR, me, { phase: "planning", error });
      reasons.push(work.resumeCheck(me).reason);
    }
    expect(reasons).toEqual(["session_resumable", "session_resumable", "too_many_errors"]);
    expect(readErrors(work.db, me.id)).toEqual({ count: 3, last: "three" });
  });
});

describe("approval", () => {
  test("is a gate: the session waits, with its question, until a person has decided", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    await work.phases.change(OPERATOR, me, { phase: "approval", question: "rewrite the parser?" });
    expect(work.now(me)).toMatchObject({
      phase: "approval",
      attention: "approval",
      attentionReason: "rewrite the parser?",
    });
    expect(work.resumeCheck(me).reason).toBe("awaiting_approval");
    expect((await refusal(work.phases.change(OPERATOR, me, { phase: "executing" }))).message).toBe(
      "SESSION-001 waits for an approval: rewrite the parser?",
    );
    work.pass(10 * MINUTE);
    const decided = await work.phases.decide(OPERATOR, me, "approved", "ada", "but keep it small");
    expect(decided).toMatchObject({ decision: "approved", decidedBy: "ada", decidedAt: work.test.clock.now });
    expect(work.now(me)).toMatchObject({ phase: "approval", attention: null });
    expect(work.resumeCheck(me).reason).toBe("session_resumable");
    expect(work.store.writeNow((tx) => takeNotices(tx, me.id))).toEqual([
      "rewrite the parser? was approved by ada: but keep it small",
    ]);
    await work.phases.change(OPERATOR, me, { phase: "executing" });
    expect(work.now(me).phase).toBe("executing");
  });

  test("that is not given sends the session back: it cannot carry out what was rejected", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    await work.phases.change(OPERATOR, me, { phase: "approval" });
    await work.phases.decide(OPERATOR, me, "rejected", "ada", null);
    expect((await refusal(work.phases.change(OPERATOR, me, { phase: "executing" }))).message).toBe(
      "what SESSION-001 asked for was rejected: the plan",
    );
    await work.phases.change(OPERATOR, me, { phase: "planning" });
    await work.phases.change(OPERATOR, me, { phase: "approval", question: "the second plan" });
    expect(work.resumeCheck(me).context?.approval?.question).toBe("the second plan");
  });

  test("is decided once, and only where something is asked", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const decide = () => work.phases.decide(OPERATOR, me, "approved", "ada", null);
    expect((await refusal(decide())).message).toBe("SESSION-001 waits for no approval");
    await work.phases.change(OPERATOR, me, { phase: "approval" });
    await decide();
    expect((await refusal(decide())).message).toBe(
      "SESSION-001 waits for no approval: the plan was approved by ada",
    );
  });

  test("is not a session's to give, not even to itself", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    await work.phases.change(OPERATOR, me, { phase: "approval" });
    const tried = work.phases.decide(asSession(me), me, "approved", "me", null);
    expect((await refusal(tried)).code).toBe("forbidden");
  });

  test("that is asked for again has the new question, and is still one", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    await work.phases.change(OPERATOR, me, { phase: "approval", question: "this?" });
    await work.phases.change(OPERATOR, me, { phase: "approval", question: "or that?" });
    await work.phases.change(OPERATOR, me, { phase: "approval" });
    expect(work.now(me).attentionReason).toBe("or that?");
    const asked = listEvents(work.db, { after: 0, limit: 100 }).filter(
      ({ kind }) => kind === "session.approval_asked",
    );
    expect(asked.map(({ data }) => data.question)).toEqual(["this?", "or that?"]);
  });

  test("is still waited for after a pause", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    await work.phases.change(OPERATOR, me, { phase: "approval" });
    await work.sessions.pause(OPERATOR, me, "lunch");
    expect(work.now(me).attention).toBe("paused");
    await work.sessions.resume(OPERATOR, me, null);
    expect(work.now(me)).toMatchObject({ attention: "approval", attentionReason: "the plan" });
  });

  test("can be waited for: the answer comes at once when it is there, and the agent need not hear it again", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const never = new AbortController().signal;
    expect(await work.phases.waitForDecision(me, me, never)).toBeNull();
    await work.phases.change(OPERATOR, me, { phase: "approval" });
    const waiting = work.phases.waitForDecision(me, me, never);
    await work.phases.decide(OPERATOR, me, "approved", "ada", null);
    expect((await waiting)?.decision).toBe("approved");
    expect(work.heard).toBe(1);
    expect((await work.phases.waitForDecision(me, me, never))?.decision).toBe("approved");
    expect(work.store.writeNow((tx) => takeNotices(tx, me.id))).toEqual([]);
  });

  test("is not heard by the agent when somebody else waits for it", async () => {
    using work = new Keeping();
    const [me, other] = [await work.start("me"), await work.start("other")];
    await work.phases.change(OPERATOR, me, { phase: "approval" });
    await work.phases.decide(OPERATOR, me, "approved", "ada", null);
    const never = new AbortController().signal;
    for (const listener of [null, other]) await work.phases.waitForDecision(me, listener, never);
    expect(work.heard).toBe(0);
    expect(work.store.writeNow((tx) => takeNotices(tx, me.id))).toEqual(["the plan was approved by ada"]);
  });

  test("is waited for no longer than the one who waits has patience", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    await work.phases.change(OPERATOR, me, { phase: "approval" });
    const patience = new AbortController();
    const waiting = work.phases.waitForDecision(me, null, patience.signal);
    patience.abort();
    expect((await waiting)?.decision).toBeNull();
  });
});
