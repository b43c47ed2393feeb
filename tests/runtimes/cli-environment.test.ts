import { expect, test } from "bun:test";
import { cliEnvironment } from "../../src/runtimes/cli-environment.ts";

test("what is named or passed on goes through, and what is set comes last", () => {
  const inherited = { A_KEY: "a", B_ONE: "1", B_TWO: "2", OTHER: "no", GONE: undefined };
  const settings = { pass: ["B_*", "GONE"], env: { B_TWO: "set", NEW: "n" } };
  expect(cliEnvironment(settings, inherited, ["A_KEY"])).toEqual({
    A_KEY: "a",
    B_ONE: "1",
    B_TWO: "set",
    NEW: "n",
  });
});
