import { formatDuration } from "../format-duration.ts";
import type { Attention } from "../session.ts";
import { type Evidence, SIGNALS, type Signal } from "./evidence.ts";
import type { WatchPolicy } from "./policy.ts";
import { isLimitOver } from "./take-report.ts";

/**
 * - working: it moves as a person would see it; busy_quiet: silent, but at work
 * - waiting: for a person; limited: for a time
 * - stalled: nothing moves, and nothing explains why; gone: its process has ended
 * - unknown: it cannot be told, which is never taken for stalled or gone
 */
export const VERDICTS = [
  "working",
  "busy_quiet",
  "waiting",
  "limited",
  "stalled",
  "gone",
  "unknown",
] as const;
export type VerdictName = (typeof VERDICTS)[number];

/** The rule that decided, for records and for people. */
export const RULES = [
  "process_gone",
  "process_unseen",
  "declared_limit",
  "declared_wait",
  "turn_over",
  "process_stopped",
  "open_tool",
  "recent_progress",
  "quiet_work",
  "booting",
  "screen_limit",
  "screen_asks",
  "reads_terminal",
  "work_unseen",
  "boot_overdue",
  "no_movement",
] as const;
export type Rule = (typeof RULES)[number];

export interface Verdict {
  verdict: VerdictName;
  rule: Rule;
  /** Sentences for people, the deciding one first. */
  reasons: string[];
  /** What the session waits for; null when it does not wait. */
  attention: Attention | null;
  /** Observed ms of the newest movement. */
  movedAt: number;
  /** Observed ms at which silence alone would change the verdict; null when it would not. */
  expiresAt: number | null;
}

/** What a person would take for work going on. */
const LOUD: readonly Signal[] = ["reports", "output", "files", "transcript"];

/**
 * What the evidence says of a session that is open.
 *
 * @param now the time twice: observed ms, and ms UTC for what is due at a time of day
 */
export function judge(
  evidence: Evidence,
  policy: WatchPolicy,
  now: { observed: number; wall: number },
): Verdict {
  const movedAt = lastMovement(evidence);
  const verdict = (
    name: VerdictName,
    rule: Rule,
    reason: string,
    more: Partial<Pick<Verdict, "attention" | "expiresAt">> = {},
  ): Verdict => ({
    verdict: name,
    rule,
    reasons: [reason, ...describeSignals(evidence, now.observed)],
    attention: null,
    movedAt,
    expiresAt: null,
    ...more,
  });
  const { process, declared, screen } = evidence;
  const silence = formatDuration(now.observed - movedAt);

  if (process === "dead") return verdict("gone", "process_gone", "its process has ended");
  if (typeof process === "object")
    return verdict("unknown", "process_unseen", `its process cannot be seen: ${process.unknown}`);
  if (declared?.attention === "limited" && !isLimitOver(declared, now))
    return verdict("limited", "declared_limit", `it says that it is limited${because(declared.reason)}`, {
      attention: "limited",
    });
  if (declared && declared.attention !== "limited")
    return verdict(
      "waiting",
      "declared_wait",
      `it says that it waits: ${declared.attention}${because(declared.reason)}`,
      {
        attention: declared.attention,
      },
    );
  if (process === "stopped")
    return verdict("waiting", "process_stopped", "its process was stopped (SIGSTOP) and waits for SIGCONT", {
      attention: "paused",
    });
  if (evidence.turn === "idle")
    return verdict("waiting", "turn_over", "its turn is over, and it waits for its next prompt");

  const tool = evidence.openTools.find(({ openedAt, permittedMs }) => now.observed < openedAt + permittedMs);
  if (tool) {
    const open = formatDuration(now.observed - tool.openedAt);
    return verdict(
      "busy_quiet",
      "open_tool",
      `its tool ${tool.name} has run for ${open} of ${formatDuration(tool.permittedMs)}`,
      {
        expiresAt: Math.max(tool.openedAt + tool.permittedMs, movedAt + policy.staleMs),
      },
    );
  }

  if (!evidence.hasBooted) {
    const due = evidence.startedAt + policy.bootMs;
    const booting = formatDuration(now.observed - evidence.startedAt);
    return now.observed < due
      ? verdict("working", "booting", `it has been starting for ${booting}`, { expiresAt: due })
      : verdict("stalled", "boot_overdue", `it has been starting for ${booting} and is not there yet`);
  }

  const loudAt = lastMovement(evidence, LOUD);
  const isSilentSoFar = LOUD.every((signal) => evidence.movements[signal].movedAt === null);
  if (now.observed - loudAt < policy.staleMs)
    return verdict(
      "working",
      "recent_progress",
      `it ${isSilentSoFar ? "started" : "moved"} ${formatDuration(now.observed - loudAt)} ago; ${formatDuration(policy.staleMs)} of silence are allowed`,
      { expiresAt: movedAt + policy.staleMs },
    );
  if (now.observed - movedAt < policy.staleMs)
    return verdict(
      "busy_quiet",
      "quiet_work",
      `silent for ${formatDuration(now.observed - loudAt)}, but its processes are at work`,
      { expiresAt: movedAt + policy.staleMs },
    );

  if (screen === "limit")
    return verdict("limited", "screen_limit", "its screen says that a limit is reached", {
      attention: "limited",
    });
  if (screen === "dialog" || screen === "prompt" || screen === "full_screen")
    return verdict("waiting", "screen_asks", SCREEN_WORDS[screen], { attention: "question" });
  if (evidence.readsTerminal)
    return verdict("waiting", "reads_terminal", "it waits for input from its terminal", {
      attention: "question",
    });
  const unseen = firstUnseen(evidence);
  if (unseen) return verdict("unknown", "work_unseen", `silent for ${silence}, but ${unseen}`);
  return verdict("stalled", "no_movement", `nothing has moved for ${silence}`);
}

const SCREEN_WORDS = {
  dialog: "its screen shows a dialog",
  prompt: "its screen asks something",
  full_screen: "a full-screen program is open and waits for keys",
} as const;

const because = (reason: string | null) => (reason === null ? "" : `: ${reason}`);

/** Observed ms of the newest movement that those signals show. */
export const lastMovement = (
  { movements, startedAt }: Evidence,
  signals: readonly Signal[] = SIGNALS,
): number => Math.max(startedAt, ...signals.map((signal) => movements[signal].movedAt ?? startedAt));

/** What might explain the silence and cannot be looked at: each signal may be the only one that moves. */
function firstUnseen({ movements, screen }: Evidence): string | null {
  const signal = SIGNALS.find((one) => movements[one].unknown !== null);
  if (signal) return `its ${signal} cannot be seen: ${movements[signal].unknown}`;
  const isScreenUnseen = screen !== null && typeof screen === "object";
  return isScreenUnseen ? `its screen cannot be seen: ${screen.unknown}` : null;
}

/** What can move at all of such a session, in the order of trust. */
export const signalsOf = ({ movements, turn }: Evidence): Signal[] =>
  SIGNALS.filter((one) => one !== "transcript" || turn !== "none" || movements.transcript.movedAt !== null);

/** One line a signal. */
function describeSignals(evidence: Evidence, observed: number): string[] {
  const { movements } = evidence;
  return signalsOf(evidence).map((signal) => {
    const { movedAt, unknown } = movements[signal];
    const when = movedAt === null ? "has not moved" : `moved ${formatDuration(observed - movedAt)} ago`;
    return unknown === null ? `${signal} ${when}` : `${signal} ${when}, and is not seen now: ${unknown}`;
  });
}
