import { expect, test } from "bun:test";
import { describeTree } from "../../../src/cli/completions/describe-tree.ts";
import { fishScript } from "../../../src/cli/completions/fish.ts";
import { COMMANDS } from "../../../src/cli/tree.ts";

const script = fishScript(await describeTree(COMMANDS));

test("every word is offered at its place, with what it means", () => {
  expect(script).toContain(
    "-n 'test (__overstory_place) = \\'/daemon\\'' -f -a 'stop' -d 'Stop the daemon; agents go on'",
  );
  expect(script).toContain(
    "-n 'test (__overstory_place) = \\'/sessions\\'' -l all -d 'Also those that have ended'",
  );
});

test.skipIf(Bun.which("fish") === null)("fish accepts the script", async () => {
  expect(await Bun.spawn(["fish", "--no-execute", "-c", script], { timeout: 10_000 }).exited).toBe(0);
});
