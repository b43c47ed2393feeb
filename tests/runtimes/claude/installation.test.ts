import { expect, test } from "bun:test";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { claudeInstallation } from "../../../src/runtimes/claude/installation.ts";
import { type TempFolder, tempFolder } from "../../support/temp.ts";
import { runtimeEntry } from "../agent-start.ts";

/** A person's HOME with a program `claude` of that version, and a repository. */
function person(state: object | null, version = "2.1.329") {
  const temp: TempFolder = tempFolder();
  const [home, root, bin] = ["home", "repo", "bin"].map((name) => join(temp.path, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [home, root, bin]) mkdirSync(folder);
  writeFileSync(join(bin, "claude"), `#!/bin/sh\necho "${version} (Claude Code)"\n`, { mode: 0o755 });
  const file = join(home, ".claude.json");
  if (state) writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
  const check = async (more: Record<string, string> = {}) =>
    claudeInstallation("claude", runtimeEntry()).check(root, {
      HOME: home,
      PATH: `${bin}:/usr/bin:/bin`,
      ...more,
    });
  return { home, root, bin, file, check, [Symbol.dispose]: () => temp[Symbol.dispose]() };
}

const SETTLED = { hasCompletedOnboarding: true, oauthAccount: { emailAddress: "a@example.invalid" } };

const brief = (checks: { name: string; state: string }[]) =>
  checks.map(({ name, state }) => `${name} ${state}`);

test("one that is ready to work has nothing to mend", async () => {
  using one = person(null);
  const state = { ...SETTLED, projects: { [one.root]: { hasTrustDialogAccepted: true } } };
  writeFileSync(one.file, JSON.stringify(state));
  const checks = await one.check();
  expect(brief(checks)).toEqual(["claude ok", "claude login ok", "claude trust ok"]);
  expect(checks[0]?.message).toContain("2.1.329");
});

test("one that is not installed is told in one line", async () => {
  using one = person(SETTLED);
  const checks = await one.check({ PATH: "/nowhere" });
  expect(brief(checks)).toEqual(["claude failed"]);
  expect(checks[0]?.hint).toContain("npm install");
});

test("a version that was never tried is a warning", async () => {
  using one = person(SETTLED, "1.0.3");
  expect(brief(await one.check())[0]).toBe("claude warning");
});

test("one that was never started by a person would begin with its first questions", async () => {
  using one = person(null);
  expect(brief(await one.check())).toContain("claude setup failed");
  writeFileSync(one.file, "{");
  expect(brief(await one.check())).toContain("claude setup failed");
});

test("a login is found by its kind, and nothing of it is told", async () => {
  using one = person({ hasCompletedOnboarding: true });
  expect(brief(await one.check())).toContain("claude login failed");
  const checks = await one.check({ ANTHROPIC_AUTH_TOKEN: "secret-1234" });
  expect(brief(checks)).toContain("claude login ok");
  mkdirSync(join(one.home, ".claude"));
  writeFileSync(
    join(one.home, ".claude/.credentials.json"),
    '{"claudeAiOauth":{"accessToken":"secret-1234"}}',
  );
  const stored = await one.check();
  expect(brief(stored)).toContain("claude login ok");
  expect(JSON.stringify([checks, stored])).not.toContain("secret-1234");
});

test("a key to which the person has not said yes would stop every session", async () => {
  const key = "sk-ant-0123456789-0123456789-abc";
  using one = person(SETTLED);
  const [, login] = await one.check({ ANTHROPIC_API_KEY: key });
  expect(login?.state).toBe("failed");
  expect(JSON.stringify(login)).not.toContain(key);
  writeFileSync(
    one.file,
    JSON.stringify({ ...SETTLED, customApiKeyResponses: { approved: [key.slice(-20)] } }),
  );
  expect(brief(await one.check({ ANTHROPIC_API_KEY: key }))).toContain("claude login ok");
});

test("settings that turn hooks off, or forbid to work unasked, are named", async () => {
  using one = person(SETTLED);
  mkdirSync(join(one.root, ".claude"));
  writeFileSync(join(one.root, ".claude/settings.json"), '{"disableAllHooks":true}');
  mkdirSync(join(one.home, ".claude"));
  writeFileSync(
    join(one.home, ".claude/settings.json"),
    '{"permissions":{"disableBypassPermissionsMode":"disable"}}',
  );
  const checks = (await one.check()).filter(({ name }) => name === "claude settings");
  expect(checks.map(({ state }) => state)).toEqual(["warning", "failed"]);
  expect(checks[1]?.message).toContain(join(one.root, ".claude/settings.json"));
});

test("a repository that is not trusted can be, by one key, with a copy of what was there", async () => {
  using one = person(null);
  const state = {
    ...SETTLED,
    projects: { "/other": { hasTrustDialogAccepted: true, lastCost: 2 } },
    numStartups: 3,
  };
  const before = JSON.stringify(state);
  writeFileSync(one.file, before, { mode: 0o600 });
  const trust = (await one.check()).find(({ name }) => name === "claude trust");
  expect(trust?.state).toBe("failed");
  expect(trust?.repair?.question).toContain(one.root);
  expect(readFileSync(one.file, "utf8")).toBe(before);

  await trust?.repair?.run();

  expect(JSON.parse(readFileSync(one.file, "utf8"))).toEqual({
    ...state,
    projects: { ...state.projects, [one.root]: { hasTrustDialogAccepted: true } },
  });
  expect(statSync(one.file).mode & 0o777).toBe(0o600);
  const [backup, ...others] = readdirSync(one.home).filter((name) => name.startsWith(".claude.json."));
  expect(others).toEqual([]);
  expect(readFileSync(join(one.home, backup ?? ""), "utf8")).toBe(before);
  expect(statSync(join(one.home, backup ?? "")).mode & 0o777).toBe(0o600);
  expect(brief(await one.check())).toContain("claude trust ok");
});

test("a file that lies somewhere else is changed there", async () => {
  using one = person(null);
  const real = join(one.home, "dotfiles.json");
  writeFileSync(real, JSON.stringify(SETTLED));
  symlinkSync(real, one.file);
  const trust = (await one.check()).find(({ name }) => name === "claude trust");
  await trust?.repair?.run();
  expect(JSON.parse(readFileSync(real, "utf8")).projects[one.root]).toEqual({ hasTrustDialogAccepted: true });
  expect(brief(await one.check())).toContain("claude trust ok");
});

test("a file that broke meanwhile is left as it is", async () => {
  using one = person(SETTLED);
  const trust = (await one.check()).find(({ name }) => name === "claude trust");
  writeFileSync(one.file, "{ half");
  expect(trust?.repair?.run()).rejects.toThrow("is not what Claude Code writes");
  expect(readFileSync(one.file, "utf8")).toBe("{ half");
});

test("a program that does not start is told with its own words", async () => {
  using one = person(SETTLED);
  writeFileSync(join(one.bin, "claude"), "#!/bin/sh\necho broken >&2\nexit 3\n");
  chmodSync(join(one.bin, "claude"), 0o755);
  const [program] = await one.check();
  expect(program?.state).toBe("failed");
  expect(program?.message).toContain("broken");
});
