import type { ReplayedSilenceView, ReplayView } from "../../api/contract/watchdog.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { inert } from "./text.ts";
import { minute } from "./words.ts";

/** What would be different, a line each, then the counts. */
export function replayPage(replay: ReplayView, { paint }: Screen): string[] {
  const different = replay.silences.filter(({ differs }) => differs);
  const sentences = different.map(
    (silence) => `  ${silence.falseKill ? paint.red("✗") : "·"} ${inert(sentence(silence, replay.until))}`,
  );
  return [
    paint.bold(heading(replay)),
    ...(sentences.length > 0 ? sentences : ["  nothing would be different"]),
    "",
    paint.dim(countLine("step", "would", "was")),
    ...STEPS.map((step) => countLine(step, String(replay.would[step]), String(replay.done[step]))),
    ...remarks(replay).flatMap((line) => ["", line]),
  ];
}

function heading({ sessionCount, since, until, staleMs, intervalMs, top }: ReplayView): string {
  const changes = [
    staleMs === null ? null : `stale ${formatDuration(staleMs)}`,
    intervalMs === null ? null : `interval ${formatDuration(intervalMs)}`,
    top === null ? null : `top ${top}`,
  ].filter((change) => change !== null);
  const sessions = `${sessionCount} ${sessionCount === 1 ? "session" : "sessions"}`;
  return `${sessions} since ${minute(since, until)}, with ${changes.join(", ") || "thresholds as they were"}`;
}

const STEPS = ["warn", "nudge", "escalate", "terminate"] as const;
type Step = (typeof STEPS)[number];

const countLine = (step: string, would: string, was: string): string =>
  `  ${step.padEnd(11)}${would.padStart(6)}${was.padStart(6)}`;

function remarks({ would, falseKills, missingBelowMs }: ReplayView): string[] {
  const kills = `${falseKills} of ${would.terminate} terminations would have been false kills`;
  const missing = `silences below ${formatDuration(missingBelowMs ?? 0)} are not on record: there may have been more`;
  return [...(would.terminate > 0 ? [kills] : []), ...(missingBelowMs === null ? [] : [missing])];
}

const DONE: Record<Step, string> = {
  warn: "warned about",
  nudge: "nudged",
  escalate: "escalated",
  terminate: "terminated",
};

/** What would have been done about a silence, and what became of it. */
function sentence(silence: ReplayedSilenceView, now: string): string {
  const { session, done } = silence;
  const would = silence.would.findLast(({ held }) => !held);
  const was = done.at(-1);
  const unseen = would?.screenUnseen
    ? "; its screen was not looked at then, so it may have been waiting"
    : "";
  if (would?.step === "terminate") {
    const instead = was?.step === "terminate" ? `, not at ${minute(was.at, now)}` : "";
    return `${session} would have been terminated at ${minute(would.at, now)}${instead} (${fate(silence, now)})${unseen}`;
  }
  if (was && (!would || STEPS.indexOf(would.step) < STEPS.indexOf(was.step)))
    return `${session} would not have been ${DONE[was.step]} at ${minute(was.at, now)}${instead(silence, now)}`;
  if (!would) return `${session}: nothing would have been done`;
  const inFact = was ? `it was only ${DONE[was.step]}` : "nothing was done";
  return `${session} would have been ${DONE[would.step]} at ${minute(would.at, now)} (${inFact})${unseen}`;
}

function fate({ movedAgainAt, ended, falseKill }: ReplayedSilenceView, now: string): string {
  const verdict = falseKill ? ": a false kill" : "";
  if (movedAgainAt !== null) return `it moved again at ${minute(movedAgainAt, now)}${verdict}`;
  if (ended === null) return "it has not moved since";
  if (ended.outcome === "success") return `it succeeded at ${minute(ended.at, now)}${verdict}`;
  return `it ended at ${minute(ended.at, now)}: ${ended.stopCause ?? ended.outcome ?? ended.state}`;
}

/** Why a step that was taken, or recorded, would not have been. */
function instead({ would, done, movedAgainAt, reprievedUntil }: ReplayedSilenceView, now: string): string {
  const facts = [
    done.at(-1)?.acted === false ? "it was only recorded" : null,
    would.some(({ held }) => held) ? "too many fell silent together" : null,
    movedAgainAt === null ? null : `it moved again at ${minute(movedAgainAt, now)}`,
    movedAgainAt === null && reprievedUntil !== null
      ? `it would have had until ${minute(reprievedUntil, now)}`
      : null,
  ].filter((fact) => fact !== null);
  return facts.length === 0 ? "" : ` (${facts.join("; ")})`;
}
