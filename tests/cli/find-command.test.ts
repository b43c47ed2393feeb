import { expect, test } from "bun:test";
import { findCommand } from "../../src/cli/find-command.ts";
import { COMMANDS } from "../../src/cli/tree.ts";

const find = (...argv: string[]) => {
  const { path, argv: rest } = findCommand(argv, COMMANDS);
  return { path: path.map(({ name }) => name), rest };
};

test("finds a command and leaves the rest of the line", () => {
  expect(find("logs", "S1", "-f")).toEqual({ path: ["logs"], rest: ["S1", "-f"] });
});

test("finds a command within a group", () => {
  expect(find("daemon", "stop", "--force")).toEqual({ path: ["daemon", "stop"], rest: ["--force"] });
});

test("global options may stand before the command and within its words", () => {
  expect(find("-C", "daemon", "daemon", "--project", "x", "stop")).toEqual({
    path: ["daemon", "stop"],
    rest: ["-C", "daemon", "--project", "x"],
  });
});

test("what follows -- names no command", () => {
  expect(find("--", "status")).toEqual({ path: [], rest: ["--", "status"] });
});

test.each([
  [["statsu"], 'unknown command "statsu"; did you mean "status"?'],
  [["daemon", "strat"], 'unknown command "daemon strat"; did you mean "start"?'],
  [["xyzzy"], 'unknown command "xyzzy"'],
])("refuses %p", (argv, message) => {
  expect(() => find(...argv)).toThrow(expect.objectContaining({ code: "usage", message }));
});
