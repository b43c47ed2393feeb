import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { projectPaths } from "../../src/paths.ts";
import { ensureAgentProgram } from "../../src/supervisor/agent-program.ts";
import { tempFolder } from "../support/temp.ts";

test("agents find the overstory of their daemon in the folder, whatever is installed besides", () => {
  using folder = tempFolder();
  const paths = projectPaths(join(folder.path, "it's here"), join(folder.path, "it's here/.git"));
  const bin = ensureAgentProgram(paths);
  const PATH = `${bin}:${process.env.PATH}`;
  const { stdout, success } = Bun.spawnSync(["sh", "-c", "overstory --version"], {
    env: { ...process.env, PATH },
  });
  expect(success).toBe(true);
  expect(stdout.toString()).toMatch(/^\d+\.\d+\.\d+/);
  const made = statSync(join(bin, "overstory")).mtimeMs;
  ensureAgentProgram(paths);
  expect(statSync(join(bin, "overstory")).mtimeMs).toBe(made);
});
