import { describe, expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import type { ProcessIdentity } from "../../src/domain/session.ts";
import { identify } from "../../src/process/identity.ts";
import { transition } from "../../src/store/session-changes.ts";
import { leaveBehind } from "../../src/store/session-keeping.ts";
import { addSession } from "../store/fixture.ts";
import { asSession, refusal } from "./fixture.ts";
import { Keeping, MINUTE } from "./keeping.ts";

/** A shell that is there until the end of the scope, or until it is ended. */
async function shell(): Promise<AsyncDisposable & { identity: ProcessIdentity; end(): Promise<void> }> {
  const child = Bun.spawn(["sleep", "1000"]);
  const identified = await identify(child.pid);
  if (typeof identified === "string" || "unknown" in identified) throw new Error("it cannot be identified");
  const end = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  return { identity: identified.found, end, [Symbol.asyncDispose]: end };
}

describe("a kept session", () => {
  test("begins at work, with a name of its source and a number, and is nobody's agent", async () => {
    using work = new Keeping();
    const first = await work.sessions.start(
      OPERATOR,
      { source: "mcp", type: "planning", role: "lead" },
      null,
    );
    const second = await work.sessions.start(OPERATOR, { source: "mcp" }, null);
    expect([first.name, second.name]).toEqual(["mcp-1", "mcp-2"]);
    expect(first).toMatchObject({
      state: "working",
      phase: "initializing",
      source: "mcp",
      type: "planning",
      role: "lead",
      runtime: "none",
      activeMs: 0,
      activeSince: work.test.clock.now,
    });
    expect(second.role).toBe("builder");
    expect(work.historyOf(first).map(({ kind }) => kind)).toEqual(["start"]);
  });

  test("cannot have the name of another that is open, nor one that is no name", async () => {
    using work = new Keeping();
    await work.start("me");
    expect((await refusal(work.start("me"))).message).toContain("SESSION-001, which is open");
    expect((await refusal(work.start("my session"))).message).toContain('name: "my session" may hold only');
  });

  test("counts its active time without its pauses, also the second", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    for (const _ of ["first", "second"]) {
      work.pass(10 * MINUTE);
      expect((await work.sessions.pause(OPERATOR, me, "lunch")).attention).toBe("paused");
      work.pass(60 * MINUTE);
      expect((await work.sessions.resume(OPERATOR, me, null)).attention).toBeNull();
    }
    work.pass(5 * MINUTE);
    const ended = await work.sessions.end(OPERATOR, me, {});
    expect(ended).toMatchObject({ activeMs: 25 * MINUTE, activeSince: null });
    const resumes = work.historyOf(me).filter(({ kind }) => kind === "resume");
    expect(resumes.map(({ data }) => data.pausedMs)).toEqual([60 * MINUTE, 60 * MINUTE]);
  });

  test("that is paused is not paused again: since when and why is told", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    await work.sessions.pause(OPERATOR, me, "lunch");
    const { code, message, hint } = await refusal(work.sessions.pause(OPERATOR, me, "tea"));
    expect([code, hint]).toEqual(["conflict", "overstory session resume SESSION-001"]);
    expect(message).toMatch(/^SESSION-001 is paused since \d{4}-\d\d-\d\d \d\d:\d\d \(lunch\)$/);
    expect(work.now(me).attentionReason).toBe("lunch");
  });

  test("that is not paused is not resumed", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    expect((await refusal(work.sessions.resume(OPERATOR, me, null))).message).toBe(
      "SESSION-001 is not paused",
    );
  });

  test("that has ended is neither paused nor resumed", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    await work.sessions.end(OPERATOR, me, {});
    for (const tried of [work.sessions.pause, work.sessions.resume])
      expect((await refusal(tried.call(work.sessions, OPERATOR, me, null))).message).toBe(
        "SESSION-001 has ended: it is completed",
      );
  });

  test("that ends while it is paused keeps the time up to its pause", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    work.pass(MINUTE);
    await work.sessions.pause(OPERATOR, me, null);
    work.pass(99 * MINUTE);
    expect((await work.sessions.end(OPERATOR, me, {})).activeMs).toBe(MINUTE);
  });

  test("that is lost was active until it last did something", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    work.pass(3 * MINUTE);
    await work.activities.record(OPERATOR, me, { kind: "note", text: "half way" });
    work.pass(99 * MINUTE);
    const lost = work.store.writeNow((tx) => transition(tx, me.id, "zombie"));
    expect(lost).toMatchObject({ activeMs: 3 * MINUTE, activeSince: null });
  });

  test("may pause and end itself, and no other; nor may it start one", async () => {
    using work = new Keeping();
    const [me, other] = [await work.start("me"), await work.start("other")];
    const caller = asSession(me);
    for (const tried of [
      () => work.sessions.pause(caller, other, null),
      () => work.sessions.resume(caller, other, null),
      () => work.sessions.end(caller, other, {}),
      () => work.sessions.start(caller, {}, null),
    ])
      expect((await refusal(tried())).code).toBe("forbidden");
    await work.sessions.pause(caller, me, null);
    expect((await work.sessions.resume(caller, me, null)).attention).toBeNull();
  });
});

