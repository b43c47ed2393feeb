import type { ErrorBody } from "../api/contract/call.ts";
import { describeError, type ErrorCode, OverstoryError } from "../errors.ts";
import { printJson } from "./output.ts";
import { inertLines } from "./render/text.ts";

const DEFECT = 70;

/** The one place where a command's failure is shown; answers the exit code. */
export function reportError(error: unknown, asJson: boolean): number {
  if (asJson) printJson({ ...errorBody(error) });
  else for (const line of errorLines(error)) console.error(line);
  return error instanceof OverstoryError ? exitCode(error.code) : DEFECT;
}

export const exitCode = (code: ErrorCode): number => (code === "usage" || code === "not_a_project" ? 2 : 1);

export function errorBody(error: unknown): ErrorBody {
  if (error instanceof OverstoryError)
    return { error: { code: error.code, message: error.message, hint: error.hint ?? null } };
  return { error: { code: "internal", message: describeError(error), hint: null } };
}

/** What a person can act on in two lines; anything else is a defect of ours and comes with its stack. */
export function errorLines(error: unknown): string[] {
  if (!(error instanceof OverstoryError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [`internal error: ${inertLines(stack).join("\n")}`];
  }
  const [first = "", ...more] = inertLines(error.message);
  const hint = error.hint === undefined ? [] : inertLines(`  ${error.hint}`);
  return [`error: ${first}`, ...more.map((line) => `       ${line}`), ...hint];
}
