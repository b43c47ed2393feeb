import { expect, test } from "bun:test";
import type { PaneScreen } from "../../../src/domain/pane-screen.ts";
import { readClaudeScreen } from "../../../src/runtimes/claude/screen.ts";
import { recordedScreens } from "../recorded.ts";

const SCREENS = recordedScreens("claude-2.1.329");

function screen(name: string): PaneScreen {
  const found = SCREENS.get(name);
  if (!found) throw new Error(`there is no screen ${name}`);
  return found;
}

/** That screen with each row as the function makes it. */
const changed = (name: string, change: (row: string) => string): PaneScreen => ({
  ...screen(name),
  rows: screen(name).rows.map(change),
});

const mark = (shown: PaneScreen) => readClaudeScreen(shown).mark;

test("a spinner and its clock are no sign of life", () => {
  const later = changed("busy-tool", (row) =>
    row.replace("* Whatchamacalliting… (1s", "✻ Frolicking… (3m 12s"),
  );
  expect(later).not.toEqual(screen("busy-tool"));
  expect(mark(later)).toBe(mark(screen("busy-tool")));
});

test("tokens that arrive are a sign of life, and so is what a tool prints", () => {
  expect(mark(changed("busy-tool", (row) => row.replace("10 tokens", "1.2k tokens")))).not.toBe(
    mark(screen("busy-tool")),
  );
  expect(mark(screen("busy-later"))).not.toBe(mark(screen("busy-tool")));
});

test("trying again and again is no sign of life", () => {
  const later = changed("retry-overloaded", (row) =>
    row.replace(/retrying in .*/, "retrying in 38s · attempt 9/10"),
  );
  expect(later).not.toEqual(screen("retry-overloaded"));
  expect(mark(later)).toBe(mark(screen("retry-overloaded")));
});

test("it works also where the line below its box has no room to say so", () => {
  const cut = changed("busy", (row) => row.replace(" · esc to interrupt", " · 1 shell · /tas…"));
  expect(readClaudeScreen(cut).screen).toBe("busy");
});

test("a list that is all that it has said is no spinner", () => {
  const rows = ["* one thing…", "* and another", "", ...screen("ready").rows.slice(-5)];
  expect(
    readClaudeScreen({ ...screen("ready"), rows: rows.slice(0, 1).concat("", "", "", rows.slice(2)) }).screen,
  ).toBe("ready");
});

test("what a person types, and the line below the box, are no sign of its life", () => {
  const typed = changed("busy", (row) =>
    row.replace(/^❯$/, "❯ a draft").replace("esc to interrupt", "esc to interrupt · 5%"),
  );
  expect(mark(typed)).toBe(mark(screen("busy")));
});

test("a draft of several rows is told whole, one with the cursor at its start is not told", () => {
  const rows = [
    "● Hello",
    "─".repeat(80),
    "❯ first row",
    "  second row",
    "    indented",
    "─".repeat(80),
    "  ? for shortcuts",
  ];
  expect(readClaudeScreen({ rows, isAlternate: false, cursor: { row: 4, column: 12 } }).draft).toBe(
    "first row\nsecond row\n  indented",
  );
  expect(readClaudeScreen({ rows, isAlternate: false, cursor: { row: 2, column: 2 } }).draft).toBeNull();
});

test("a shell command in its input is a draft of another kind", () => {
  const rows = ["─".repeat(80), "! rm -rf x", "─".repeat(80), "  ! for bash mode"];
  expect(readClaudeScreen({ rows, isAlternate: false, cursor: { row: 1, column: 10 } }).draft).toBe(
    "!rm -rf x",
  );
});

test("a menu without numbers is answered from where its mark stands", () => {
  const down = changed("trust", (row) =>
    row.replace("❯ No, exit", "  No, exit").replace("  Yes, I trust", "❯ Yes, I trust"),
  );
  const options = readClaudeScreen(down).dialog?.options ?? [];
  expect(options.map(({ label, means, keys }) => [label, means, ...keys])).toEqual([
    ["No, exit", "deny", "Up", "Enter"],
    ["Yes, I trust this folder", "allow", "Enter"],
  ]);
});

test("another way of working is none of the answers", () => {
  const options = readClaudeScreen(screen("permission-bash-60")).dialog?.options ?? [];
  expect(options.map(({ label, means }) => [label, means])).toEqual([
    ["Yes", "allow"],
    ["Yes, and always allow access to /tmp from this project", "always"],
    ["Yes, and switch to auto mode · auto mode handles these prompts for you", null],
    ["No", "deny"],
  ]);
});

test("what is asked is told without frames and advertising", () => {
  expect(readClaudeScreen(screen("permission-write")).dialog?.text).toBe(
    "Create file\n../../other/a.txt\n1 x\nDo you want to create a.txt?",
  );
  expect(readClaudeScreen(screen("permission-bash-80")).dialog?.text).not.toContain("auto mode");
});

test("a list in an answer is no dialog while its input is there", () => {
  const answer = ["● Choose:", "", "❯ 1. This", "  2. That", "", "Do you want to proceed?", ""];
  const { screen: kind, dialog } = readClaudeScreen({
    ...screen("ready"),
    rows: [...answer, ...screen("ready").rows.slice(-5)],
  });
  expect(kind).toBe("ready");
  expect(dialog).toBeNull();
});

test("what covers its input, and is not known, takes no text", () => {
  const rows = ["  Transcript", "", "  something else", ""];
  expect(readClaudeScreen({ rows, isAlternate: false, cursor: { row: 3, column: 0 } }).screen).toBe(
    "full_screen",
  );
});
