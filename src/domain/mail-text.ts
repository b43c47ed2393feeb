import { oneLine } from "./agent/one-line.ts";
import { stripControls } from "./agent/plain-text.ts";
import type { Mail, MailType } from "./mail.ts";

/** What of a body is put before an agent without being asked for. */
const MOST_SHOWN = 2000;
/** And of several together: those after it are only named. */
const MOST_TOGETHER = 8000;
/** More mails than that wait for the next text. */
export const MOST_MAILS = 20;

/** A mail as its recipient sees it; `from`: who, in words. */
export type Letter = Pick<Mail, "key" | "type" | "subject" | "body"> & { from: string };

/** What an agent is expected to answer. */
const ASKING: readonly MailType[] = ["question", "approval", "escalation"];

/** Whether its text is put before an agent whole. */
export const isShownWhole = ({ body }: Pick<Mail, "body">): boolean => body.length <= MOST_SHOWN;

/**
 * A mail as it is put before an agent. Whatever is in it, no line of its body can be taken for one of overstory's own: each
 * begins with `> `.
 */
export function letterText(letter: Letter): string {
  const { key, type, body, subject } = letter;
  const isWhole = isShownWhole(letter);
  const shown = isWhole ? body : `${body.slice(0, MOST_SHOWN)}…`;
  const lines = shown.trim() === subject ? [] : quote(shown);
  const rest = isWhole ? [] : [`(there is more: overstory mail read ${key})`];
  const answer = ASKING.includes(type) ? [`(answer it: overstory mail reply ${key} "…")`] : [];
  return [headOf(letter), ...lines, ...rest, ...answer].join("\n");
}

/** The same without its body, for one that may have reached it before. */
const shortText = (letter: Letter): string =>
  `${headOf(letter)}\n(to read it: overstory mail read ${letter.key})`;

/**
 * One text for all of these mails.
 *
 * @param isDoubtful it may have reached the agent before, so that only its name is told
 */
export function lettersText(letters: readonly (Letter & { isDoubtful: boolean })[]): string {
  const texts: string[] = [];
  let length = 0;
  for (const letter of letters) {
    const whole = letterText(letter);
    const text = letter.isDoubtful || length + whole.length > MOST_TOGETHER ? shortText(letter) : whole;
    length += text.length;
    texts.push(`[overstory] ${text}`);
  }
  return texts.join("\n\n");
}

/** `mail from SESSION-002 (api): the parser is done (MAIL-004, result)` */
const headOf = ({ from, subject, key, type }: Letter): string =>
  `mail from ${oneLine(stripControls(from), 100)}: ${oneLine(stripControls(subject), 200)} (${key}, ${type})`;

const quote = (text: string): string[] =>
  stripControls(text)
    .trimEnd()
    .split(/[\n\u2028\u2029]/)
    .map((line) => `> ${line}`);
