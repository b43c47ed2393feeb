import type { ArgsDef } from "citty";
import type { MailRequest, MailView } from "../../../api/contract/mail.ts";
import { MAIL_PRIORITIES, MAIL_TYPES } from "../../../api/contract/mail.ts";
import type { MailType } from "../../../domain/mail.ts";
import { usageError } from "../../../errors.ts";
import { didYouMean } from "../../../suggest.ts";
import { acrossDaemons } from "../../across-daemons.ts";
import { isTerminal } from "../../terminal.ts";
import type { workplace } from "../../work.ts";

// What the commands about mail have in common.

/** What a mail may say of itself beside its text. */
export const WRITING_ARGS = {
  type: {
    type: "string",
    valueHint: "TYPE",
    description: "What it is about: status (when left out), question, result, error, dispatch, …",
  },
  priority: {
    type: "enum",
    options: [...MAIL_PRIORITIES],
    valueHint: "PRIORITY",
    description: "low wakes nobody, urgent goes at once; normal when left out",
  },
  subject: {
    type: "string",
    valueHint: "TEXT",
    description: "One line; the first of the text when left out",
  },
  key: { type: "string", valueHint: "KEY", description: "The same key again is the same mail" },
} as const satisfies ArgsDef;

/** Throws `usage` with the types that there are. */
export function readType(given: string | undefined): MailType | undefined {
  const type = MAIL_TYPES.find((one) => one === given);
  if (type !== undefined || given === undefined) return type;
  throw usageError(
    `--type: ${JSON.stringify(given)} is no type of mail${didYouMean(given, MAIL_TYPES)}`,
    `there are: ${MAIL_TYPES.join(", ")}`,
  );
}

/** Sends it once, also when a daemon is stopped or killed meanwhile. */
export function sendOnce(
  place: Awaited<ReturnType<typeof workplace>>,
  request: MailRequest,
): Promise<MailView> {
  const dedupeKey = request.dedupeKey ?? crypto.randomUUID();
  return acrossDaemons(place, () => place.client.team.sendMail({ ...request, dedupeKey }));
}

/** The text that was given, or what comes from standard input for `-` or nothing. */
export async function readText(given: string | undefined, command: string): Promise<string> {
  if (given === undefined && (await isTerminal(0)))
    throw usageError(`${command}: TEXT is missing`, `or let it read: git diff | ${command} … -`);
  const isGiven = given !== undefined && given !== "-";
  const text = isGiven ? given : (await Bun.stdin.text()).replace(/\r?\n$/, "");
  if (text.trim() === "") throw usageError(`${command}: TEXT is empty`, "say in it what it is about");
  return text;
}
