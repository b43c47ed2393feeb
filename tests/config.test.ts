import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_RESTART, restartPolicy } from "../src/config/restart.ts";
import { loadConfig, parseConfig } from "../src/config.ts";
import { tempFolder } from "./support/temp.ts";

const DAY = 24 * 3_600_000;
const parse = (input: unknown) => parseConfig(input, "overstory.config.ts");

describe("parseConfig", () => {
  test("fills every field with its default", () => {
    expect(parse({})).toEqual({
      maxAgents: 4,
      runtime: "shell",
      role: "builder",
      gates: [],
      gateTimeout: 600_000,
      timeout: null,
      restart: { type: "transient", max: 2, withinMs: 600_000, lifetime: 10, backoffMs: 1000 },
      shell: { command: null },
      runtimes: {},
      worktrees: { folder: null, keep: "stopped" },
      logCapKib: 5120,
      stopGrace: 5000,
      env: { pass: [], set: {} },
      roles: {},
      team: { maxDepth: 2, maxTasks: 200, maxTasksPerMinute: 30, maxMailsBetween: 60, warnAt: 0.8 },
      host: { maxLoad: 8, minMemoryMib: 512 },
      merge: { gates: null, setup: [], batch: 8, conflicts: "author", tries: 2 },
      pool: { most: 4, maxMib: 4096, keep: 3 * DAY },
      watchdog: { triage: null, runtimes: {}, roles: {} },
      resume: { maxAge: 1_800_000, maxErrors: 3, phases: ["approval", "investigating", "planning"] },
      completion: { summaryLength: 20, updates: 2, require: ["summary", "subtasks", "gates", "clean_tree"] },
      instructions: {},
      alerts: { sinks: [{ type: "tmux", severity: "warning" }], remindAfter: 3_600_000, quiet: null },
      schedules: [],
      retention: { events: 90 * DAY, logs: 30 * DAY, worktrees: null, watchLog: 90 * DAY, alerts: 90 * DAY },
      backup: { cron: "17 3 * * *", timezone: null, keep: 7 },
      imports: { keepRaw: 30 * 24 * 60 * 60_000 },
    });
  });

  test("reads durations as texts and as seconds, and answers milliseconds", () => {
    const { timeout, gateTimeout, stopGrace } = parse({
      timeout: "1h30m",
      gateTimeout: 45,
      stopGrace: "250ms",
    });
    expect([timeout, gateTimeout, stopGrace]).toEqual([5_400_000, 45_000, 250]);
  });

  test.each([
    [{ maxAgent: 3 }, 'maxAgent: is no known field; did you mean "maxAgents"?'],
    [{ maxAgents: 0 }, "maxAgents: must be at least 1, not 0"],
    [{ maxAgents: 1001 }, "maxAgents: must be at most 1000, not 1001"],
    [{ maxAgents: 1.5 }, "maxAgents: must be a whole number, not 1.5"],
    [{ maxAgents: "four" }, 'maxAgents: must be a number, not "four"'],
    [{ timeout: "soon" }, 'timeout: "soon" is not a duration; write it as 30s, 10m, 1h30m or 500ms'],
    [{ timeout: -1 }, 'timeout: "-1" is not a duration; write it as 30s, 10m, 1h30m or 500ms'],
    [{ role: "the builder" }, 'role: "the builder" may hold only letters'],
    [{ runtime: "" }, 'runtime: "" is empty'],
    [
      { resume: { phases: ["completed"] } },
      'resume.phases[0]: "completed" is final: nothing can be taken up after it',
    ],
    [{ gates: "npm test" }, 'gates: must be a list, not "npm test"'],
    [{ gates: [" "] }, "gates[0]: must not be empty"],
    [{ gates: ["a\0b"] }, "gates[0]: must not hold a NUL character"],
    [
      { restart: "sometimes" },
      'restart: must be "permanent" or "transient" or "temporary" or an object, not "sometimes"',
    ],
    [{ restart: { max: -1 } }, "restart.max: must be at least 0, not -1"],
    [{ restart: { within: 0 } }, "restart.within: must be longer than 0"],
    [
      { watchdog: { mode: "acts" } },
      'watchdog.mode: must be "act" or "shadow" or "off", not "acts"; did you mean "act"?',
    ],
    [{ watchdog: { cpuShare: 2 } }, "watchdog.cpuShare: must be at most 1, not 2"],
    [
      { watchdog: { roles: { builder: { stal: "5m" } } } },
      'watchdog.roles.builder.stal: is no known field; did you mean "stale"?',
    ],
    [
      { completion: { require: ["sumary"] } },
      'completion.require[0]: must be one of summary, updates, subtasks, gates, commits, clean_tree, estimate, not "sumary"; did you mean "summary"?',
    ],
    [{ completion: { updates: -1 } }, "completion.updates: must be at least 0, not -1"],
    [
      { instructions: { "task.claim": null } },
      'instructions.task.claim: is no known field; did you mean "task.claimed"?',
    ],
    [
      { instructions: { "task.claimed": [{ text: "Read {{taks}}" }] } },
      "instructions.task.claimed[0].text: names {{taks}}, which is no placeholder; known are session, name, ",
    ],
    [
      { instructions: { default: [{ text: "x", command: "say '{{title}}'" }] } },
      "instructions.default[0].command: has {{title}} in quotes; leave them out",
    ],
    [
      { instructions: { default: [{ text: "x", when: "!hold" }] } },
      'instructions.default[0].when: "!hold" is no placeholder, nor one after "!"; known are session, name, ',
    ],
    [{ watchdog: { triage: { command: " " } } }, "watchdog.triage.command: must not be empty"],
    [
      { alerts: { sinks: [{ type: "webhook", url: "ftp://x" }] } },
      "alerts.sinks[0].url: must be an address that begins with http",
    ],
    [
      { alerts: { sinks: [{ type: "desktop" }, { type: "desktop" }] } },
      "alerts.sinks: has two sinks of one name",
    ],
    [
      { alerts: { quiet: { from: "25:00", to: "07:00" } } },
      "alerts.quiet.from: must be a time of day such as 22:00",
    ],
    [
      { alerts: { quiet: { from: "22:00", to: "07:00", timezone: "Mars" } } },
      'alerts.quiet.timezone: "Mars" is not a time zone',
    ],
    [
      { schedules: [{ name: "n", cron: "* *", plan: "p" }] },
      'schedules[0].cron: "* *" is not a cron pattern',
    ],
    [{ retention: { events: 0 } }, "retention.events: must be longer than 0"],
    [{ backup: { keep: 0 } }, "backup.keep: must be at least 1, not 0"],
    [
      { worktrees: { keep: "al" } },
      'worktrees.keep: must be "stopped" or "all", not "al"; did you mean "all"?',
    ],
    [{ env: { set: { PORT: 1 } } }, "env.set.PORT: must be a text, not 1"],
    [{ logCapKib: 63 }, "logCapKib: must be at least 64, not 63"],
  ])("refuses %j", (input, fault) => {
    expect(() => parse(input)).toThrow(`overstory.config.ts: ${fault}`);
  });
});

