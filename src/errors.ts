/**
 * Every failure a person or a program can act on.
 *
 * `code` is stable and documented, `message` names the field, the rule and the value, `hint` is the next step.
 * What is not an OverstoryError is a defect of ours and is shown with its stack.
 */
export type ErrorCode =
  | "usage" // bad flags, arguments, plan or config: nothing was changed, exit code 2
  | "not_a_project" // no usable git repository here
  | "not_found"
  | "forbidden" // a session may act as itself only
  | "conflict" // the state of things forbids it; the message names what stands in the way
  | "daemon_unavailable" // no daemon answers and none could be started
  | "database" // the database cannot be used as it is
  | "tmux"
  | "git"
  | "timeout"
  | "internal";

export class OverstoryError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "OverstoryError";
    this.code = code;
    this.hint = options.hint;
  }
}

export const usageError = (message: string, hint?: string): OverstoryError =>
  new OverstoryError("usage", message, hint === undefined ? {} : { hint });

/** What was thrown, as one line for a log, a reason or an event. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's error code (`ENOENT`, `SQLITE_BUSY`), if what was thrown carries one. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
