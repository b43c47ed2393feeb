import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RuntimeSettings } from "../../../src/config/runtimes.ts";
import { codexInstallation } from "../../../src/runtimes/codex/installation.ts";
import { tempFolder } from "../../support/temp.ts";
import { runtimeEntry } from "../agent-start.ts";

const OWN_PROVIDER = 'model_provider = "mine"\n[model_providers.mine]\nenv_key = "MINE_KEY"\n';

/** What is told of an installation whose program says that version, with those files in its home. */
async function check({
  version = "0.169.0",
  files = {},
  env = {},
  entry = {},
}: {
  version?: string;
  files?: Record<string, string>;
  env?: Record<string, string>;
  entry?: Partial<RuntimeSettings>;
}) {
  using folder = tempFolder();
  const home = join(folder.path, ".codex");
  mkdirSync(home);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  writeFileSync(join(folder.path, "codex"), `#!/bin/sh\necho "codex-cli ${version}"\n`, { mode: 0o755 });
  const environment = { PATH: `${folder.path}:${process.env.PATH}`, HOME: folder.path, ...env };
  return await codexInstallation("codex", runtimeEntry(entry)).check("/project", environment);
}

const stateOf = async (wanted: Parameters<typeof check>[0]) =>
  (await check(wanted)).map(({ state }) => state);

test("a tried version with a login is well", async () => {
  expect(await stateOf({ files: { "auth.json": "{}" } })).toEqual(["ok", "ok"]);
  expect(await stateOf({ env: { CODEX_API_KEY: "secret" } })).toEqual(["ok", "ok"]);
});

test("another version is said to be untried, and no login to be missing", async () => {
  const [program, login] = await check({ version: "0.170.0" });
  expect(program).toMatchObject({
    state: "warning",
    hint: expect.stringContaining("npm install -g @openai/codex@"),
  });
  expect(login).toMatchObject({ state: "warning", hint: "codex login" });
});

test("a program that is not there, or does not start, fails with the line that helps", async () => {
  expect(await check({ entry: { command: "no-such-codex" } })).toMatchObject([
    { state: "failed", message: "no-such-codex is not in the daemon's PATH" },
  ]);
  expect(await check({ entry: { command: "/bin/false" } })).toMatchObject([{ state: "failed" }]);
});

test("a program is looked for where its agents look for theirs", async () => {
  using folder = tempFolder();
  writeFileSync(join(folder.path, "codex-mine"), '#!/bin/sh\necho "codex-cli 0.169.0"\n', { mode: 0o755 });
  const entry = { command: "codex-mine", env: { PATH: `${folder.path}:${process.env.PATH}` } };
  expect((await check({ entry }))[0]).toMatchObject({ state: "ok" });
});

test("the key of an own provider must be set, and must reach the agents", async () => {
  const files = { "config.toml": OWN_PROVIDER };
  const env = { MINE_KEY: "secret" };
  expect(await check({ files })).toMatchObject([
    {},
    { state: "failed", hint: expect.stringContaining("export MINE_KEY") },
  ]);
  expect(await check({ files, env })).toMatchObject([
    {},
    { state: "failed", hint: expect.stringContaining('pass: ["MINE_KEY"]') },
  ]);
  expect(await stateOf({ files, env, entry: { pass: ["MINE_*"] } })).toEqual(["ok", "ok"]);
  expect(await stateOf({ files, entry: { env: { MINE_KEY: "x" } } })).toEqual(["ok", "ok"]);
});

test("nothing secret is told, also not of a configuration that cannot be read", async () => {
  const told = await check({ files: { "config.toml": "secret = [" }, env: { CODEX_API_KEY: "secret" } });
  expect(told).toMatchObject([{}, { state: "failed" }]);
  expect(JSON.stringify(await check({ env: { CODEX_API_KEY: "secret" } }))).not.toContain('secret"');
});
