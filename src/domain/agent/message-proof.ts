import type { Message } from "./message.ts";
import { stripControls } from "./plain-text.ts";

type Sent = Pick<Message, "text">;

/**
 * Which of the messages an agent has taken whole with this prompt. CLIs wrap what was pasted, change its blanks, and may
 * join what was said while they worked: so each message is looked for as a run of whole words in what the others have left,
 * the longest first. Of two that say the same, one prompt proves the older one only.
 *
 * @param sent those that may have been taken, oldest first
 */
export function provenBy<T extends Sent>(sent: readonly T[], prompt: string): T[] {
  const longestFirst = sent
    .map((message) => ({ message, words: squeeze(message.text) }))
    .filter(({ words }) => words !== "")
    .sort((one, other) => other.words.length - one.words.length);
  const proven = new Set<T>();
  let left = ` ${squeeze(prompt)} `;
  for (const { message, words } of longestFirst) {
    const at = findWhole(left, words);
    if (at < 0) continue;
    proven.add(message);
    left = `${left.slice(0, at)} ${TAKEN} ${left.slice(at + words.length)}`;
  }
  return sent.filter((message) => proven.has(message));
}

/** No text holds it: control characters are never typed. */
const TAKEN = "\u0000";

const squeeze = (text: string): string => stripControls(text).replace(/\s+/gu, " ").trim();

/** Where the words stand, not as a part of longer ones; -1 when they do not. */
function findWhole(text: string, words: string): number {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const before = text[at - 1] ?? " ";
    const behind = text[at + words.length] ?? " ";
    if (/[\s>]/.test(before) && /[\s<]/.test(behind)) return at;
  }
  return -1;
}
