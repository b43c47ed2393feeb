import { expect, test } from "bun:test";
import { TerminalText } from "../../../src/cli/logs/terminal-text.ts";

const shown = (...pieces: string[]): string => {
  const text = new TerminalText();
  return Buffer.concat(pieces.map((piece) => text.take(Buffer.from(piece)))).toString();
};

test.each([
  ["colours", "\x1b[1;32mok\x1b[0m\r\n"],
  ["moves of the cursor", "10%\x1b[1A\x1b[2K\x1b[5;1H50%\x1b[J"],
  ["letters of any script", "Grüße 🎉 日本\n"],
])("%s stay", (_, text) => {
  expect(shown(text)).toBe(text);
});

test.each([
  ["the alternate screen", "\x1b[?1049h"],
  ["reports of the mouse and of focus", "\x1b[?1000;1006h\x1b[?1004h"],
  ["bracketed paste", "\x1b[?2004h"],
  ["modes of the keyboard", "\x1b[>5u\x1b[>4;2m\x1b[<u\x1b="],
  ["questions to the terminal", "\x1b[c\x1b[>0q\x1b[6n\x1b[?u\x1b[14t\x1b]11;?\x07\x1bZ"],
  ["titles and the clipboard", "\x1b]0;title\x07\x1b]52;c;aGVsbG8=\x1b\\\x1bP+q544e\x1b\\"],
  ["resets", "\x1bc\x1b[!p\x1b[1;5r"],
])("%s do not reach the terminal", (_, text) => {
  expect(shown(`a${text}b`)).toBe("ab");
});

test("a sequence that is spread over pieces is told as one", () => {
  for (const text of ["\x1b[?1049h", "\x1b]0;title\x1b\\", "\x1b[32m"])
    for (let place = 1; place < text.length; place++)
      expect(shown(`a${text.slice(0, place)}`, `${text.slice(place)}b`)).toBe(shown(`a${text}b`));
});

test("what never ends is not kept back for ever", () => {
  expect(shown(`\x1b]${"x".repeat(70_000)}`, "after")).toBe("after");
});
