import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "../support/temp.ts";

const PROGRAM = join(import.meta.dir, "../../src/plan-file/print-plan.ts");

test("its last line is the plan, or what is wrong with it, whatever the plan's own code prints", async () => {
  using folder = tempFolder();
  const path = join(folder.path, "plan.ts");
  const lastLine = async (text: string) => {
    writeFileSync(path, text);
    const child = Bun.spawn([process.execPath, PROGRAM, path], { stdout: "pipe" });
    return JSON.parse((await child.stdout.text()).trimEnd().split("\n").at(-1) ?? "");
  };
  expect(
    await lastLine(
      "process.stdout.write('working'); setInterval(() => {}, 9); export default { tasks: [] };",
    ),
  ).toEqual({ plan: { tasks: [] }, source: "plan.ts" });
  expect(await lastLine("export const tasks = [];")).toMatchObject({
    error: { message: expect.stringContaining("has no default export"), hint: expect.any(String) },
  });
});
