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

test("what is longer than the screen goes on below, with a path whole", () => {
  const path = `/home/me/${"long/".repeat(12)}auth.json`;
  const message = `there is no login in ${path}, and no key is set`;
  expect(
    checkLines([{ name: "pi login", state: "warning", message, hint: "start pi" }], plainScreen(60)),
  ).toEqual([
    "! pi login  there is no login in",
    `            ${path},`,
    "            and no key is set",
    "            start pi",
  ]);
});
