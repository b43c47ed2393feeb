import { describe, expect, test } from "bun:test";
import { parsePlan } from "../../src/api/plan-input.ts";
import { DEFAULT_RESTART } from "../../src/config/restart.ts";
import { parseConfig } from "../../src/config.ts";
import { OverstoryError } from "../../src/errors.ts";

const settings = parseConfig(
  { gates: ["npm test"], timeout: "1h", role: "coder", restart: { max: 5 } },
  "config",
);
const parse = (input: unknown) => parsePlan(input, "plan.yaml", settings);

function faultsOf(input: unknown): string[] {
  try {
    parse(input);
  } catch (error) {
    if (error instanceof OverstoryError && error.code === "usage") return error.message.split("\n");
    throw error;
  }
  throw new Error("it was accepted");
}

describe("a plan says what its tasks leave out", () => {
  test("a task of one line gets everything from the settings", () => {
    expect(parse({ tasks: [{ title: "Build it" }] })).toEqual({
      goal: "plan.yaml",
      maxAgents: 4,
      into: null,
      tasks: [
        {
          id: null,
          title: "Build it",
          dependsOn: [],
          spec: {
            prompt: null,
            command: null,
            runtime: "shell",
            role: "coder",
            gates: ["npm test"],
            timeoutMs: 3_600_000,
            restart: { ...DEFAULT_RESTART, max: 5 },
            autoCommit: false,
          },
        },
      ],
    });
  });

  test("the task comes before the plan's defaults, and those before the settings", () => {
    const { tasks } = parse({
      defaults: {
        role: "tester",
        timeout: "5m",
        gates: [],
        restart: { type: "permanent", max: 1 },
        autoCommit: true,
      },
      tasks: [
        { title: "a" },
        { title: "b", role: "writer", timeout: 90, gates: ["make"], restart: "temporary", autoCommit: false },
        { title: "c", timeout: null, restart: { max: 0 } },
      ],
    });
    const [a, b, c] = tasks.map(({ spec }) => spec);
    expect(a).toMatchObject({
      role: "tester",
      timeoutMs: 300_000,
      gates: [],
      autoCommit: true,
      runtime: "shell",
    });
    expect(a?.restart).toEqual({ ...DEFAULT_RESTART, type: "permanent", max: 1 });
    expect(b).toMatchObject({ role: "writer", timeoutMs: 90_000, gates: ["make"], autoCommit: false });
    expect(b?.restart).toEqual({ ...DEFAULT_RESTART, type: "temporary", max: 1 });
    expect(c).toMatchObject({ timeoutMs: null, restart: { type: "permanent", max: 0 } });
  });

  test("a role says what neither the task nor the plan's defaults say, and what may be changed", () => {
    const roles = {
      coder: { runtime: "claude", gates: ["make"], restart: "temporary", mayWrite: ["src/"] },
    } as const;
    const ours = parseConfig({ role: "coder", gates: ["npm test"], roles }, "config");
    const [plain, own] = parsePlan(
      {
        tasks: [
          { title: "a" },
          { title: "b", runtime: "shell", command: "b", gates: [], restart: { max: 1 } },
        ],
      },
      "plan.yaml",
      ours,
    ).tasks;
    expect(plain?.spec).toMatchObject({ runtime: "claude", gates: ["make"], mayWrite: ["src/"] });
    expect(plain?.spec.restart.type).toBe("temporary");
    expect(own?.spec).toMatchObject({ runtime: "shell", gates: [], mayWrite: ["src/"] });
    expect(own?.spec.restart).toMatchObject({ type: "temporary", max: 1 });
  });

  test("no limit in the defaults overrules a limit in the settings", () => {
    expect(
      parse({ defaults: { timeout: null }, tasks: [{ title: "a" }] }).tasks[0]?.spec.timeoutMs,
    ).toBeNull();
  });

  test("its own goal, number of agents and branch come before what they are otherwise", () => {
    const plan = parse({ goal: "Ship it", maxAgents: 9, into: "main", tasks: [{ title: "a" }] });
    expect(plan).toMatchObject({ goal: "Ship it", maxAgents: 9, into: "main" });
  });

  test.each([
    [{ id: "api", title: "Title", prompt: "Prompt", command: "cmd" }, "Title"],
    [{ id: "api", prompt: "First line\nand more", command: "cmd" }, "First line"],
    [{ id: "api", command: "cmd" }, "api"],
    [{ command: "cmd" }, "cmd"],
  ])("the title of %j is %p", (task, title) => {
    expect(parse({ tasks: [task] }).tasks[0]?.title).toBe(title);
  });

  test("prompts and commands are kept to the letter", () => {
    const text = "  $(id) 'x' \"y\" `z`\n\n👻 \u202e \\";
    const [task] = parse({ tasks: [{ title: text, prompt: text, command: text }] }).tasks;
    expect([task?.title, task?.spec.prompt, task?.spec.command]).toEqual([text, text, text]);
  });
});

