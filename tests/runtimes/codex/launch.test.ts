import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { codexRuntime } from "../../../src/runtimes/codex/codex.ts";
import { CODEX_EVENTS } from "../../../src/runtimes/codex/hooks.ts";
import type { AgentStart } from "../../../src/runtimes/runtime.ts";
import { testRepository } from "../../support/repository.ts";
import { agentStart, runtimeEntry } from "../agent-start.ts";

const launch = (wanted: Partial<AgentStart> = {}) =>
  codexRuntime("codex", runtimeEntry()).launch(agentStart(wanted));
const settingsOf = (argv: readonly string[]): string[] => argv.filter((_, place) => argv[place - 1] === "-c");

/** All settings together, as Codex parses them. */
const parsed = (argv: readonly string[]): Record<string, unknown> => ({
  ...Bun.TOML.parse(settingsOf(argv).join("\n")),
});

test("hooks, trust and permissions are given for one start", () => {
  const settings = parsed(launch({ permissions: "read" }).argv);
  expect(settings).toMatchObject({
    approval_policy: "never",
    sandbox_mode: "read-only",
    projects: {
      "/project": { trust_level: "trusted" },
      "/project.worktrees/run-001/a task": { trust_level: "trusted" },
    },
    hooks: Object.fromEntries(
      CODEX_EVENTS.map((event) => [event, [{ hooks: [{ type: "command", command: `keep '${event}'` }] }]]),
    ),
  });
});

test("a hook's command arrives as it is, whatever is in it", () => {
  const command = `cat > "$f" \\ 'it''s' \n\t\u007f é`;
  const { hooks } = parsed(launch({ hook: () => command }).argv);
  expect(hooks).toMatchObject({ Stop: [{ hooks: [{ command }] }] });
});

test("nobody is asked where nobody looks", () => {
  const policy = (wanted: Partial<AgentStart>) => parsed(launch(wanted).argv).approval_policy;
  expect(policy({ permissions: "ask" })).toBe("on-request");
  expect(policy({ permissions: "ask", mode: "headless" })).toBe("never");
  expect(policy({ permissions: "full" })).toBe("never");
});

test("a prompt with a `!` or a `/` before it is no command", () => {
  expect(launch({ prompt: "!important" }).argv.at(-1)).toBe("\n!important");
  expect(launch({ prompt: "/etc/hosts" }).argv.at(-1)).toBe("\n/etc/hosts");
  expect(launch({ prompt: "plain" }).argv.at(-1)).toBe("plain");
});

test("a conversation is gone on with, with a screen and without", () => {
  const conversation = { id: "an-id", resume: true };
  expect(launch({ conversation }).argv.join(" ")).toEndWith("resume an-id -- Write the file.");
  expect(launch({ conversation, mode: "headless" }).argv.join(" ")).toEndWith(
    "exec resume an-id -- Write the file.",
  );
});

test("within the sandbox, what a commit writes is writable, found by git where it starts", () => {
  using repository = testRepository();
  const worktree = join(repository.folder, `one's "own"`);
  repository.git("worktree", "add", "-q", "-b", "one", worktree);
  const program = join(repository.folder, "codex");
  writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
  const { argv } = codexRuntime("codex", runtimeEntry({ command: program })).launch(
    agentStart({ permissions: "edit", worktree }),
  );

  const printed = Bun.spawnSync(argv, { cwd: worktree }).stdout.toString().split("\n");
  const { sandbox_workspace_write } = parsed(printed.slice(0, 2));
  const folder = `${repository.path}/.git`;
  expect(sandbox_workspace_write).toEqual({
    writable_roots: [
      join(folder, "worktrees", basename(repository.git("-C", worktree, "rev-parse", "--git-dir"))),
      ...["objects", "refs", "logs"].map((name) => join(folder, name)),
    ],
  });
  expect(printed.slice(2, -1)).toEqual(argv.slice(4).join("\n").split("\n"));
});
