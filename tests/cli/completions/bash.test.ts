import { expect, test } from "bun:test";
import { bashScript } from "../../../src/cli/completions/bash.ts";
import { describeTree } from "../../../src/cli/completions/describe-tree.ts";
import { COMMANDS } from "../../../src/cli/tree.ts";

const script = bashScript(await describeTree(COMMANDS));

/** What a real bash offers for the last of the words. */
async function complete(...words: string[]): Promise<string[]> {
  const ask = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _overstory; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const child = Bun.spawn(["bash", "-c", `${script}\n${ask}`, "bash", ...words], { timeout: 10_000 });
  return (await child.stdout.text()).split("\n").filter((line) => line !== "");
}

test.each([
  [["overstory", "sta"], ["status"]],
  [
    ["overstory", "daemon", "st"],
    ["start", "stop", "status"],
  ],
  [["overstory", "-C", "folder", "config", ""], ["check"]],
  [["overstory", "sessions", "--a"], ["--all"]],
  [["overstory", "daemon", "stop", "--f"], ["--force"]],
  [["overstory", "logs", "S"], []],
])("%p is completed to %p", async (words, expected) => {
  expect(await complete(...words)).toEqual(expected);
});
