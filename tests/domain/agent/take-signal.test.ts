import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Ask } from "../../../src/domain/agent/ask.ts";
import { FAULT_CAUSES, type Fault } from "../../../src/domain/agent/fault.ts";
import { newTurn, type TurnSignal, takeSignal } from "../../../src/domain/agent/take-signal.ts";
import type { Turn } from "../../../src/domain/agent/turn.ts";

const fault = (change: Partial<Fault> = {}): Fault => ({
  cause: "overloaded",
  text: "529 Overloaded",
  until: null,
  isRetrying: false,
  ...change,
});
const started = (tool = "Bash"): TurnSignal => ({
  ...{ kind: "tool_started", id: tool, tool, summary: tool, permittedMs: null },
});
const ended = (tool = "Bash"): TurnSignal => ({
  ...{ kind: "tool_ended", id: tool, tool, summary: tool, failed: false, tookMs: null },
});
const over = (background = 0): TurnSignal => ({ kind: "turn_ended", background, said: "done" });
const asks = (change: Partial<Ask> = {}): TurnSignal => ({
  kind: "asks",
  ask: { what: "permission", tool: "Bash", text: "rm -rf build", ...change },
});
const READY: TurnSignal = { kind: "ready", conversation: null };
const PROMPT: TurnSignal = { kind: "prompt", text: "go on" };
const INTERRUPTED: TurnSignal = { kind: "interrupted" };
const ANSWERED: TurnSignal = { kind: "answered" };

/** Takes these in one after the other, a second apart. */
function tell(...signals: TurnSignal[]): { turn: Turn; news: string[] } {
  let turn = newTurn("s", 0);
  const news: string[] = [];
  for (const [index, signal] of signals.entries()) {
    const moved = takeSignal(turn, signal, (index + 1) * 1000);
    turn = moved.turn;
    news.push(...moved.news.map(({ kind }) => kind.slice("session.".length)));
  }
  return { turn, news };
}

test("a turn goes from prompt to end, and its last words stay", () => {
  const { turn, news } = tell(READY, PROMPT, started(), ended(), over());
  expect(turn).toMatchObject({ state: "idle", since: 5000, count: 1, said: "done", background: 0 });
  expect(news).toEqual(["ready", "turn_began", "turn_ended"]);
});

test("a prompt in a turn joins it", () => {
  expect(tell(PROMPT, PROMPT).turn).toMatchObject({ state: "working", count: 1, since: 1000 });
});

test("what was missed is taken for granted: work without a prompt is a turn, and so is an end", () => {
  expect(tell(started())).toMatchObject({ turn: { state: "working", count: 1 }, news: ["turn_began"] });
  expect(tell(over())).toMatchObject({ turn: { state: "idle", count: 0 }, news: ["turn_ended"] });
  expect(tell(READY, PROMPT, over(1), started()).turn).toMatchObject({ count: 2, background: 0 });
});

test("a turn that ends once more, when what it had left is over, is told again", () => {
  const { turn, news } = tell(PROMPT, over(2), over(0));
  expect(turn).toMatchObject({ state: "idle", since: 2000, background: 0 });
  expect(news).toEqual(["turn_began", "turn_ended", "turn_ended"]);
});

test("a call that ends after its turn was broken off begins none", () => {
  expect(tell(PROMPT, started(), INTERRUPTED, ended()).turn).toMatchObject({
    state: "idle",
    isInterrupted: true,
    count: 1,
  });
});

test("a dialog is open until its own call ends, a prompt is taken, the turn ends, or it is seen to be gone", () => {
  const asked = [PROMPT, started(), asks()];
  expect(tell(...asked).turn.ask).toEqual({ what: "permission", tool: "Bash", text: "rm -rf build" });
  expect(tell(...asked, ended("Read"), started("Grep")).turn.ask).not.toBeNull();
  for (const answer of [ended(), PROMPT, over(), INTERRUPTED, ANSWERED, asks({ tool: "Edit" })])
    expect(tell(...asked, answer).turn.ask?.tool).not.toBe("Bash");
  expect(tell(...asked, ended()).news.at(-1)).toBe("answered");
  expect(tell(PROMPT, asks({ what: "question", tool: null }), ended("AskUserQuestion")).turn.ask).toBeNull();
});

