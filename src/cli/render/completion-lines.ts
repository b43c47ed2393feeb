import type { CheckAnswer } from "../../api/contract/check.ts";
import type { Requirement } from "../../domain/completion.ts";
import type { Screen } from "../terminal.ts";
import { columnsOf, inert, padTo, wrap } from "./text.ts";

const MARKS = {
  met: ["✓", "green"],
  missing: ["✗", "red"],
  advised: ["!", "yellow"],
  unknown: ["?", "yellow"],
} as const;

/** A checklist: what was looked at, with the remedy below what is not met. */
export function completionLines(check: CheckAnswer, { paint, columns }: Screen): string[] {
  const width = Math.max(0, ...check.requirements.map(({ type }) => columnsOf(label({ type }))));
  const lines = check.requirements.flatMap(({ type, state, message, how }) => {
    const [mark, color] = MARKS[state];
    const indent = width + 4;
    const [first = "", ...more] = wrap(inert(message), columns, indent);
    const remedy = state === "met" || how === null ? [] : wrap(inert(how), columns, indent);
    return [
      `${paint[color](mark)} ${padTo(label({ type }), width)}  ${first}`,
      ...more,
      ...remedy.map((line, index) => paint.dim(index === 0 ? " ".repeat(indent) + line : line)),
    ];
  });
  const done = check.kind === "session" ? "end well" : "be completed";
  const verdict = check.valid
    ? paint.green(`${check.subject} can ${done}`)
    : paint.red(`${check.subject} cannot ${done} yet`);
  return [...lines, verdict];
}

const label = ({ type }: Pick<Requirement, "type">): string => type.replace("_", " ");
