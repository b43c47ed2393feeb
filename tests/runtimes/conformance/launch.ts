import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import type { RuntimeSettings } from "../../../src/config/runtimes.ts";
import type { AgentStart, Launch } from "../../../src/runtimes/runtime.ts";
import { tempFolder } from "../../support/temp.ts";
import { agentStart, CONVERSATION, runtimeEntry } from "../agent-start.ts";
import type { Conforming } from "../conformance.ts";

const PROMPTS = {
  "quotes and dollars": `it's "quoted" $(touch x) \`y\` \${z} \\ end`,
  "several lines": "first\n\n  second\ttab\nthird",
  "a leading dash": "--help me",
  "a leading slash": "/etc/hosts has to be read",
  "a leading exclamation mark": "!important: do it",
  "a leading at": "@all of you",
  "other letters": "größer, 日本語, 👩‍💻",
};

/** How it is started. */
export function launches({ name, make }: Conforming): void {
  const of = (wanted: Partial<AgentStart> = {}, entry: Partial<RuntimeSettings> = {}) =>
    make(name, runtimeEntry(entry)).launch(agentStart(wanted));

  test("a launch is the same for the same start, and touches nothing", () => {
    using folder = tempFolder();
    const start = agentStart({ folder: folder.path, spool: folder.path, worktree: folder.path });
    const before = structuredClone({ ...start, hook: null });
    const runtime = make(name, runtimeEntry());
    expect(runtime.launch(start)).toEqual(runtime.launch(start));
    expect({ ...start, hook: null }).toEqual(before);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  for (const [what, prompt] of Object.entries(PROMPTS))
    test(`a prompt with ${what} arrives whole`, () => {
      const runtime = make(name, runtimeEntry());
      if (runtime.abilities.firstPrompt === "typed") return;
      const launch = runtime.launch(agentStart({ prompt }));
      expect(mentions(launch, prompt)).toBeTrue();
      expect(optionsIn(launch.argv, prompt)).toEqual([]);
    });

  test("a prompt too long for an argument is a file, which it is told to read", () => {
    const prompt = "long ".repeat(40_000);
    const launch = of({ prompt });
    for (const argument of launch.argv) expect(Buffer.byteLength(argument)).toBeLessThan(100_000);
    const file = Object.entries(launch.files ?? {}).find(([, text]) => text.includes(prompt))?.[0];
    if (make(name, runtimeEntry()).abilities.firstPrompt !== "argument") return;
    expect(file).toBeDefined();
    expect(launch.argv.some((argument) => argument.includes(`one's own/${file}`))).toBeTrue();
  });

  test("a conversation that is gone on with is named as that", () => {
    const { resume } = make(name, runtimeEntry()).abilities;
    if (resume === null) return;
    const began = of({ conversation: resume === "chosen" ? { id: CONVERSATION, resume: false } : null });
    const resumed = of({ conversation: { id: CONVERSATION, resume: true } });
    expect(mentions(resumed, CONVERSATION)).toBeTrue();
    expect(mentions(began, CONVERSATION)).toBe(resume === "chosen");
    expect(resumed).not.toEqual(began);
  });

  test("the program, the model and further arguments are those of the configuration", () => {
    const { argv } = of({ prompt: "the prompt" }, { command: "/opt/own", args: ["--more", "a b"] });
    // A small program of ours may stand before it.
    expect(argv.slice(0, 3)).toContain("/opt/own");
    expect(argv.join("\n")).toContain("--more\na b");
    const prompt = argv.findIndex((argument) => argument.includes("the prompt"));
    if (prompt >= 0) expect(argv.indexOf("--more")).toBeLessThan(prompt);
    expect(mentions(of({}, { model: "model-of-mine" }), "model-of-mine")).toBeTrue();
  });

  test("each level of permissions is a start of its own, where it has any", () => {
    const runtime = make(name, runtimeEntry());
    if (!runtime.abilities.permissions) return;
    const levels = (["read", "ask", "edit", "full"] as const).map((permissions) =>
      JSON.stringify(runtime.launch(agentStart({ permissions }))),
    );
    expect(levels[0]).not.toBe(levels[3]);
    expect(new Set(levels).size).toBeGreaterThan(1);
  });

  test("without a screen it is started otherwise, where it can do without", () => {
    const runtime = make(name, runtimeEntry());
    if (!runtime.abilities.headless) return;
    expect(runtime.launch(agentStart({ mode: "headless" })).argv).not.toEqual(
      runtime.launch(agentStart()).argv,
    );
  });
}

const mentions = ({ argv, env, files = {} }: Launch, text: string): boolean =>
  [...argv, ...Object.values(env), ...Object.values(files)].some((one) => one.includes(text));

/** Arguments that hold the prompt and that the program would take for an option. */
const optionsIn = (argv: readonly string[], prompt: string): string[] =>
  argv.filter(
    (argument, place) =>
      argument.includes(prompt) &&
      argument.startsWith("-") &&
      !argv.slice(0, place).includes("--") &&
      !argument.includes("="),
  );
