import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { processesNaming } from "../../support/processes.ts";
import { tempFolder } from "../../support/temp.ts";
import { until } from "../../support/wait.ts";

const MAIN = join(import.meta.dir, "../../../src/main.ts");

test("the demo goes as scripted in a folder of its own and leaves nothing running", async () => {
  using home = tempFolder();
  using temp = tempFolder();
  const demo = Bun.spawn([process.execPath, MAIN, "demo"], {
    cwd: home.path,
    // Bun itself would keep what it transpiled below HOME.
    env: { ...process.env, HOME: home.path, TMPDIR: temp.path, BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0" },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, errors, code] = await Promise.all([demo.stdout.text(), demo.stderr.text(), demo.exited]);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(output).toMatch(/letters +SESSION-\d+ started, attempt 2/);
  expect(output).toMatch(/reading-time +gate failed/);
  expect(output).toContain("conflict in src/format.js");
  expect(output).toMatch(/RUN-001 failed after \d+s: 6 of 9 complete, 3 stopped/);
  expect(readdirSync(home.path)).toEqual([]);
  expect(readdirSync(temp.path)).toHaveLength(1);
  // tmux answers that it ends, and then ends.
  await until("nothing runs any more", async () => (await processesNaming(temp.path)).length === 0);
}, 90_000);
