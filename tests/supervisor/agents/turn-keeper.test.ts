import { afterAll, describe, expect, test } from "bun:test";
import type { Fault } from "../../../src/domain/agent/fault.ts";
import type { TurnSignal } from "../../../src/domain/agent/take-signal.ts";
import { recordActivity } from "../../../src/store/activities.ts";
import { askApproval } from "../../../src/store/approvals.ts";
import { endLimit, findLimit, listLimits } from "../../../src/store/limits.ts";
import { markRead } from "../../../src/store/mail-receipts.ts";
import { insertMessage } from "../../../src/store/messages.ts";
import { addNotice } from "../../../src/store/notices.ts";
import { recordPhase } from "../../../src/store/phases.ts";
import { requestStop } from "../../../src/store/session-changes.ts";
import { sendMail } from "../../../src/team/mail/send-mail.ts";
import { testRepository } from "../../support/repository.ts";
import { until } from "../../support/wait.ts";
import { type Keeping, turnKeeping } from "./turn-keeping.ts";

const MINUTE = 60_000;

/** Its worktrees are what agents work in. */
const repository = testRepository();
afterAll(() => repository[Symbol.dispose]());

const OVER: TurnSignal = { kind: "turn_ended", background: 0, said: "All done." };
const failed = (cause: Fault["cause"], until: number | null = null): TurnSignal => ({
  kind: "turn_failed",
  fault: { cause, text: `API Error: ${cause}`, until, isRetrying: false },
});

/** An agent that has committed something, and whose turn is over since some time. */
async function done(keeping: Keeping, name = "one") {
  const agent = await keeping.agent(name);
  agent.commit("f");
  agent.tells({ kind: "prompt", text: "do it" }, OVER);
  keeping.pass(5000);
  return agent;
}

