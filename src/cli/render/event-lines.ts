import type { EventView } from "../../api/contract/event.ts";
import type { Screen } from "../terminal.ts";
import type { EventWords } from "./event-text.ts";
import { describeAnyEvent } from "./event-words.ts";
import { cut, fit, inert } from "./text.ts";
import { dateAndTime } from "./words.ts";

const KIND_COLUMNS = 22;

/** One event of the journal, with its kind and all it is about. */
export function journalLine(event: EventView, screen: Screen): string {
  const subject = [event.run, event.task, event.session].filter((key) => key !== null).join(" ");
  const before = [dateAndTime(event.at), fit(event.kind, KIND_COLUMNS)];
  return eventLine(
    before,
    inert(subject),
    Math.min(32, Math.floor(screen.columns / 4)),
    describeAnyEvent(event),
    screen,
  );
}

/** A line of when, about what, and what happened; no wider than the screen. */
export function eventLine(
  before: readonly string[],
  subject: string,
  subjectColumns: number,
  { text, tone }: EventWords,
  { columns, paint }: Screen,
): string {
  const words = tone === "plain" ? inert(text) : paint[tone](inert(text));
  return cut(`${paint.dim(before.join("  "))}  ${fit(subject, subjectColumns)}  ${words}`, columns).trimEnd();
}
