import type { Message } from "./message.ts";

/**
 * Which of a session's messages is carried on now: what was begun is brought to its end before anything else is typed, an
 * answer goes before what waits, and the rest goes in its order.
 *
 * @param underway oldest first, without those whose proof is all that is waited for
 */
export const nextInLine = <T extends Pick<Message, "id" | "typedAt">>(
  underway: readonly T[],
  answers: ReadonlySet<string>,
): T | undefined =>
  underway.find(({ typedAt }) => typedAt !== null) ??
  underway.find(({ id }) => answers.has(id)) ??
  underway[0];