describe("an agent whose turn is over", () => {
  test("and whose work is committed is let go", async () => {
    using keeping = turnKeeping(repository);
    const agent = await done(keeping);
    await keeping.look();
    expect(agent.session().dismissedAt).toBe(keeping.now);
    expect(keeping.ended).toEqual([agent.id]);
    expect(agent.told("session.dismissed")).toHaveLength(1);
  });

  test("is given a second, and looked at again by itself", async () => {
    using keeping = turnKeeping(repository);
    const agent = await done(keeping);
    agent.tells({ kind: "prompt", text: "more" }, OVER);
    await keeping.look();
    expect(agent.session().dismissedAt).toBeNull();
    keeping.pass(2000);
    await until("it is let go", () => agent.session().dismissedAt !== null);
  });

  test.each<[string, (keeping: Keeping, agent: Awaited<ReturnType<typeof done>>) => void]>([
    ["whose next turn has begun", (_, agent) => agent.tells({ kind: "prompt", text: "more" })],
    ["that left something going on", (_, agent) => agent.tells({ ...OVER, background: 1 })],
    [
      "that has not taken the message to it",
      ({ store }, agent) =>
        store.writeNow((tx) =>
          insertMessage(tx, agent.session(), {
            text: "one more thing",
            origin: "operator",
            submit: true,
            requestId: null,
            patienceMs: MINUTE,
          }),
        ),
    ],
    [
      "that asks a person",
      (_, agent) => agent.reports({ kind: "wait", attention: "question", reason: "?", by: "agent" }),
    ],
    [
      "that waits for an approval",
      ({ store }, agent) =>
        store.writeNow((tx) => {
          recordPhase(tx, agent.session(), { to: "approval", error: null, metadata: {} });
          askApproval(tx, agent.session(), "the plan");
          tx.db.query("UPDATE sessions SET attention = 'approval' WHERE id = ?").run(agent.id);
        }),
    ],
    [
      "under whose hands somebody types",
      ({ screen }) => {
        screen.draft = "and also";
      },
    ],
    [
      "whose screen cannot be seen",
      ({ screen }) => {
        screen.unknown = "no tmux";
      },
    ],
    [
      "that is being stopped",
      ({ store }, agent) => store.writeNow((tx) => requestStop(tx, agent.session(), "operator")),
    ],
  ])("%s is not let go", async (_, change) => {
    using keeping = turnKeeping(repository);
    const agent = await done(keeping);
    change(keeping, agent);
    keeping.pass(2000);
    await keeping.look();
    expect(agent.session().dismissedAt).toBeNull();
    expect(keeping.ended).toEqual([]);
    expect(agent.told("session.reminded")).toEqual([]);
  });

  test("to which a message was submitted at the last moment is not let go", async () => {
    using keeping = turnKeeping(repository);
    const agent = await done(keeping);
    keeping.beforeDismissal = () =>
      keeping.store.writeNow((tx) => {
        const wish = { text: "more", origin: "operator", submit: true, requestId: null } as const;
        const { id } = insertMessage(tx, agent.session(), { ...wish, patienceMs: MINUTE });
        tx.db
          .query("UPDATE messages SET state = 'submitted', typed_at = ?1, submitted_at = ?1 WHERE id = ?2")
          .run(tx.at, id);
      });
    await keeping.look();
    expect(agent.session().dismissedAt).toBeNull();
    expect(keeping.ended).toEqual([]);
  });

  test("that begins its next turn at the last moment is not let go", async () => {
    using keeping = turnKeeping(repository);
    const agent = await done(keeping);
    keeping.beforeDismissal = () => agent.tells({ kind: "prompt", text: "more" });
    await keeping.look();
    expect(agent.session().dismissedAt).toBeNull();
    expect(keeping.ended).toEqual([]);
  });

  test("and in whose input a text stands for long is a person's to see to", async () => {
    using keeping = turnKeeping(repository);
    const agent = await done(keeping);
    keeping.screen.draft = "and also";
    keeping.pass(5 * MINUTE);
    await keeping.look();
    expect(agent.session()).toMatchObject({
      attention: "question",
      attentionReason: expect.stringContaining("was not submitted"),
    });
    keeping.screen.draft = "";
    keeping.pass(MINUTE);
    await keeping.look();
    expect(agent.session().dismissedAt).not.toBeNull();
  });

  test("and that left files is told so twice, then a person is asked, and when they see to it, it is let go", async () => {
    using keeping = turnKeeping(repository);
    const agent = await done(keeping);
    agent.write("left.txt");
    for (const number of [1, 2]) {
      await keeping.look();
      expect(agent.turn().reminders).toBe(number);
      expect(agent.messages()).toHaveLength(number);
      expect(agent.messages().at(-1)).toMatchObject({
        origin: "supervisor",
        state: "queued",
        text: expect.stringContaining("left.txt"),
      });
      expect(keeping.delivered).toHaveLength(number);
      agent.sees();
      agent.tells(OVER);
      keeping.pass(2000);
    }
    await keeping.look();
    expect(agent.messages()).toHaveLength(2);
    expect(agent.session()).toMatchObject({
      attention: "question",
      attentionReason: "its turn is over, and it left uncommitted: left.txt; its last words: All done.",
    });
    agent.commit("more");
    keeping.pass(MINUTE);
    await keeping.look();
    expect(agent.session().dismissedAt).not.toBeNull();
  });

  test("and that is being told is told once, however often one looks, also by another daemon", async () => {
    using keeping = turnKeeping(repository);
    const agent = await done(keeping);
    agent.write("left.txt");
    await keeping.look();
    keeping.restart();
    await keeping.look();
    await keeping.look();
    expect(agent.messages()).toHaveLength(1);
  });

  test("and that says that its task is done without a change is let go", async () => {
    using keeping = turnKeeping(repository);
    const agent = await keeping.agent("one");
    agent.tells({ kind: "prompt", text: "do it" }, OVER);
    keeping.store.writeNow((tx) =>
      recordActivity(tx, agent.session(), "task", "declared", { action: "declare", task: "one" }),
    );
    keeping.pass(2000);
    await keeping.look();
    expect(agent.session().dismissedAt).not.toBeNull();
  });

  test("because a person broke it off is theirs, and is never told anything", async () => {
    using keeping = turnKeeping(repository);
    const agent = await keeping.agent("one");
    agent.tells({ kind: "prompt", text: "do it" }, { kind: "interrupted" });
    keeping.pass(MINUTE);
    await keeping.look();
    expect(agent.session()).toMatchObject({
      attention: "question",
      attentionReason: "its turn was broken off by hand",
    });
    expect(agent.messages()).toEqual([]);
  });

  test("and that has not heard what a person decided is told", async () => {
    using keeping = turnKeeping(repository);
    const agent = await done(keeping);
    keeping.store.writeNow((tx) => addNotice(tx, agent.id, "the plan was approved"));
    await keeping.look();
    expect(agent.messages()).toMatchObject([{ text: "[overstory] the plan was approved. Go on." }]);
    agent.sees();
    agent.tells(OVER);
    keeping.pass(2000);
    await keeping.look();
    expect(agent.session().dismissedAt).not.toBeNull();
  });

  test("and that is about to get mail is left alone until it has it", async () => {
    using keeping = turnKeeping(repository);
    const agent = await done(keeping);
    const { id } = keeping.store.writeNow((tx) =>
      sendMail(tx, null, { to: agent.id, body: "one more thing" }),
    );
    await keeping.look();
    expect(agent.session().dismissedAt).toBeNull();
    keeping.store.writeNow((tx) => markRead(tx, id, agent.id));
    await keeping.look();
    expect(agent.session().dismissedAt).not.toBeNull();
  });

  test("of a headless one nothing is decided: it ends by itself", async () => {
    using keeping = turnKeeping(repository);
    const agent = await done(keeping);
    keeping.store.writeNow((tx) => tx.db.query("UPDATE sessions SET mode = 'headless'").run());
    await keeping.look();
    expect(agent.session().dismissedAt).toBeNull();
  });
});