test("a dialog that is told twice is told once, in its more exact words", () => {
  const { turn, news } = tell(PROMPT, asks(), asks(), asks({ tool: null, text: "needs your permission" }));
  expect(turn.ask?.text).toBe("rm -rf build");
  expect(news).toEqual(["turn_began", "asks"]);
});

test("an answer to nothing is no news", () => {
  expect(tell(PROMPT, ANSWERED).news).toEqual(["turn_began"]);
});

test("a try that is made again leaves the turn open, is told once, and is forgotten when the model answers", () => {
  const tries = [1, 2, 3].map(
    (attempt): TurnSignal => ({
      kind: "turn_failed",
      fault: fault({ isRetrying: true, text: `attempt ${attempt}` }),
    }),
  );
  const { turn, news } = tell(PROMPT, ...tries);
  expect(turn).toMatchObject({ state: "working", fault: { text: "attempt 3" } });
  expect(news).toEqual(["turn_began", "turn_failed"]);
  expect(tell(PROMPT, ...tries, started()).turn.fault).toBeNull();
  const failed: TurnSignal = { kind: "turn_failed", fault: fault() };
  expect(tell(PROMPT, ...tries, failed)).toMatchObject({
    turn: { state: "idle", fault: { isRetrying: false } },
    news: ["turn_began", "turn_failed", "turn_failed"],
  });
  expect(tell(PROMPT, failed, PROMPT).turn.fault).toBeNull();
});

test("one that tells of its start in the middle of a turn goes on with it", () => {
  expect(tell(PROMPT, READY).turn).toMatchObject({ state: "working", count: 1 });
});

const anyAsk = fc.record({
  what: fc.constantFrom("permission", "question"),
  tool: fc.option(fc.constantFrom("Bash", "Edit")),
  text: fc.string(),
});
const anySignal: fc.Arbitrary<TurnSignal> = fc.oneof(
  fc.constantFrom(READY, INTERRUPTED, ANSWERED, started(), started("Edit"), ended(), ended("Edit")),
  fc.string().map((text): TurnSignal => ({ kind: "prompt", text })),
  anyAsk.map((ask): TurnSignal => ({ kind: "asks", ask })),
  fc
    .record({ background: fc.nat(3), said: fc.option(fc.string()) })
    .map((end): TurnSignal => ({ kind: "turn_ended", ...end })),
  fc
    .record({
      cause: fc.constantFrom(...FAULT_CAUSES),
      text: fc.string(),
      until: fc.option(fc.nat()),
      isRetrying: fc.boolean(),
    })
    .map((one): TurnSignal => ({ kind: "turn_failed", fault: one })),
  fc.constantFrom<TurnSignal>(
    { kind: "progress", note: "" },
    { kind: "usage", samples: [] },
    { kind: "unknown", event: "X" },
    { kind: "ending", reason: null },
  ),
);

test("whatever an agent tells, in whatever order, its turn is one that can be", () => {
  fc.assert(
    fc.property(fc.array(anySignal, { maxLength: 40 }), (signals) => {
      let turn = newTurn("s", 0);
      for (const [index, signal] of signals.entries()) {
        const before = turn;
        const { turn: next, news } = takeSignal(before, signal, index + 1);
        const began = next.state === "working" && before.state !== "working";
        expect(next.count).toBe(before.count + (began ? 1 : 0));
        expect(next.since).toBe(next.state === before.state ? before.since : index + 1);
        expect(news.filter(({ kind }) => kind === "session.turn_began")).toHaveLength(began ? 1 : 0);
        if (before.ask && !next.ask && signal.kind !== "turn_ended")
          expect(["interrupted", "turn_failed"].includes(signal.kind) || news.some(isAnswer)).toBe(true);
        if (next.state !== "idle") expect(next.isInterrupted).toBe(false);
        if (next.state !== "idle") expect(next.fault?.isRetrying ?? true).toBe(true);
        if (next.state === "starting") expect(next.ask).toBeNull();
        expect(next.reminders).toBe(0);
        turn = next;
      }
    }),
  );
});

const isAnswer = ({ kind }: { kind: string }): boolean => kind === "session.answered";
