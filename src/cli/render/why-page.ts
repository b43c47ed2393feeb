import type { WhyView } from "../../api/contract.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import type { Palette } from "./palette.ts";
import { inert } from "./text.ts";
import { dateAndTime } from "./words.ts";

/** Why a session is taken for what it is: verdict, rule, each signal, what comes next, and what was concluded before. */
export function whyPage(why: WhyView, { paint }: Screen): string[] {
  const heading = `${paint.bold(why.session)}  ${inert(why.name)}  ${why.state}`;
  const line = (label: string, text: string) => `  ${paint.dim(label.padEnd(10))}${inert(text)}`;
  return [
    heading,
    line("verdict", `${VERDICT_WORDS[why.verdict ?? "none"]}${why.rule ? ` (rule ${why.rule})` : ""}`),
    line("because", why.reason),
    ...why.signals.map(({ signal, movedAgoMs, unknown }) => line(signal, signalWords(movedAgoMs, unknown))),
    ...why.openTools.map(({ name, openMs, permittedMs }) =>
      line("tool", `${name}, open for ${formatDuration(openMs)} of ${formatDuration(permittedMs)}`),
    ),
    ...(why.screen ? [line("screen", why.screen.replace("_", " "))] : []),
    ...(why.ladder ? [line("ladder", ladderWords(why.ladder))] : []),
    ...(why.next ? [line("next", nextWords(why.next))] : []),
    ...historyLines(why.history, paint),
  ];
}

/** A silence that is over says no more than the verdict that came with it. */
function historyLines(history: WhyView["history"], paint: Palette): string[] {
  const told = history.filter(({ kind }) => kind !== "silence");
  const lines = told.map(
    (entry) => `  ${dateAndTime(entry.at)}  ${historyWords(entry)}  ${inert(entry.reason)}`,
  );
  return lines.length > 0 ? ["", paint.dim("  before"), ...lines] : [];
}

/** `is stalled`, `ended`; a step with the number by which it can be marked: `nudge (step 17, recorded only)`. */
function historyWords({ id, kind, verdict, step, acted, wrong }: WhyView["history"][number]): string {
  if (kind === "ended") return "ended";
  if (step === null) return `is ${verdict}`;
  const marks = [`step ${id}`, ...(acted ? [] : ["recorded only"]), ...(wrong ? ["wrong"] : [])];
  return `${step} (${marks.join(", ")})`;
}

const VERDICT_WORDS = {
  working: "working",
  busy_quiet: "busy, and quiet",
  waiting: "waiting for a person",
  limited: "limited for a time",
  stalled: "stalled",
  gone: "gone",
  unknown: "cannot tell",
  none: "none",
} as const;

function signalWords(movedAgoMs: number | null, unknown: string | null): string {
  const moved = movedAgoMs === null ? "has not moved" : `moved ${formatDuration(movedAgoMs)} ago`;
  return unknown === null ? moved : `${moved}; cannot be seen now: ${unknown}`;
}

function ladderWords({ level, step, mode, staleMs, intervalMs }: NonNullable<WhyView["ladder"]>): string {
  const stands = level === null ? "no step taken" : `level ${level}, ${step}`;
  const rule = `stalled after ${formatDuration(staleMs)}, a step every ${formatDuration(intervalMs)}`;
  return `${stands}; ${rule}${mode === "act" ? "" : ` (mode ${mode})`}`;
}

const nextWords = ({ what, inMs }: NonNullable<WhyView["next"]>): string =>
  inMs === null ? what : `in ${formatDuration(inMs)}: ${what}`;
