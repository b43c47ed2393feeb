import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Message } from "../../../src/domain/agent/message.ts";
import { isUnderway } from "../../../src/domain/agent/message.ts";
import { nextInLine } from "../../../src/domain/agent/message-order.ts";
import { provenBy } from "../../../src/domain/agent/message-proof.ts";
import { type Handling, nextStep, type Sight, UNTOUCHED } from "../../../src/domain/agent/message-step.ts";

const message = (change: Partial<Message> = {}): Message => ({
  id: "m1",
  key: "MESSAGE-001",
  sessionId: "s1",
  origin: "operator",
  text: "go on",
  submit: true,
  state: "queued",
  reason: null,
  queuedAt: 0,
  typedAt: null,
  submittedAt: null,
  seenAt: null,
  expiresAt: 30_000,
  ...change,
});

const sight = (change: Partial<Sight> = {}): Sight => ({
  now: 1000,
  over: null,
  held: null,
  screenHeld: null,
  draft: "",
  isWorking: false,
  isProvable: true,
  ...change,
});

const UNTOLD = "it cannot be told whether something stands in its input";
const typed = message({ state: "typed", typedAt: 1000 });
const submitted = message({ state: "submitted", typedAt: 1000, submittedAt: 1300 });
const pasted: Handling = { ...UNTOUCHED, pastedAt: 1000 };
const entered: Handling = { pastedAt: 1000, enters: 1, enteredAt: 1300, isReleased: false };

describe("a message that is queued", () => {
  test("is typed into an empty input, and where nothing tells what stands in one", () => {
    expect(nextStep(message(), UNTOUCHED, sight())).toEqual({ do: "type" });
    expect(nextStep(message(), UNTOUCHED, sight({ draft: null, isProvable: false }))).toEqual({ do: "type" });
  });

  test.each([
    ["what is on record", { held: "it asks" }, "it asks"],
    ["the screen", { screenHeld: "a dialog" }, "a dialog"],
    ["text of somebody else", { draft: "half a" }, "something else stands in its input: half a"],
    ["an input that does not tell what stands in it", { draft: null }, UNTOLD],
    ["a screen that cannot be read", { draft: undefined }, "its screen cannot be read"],
  ])("waits for %s, and is given up with that reason", (_, change, reason) => {
    expect(nextStep(message(), UNTOUCHED, sight(change))).toMatchObject({ do: "wait", reason });
    expect(nextStep(message(), UNTOUCHED, sight({ ...change, now: 30_000 }))).toEqual({
      do: "expire",
      reason,
    });
  });

  test("is typed though its time is over, when it may be typed at once", () => {
    expect(nextStep(message({ expiresAt: 0 }), UNTOUCHED, sight())).toEqual({ do: "type" });
  });
});

describe("a message that an earlier daemon began to type", () => {
  const begun = message({ typedAt: 500 });
  const late = { now: 20_000 };

  test("goes on from there when it stands in the input", () => {
    expect(nextStep(begun, UNTOUCHED, sight({ draft: "go on" }))).toEqual({ do: "typed" });
  });

  test("is not taken for a part of what a person has typed, or for what cannot be told", () => {
    const short = message({ typedAt: 500, text: "y" });
    expect(nextStep(short, UNTOUCHED, sight({ draft: "why not try it" }))).not.toEqual({ do: "typed" });
    expect(nextStep(begun, UNTOUCHED, sight({ draft: null }))).toMatchObject({ do: "wait", reason: UNTOLD });
  });

  test("is never typed again: its proof is waited for, or it is given up where there is none", () => {
    expect(nextStep(begun, UNTOUCHED, sight())).toMatchObject({ do: "wait" });
    expect(nextStep(begun, UNTOUCHED, sight(late))).toEqual({ do: "release" });
    expect(nextStep(begun, UNTOUCHED, sight({ ...late, isProvable: false }))).toEqual({
      do: "expire",
      reason: "it is not known whether it was typed",
    });
    const released = { ...UNTOUCHED, isReleased: true };
    expect(nextStep(begun, released, sight({ now: 30_000 }))).toEqual({
      do: "expire",
      reason: "it is not proven yet that it was seen; it may have been typed",
    });
  });
});

