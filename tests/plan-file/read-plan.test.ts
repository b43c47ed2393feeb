import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPlanFile } from "../../src/plan-file/read-plan.ts";
import { tempFolder } from "../support/temp.ts";

const PLAN = { goal: "g", tasks: [{ id: "a", command: "true" }] };

test.each([
  ["plan.yaml", "goal: g\ntasks:\n  - id: a\n    command: 'true'\n"],
  ["plan.YML", "goal: g\ntasks: [{id: a, command: 'true'}]\n"],
  ["plan.json", JSON.stringify(PLAN)],
  ["plan.ts", "const goal: string = 'g';\nexport default { goal, tasks: [{ id: 'a', command: 'true' }] };\n"],
  ["plan.mjs", `export default ${JSON.stringify(PLAN)};\n`],
  ["plan.md", "# g\n- [ ] `a`\n  command: 'true'\n"],
])("%s is read as plain data", async (name, text) => {
  using folder = tempFolder();
  const path = join(folder.path, name);
  writeFileSync(path, text);
  expect(await readPlanFile(path)).toEqual({ plan: PLAN, source: name });
});

test.each([
  ["plan.yaml", "goal: g\ntasks: [1\nmore: x\n", /^plan\.yaml:3: YAML Parse error/],
  ["plan.json", '{"goal": "g",\n"tasks": }\n', /^plan\.json:2: JSON Parse error/],
  ["plan.ts", "export const tasks = [];\n", /plan\.ts: has no default export$/],
  ["plan.ts", "throw new Error('no luck');\n", /plan\.ts: cannot be loaded: no luck$/],
  ["plan.yam", "tasks: []\n", /plan\.yam is of no known kind \(did you mean \.yaml\?\)$/],
  ["plan", "tasks: []\n", /plan is of no known kind$/],
])("a faulty %s is refused by file and line: %p", async (name, text, message) => {
  using folder = tempFolder();
  const path = join(folder.path, name);
  writeFileSync(path, text);
  expect(readPlanFile(path)).rejects.toMatchObject({
    code: "usage",
    message: expect.stringMatching(message),
  });
});

test("a file that is not there, or is none, is told by name", async () => {
  using folder = tempFolder();
  mkdirSync(join(folder.path, "folder.yaml"));
  expect(readPlanFile(join(folder.path, "no.yaml"))).rejects.toThrow(/there is no file .*no\.yaml/);
  expect(readPlanFile(join(folder.path, "folder.yaml"))).rejects.toThrow(
    /folder\.yaml cannot be read \(EISDIR\)/,
  );
});