describe("restartPolicy", () => {
  const base = { type: "permanent", max: 7, withinMs: 9000, lifetime: 30, backoffMs: 50 } as const;

  test("no entry is the base itself", () => {
    expect(restartPolicy(undefined, base)).toEqual(base);
  });

  test("a type alone keeps the base's numbers", () => {
    expect(restartPolicy("temporary", base)).toEqual({ ...base, type: "temporary" });
  });

  test("an object changes what it names, zero included", () => {
    expect(restartPolicy({ max: 0, lifetime: 0 }, base)).toEqual({ ...base, max: 0, lifetime: 0 });
    expect(restartPolicy({ backoff: 0, within: 5, type: "transient" }, base)).toEqual({
      ...base,
      type: "transient",
      withinMs: 5,
      backoffMs: 0,
    });
  });

  test("in a config it is filled from the default", () => {
    expect(parse({ restart: { backoff: "2s" } }).restart).toEqual({ ...DEFAULT_RESTART, backoffMs: 2000 });
  });
});

describe("loadConfig", () => {
  const load = async (text: string) => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.config.ts");
    writeFileSync(path, text);
    return await loadConfig(path);
  };

  test("answers the defaults when there is no file", async () => {
    using folder = tempFolder();
    expect(await loadConfig(join(folder.path, "overstory.config.ts"))).toEqual(parse({}));
  });

  test("defineConfig comes from overstory in a project that has not installed the package", async () => {
    const settings = await load(
      'import { defineConfig } from "overstory";\nexport default defineConfig({ maxAgents: 9 });',
    );
    expect(settings.maxAgents).toBe(9);
  });

  test("a plain object will do, and TypeScript is understood", async () => {
    expect((await load("const n: number = 3;\nexport default { maxAgents: n };")).maxAgents).toBe(3);
  });

  test("a file that was changed is read anew", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.config.ts");
    for (const maxAgents of [2, 3]) {
      writeFileSync(path, `export default { maxAgents: ${maxAgents} };`);
      expect((await loadConfig(path)).maxAgents).toBe(maxAgents);
    }
  });

  test.each([
    ["no default export", "export const maxAgents = 3;", "has no default export"],
    ["a syntax error", "export default {", "cannot be loaded"],
    ["a throw of its own", 'throw new Error("no licence");', "cannot be loaded: no licence"],
    ["an import that is not there", 'import "./absent.ts"; export default {};', "cannot be loaded"],
    ["a wrong field", "export default { maxAgents: 0 };", "maxAgents: must be at least 1, not 0"],
    ["a function", "export default () => ({});", "must be an object, not Function"],
  ])("%s is a usage error that names the file", async (_, text, fault) => {
    const loading = load(text);
    await expect(loading).rejects.toMatchObject({ name: "OverstoryError", code: "usage" });
    await expect(loading).rejects.toThrow(/overstory\.config\.ts: /);
    await expect(loading).rejects.toThrow(fault);
  });
});
