import { expect, test } from "bun:test";
import { describeTree } from "../../../src/cli/completions/describe-tree.ts";
import { zshScript } from "../../../src/cli/completions/zsh.ts";
import { COMMANDS } from "../../../src/cli/tree.ts";

const script = zshScript(await describeTree(COMMANDS));

test("every word is offered at its place, with what it means", () => {
  expect(script).toContain(
    "'/daemon/stop') commands=() options=('--force:Kill one that runs but does not answer'",
  );
  expect(script).toContain("'sessions:List sessions'");
});

test("quotes and colons of a summary do not end the word", () => {
  const summary = "it's: x";
  const text = zshScript([{ path: [], commands: [{ word: "a", summary }], options: [] }]);
  expect(text).toContain("commands=('a:it'\\''s\\: x')");
});

test.skipIf(Bun.which("zsh") === null)("zsh accepts the script", async () => {
  expect(await Bun.spawn(["zsh", "-n", "-c", script], { timeout: 10_000 }).exited).toBe(0);
});
