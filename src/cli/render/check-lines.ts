import type { CheckView } from "../../api/contract.ts";
import type { Screen } from "../terminal.ts";
import { columnsOf, inertLines, padTo } from "./text.ts";

const MARKS = { ok: ["✓", "green"], warning: ["!", "yellow"], failed: ["✗", "red"] } as const;

/** A line for each check, with the remedy below those that are not ok. */
export function checkLines(checks: readonly CheckView[], { paint }: Screen): string[] {
  const nameColumns = Math.max(...checks.map(({ name }) => columnsOf(name)));
  return checks.flatMap(({ name, state, message, hint }) => {
    const [mark, color] = MARKS[state];
    const [first = "", ...more] = inertLines(message);
    const indent = " ".repeat(nameColumns + 4);
    return [
      `${paint[color](mark)} ${padTo(name, nameColumns)}  ${first}`,
      ...more.map((line) => indent + line),
      ...(state === "ok" || hint === null ? [] : inertLines(hint).map((line) => indent + paint.dim(line))),
    ];
  });
}
