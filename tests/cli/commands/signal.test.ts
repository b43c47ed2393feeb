import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readUntil } from "../../../src/cli/commands/signal.ts";
import { errorOf } from "../../support/error-of.ts";
import { testRepository } from "../../support/repository.ts";
import { overstory } from "../support/cli.ts";

const NOW = Date.parse("2026-01-31T12:00:00Z");

test("a limit's end is a duration from now on, or a time", () => {
  expect(readUntil("15m", NOW)).toBe("2026-01-31T12:15:00.000Z");
  expect(readUntil("2026-01-31T14:00+01:00", NOW)).toBe("2026-01-31T13:00:00.000Z");
  for (const text of ["soon", "", "1e400s", `${"9".repeat(30)}d`])
    expect(errorOf(() => readUntil(text, NOW)).code).toBe("usage");
});

test.each([
  [["progress"], "error: which session? this is no agent's environment"],
  [
    ["wait", "permision"],
    'error: overstory signal wait: WHAT must be one of permission, question, approval, auth, paused, not "permision"; did you mean "permission"?',
  ],
  [["tool-start", "tests", "--for", "long"], 'error: --for: "long" is not a duration'],
])("signal %j is refused with exit code 2 and starts nothing", async (argv, message) => {
  using repository = testRepository();
  const { exitCode, stderr } = await overstory(repository.path, "signal", ...argv);
  expect({ exitCode, first: stderr.split("\n")[0] }).toEqual({ exitCode: 2, first: message });
  expect(existsSync(join(repository.path, ".git/overstory"))).toBe(false);
});
