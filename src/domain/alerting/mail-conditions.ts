import { oneLine } from "../agent/one-line.ts";
import { stripControls } from "../agent/plain-text.ts";
import type { Condition } from "../alert.ts";
import type { Mail } from "../mail.ts";

const ASKS: Partial<Record<Mail["type"], string>> = {
  approval: "asks for an approval",
  escalation: "needs you",
};
const SHOWN = 300;

/** A mail to the operator that has no answer; `sender` and `name`: key and name of the session that waits for one. */
export const mailQuestionCondition = ({
  key,
  sender,
  name,
  type,
  subject,
}: Pick<Mail, "key" | "sender" | "type" | "subject"> & { name: string }): Condition => ({
  cause: `mail_question:${key}`,
  kind: "mail_question",
  severity: "warning",
  subject: sender,
  message: `${name} ${ASKS[type] ?? "asks"}: ${oneLine(stripControls(subject), SHOWN)}`,
  hint: `overstory mail read ${key}, then: overstory mail reply ${key} "…"`,
});
