import { expect, test } from "bun:test";
import type { TaskSpec } from "../../../src/domain/task.ts";
import { runtimeEntry } from "../agent-start.ts";
import type { Conforming } from "../conformance.ts";
import { recordedHooks, recordedScreens } from "../recorded.ts";

/** That it can do what it is said to. */
export function keepsItsWord({ name, make, recorded = {} }: Conforming): void {
  const runtime = make(name, runtimeEntry());
  const { abilities } = runtime;

  test("what it is said to be able to do is there", () => {
    if (abilities.hooks || abilities.readyBy === "hook" || abilities.proof === "hook")
      expect(runtime.readHook).toBeFunction();
    if (abilities.proof === "transcript") expect(runtime.transcripts).toBeDefined();
    if (abilities.context) expect(runtime.hookContext).toBeFunction();
    if (abilities.adopt) expect(runtime.adoption).toBeDefined();
    if (!abilities.adopt) expect(runtime.adoption).toBeUndefined();
  });

  test("it becomes ready, proves what it saw and answers as it is said to", () => {
    const signals = Object.keys(recorded)
      .flatMap((folder) => recordedHooks(folder))
      .flatMap(({ event, payload }) => runtime.readHook?.(event, payload, 0) ?? []);
    const kinds = new Set(signals.map(({ kind }) => kind));
    if (kinds.size === 0) return;
    if (abilities.readyBy === "hook") expect(kinds).toContain("ready");
    if (abilities.proof === "hook") expect(kinds).toContain("prompt");
    const meanings = Object.keys(recorded)
      .flatMap((folder) => [...recordedScreens(folder).values()])
      .flatMap((screen) => runtime.readScreen(screen).dialog?.options ?? [])
      .map(({ means }) => means);
    if (abilities.answers) expect(meanings).toEqual(expect.arrayContaining(["allow", "deny"]));
  });

  test("an ordinary message may be typed", () => {
    expect(runtime.refusesText?.("[overstory] go on, please")).toBeUndefined();
  });

  test("a task without a prompt is refused in words", () => {
    expect(runtime.refuses({ ...TASK, runtime: name, prompt: null })).toBeString();
    expect(runtime.refuses({ ...TASK, runtime: name, prompt: "Write." })).toBeUndefined();
  });
}

const TASK: TaskSpec = {
  prompt: null,
  command: "true",
  runtime: "any",
  role: "builder",
  gates: [],
  timeoutMs: null,
  restart: { type: "transient", max: 1, withinMs: 1000, lifetime: 1, backoffMs: 1 },
  autoCommit: false,
};
