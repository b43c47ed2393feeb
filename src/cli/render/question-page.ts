import type { QuestionView } from "../../api/contract/message.ts";
import type { Screen } from "../terminal.ts";
import { factLines } from "./facts.ts";
import { inert } from "./text.ts";

/** What a session asks, and the commands that answer it. */
export function questionPage(question: QuestionView, screen: Screen): string[] {
  const { session, name, attention, attentionReason, ask, approval, dialog } = question;
  const asks = asksAnything(question);
  const head = `${screen.paint.bold(session)}  ${inert(name)}  ${asks ? `waits for ${waitsFor(question)}` : "asks nothing"}`;
  const told =
    ask && (ask.tool === null || ask.text.startsWith(ask.tool) ? ask.text : `${ask.tool}: ${ask.text}`);
  const facts = factLines(
    [
      ["asks", told ?? (attention === null ? null : attentionReason)],
      ["at the gate", approval],
      ["on screen", dialog?.text],
      ["answers", answersOf(question).join("\n")],
    ],
    screen,
  );
  return asks ? [head, ...facts] : [head];
}

/** Whether there is something that a person can answer. */
const asksAnything = ({ attention, ask, approval, dialog, screen }: QuestionView): boolean =>
  dialog !== null ||
  ask !== null ||
  approval !== null ||
  screen === "prompt" ||
  WAITS.some((one) => one === attention);

const WAITS = ["permission", "question", "approval"];

function waitsFor({ attention, ask, approval, dialog }: QuestionView): string {
  if (approval !== null) return "an approval";
  const what = dialog?.what ?? ask?.what ?? attention;
  return what === "permission" ? "a permission" : what === "login" ? "a login" : "an answer";
}

function answersOf({ session, approval, dialog, id, takesText }: QuestionView): string[] {
  const named = id === null ? "" : ` --question ${id}`;
  const chosen = (dialog?.options ?? []).map(({ number, label, means, known }) =>
    known
      ? `${label}: overstory answer ${session} ${means ?? `--option ${number}`}${named}`
      : `${label}: overstory attach ${session}`,
  );
  if (chosen.length > 0) return chosen;
  if (approval !== null) return [`overstory approve ${session}`, `overstory reject ${session}`];
  return [takesText ? `overstory answer ${session} TEXT${named}` : `overstory attach ${session}`];
}
