import { expect, test } from "bun:test";
import type { Screen } from "../../src/domain/watchdog/evidence.ts";
import { readShellScreen } from "../../src/runtimes/shell-screen.ts";

/** A screen with the cursor where printing the text would leave it. */
const afterPrinting = (text: string, isAlternate = false): Screen => {
  const lines = text.split("\n");
  const column = Bun.stringWidth(lines.at(-1) ?? "");
  return readShellScreen({
    rows: [...lines.map((line) => line.trimEnd()), "", ""],
    isAlternate,
    cursor: { row: lines.length - 1, column },
  }).screen;
};

test.each([
  "Do you want to continue? [Y/n] ",
  "Proceed ([y]/n)? ",
  "Are you sure you want to continue connecting (yes/no/[fingerprint])? ",
  "Overwrite? (y/N)\n",
  "Press any key to continue . . .\n",
  "Press ENTER to continue",
  "? Pick one: (Use arrow keys)\n",
  "--More--",
  "1) apples\n2) pears\n#? ",
  "[1] apples\n[2] pears\nYour choice: ",
])("a choice is a dialog: %j", (text) => {
  expect(afterPrinting(text)).toBe("dialog");
});

test.each([
  "Password:",
  "[sudo] password for ann: ",
  "What is your name?",
  "名前: ",
  "1) a single step\nName: ",
  ">>> ",
  "user@host:~/src$ ",
  "root@host:/# ",
])("words with the cursor behind them are a prompt: %j", (text) => {
  expect(afterPrinting(text)).toBe("prompt");
});

test.each([
  "",
  "compiling main.c\n",
  "Compiling the following crates:\n",
  "Did it work?\n",
  "Do you want to continue? [Y/n] y\n",
  "45% [=====>    ] eta 3s",
  "[=====>",
  "####",
  "1) build\n2) test\n",
  "building (no/yes-man edition)\n",
])("what a program reports is plain: %j", (text) => {
  expect(afterPrinting(text)).toBe("plain");
});

test("a question with the cursor elsewhere is plain", () => {
  const screen = { rows: ["What now?", "", ""], isAlternate: false };
  expect(readShellScreen({ ...screen, cursor: { row: 0, column: 0 } }).screen).toBe("plain");
  expect(readShellScreen({ ...screen, cursor: { row: 0, column: 15 } }).screen).toBe("plain");
});

test("the second screen of a terminal is full of a program, whatever it shows", () => {
  expect(afterPrinting("Save? [y/N] ", true)).toBe("full_screen");
});
