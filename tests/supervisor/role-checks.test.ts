import { expect, test } from "bun:test";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, parseConfig } from "../../src/config.ts";
import { projectPaths } from "../../src/paths.ts";
import { checkRoles } from "../../src/supervisor/role-checks.ts";
import { tempFolder } from "../support/temp.ts";

const check = (root: string, config: Config) =>
  checkRoles({ settings: parseConfig(config, "test"), paths: projectPaths(root, `${root}/.git`) });

test("of roles that are in order nothing is said", async () => {
  using folder = tempFolder();
  expect(await check(folder.path, {})).toEqual([]);
});

test("a text that is not there has failed", async () => {
  using folder = tempFolder();
  expect(await check(folder.path, { roles: { scout: { instructions: "gone.md" } } })).toMatchObject([
    { name: "role scout", state: "failed", message: expect.stringContaining("roles.scout.instructions") },
  ]);
});

test("a sandbox that cannot be made has failed, with the roles that need it and the kernel's words", async () => {
  using folder = tempFolder();
  const config = (path: string): Config => ({
    env: { set: { PATH: path } },
    roles: { builder: { sandbox: "bubblewrap" }, scout: { sandbox: "bubblewrap" } },
  });
  const [absent] = await check(folder.path, config("/nowhere"));
  expect(absent).toMatchObject({ name: "sandbox", state: "failed" });
  expect(absent?.message).toBe("bubblewrap (bwrap) is not installed; needed by the roles scout, builder");
  const bwrap = join(folder.path, "bwrap");
  writeFileSync(bwrap, "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2; exit 1\n");
  chmodSync(bwrap, 0o755);
  const [forbidden] = await check(folder.path, config(folder.path));
  expect(forbidden?.message).toContain("bwrap: No permissions to create new namespace");
  writeFileSync(bwrap, "#!/bin/sh\nexit 0\n");
  expect(await check(folder.path, config(folder.path))).toMatchObject([{ name: "sandbox", state: "ok" }]);
});
