import * as v from "valibot";
import { FilledText, Text } from "../config/fields.ts";
import { ANSWERS } from "../domain/agent/ask.ts";
import type { AnswerWish } from "../domain/agent/question.ts";
import { usageError } from "../errors.ts";

/** A day. */
const MOST_PATIENCE_MS = 24 * 60 * 60_000;
const PATIENCE_MS = 60 * 60_000;

const Awaited = v.picklist(["queued", "typed", "submitted", "seen"]);

export const SendMessage = v.strictObject({
  text: Text,
  submit: v.optional(v.boolean(), true),
  requestId: v.optional(FilledText),
  patienceMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_PATIENCE_MS)),
    PATIENCE_MS,
  ),
  wanted: v.optional(Awaited),
});

export const MessageQuery = v.strictObject({ wanted: v.optional(Awaited), known: v.optional(Text) });
export const MessagesQuery = v.strictObject({ session: v.optional(FilledText) });

export const GiveAnswer = v.strictObject({
  answer: v.optional(v.picklist(ANSWERS)),
  option: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  text: v.optional(Text),
  question: v.optional(v.nullable(FilledText)),
});

/** Throws `usage` unless exactly one way to answer is named. */
export function readWish({
  answer,
  option,
  text,
}: Omit<v.InferOutput<typeof GiveAnswer>, "question">): AnswerWish {
  const wishes: AnswerWish[] = [
    ...(answer === undefined ? [] : [{ kind: "answer" as const, answer }]),
    ...(option === undefined ? [] : [{ kind: "option" as const, number: option }]),
    ...(text === undefined ? [] : [{ kind: "text" as const, text }]),
  ];
  const [wish] = wishes;
  if (wish && wishes.length === 1) return wish;
  throw usageError("answer: name one of answer, option and text", `answers are ${ANSWERS.join(", ")}`);
}
