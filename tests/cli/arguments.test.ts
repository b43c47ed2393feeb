import { expect, test } from "bun:test";
import type { ArgsDef } from "citty";
import { BETWEEN, readArguments } from "../../src/cli/arguments.ts";

const ARGS = {
  session: { type: "positional" },
  text: { type: "positional", required: false },
  plan: { type: "string", alias: "p", valueHint: "FILE" },
  lines: { type: "string", alias: "n" },
  follow: { type: "boolean", alias: "f" },
  raw: { type: "boolean", alias: "r" },
  enter: { type: "boolean", default: true },
  shell: { type: "enum", options: ["bash", "zsh"] },
  meta: { type: "string", valueHint: "K=V..." },
} satisfies ArgsDef;

const read = (...argv: string[]) => readArguments(argv, ARGS, "overstory x");

test("fills defaults and leaves out what is not given", () => {
  expect(read("S1")).toEqual({
    session: "S1",
    text: undefined,
    plan: undefined,
    lines: undefined,
    follow: false,
    raw: false,
    enter: true,
    shell: undefined,
    meta: undefined,
  });
});

test.each<[string[], object]>([
  [["S1", "--plan", "a.yaml"], { plan: "a.yaml" }],
  [["--plan=a=b.yaml", "S1"], { plan: "a=b.yaml" }],
  [["S1", "-p", "-"], { plan: "-" }],
  [["S1", "-n50"], { lines: "50" }],
  [["S1", "-fr"], { follow: true, raw: true }],
  [["S1", "-fn", "5"], { follow: true, lines: "5" }],
  [["S1", "--no-enter"], { enter: false }],
  [["S1", "-"], { text: "-" }],
  [["S1", "--", "--plan"], { text: "--plan" }],
  [["S1", "--shell", "zsh"], { shell: "zsh" }],
  [["S1", "--plan", "a", "--plan", "b"], { plan: "b" }],
  [["S1", "--meta", "a=1", "--meta=b=2"], { meta: `a=1${BETWEEN}b=2` }],
])("reads %p", (argv, expected) => {
  expect(read(...argv)).toMatchObject({ session: "S1", ...expected });
});

test.each<[string[], string]>([
  [["S1", "--folow"], 'overstory x: unknown option "--folow"; did you mean "--follow"?'],
  [["S1", "-x"], 'overstory x: unknown option "-x"'],
  [["S1", "-fx"], 'overstory x: unknown option "-x"'],
  [["S1", "--no-follow"], 'overstory x: unknown option "--no-follow"; did you mean "--follow"?'],
  [["S1", "--no-entre"], 'overstory x: unknown option "--no-entre"; did you mean "--no-enter"?'],
  [["S1", "--session", "x"], 'overstory x: unknown option "--session"'],
  [["S1", "--toString"], 'overstory x: unknown option "--toString"'],
  [["S1", "--follow=yes"], "--follow takes no value"],
  [["S1", "--plan"], "--plan needs a value: --plan FILE"],
  [["S1", "--plan="], "--plan needs a value: --plan FILE"],
  [["S1", "--plan", "--follow"], "--plan needs a value: --plan FILE"],
  [["S1", "two", "three"], 'overstory x: unexpected argument "three"'],
  [[], "overstory x: SESSION is missing"],
  [
    ["S1", "--shell", "bsh"],
    'overstory x: --shell must be one of bash, zsh, not "bsh"; did you mean "bash"?',
  ],
])("refuses %p", (argv, message) => {
  expect(() => read(...argv)).toThrow(expect.objectContaining({ code: "usage", message }));
});

test("an option that is required must be given", () => {
  const definitions = { plan: { type: "string", required: true } } as const;
  expect(() => readArguments([], definitions, "overstory run")).toThrow("overstory run: --plan is missing");
});

test("an argument that takes all that are left is a list, which may be empty", () => {
  const definitions = {
    first: { type: "positional", required: false },
    keys: { type: "positional", required: false, valueHint: "KEY..." },
  } as const;
  const keysOf = (...argv: string[]) => readArguments(argv, definitions, "overstory x").keys;
  expect([keysOf(), keysOf("a"), keysOf("a", "b", "c")]).toEqual([[], [], ["b", "c"]]);
});
