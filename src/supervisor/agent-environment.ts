import { dirname } from "node:path";
import type { Settings } from "../config.ts";
import type { Approval } from "../domain/approval.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Run } from "../domain/run.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import type { ProjectPaths } from "../paths.ts";
import { matchesVariable } from "../runtimes/cli-environment.ts";

/** What any program needs to find its way. Everything else of the daemon's environment is held back, secrets above all. */
const PASSED = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LC_*",
  "TZ",
  "TMPDIR",
  "SSH_AUTH_SOCK",
  "XDG_*",
];

const SH_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** What shells set themselves and do not let anyone set. */
const SH_OWN = new Set(["UID", "EUID", "PPID", "GROUPS", "BASHOPTS", "SHELLOPTS", "BASH_VERSINFO"]);

/** Variables that every process in a worktree gets: those of `inherited` that are allowed, then the configured ones. */
export function baseEnvironment(
  { env }: Pick<Settings, "env">,
  inherited: Record<string, string | undefined>,
  worktree: string,
): Record<string, string> {
  const allowed = [...PASSED, ...env.pass];
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) {
    if (value === undefined || !SH_NAME.test(name) || SH_OWN.has(name)) continue;
    if (allowed.some((pattern) => matchesVariable(pattern, name))) passed[name] = value;
  }
  // A worktree that loses its .git file must not turn git commands on whatever repository lies around it.
  return { ...passed, GIT_CEILING_DIRECTORIES: dirname(worktree), ...env.set };
}

/** What an agent is told of itself beside its session and its task. */
export interface Circumstances {
  run: Run | null;
  /** The session whose work it goes on with. */
  predecessor: Session | null;
  /** What was asked for last in this work. */
  approval: Pick<Approval, "decision" | "note"> | null;
  /** The work was done before and could not be merged. */
  refusal: Refusal | null;
  /** Lets it act as its session. */
  token: string | null;
}

/**
 * Variables that tell an agent who it is. `OVERSTORY_NONCE` proves that a process belongs to the session, and
 * `OVERSTORY_TOKEN` lets a call act as it; `OVERSTORY_TASK` is empty for one without a task; `OVERSTORY_PREDECESSOR` is the session whose work it goes on with, empty at a
 * first attempt. `OVERSTORY_PHASE` is where that work stands, and `OVERSTORY_APPROVAL` how a person answered it:
 * `approved` or `rejected`, with `OVERSTORY_APPROVAL_NOTE`; empty while nothing was answered. When the work was done and could not
 * be merged, `OVERSTORY_CONFLICT_WITH` is the branch that is to be merged into the session's own, and
 * `OVERSTORY_CONFLICT_FILES` what conflicts, a line each; else both are empty.
 */
export function sessionEnvironment(
  paths: ProjectPaths,
  session: Session,
  task: Task | null,
  { run, predecessor, approval, refusal, token }: Circumstances,
): Record<string, string> {
  return {
    OVERSTORY_PROJECT: paths.root,
    OVERSTORY_RUN: run?.key ?? "",
    OVERSTORY_SESSION: session.key,
    OVERSTORY_TASK: task?.key ?? "",
    OVERSTORY_TASK_TITLE: task?.title ?? "",
    OVERSTORY_ATTEMPT: String(session.attempt),
    OVERSTORY_PREDECESSOR: predecessor?.key ?? "",
    OVERSTORY_NONCE: session.nonce,
    OVERSTORY_TOKEN: token ?? "",
    OVERSTORY_PHASE: session.phase,
    OVERSTORY_APPROVAL: approval?.decision ?? "",
    OVERSTORY_APPROVAL_NOTE: approval?.note ?? "",
    OVERSTORY_CONFLICT_WITH: refusal?.target ?? "",
    OVERSTORY_CONFLICT_FILES: refusal?.files.join("\n") ?? "",
  };
}
