import { expect, test } from "bun:test";
import {
  provesConversation,
  provesModel,
  provesReady,
  readyBy,
} from "../../../src/domain/agent/readiness.ts";
import type { TurnSignal } from "../../../src/domain/agent/take-signal.ts";

test("an agent without a screen is ready when it runs, if its screen were to tell", () => {
  expect(readyBy({ readyBy: "screen" }, "headless")).toBe("process");
  expect(readyBy({ readyBy: "screen" }, "interactive")).toBe("screen");
  expect(readyBy({ readyBy: "hook" }, "headless")).toBe("hook");
});

const READY: TurnSignal = { kind: "ready", conversation: null };
const PROMPT: TurnSignal = { kind: "prompt", text: "" };
const STARTED: TurnSignal = {
  ...{ kind: "tool_started", id: "1", tool: "Bash", summary: "", permittedMs: null },
};
const OVER: TurnSignal = { kind: "turn_ended", background: 0, said: null };
const PROGRESS: TurnSignal = { kind: "progress", note: "" };

test("what only a ready agent tells proves that it is", () => {
  expect([READY, PROMPT, STARTED, OVER].every(provesReady)).toBe(true);
  expect(provesReady(PROGRESS)).toBe(false);
});

test("a conversation has begun with its first prompt, not with the agent's start", () => {
  expect([PROMPT, STARTED, OVER].every(provesConversation)).toBe(true);
  expect(provesConversation(READY)).toBe(false);
});

test("that the model answers is proven by what it does, not by what it is told", () => {
  expect([STARTED, OVER].every(provesModel)).toBe(true);
  expect(provesModel(PROMPT)).toBe(false);
});