describe("a message that is typed", () => {
  test("gets its Enter a moment later, when the input shows it", () => {
    expect(nextStep(typed, pasted, sight({ now: 1100, draft: "go on" }))).toEqual({
      do: "wait",
      forMs: 150,
      reason: null,
    });
    expect(nextStep(typed, pasted, sight({ now: 1250, draft: "go on" }))).toEqual({ do: "enter" });
    expect(nextStep(typed, pasted, sight({ now: 1250 }))).toMatchObject({ do: "wait" });
  });

  test("gets no Enter while the screen asks something, or holds something else", () => {
    const now = 2000;
    expect(nextStep(typed, pasted, sight({ now, draft: "go on", screenHeld: "a dialog" }))).toMatchObject({
      do: "wait",
      reason: "a dialog",
    });
    expect(nextStep(typed, pasted, sight({ now, draft: "other words" }))).toMatchObject({ do: "wait" });
  });

  test("gets no Enter when a person's words stand beside it, or nothing tells whether they do", () => {
    const seen = (draft: string | null) => nextStep(typed, pasted, sight({ now: 2000, draft }));
    expect(seen("go on what I was about to say")).toMatchObject({ do: "wait" });
    expect(seen(null)).toMatchObject({ do: "wait", reason: UNTOLD });
  });

  test("gets its Enter unseen where nothing tells what stands in the input", () => {
    const blind = { now: 1250, draft: null, screenHeld: "its own question mark", isProvable: false };
    expect(nextStep(typed, pasted, sight(blind))).toEqual({ do: "enter" });
  });

  test("that a person has taken out or submitted is not waited for", () => {
    expect(nextStep(typed, UNTOUCHED, sight({ now: 20_000 }))).toEqual({ do: "release" });
    expect(nextStep(typed, UNTOUCHED, sight({ now: 20_000, isProvable: false }))).toMatchObject({
      do: "expire",
    });
  });

  test("and cannot be submitted in time is given up, saying that it stands there", () => {
    const held = sight({ now: 30_000, draft: "go on", screenHeld: "a dialog" });
    expect(nextStep(typed, pasted, held)).toEqual({
      do: "expire",
      reason: "a dialog; it was typed, but Enter was not pressed after it",
    });
  });
});

describe("a message that is submitted", () => {
  test("lets the next one be typed when the input is empty", () => {
    expect(nextStep(submitted, entered, sight({ now: 1400 }))).toEqual({ do: "release" });
  });

  test("gets one more Enter, no more, when it still stands there after two seconds", () => {
    const still = (now: number) => sight({ now, draft: "go on" });
    expect(nextStep(submitted, entered, still(2000))).toMatchObject({ do: "wait" });
    expect(nextStep(submitted, entered, still(3300))).toEqual({ do: "enter" });
    expect(nextStep(submitted, { ...entered, enters: 2 }, still(3300))).toMatchObject({ do: "wait" });
    expect(
      nextStep(submitted, entered, sight({ now: 3300, draft: "go on", screenHeld: "a dialog" })),
    ).toMatchObject({ do: "wait", reason: "a dialog" });
  });

  test("gets no further Enter when a person's words stand beside it", () => {
    const beside = sight({ now: 3300, draft: "go on what I was about to say" });
    expect(nextStep(submitted, entered, beside)).toEqual({ do: "release" });
  });

  test("is looked at again when a dialog over the input is gone", () => {
    const hidden = sight({ now: 3300, draft: null, screenHeld: "a dialog" });
    expect(nextStep(submitted, entered, hidden)).toMatchObject({ do: "wait", reason: "a dialog" });
  });

  test("is given up when no proof comes, saying that it may have been read", () => {
    const released = { ...entered, isReleased: true };
    expect(nextStep(submitted, released, sight({ now: 60_000 }))).toMatchObject({ do: "wait" });
    expect(nextStep(submitted, released, sight({ now: 62_000 }))).toEqual({
      do: "expire",
      reason: "it is not proven yet that it was seen; it was typed, and may have been read",
    });
  });

  test("is not given up while its agent works, which may take it up only after that", () => {
    const released = { ...entered, isReleased: true };
    const late = { now: 600_000, isWorking: true };
    expect(nextStep(submitted, released, sight(late))).toMatchObject({ do: "wait" });
    expect(nextStep(typed, pasted, sight({ ...late, screenHeld: "a dialog" }))).toMatchObject({
      do: "expire",
    });
    expect(nextStep(submitted, released, sight({ ...late, over: "it has ended" }))).toMatchObject({
      do: "expire",
    });
  });

  test("may be proven for a while after its agent has ended", () => {
    const over = { over: "SESSION-001 has ended" };
    expect(nextStep(submitted, entered, sight({ ...over, now: 2000 }))).toMatchObject({ do: "wait" });
    expect(nextStep(submitted, entered, sight({ ...over, now: 62_000 }))).toMatchObject({ do: "expire" });
    expect(nextStep(message(), UNTOUCHED, sight(over))).toEqual({ do: "expire", reason: over.over });
  });
});

/** What happens between two looks. */
type Happening =
  | "dialog"
  | "no dialog"
  | "person types"
  | "person enters"
  | "crash"
  | "crash before"
  | "crash after"
  | "enter lost"
  | "slow"
  | "prove"
  | "nothing";

const HAPPENINGS: readonly Happening[] = [
  "dialog",
  "no dialog",
  "person types",
  "person enters",
  "crash",
  "crash before",
  "crash after",
  "enter lost",
  "slow",
  "prove",
  ...Array.from({ length: 12 }, () => "nothing" as const),
];

