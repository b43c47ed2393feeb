import { expect, test } from "bun:test";
import type { TranscriptEntryView } from "../../../src/api/contract/transcript.ts";
import { columnsOf } from "../../../src/cli/render/text.ts";
import { transcriptLines } from "../../../src/cli/render/transcript-lines.ts";
import { plainScreen } from "../support/views.ts";

const at = new Date(2026, 0, 31, 14, 5, 9).toISOString();
const entry = (change: Partial<TranscriptEntryView>): TranscriptEntryView => ({
  at,
  who: "agent",
  text: "Done.",
  ...change,
});

test("an entry says when, who and what, its further lines below the first", () => {
  const text = "I have read the parser.\n\n\tNext: its tests.\n";
  expect(transcriptLines(entry({ text }), plainScreen(80))).toEqual([
    "14:05:09 agent  I have read the parser.",
    "",
    "                  Next: its tests.",
  ]);
  expect(transcriptLines(entry({ at: null, who: "tool", text: "Bash: npm test" }), plainScreen(80))).toEqual([
    "         tool   Bash: npm test",
  ]);
});

test("no line is wider than the screen", () => {
  const text = `${"word ".repeat(60)}\n${"x".repeat(200)}`;
  const lines = transcriptLines(entry({ text }), plainScreen(80));
  expect(lines.length).toBeGreaterThan(6);
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80);
});

test("what an agent says cannot steer the terminal", () => {
  const text = "\u001b[2Jgone\u0007\rover\u001b]0;title\u0007";
  const shown = transcriptLines(entry({ text }), plainScreen(80)).join("\n");
  expect(shown).toContain("gone over");
  expect(shown).not.toMatch(/[^\P{Cc}\n]/u);
});