describe("agents that their model refuses", () => {
  /** Both of one group, broken off one after the other. */
  async function refused(keeping: Keeping, cause: "limited" | "auth", until: number | null) {
    const agents = [await keeping.agent("one"), await keeping.agent("two")] as const;
    for (const agent of agents) {
      agent.tells({ kind: "prompt", text: "do it" }, failed(cause, until));
      keeping.pass(10);
    }
    keeping.pass(2000);
    await keeping.look();
    return agents;
  }

  test("for a limit are told to go on when its time has come, one of them first", async () => {
    using keeping = turnKeeping(repository);
    const [first, second] = await refused(keeping, "limited", keeping.now + 10 * MINUTE);
    expect(findLimit(keeping.db, "told")).toMatchObject({
      kind: "limited",
      until: keeping.start + 10 * MINUTE,
    });
    expect(first.session().attention).toBe("limited");
    keeping.pass(9 * MINUTE);
    await keeping.look();
    expect([first.messages(), second.messages()]).toEqual([[], []]);
    keeping.pass(5 * MINUTE);
    await keeping.look();
    expect(first.messages()).toMatchObject([{ text: expect.stringContaining("Go on with your task") }]);
    expect(second.messages()).toEqual([]);
    first.sees();
    keeping.pass(MINUTE);
    await keeping.look();
    expect(second.messages()).toEqual([]);
    first.works();
    expect(listLimits(keeping.db)).toEqual([]);
    keeping.pass(MINUTE);
    await keeping.look();
    expect(second.messages()).toHaveLength(1);
  });

  test("for their login stand before one wall, and a person who lifts it lets all go on", async () => {
    using keeping = turnKeeping(repository);
    const agents = await refused(keeping, "auth", null);
    expect(listLimits(keeping.db)).toMatchObject([{ group: "told", kind: "auth", cause: "API Error: auth" }]);
    for (const agent of agents) expect(agent.session().attention).toBe("auth");
    keeping.store.writeNow((tx) => endLimit(tx, "told", "lifted by a person"));
    keeping.pass(20_000);
    await keeping.look();
    for (const agent of agents) expect(agent.messages()).toHaveLength(1);
  });

  test("again after they were told to go on are not told again before the next time", async () => {
    using keeping = turnKeeping(repository);
    const [first] = await refused(keeping, "auth", null);
    keeping.pass(2 * MINUTE);
    await keeping.look();
    expect(first.messages()).toHaveLength(1);
    first.sees();
    first.tells(failed("auth"));
    keeping.pass(2000);
    await keeping.look();
    expect(first.messages()).toHaveLength(1);
    expect(findLimit(keeping.db, "told")).toMatchObject({ strikes: 2 });
  });

  test("for want of room are told to go on after a while, longer each time, and then a person is asked", async () => {
    using keeping = turnKeeping(repository);
    const agent = await keeping.agent("one");
    agent.tells({ kind: "prompt", text: "do it" });
    for (const minutes of [1, 2, 4, 8, 16]) {
      agent.tells(failed("overloaded"));
      const before = agent.messages().length;
      keeping.pass(minutes * MINUTE - 1);
      await keeping.look();
      expect(agent.messages()).toHaveLength(before);
      keeping.pass(minutes * MINUTE);
      await keeping.look();
      expect(agent.messages()).toHaveLength(before + 1);
      agent.sees();
    }
    agent.tells(failed("overloaded"));
    keeping.pass(60 * MINUTE);
    await keeping.look();
    expect(agent.session()).toMatchObject({
      attention: "question",
      attentionReason: expect.stringContaining("5 times"),
    });
    expect(listLimits(keeping.db)).toEqual([]);
  });

  test("once in a while begin to be counted anew when they have worked", async () => {
    using keeping = turnKeeping(repository);
    const agent = await keeping.agent("one");
    agent.tells({ kind: "prompt", text: "do it" }, failed("network"));
    keeping.pass(2 * MINUTE);
    await keeping.look();
    agent.sees();
    agent.works();
    agent.tells(failed("network"));
    keeping.pass(2 * MINUTE);
    await keeping.look();
    expect(agent.messages()).toHaveLength(2);
  });

  test("because they said too much are a person's to see to", async () => {
    using keeping = turnKeeping(repository);
    const agent = await keeping.agent("one");
    agent.tells({ kind: "prompt", text: "do it" }, failed("context"));
    keeping.pass(2000);
    await keeping.look();
    expect(agent.session()).toMatchObject({
      attention: "question",
      attentionReason: expect.stringContaining("too long"),
    });
  });
});