/** An agent's pane and a queue of messages to it, as PaneQueue handles them, under faults. */
function play(count: number, happenings: readonly Happening[]) {
  const messages = Array.from({ length: count }, (_, index) =>
    message({ id: `${index}`, key: `${index}`, text: `message number ${index}.`, expiresAt: 120_000 }),
  );
  const handled = new Map<string, Handling>();
  const pane = {
    draft: "",
    shown: "",
    dialog: false,
    taken: [] as string[],
    losesEnter: false,
    isSlow: false,
  };
  const pastes: string[] = [];
  const wrongs: string[] = [];
  let proven = 0;
  let now = 0;
  const handlingOf = ({ id }: Message) => handled.get(id) ?? UNTOUCHED;

  const press = () => {
    if (pane.dialog) wrongs.push("Enter into a dialog");
    if (pane.losesEnter) pane.losesEnter = false;
    else if (pane.draft !== "") pane.taken.push(pane.draft);
    else return;
    if (pane.taken.at(-1) === pane.draft) pane.draft = "";
  };
  const prove = () => {
    for (const prompt of pane.taken.slice(proven))
      for (const one of provenBy(
        messages.filter(({ state, typedAt }) => typedAt !== null && state !== "seen" && state !== "expired"),
        prompt,
      ))
        one.state = "seen";
    proven = pane.taken.length;
  };
  const look = (happening: Happening) => {
    if (!pane.isSlow) pane.shown = pane.draft;
    pane.isSlow = false;
    const underway = messages.filter((one) => isUnderway(one, true));
    const current = nextInLine(
      underway.filter((one) => !handlingOf(one).isReleased),
      new Set(),
    );
    for (const one of underway) {
      if (one !== current && !handlingOf(one).isReleased) continue;
      const step = nextStep(one, handlingOf(one), {
        now,
        over: null,
        held: null,
        screenHeld: pane.dialog ? "a dialog" : null,
        draft: pane.dialog ? null : pane.shown,
        isWorking: false,
        isProvable: true,
      });
      if (step.do === "expire") Object.assign(one, { state: "expired", reason: step.reason });
      if (step.do === "release") handled.set(one.id, { ...handlingOf(one), isReleased: true });
      if (step.do === "typed") one.state = "typed";
      if (step.do === "type") {
        one.typedAt = now;
        if (happening === "crash before") return handled.clear();
        if (pane.dialog || pane.shown !== "") wrongs.push("typed into what was not free");
        pastes.push(one.id);
        pane.draft += one.text;
        if (happening === "crash after") return handled.clear();
        one.state = "typed";
        handled.set(one.id, { ...UNTOUCHED, pastedAt: now });
      }
      if (step.do === "enter") {
        one.submittedAt ??= now;
        if (happening === "crash before") return handled.clear();
        press();
        if (happening === "crash after") return handled.clear();
        if (one.state === "typed") one.state = "submitted";
        handled.set(one.id, { ...handlingOf(one), enters: handlingOf(one).enters + 1, enteredAt: now });
      }
    }
  };
  const happen = (happening: Happening) => {
    if (happening === "dialog") pane.dialog = true;
    if (happening === "no dialog") pane.dialog = false;
    if (happening === "person types" && !pane.dialog) pane.draft += " by hand ";
    if (happening === "person enters" && !pane.dialog && pane.draft !== "") {
      pane.taken.push(pane.draft);
      pane.draft = "";
    }
    if (happening === "crash") handled.clear();
    if (happening === "enter lost") pane.losesEnter = true;
    if (happening === "slow") pane.isSlow = true;
    if (happening === "prove") prove();
  };
  for (const happening of happenings) {
    happen(happening);
    look(happening);
    now += 150;
  }
  pane.dialog = false;
  for (let i = 0; i < 2500; i++) {
    prove();
    look("nothing");
    now += 150;
  }
  return { messages, pastes, taken: pane.taken, wrongs };
}

test("under any faults nothing is typed twice or into a dialog, the order is kept, and what is said of each is true", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.constantFrom(...HAPPENINGS), { maxLength: 80 }),
      (count, happenings) => {
        const { messages, pastes, taken, wrongs } = play(count, happenings);
        expect(wrongs).toEqual([]);
        expect(new Set(pastes).size).toBe(pastes.length);
        expect(pastes).toEqual(pastes.toSorted((one, other) => Number(one) - Number(other)));
        for (const { text, state, reason } of messages) {
          const arrived = taken.filter((prompt) => prompt.includes(text)).length;
          expect(arrived).toBeLessThanOrEqual(1);
          expect(["seen", "expired"]).toContain(state);
          if (state === "seen") expect(arrived).toBe(1);
          if (arrived === 1 && state === "expired") expect(reason).toMatch(/was typed|may have been/);
        }
      },
    ),
    { numRuns: Number(process.env.OVERSTORY_TEST_RUNS ?? 300) },
  );
});