describe("a fault names the plan, the field, the rule and what was got", () => {
  test.each<[unknown, string[]]>([
    [null, ["must be an object, not null"]],
    ["do it", ['must be an object, not "do it"']],
    [{}, ["tasks: is missing"]],
    [{ tasks: [] }, ["tasks: is empty; a plan has at least one task"]],
    [{ tasks: ["do it"] }, ['tasks[0]: must be an object, not "do it"']],
    [{ taks: [], tasks: [{ title: "a" }] }, ['taks: is no known field; did you mean "tasks"?']],
    [
      { tasks: [{ title: "a", dependson: [] }] },
      ['tasks[0].dependson: is no known field; did you mean "dependsOn"?'],
    ],
    [{ tasks: [{}] }, ["tasks[0]: says nothing to do; give it a command, a prompt or a title"]],
    [{ tasks: [{ id: "a" }] }, ["tasks[0]: says nothing to do; give it a command, a prompt or a title"]],
    [{ tasks: [{ title: " " }] }, ["tasks[0].title: must not be empty"]],
    [{ tasks: [{ command: "a\0b" }] }, ["tasks[0].command: must not hold a NUL character"]],
    [
      { tasks: [{ title: "a", timeout: "soon" }] },
      ['tasks[0].timeout: "soon" is not a duration; write it as 30s, 10m, 1h30m or 500ms'],
    ],
    [{ maxAgents: 0, tasks: [{ title: "a" }] }, ["maxAgents: must be at least 1, not 0"]],
    [
      {
        tasks: [
          { id: "api", title: "a" },
          { id: "ui", title: "b", dependsOn: ["apo", "ui"] },
        ],
      },
      [
        'tasks[1].dependsOn[0]: "apo" is no task of this plan; did you mean "api"?',
        'tasks[1].dependsOn[1]: "ui" is the task itself',
      ],
    ],
    [
      {
        tasks: [
          { id: "a", title: "a", dependsOn: ["b"] },
          { id: "b", title: "b", dependsOn: ["a"] },
        ],
      },
      ["tasks: depend on each other in a circle: a → b → a"],
    ],
  ])("%j", (input, faults) => {
    expect(faultsOf(input)).toEqual(faults.map((fault) => `plan.yaml: ${fault}`));
  });

  test.each(["; rm -rf x", "$(id)", "-t", "../x", "", "x".repeat(300), "a\nb", "👻", "%5", "=main:"])(
    "id %j",
    (id) => {
      expect(faultsOf({ tasks: [{ id, title: "a" }] })).toEqual([
        expect.stringContaining("plan.yaml: tasks[0].id: "),
      ]);
    },
  );

  test("all faults are told at once", () => {
    const faults = faultsOf({
      tasks: [{ id: "A", title: "x" }, { id: "a" }, { title: "y", dependsOn: ["B"] }],
    });
    expect(faults).toEqual([
      "plan.yaml: tasks[1]: says nothing to do; give it a command, a prompt or a title",
      'plan.yaml: tasks[1].id: "a" is already the id of tasks[0]',
      'plan.yaml: tasks[2].dependsOn[0]: "B" is no task of this plan',
    ]);
  });
});
