import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPlan } from "../../../src/supervisor/schedules/read-plan.ts";
import { tempFolder } from "../../support/temp.ts";

test("a plan is read anew each time, in the folder of the project", async () => {
  using folder = tempFolder();
  const path = join(folder.path, "plan.ts");
  for (const goal of ["one", "two"]) {
    writeFileSync(path, `export default { goal: "${goal} in " + process.cwd() };`);
    expect(await readPlan(path, folder.path)).toEqual({
      plan: { goal: `${goal} in ${folder.path}` },
      source: "plan.ts",
    });
  }
});

test("what is wrong with the file is told as on the command line", async () => {
  using folder = tempFolder();
  await expect(readPlan(join(folder.path, "no.yaml"), folder.path)).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining("there is no file"),
  });
});

test("a plan that ends the program is an error, and ends nothing else", async () => {
  using folder = tempFolder();
  const path = join(folder.path, "plan.ts");
  writeFileSync(path, "console.error('out of luck'); process.exit(3);");
  await expect(readPlan(path, folder.path)).rejects.toMatchObject({
    code: "internal",
    message: expect.stringMatching(/could not be read \(exit 3\): out of luck$/),
  });
});
