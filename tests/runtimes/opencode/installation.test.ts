import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { opencodeInstallation } from "../../../src/runtimes/opencode/installation.ts";
import { tempFolder } from "../../support/temp.ts";
import { runtimeEntry } from "../agent-start.ts";

async function check(login: boolean, env: Record<string, string> = {}, command?: string) {
  using folder = tempFolder();
  const data = join(folder.path, ".local/share/opencode");
  mkdirSync(data, { recursive: true });
  if (login) writeFileSync(join(data, "auth.json"), '{"secret":1}');
  writeFileSync(join(folder.path, "opencode"), "#!/bin/sh\necho 1.18.33\n", { mode: 0o755 });
  const environment = { PATH: `${folder.path}:${process.env.PATH}`, HOME: folder.path, ...env };
  const entry = runtimeEntry(command === undefined ? {} : { command });
  return await opencodeInstallation("opencode", entry).check("/project", environment);
}

test("a tried version with a login, or a key, is well", async () => {
  expect(await check(true)).toMatchObject([{ state: "ok" }, { state: "ok" }]);
  expect(await check(false, { ANTHROPIC_API_KEY: "secret" })).toMatchObject([
    { state: "ok" },
    { state: "ok", message: "by ANTHROPIC_API_KEY" },
  ]);
});

test("no login is a warning, as a provider may need none", async () => {
  expect(await check(false)).toMatchObject([{}, { state: "warning", hint: "opencode auth login" }]);
});

test("a program that is not there fails with the line that installs it", async () => {
  expect(await check(true, {}, "no-such-opencode")).toMatchObject([
    { state: "failed", hint: expect.stringContaining("npm install -g opencode-ai") },
  ]);
});
