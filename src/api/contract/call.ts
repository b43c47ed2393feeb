// The shapes that programs rely on, one noun a file: on the socket and in `--json`. Times are ISO 8601 UTC with milliseconds,
// durations are numbers of milliseconds named `…Ms`. They change only with a major version. An answer to an agent (a call with
// its token, or with AGENT_HEADER) has `instructions` beside its noun.

import type { ErrorCode } from "../../errors.ts";

export interface ErrorBody {
  error: { code: ErrorCode; message: string; hint: string | null };
}

/** Header of every answer: the daemon's instance. */
export const INSTANCE_HEADER = "overstory-instance";

/** Key of the session for which a person calls; a session's own calls are told by their token. */
export const SESSION_HEADER = "overstory-session";

/** `PID:START` of the shell that the call comes from: its current session is meant where no other is named. */
export const TERMINAL_HEADER = "overstory-terminal";

/** "1": the caller is an agent, and wants to be told what to do next. A token says so too. */
export const AGENT_HEADER = "overstory-agent";

/** Of a call without a token: the process that makes it, and what its OVERSTORY_NONCE is. Agents are not the operator. */
export const PROCESS_HEADER = "overstory-process";

export const NONCE_HEADER = "overstory-nonce";

/** In place of a session's key: the caller's own. In place of a task's or a sprint's: the one that this works on. */
export const SELF = "self";

export interface Instructions {
  /** Which template it came from: `task.claimed`. */
  situation: string;
  steps: { text: string; command: string | null }[];
  markdown: string;
  plain: string;
  /** What the session had not heard yet: answers to its approvals, tasks taken from it. */
  notices: string[];
}