describe("an agent of overstory's own", () => {
  test("can be paused once it runs, and its time stands still", async () => {
    using work = new Keeping();
    const agent = addSession(work.store);
    expect((await refusal(work.sessions.pause(OPERATOR, agent, null))).message).toContain("is being started");
    work.store.writeNow((tx) => transition(tx, agent.id, "working"));
    expect(await work.sessions.pause(OPERATOR, agent, "wait")).toMatchObject({ attention: "paused" });
  });
});

describe("in a terminal", () => {
  test("one session is current, and a second one is refused with the command that goes on with the first", async () => {
    using work = new Keeping();
    await using here = await shell();
    const me = await work.start("me", here.identity);
    expect(work.callers.ofTerminal(here.identity)?.id).toBe(me.id);
    expect((await refusal(work.start("again", here.identity))).hint).toBe(
      "end it first: overstory session end SESSION-001",
    );
    await work.sessions.pause(OPERATOR, me, null);
    expect((await refusal(work.start("again", here.identity))).hint).toBe(
      "go on with it: overstory session resume SESSION-001",
    );
    await work.sessions.end(OPERATOR, me, {});
    expect(work.callers.ofTerminal(here.identity)).toBeNull();
    expect((await work.start("again", here.identity)).key).toBe("SESSION-002");
  });

  test("a session that is at work in another one, whose shell lives, is not taken away", async () => {
    using work = new Keeping();
    await using there = await shell();
    await using here = await shell();
    const me = await work.start("me", there.identity);
    const { message } = await refusal(work.sessions.resume(OPERATOR, me, here.identity));
    expect(message).toBe(`SESSION-001 is current in the shell with pid ${there.identity.pid}`);
    await work.sessions.pause(OPERATOR, me, null);
    expect((await work.sessions.resume(OPERATOR, me, here.identity)).terminal).toEqual(here.identity);
  });

  test("a session is gone on with whose shell is gone; the time in between is not its own", async () => {
    using work = new Keeping();
    await using there = await shell();
    await using here = await shell();
    const me = await work.start("me", there.identity);
    work.pass(2 * MINUTE);
    await work.activities.record(OPERATOR, me, { kind: "note", text: "one" });
    work.pass(60 * MINUTE);
    await there.end();
    const resumed = await work.sessions.resume(OPERATOR, me, here.identity);
    expect(resumed).toMatchObject({
      terminal: here.identity,
      attention: null,
      activeMs: 2 * MINUTE,
      activeSince: work.test.clock.now,
    });
    expect(work.historyOf(me).map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      "start: started",
      "note: one",
      "pause: paused: its shell is gone",
      "resume: resumed",
    ]);
    expect(work.callers.ofTerminal(here.identity)?.id).toBe(me.id);
  });

  test("a session without one becomes current", async () => {
    using work = new Keeping();
    await using here = await shell();
    const me = await work.start("me");
    expect((await work.sessions.resume(OPERATOR, me, here.identity)).terminal).toEqual(here.identity);
  });

  test("no second session becomes current", async () => {
    using work = new Keeping();
    await using here = await shell();
    await work.start("first", here.identity);
    const second = await work.start("second");
    expect((await refusal(work.sessions.resume(OPERATOR, second, here.identity))).message).toContain(
      "SESSION-001 (first) is current in this terminal",
    );
  });
});

test("the death of a shell that is no longer the session's changes nothing", async () => {
  using work = new Keeping();
  await using here = await shell();
  const me = await work.start("me", here.identity);
  work.store.writeNow((tx) => leaveBehind(tx, me.id, { pid: 1, startTime: "another" }));
  expect(work.now(me).attention).toBeNull();
});
