import { describe, expect, test } from "bun:test";
import { piRuntime } from "../../../src/runtimes/pi/pi.ts";
import { agentStart, runtimeEntry } from "../agent-start.ts";
import { conforms, type ScreenLabel } from "../conformance.ts";
import { recordedLines } from "../recorded.ts";

const READY: ScreenLabel = { screen: "ready", draft: "", dialog: null };
const BUSY: ScreenLabel = { screen: "busy", draft: "", dialog: null, fault: null };
const PERMISSION: ScreenLabel = {
  screen: "dialog",
  dialog: {
    what: "permission",
    keys: { allow: ["Enter"], always: ["Down", "Enter"], deny: ["Down", "Down", "Enter"] },
  },
};

conforms({
  name: "pi",
  make: piRuntime,
  recorded: {
    "pi-0.74.2": {
      screens: {
        ready: { ...READY, fault: null },
        draft: { ...READY, draft: "a draft of\ntwo lines" },
        interrupted: { ...READY, fault: null },
        "denied-80": { ...READY, fault: null },
        "busy-tool": BUSY,
        "busy-stream": BUSY,
        queued: BUSY,
        "permission-80": PERMISSION,
        "permission-write-80": PERMISSION,
        "error-401": { ...READY, fault: "auth" },
        "error-429": { ...BUSY, fault: "limited" },
        "failed-429": { ...READY, fault: "limited" },
      },
    },
  },
});

const runtime = piRuntime("pi", runtimeEntry());
const failure = (failures: number, error: string, response: object | null = null) =>
  runtime.readHook?.("turn_end", { stop: "error", said: "", error, failures, response }, 1000);

describe("pi", () => {
  test("a failed call is tried again three times, if it may get better", () => {
    const fault = { cause: "limited", text: "429 slow down", until: null } as const;
    expect(failure(3, "429 slow down")).toEqual([
      { kind: "turn_failed", fault: { ...fault, isRetrying: true } },
    ]);
    expect(failure(4, "429 slow down")).toEqual([
      { kind: "turn_failed", fault: { ...fault, isRetrying: false } },
    ]);
    expect(failure(1, "401 bad key")).toMatchObject([{ fault: { cause: "auth", isRetrying: false } }]);
  });

  test("the time that the provider names is when a limit ends", () => {
    expect(failure(4, "too many requests", { status: 429, retryAfter: "30" })).toMatchObject([
      { fault: { cause: "limited", until: 31_000 } },
    ]);
  });

  test("a turn that a person broke off is told as that", () => {
    expect(runtime.readHook?.("turn_end", { stop: "aborted" }, 0)).toEqual([{ kind: "interrupted" }]);
  });

  test("one that may only read has no other tools", () => {
    const { argv } = runtime.launch(agentStart({ permissions: "read" }));
    expect(argv.join(" ")).toContain("--tools read,grep,find,ls");
  });

  test("its transcript tells what was said and used", () => {
    const { entries, usage } =
      runtime.transcripts?.read(recordedLines("pi-0.74.2", "transcript.jsonl")) ?? {};
    expect(entries?.map(({ who, text }) => [who, text])).toEqual([
      ["user", "do it"],
      ["agent", "I do"],
      ["tool", "bash: echo hi > hi.txt"],
      ["tool", "(no output)"],
      ["agent", "done"],
      ["user", "now fail"],
    ]);
    expect(usage?.[0]).toMatchObject({ model: "stub-model", inputTokens: 100, outputTokens: 10 });
    expect(usage?.[0]?.costUsd).toBeCloseTo(0.00012);
  });
});
