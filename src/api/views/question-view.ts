import type { Question } from "../../domain/agent/question.ts";
import type { Session } from "../../domain/session.ts";
import type { QuestionView } from "../contract/message.ts";

export const viewQuestion = (
  { key, name, attention, attentionReason }: Session,
  { ask, approval, screen, dialog, id, takesText }: Question,
): QuestionView => ({
  session: key,
  name,
  attention,
  attentionReason,
  ask: ask && { what: ask.what, tool: ask.tool, text: ask.text },
  approval,
  screen,
  dialog: dialog && {
    what: dialog.what,
    text: dialog.text,
    options: dialog.options.map(({ label, means, keys }, index) => ({
      number: index + 1,
      label,
      means,
      known: keys.length > 0,
    })),
  },
  id,
  takesText,
});
