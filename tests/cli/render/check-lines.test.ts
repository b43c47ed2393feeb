import { expect, test } from "bun:test";
import { checkLines } from "../../../src/cli/render/check-lines.ts";
import { plainScreen } from "../support/views.ts";

test("each check has a line, and the remedy where it is not ok", () => {
  expect(
    checkLines(
      [
        { name: "git", state: "ok", message: "version 2.39", hint: "unused" },
        { name: "config", state: "failed", message: "a: is missing\nb: is missing", hint: "mend it" },
      ],
      plainScreen(80),
    ),
  ).toEqual([
    "✓ git     version 2.39",
    "✗ config  a: is missing",
    "          b: is missing",
    "          mend it",
  ]);
});
