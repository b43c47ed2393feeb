import * as v from "valibot";
import { FilledText, Text } from "../config/fields.ts";
import { MAIL_PRIORITIES, MAIL_TYPES } from "../domain/mail.ts";

const MAX_NAME = 200;

const Short = v.pipe(
  FilledText,
  v.check((text) => text.length <= MAX_NAME, `must have at most ${MAX_NAME} characters`),
);
const Type = v.picklist(MAIL_TYPES);
/** A query parameter that says yes or no. */
const Flag = v.pipe(
  v.picklist(["true", "false"]),
  v.transform((text) => text === "true"),
);

export const SendMail = v.strictObject({
  to: v.optional(Short),
  type: v.optional(Type),
  priority: v.optional(v.picklist(MAIL_PRIORITIES)),
  subject: v.optional(Short),
  body: Text,
  replyTo: v.optional(Short),
  dedupeKey: v.optional(Short),
});

export const ListMail = v.strictObject({
  of: v.optional(Short),
  box: v.optional(v.picklist(["in", "out", "all"])),
  unread: v.optional(Flag),
  thread: v.optional(Short),
  type: v.optional(Type),
  run: v.optional(Short),
});

export const AwaitMail = v.strictObject({
  type: v.optional(Type),
  thread: v.optional(Short),
  forMs: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/, "must be a whole number"), v.transform(Number))),
});
