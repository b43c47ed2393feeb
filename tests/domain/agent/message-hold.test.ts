import { describe, expect, test } from "bun:test";
import type { Ask } from "../../../src/domain/agent/ask.ts";
import type { MessageOrigin } from "../../../src/domain/agent/message.ts";
import { type OnRecord, whyHeld, whyOver, whyScreenHolds } from "../../../src/domain/agent/message-hold.ts";
import { plainReading, type ScreenReading } from "../../../src/domain/agent/screen-reading.ts";
import type { Attention } from "../../../src/domain/session.ts";
import { SCREENS } from "../../../src/domain/watchdog/evidence.ts";

const PANE = { serverPid: 1, serverStartedAt: 1, sessionId: "$1", paneId: "%1" };
const ASK: Ask = { what: "permission", tool: "Bash", text: "npm test" };

const onRecord = (session: Partial<OnRecord["session"]> = {}, ask: Ask | null = null): OnRecord => ({
  session: {
    key: "SESSION-001",
    state: "working",
    attention: null,
    attentionReason: null,
    attentionUntil: null,
    exitedAt: null,
    pane: PANE,
    ...session,
  },
  ask,
  now: 1000,
});

const held = (attention: Attention, origin: MessageOrigin, until: number | null = null) =>
  whyHeld(onRecord({ attention, attentionUntil: until }), { origin, isAnswer: false }) !== null;

describe("what is on record", () => {
  test("holds every message while the session boots, has no pane, or asks", () => {
    const sender = { origin: "operator" as const, isAnswer: false };
    expect(whyHeld(onRecord(), sender)).toBeNull();
    expect(whyHeld(onRecord({ state: "booting" }), sender)).toBe("SESSION-001 is not ready yet");
    expect(whyHeld(onRecord({ pane: null }), sender)).toBe("SESSION-001 has no pane");
    const asks = "SESSION-001 asks: npm test (overstory answer SESSION-001)";
    expect(whyHeld(onRecord({}, ASK), sender)).toBe(asks);
    expect(whyHeld(onRecord({}, ASK), { ...sender, isAnswer: true })).toBe(asks);
  });

  test.each(["operator", "supervisor", "watchdog"] as const)(
    "holds a message of the %s at a gate",
    (origin) => {
      expect(held("permission", origin)).toBeTrue();
      expect(held("approval", origin)).toBeTrue();
    },
  );

  test("lets a person answer a question, and nobody else", () => {
    expect([
      held("question", "operator"),
      held("question", "supervisor"),
      held("question", "watchdog"),
    ]).toEqual([false, true, true]);
  });

  test("lets the supervisor say that a limit or a lost login is over, and a person after the limit's time", () => {
    expect([held("limited", "supervisor", 2000), held("auth", "supervisor")]).toEqual([false, false]);
    expect([held("limited", "operator", 2000), held("limited", "operator", 1000)]).toEqual([true, false]);
    expect([held("limited", "watchdog"), held("auth", "watchdog")]).toEqual([true, true]);
  });

  test("tells when nothing can be typed any more", () => {
    expect(whyOver(onRecord())).toBeNull();
    expect(whyOver(onRecord({ exitedAt: 1 }))).toBe("SESSION-001 has ended");
    expect(whyOver(onRecord({ state: "zombie" }))).toBe("SESSION-001 has ended");
  });
});

describe("the screen", () => {
  const dialog: ScreenReading = {
    ...plainReading("dialog"),
    dialog: {
      what: "permission",
      text: "Run\nnpm test?",
      options: [{ label: "Yes", means: "allow", keys: ["1"] }],
    },
  };
  const sender = (isAnswer: boolean) => ({ origin: "operator" as const, isAnswer });
  const habits = { takesWhileBusy: false, takesTextAnswers: true, showsInput: false };
  const taken = (isAnswer: boolean, more = habits) =>
    SCREENS.filter((screen) => whyScreenHolds("S", plainReading(screen), sender(isAnswer), more) === null);

  test("takes messages when it waits, shows plain text, or tells of a limit", () => {
    expect(taken(false)).toEqual(["ready", "plain", "limit"]);
    expect(taken(false, { ...habits, takesWhileBusy: true })).toEqual(["ready", "plain", "busy", "limit"]);
  });

  test("takes a text that answers where it asks, if its dialogs have no keys that are known", () => {
    expect(taken(true)).toEqual(["ready", "plain", "dialog", "prompt", "limit"]);
    expect(taken(true, { ...habits, takesTextAnswers: false })).toEqual(["ready", "plain", "limit"]);
    expect(whyScreenHolds("S", dialog, sender(true), habits)).not.toBeNull();
  });

  test("without the input that its program has takes nothing", () => {
    expect(taken(false, { ...habits, showsInput: true })).toEqual(["ready", "limit"]);
    expect(whyScreenHolds("S", plainReading("plain"), sender(false), { ...habits, showsInput: true })).toBe(
      "the screen of S shows no input (overstory attach S)",
    );
  });

  test("holds a message with what it asks", () => {
    expect(whyScreenHolds("S", { ...dialog, screen: "ready" }, sender(false), habits)).toBe(
      "the screen of S asks something: Run npm test? (overstory answer S)",
    );
  });
});
