import { expect, test } from "bun:test";
import { join } from "node:path";
import { parsePlan } from "../../src/api/plan-input.ts";
import { CONFIG_TEMPLATE, PLAN_TEMPLATE } from "../../src/cli/templates.ts";
import { loadConfig, parseConfig } from "../../src/config.ts";
import { tempFolder } from "../support/temp.ts";

const defaults = parseConfig({}, "nothing");

test("the configuration of init changes nothing", async () => {
  using folder = tempFolder();
  const path = join(folder.path, "overstory.config.ts");
  await Bun.write(path, CONFIG_TEMPLATE);
  expect(await loadConfig(path)).toEqual(defaults);
});

test("the configuration of init names every field", () => {
  for (const field of Object.keys(defaults)) expect(CONFIG_TEMPLATE).toMatch(new RegExp(`^  ${field}:`, "m"));
});

test("the plan of init is accepted", () => {
  const plan = parsePlan(Bun.YAML.parse(PLAN_TEMPLATE), "plan.yaml", defaults);
  expect(plan.tasks.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
    ["notes", []],
    ["index", ["notes"]],
  ]);
});
