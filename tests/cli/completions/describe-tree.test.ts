import { expect, test } from "bun:test";
import { describeTree } from "../../../src/cli/completions/describe-tree.ts";
import { COMMANDS } from "../../../src/cli/tree.ts";

const places = await describeTree(COMMANDS);
const at = (...path: string[]) => {
  const place = places.find((one) => one.path.join(" ") === path.join(" "));
  return {
    commands: place?.commands.map(({ word }) => word),
    options: place?.options.map(({ word }) => word),
  };
};

test("the outermost place offers every command", () => {
  expect(at().commands).toEqual(COMMANDS.map(({ name }) => name));
});

test("a group offers its commands, a command its options and those of all", () => {
  expect(at("daemon").commands).toEqual(["start", "stop", "restart", "status", "run"]);
  expect(at("daemon", "stop")).toEqual({
    commands: [],
    options: ["--force", "--json", "--project", "-C", "--help", "-h"],
  });
});

test("an option that is on already is offered as its opposite", () => {
  expect(at("send").options).toContain("--no-enter");
});
