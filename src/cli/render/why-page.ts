import type { WhyView } from "../../api/contract/watchdog.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import type { Palette } from "./palette.ts";
import { inert, wrapWords } from "./text.ts";
import { dateAndTime } from "./words.ts";

/** Where texts begin, past the longest label. */
const TEXT_COLUMN = 14;

/** Why a session is taken for what it is: verdict, rule, each signal, what comes next, and what was concluded before. */
export function whyPage(why: WhyView, { columns, paint }: Screen): string[] {
  const heading = `${paint.bold(why.session)}  ${inert(why.name)}  ${why.state}`;
  const line = (label: string, text: string) => {
    const [first = "", ...more] = wrapWords(inert(text), columns, TEXT_COLUMN);
    return [`  ${paint.dim(label.padEnd(TEXT_COLUMN - 2))}${first}`, ...more];
  };
  return [
    heading,
    ...line("verdict", `${VERDICT_WORDS[why.verdict ?? "none"]}${why.rule ? ` (rule ${why.rule})` : ""}`),
    ...line("because", why.reason),
    ...(why.turn ? line("turn", TURN_WORDS[why.turn]) : []),
    ...why.signals.flatMap(({ signal, movedAgoMs, unknown }) =>
      line(signal, signalWords(movedAgoMs, unknown)),
    ),
    ...why.openTools.flatMap(({ name, openMs, permittedMs }) =>
      line("tool", `${name}, open for ${formatDuration(openMs)} of ${formatDuration(permittedMs)}`),
    ),
    ...(why.screen || why.screenSeenAgoMs !== null ? line("screen", screenWords(why)) : []),
    ...(why.ladder ? line("ladder", ladderWords(why.ladder)) : []),
    ...(why.next ? line("next", nextWords(why.next)) : []),
    ...historyLines(why.history, columns, paint),
  ];
}

/** A silence that is over says no more than the verdict that came with it. */
function historyLines(history: WhyView["history"], columns: number, paint: Palette): string[] {
  const told = history.filter(({ kind }) => kind !== "silence");
  const lines = told.flatMap((entry) => {
    const text = `${dateAndTime(entry.at)}  ${historyWords(entry)}  ${inert(entry.reason)}`;
    return wrapWords(text, columns - 2, 4).map((part) => `  ${part}`);
  });
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

const TURN_WORDS = { working: "in a turn", idle: "over; it waits for its next prompt" } as const;

function screenWords({ screen, screenSeenAgoMs }: WhyView): string {
  const shown = screen === null ? [] : [screen.replace("_", " ")];
  const seen =
    screenSeenAgoMs === null ? [] : [`held against the one of ${formatDuration(screenSeenAgoMs)} ago`];
  return [...shown, ...seen].join(", ");
}

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
