import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../src/config.ts";
import { findProject } from "../../src/find-project.ts";
import { createRuntimes } from "../../src/runtimes/registry.ts";
import { checkRuntimes, listRuntimeChecks, repairRuntime } from "../../src/supervisor/runtime-checks.ts";
import { testRepository } from "../support/repository.ts";

/** A project whose PATH holds these programs, which only say a version. */
function project(config: object, programs: Record<string, string>) {
  const repository = testRepository();
  const bin = join(repository.folder, "bin");
  mkdirSync(bin);
  for (const [name, version] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho ${version}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: repository.folder };
  const settings = parseConfig({ env: { set: env }, ...config }, "config");
  const world = { settings, paths: findProject(repository.path), runtimes: createRuntimes(settings) };
  return { world, [Symbol.dispose]: () => repository[Symbol.dispose]() };
}

const named = (checks: { name: string }[], name: string) =>
  checks.filter((check) => check.name.startsWith(name));

test("who only runs shell agents is told in one line of the others, and nothing fails", async () => {
  using quiet = project({}, {});
  expect(await listRuntimeChecks(quiet.world)).toEqual([
    {
      name: "other agents",
      state: "ok",
      message: "not in the daemon's PATH, and not configured here: claude, codex, opencode, gemini, pi",
      hint: null,
    },
  ]);
});

test("an installed CLI is looked at; what is wrong with one that is not configured is no failure", async () => {
  using one = project({}, { pi: "0.74.2", gemini: "9.9.9" });
  const checks = await listRuntimeChecks(one.world);
  expect(named(checks, "pi")).toMatchObject([{ state: "ok" }, { name: "pi login", state: "warning" }]);
  expect(named(checks, "gemini")[0]).toMatchObject({ state: "warning" });
  expect(checks.every(({ state }) => state !== "failed")).toBeTrue();
});

test("a configured CLI that is not there fails, with the line that installs it", async () => {
  using one = project({ runtime: "gemini", runtimes: { mine: { command: "no-such-program" } } }, {});
  const checks = await listRuntimeChecks(one.world);
  expect(named(checks, "gemini")).toMatchObject([
    {
      state: "failed",
      message: "gemini is not in the daemon's PATH",
      hint: "npm install -g @google/gemini-cli@0.61.0",
    },
  ]);
  expect(named(checks, "mine")).toMatchObject([{ state: "failed" }]);
});

test("each runtime says whether it is installed, and what was found", async () => {
  using one = project({}, { pi: "0.74.2" });
  const looks = await checkRuntimes(one.world);
  const of = (name: string) => looks.find((look) => look.name === name);
  expect(of("pi")).toMatchObject({ isInstalled: true, isConfigured: false, hasProgram: true });
  expect(of("codex")).toMatchObject({ isInstalled: false, checks: [] });
  expect(of("shell")).toMatchObject({ isConfigured: true, hasProgram: false, tested: null });
});

test("what cannot be repaired is refused", async () => {
  using one = project({}, { pi: "0.74.2" });
  expect(repairRuntime(one.world, "pi login")).rejects.toThrow('there is nothing to repair at "pi login"');
});

test("the trust that Claude Code wants is asked for, and noted once it is said", async () => {
  using one = project({ runtime: "claude" }, { claude: "2.1.329" });
  const { HOME } = one.world.settings.env.set;
  writeFileSync(join(HOME ?? "", ".claude.json"), '{"hasCompletedOnboarding":true,"mine":1}');
  const trust = async () => (await listRuntimeChecks(one.world)).find(({ name }) => name === "claude trust");
  expect((await trust())?.repair).toContain(one.world.paths.root);
  await repairRuntime(one.world, "claude trust");
  expect(await trust()).toMatchObject({ state: "ok" });
  expect(JSON.parse(readFileSync(join(HOME ?? "", ".claude.json"), "utf8"))).toMatchObject({ mine: 1 });
});
