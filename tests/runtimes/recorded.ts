import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PaneScreen } from "../../src/domain/pane-screen.ts";

/** What was recorded of a real CLI: `tests/runtimes/fixtures/<cli>-<version>`. */
const FIXTURES = join(import.meta.dir, "fixtures");

export interface RecordedHook {
  event: string;
  payload: unknown;
}

/** `hooks.jsonl`: one `{"event": …, "payload": …}` a line, in the order in which they came; none when there is no such file. */
export function recordedHooks(name: string, file = "hooks.jsonl"): RecordedHook[] {
  const path = join(FIXTURES, name, file);
  if (!existsSync(path)) return [];
  return recordedLines(name, file).map((line) => JSON.parse(line));
}

/** Lines of any recorded file, without empty ones. */
export const recordedLines = (name: string, file: string): string[] =>
  readFileSync(join(FIXTURES, name, file), "utf8")
    .split("\n")
    .filter(Boolean);

/** `screens/NAME.txt`: a first line `ALTERNATE ROW COLUMN` (0 or 1, then the cursor from 0), and below it the screen. */
export function recordedScreens(name: string): Map<string, PaneScreen> {
  const folder = join(FIXTURES, name, "screens");
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder).filter((file) => file.endsWith(".txt"));
  return new Map(files.sort().map((file) => [file.replace(/\.txt$/, ""), recordedScreen(name, file)]));
}

function recordedScreen(name: string, file: string): PaneScreen {
  const text = readFileSync(join(FIXTURES, name, "screens", file), "utf8");
  const [head = "", ...rows] = text.replace(/\n$/, "").split("\n");
  const [alternate, row, column] = head.split(" ").map(Number);
  return {
    rows: rows.map((one) => one.trimEnd()),
    isAlternate: alternate === 1,
    cursor: { row: row ?? 0, column: column ?? 0 },
  };
}
