import { expect, test } from "bun:test";
import { join } from "node:path";
import { parsePlan } from "../../src/api/plan-input.ts";
import { CONFIG_TEMPLATE, PLAN_TEMPLATE } from "../../src/cli/templates.ts";
import { DEFAULT_WATCH, watchPolicy } from "../../src/config/watchdog.ts";
import { loadConfig, parseConfig, type Settings } from "../../src/config.ts";
import { tempFolder } from "../support/temp.ts";

const defaults = parseConfig({}, "nothing");

/** What the settings come to: the watchdog's are filled in only when they are asked for. */
const effective = ({ watchdog: { triage, runtimes, roles, ...policy }, ...settings }: Settings) => ({
  ...settings,
  triage,
  watchPolicy: watchPolicy({ triage, runtimes, roles, ...policy }, "shell", "builder"),
});

async function load(text: string) {
  using folder = tempFolder();
  const path = join(folder.path, "overstory.config.ts");
  await Bun.write(path, text);
  return await loadConfig(path);
}

test("the configuration of init changes nothing", async () => {
  expect(effective(await load(CONFIG_TEMPLATE))).toEqual(effective(defaults));
});

test("the configuration of init names every field", async () => {
  const written = await load(CONFIG_TEMPLATE);
  for (const field of Object.keys(defaults)) expect(CONFIG_TEMPLATE).toMatch(new RegExp(`^  ${field}:`, "m"));
  for (const field of Object.keys(DEFAULT_WATCH))
    expect(Object.keys(written.watchdog)).toContain(field.replace(/Ms$/, ""));
  const inner = {
    ...defaults.alerts,
    ...defaults.retention,
    ...defaults.backup,
    ...defaults.imports,
    within: 0,
    lifetime: 0,
  };
  for (const field of Object.keys(inner)) expect(CONFIG_TEMPLATE).toMatch(new RegExp(`\\b${field}:`));
});

test("the configuration of this repository is the defaults, each of them written out", async () => {
  const own = await load(await Bun.file(join(import.meta.dir, "../../overstory.config.ts")).text());
  expect(effective(own)).toEqual(effective(await load(CONFIG_TEMPLATE)));
  expect(own.watchdog).toEqual((await load(CONFIG_TEMPLATE)).watchdog);
});

test("the plan of init is accepted", () => {
  const plan = parsePlan(Bun.YAML.parse(PLAN_TEMPLATE), "plan.yaml", defaults);
  expect(plan.tasks.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
    ["notes", []],
    ["index", ["notes"]],
  ]);
});
