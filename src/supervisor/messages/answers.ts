import type { Message } from "../../domain/agent/message.ts";
import { oneLine } from "../../domain/agent/one-line.ts";
import {
  type AnswerWish,
  chooseOption,
  describeChoices,
  type Question,
  type SeenQuestion,
} from "../../domain/agent/question.ts";
import type { Dialog, DialogOption, ScreenReading } from "../../domain/agent/screen-reading.ts";
import type { Session } from "../../domain/session.ts";
import { OverstoryError } from "../../errors.ts";
import { findOpenApproval } from "../../store/approvals.ts";
import { getTurn, saveTurn } from "../../store/turns.ts";
import { dialogId } from "./dialog-id.ts";
import { requireLivePane } from "./live-pane.ts";
import type { Messages } from "./messages.ts";
import type { MessageParts } from "./parts.ts";
import { readPane } from "./read-pane.ts";

/** Between two keys of one answer. */
const KEY_PAUSE_MS = 100;
/** By then a dialog that was answered is gone. */
const GONE_WITHIN_MS = 3000;
const LOOK_EVERY_MS = 50;
/** A person waits for it. */
const TEXT_WITHIN_MS = 5000;

/** What was done, and about what: an option was chosen, or a text is on its way. */
export type Answered = { question: string } & ({ option: DialogOption } | { message: Message });

/** Answers what agents ask, for a person who is not at their terminal. Keys are pressed only on a dialog that is understood. */
export class Answers {
  readonly #parts: MessageParts;
  readonly #messages: Messages;

  constructor(parts: MessageParts, messages: Messages) {
    this.#parts = parts;
    this.#messages = messages;
  }

  async question(session: Session): Promise<Question> {
    const { store, runtimes } = this.#parts;
    const reading = await readPane(this.#parts, session).catch(unlessUnreadable);
    return {
      ask: getTurn(store.db, session.id)?.ask ?? null,
      approval: findOpenApproval(store.db, session.id)?.question ?? null,
      screen: reading?.screen ?? null,
      dialog: reading?.dialog ?? null,
      id: reading?.dialog ? dialogId(reading.dialog) : null,
      takesText: takesText(session, reading, runtimes.require(session.runtime).abilities.answers),
    };
  }

  /**
   * Throws `conflict` when that is no answer to what the session asks now, or it asks something else than what was seen:
   * nothing was pressed or typed then. Also throws it when the dialog did not go, or nobody can tell whether it did.
   */
  async give(session: Session, wish: AnswerWish, seen?: SeenQuestion): Promise<Answered> {
    requireLivePane(this.#parts, session);
    return wish.kind === "text" ? this.#say(session, wish.text, seen) : this.#choose(session, wish, seen);
  }

  async #say(session: Session, text: string, seen: SeenQuestion): Promise<Answered> {
    const { ask, approval, dialog, takesText } = await this.question(session);
    const { key } = session;
    requireSeen(session, dialog, seen);
    if (ask !== null || dialog?.options.length)
      throw refused(session, "shows a dialog, to be answered with one of its options");
    if (dialog && !takesText) throw refused(session, "shows a dialog that is not understood");
    if (approval !== null && !dialog) throw atTheGate(key);
    if (!takesText)
      throw new OverstoryError("conflict", `${key} asks nothing`, { hint: `overstory send ${key} TEXT` });
    const message = await this.#messages.answer(session, {
      text,
      origin: "operator",
      submit: true,
      requestId: null,
      patienceMs: TEXT_WITHIN_MS,
    });
    const signal = AbortSignal.timeout(2 * TEXT_WITHIN_MS);
    return {
      question: dialog?.text || session.attentionReason || "",
      message: await this.#messages.reached(message.id, { state: "submitted", signal }),
    };
  }

  #choose(
    session: Session,
    wish: Exclude<AnswerWish, { kind: "text" }>,
    seen: SeenQuestion,
  ): Promise<Answered> {
    return this.#messages.queueOf(session.id).exclusively(async () => {
      const { dialog } = await readPane(this.#parts, session);
      if (!dialog) throw this.#noDialog(session);
      requireSeen(session, dialog, seen);
      const option = chooseOption(dialog, wish);
      if ("refusal" in option) throw refused(session, `asks something, but ${option.refusal}`);
      await this.#press(session, option);
      await this.#requireGone(session, dialog, option);
      await this.#record(session, dialog, option);
      return { question: dialog.text, option };
    });
  }

  #noDialog({ id, key, name }: Session): OverstoryError {
    const { store } = this.#parts;
    if (findOpenApproval(store.db, id)) return atTheGate(key);
    const told = getTurn(store.db, id)?.ask ? ", though it has told of one: it may have its answer" : "";
    return new OverstoryError("conflict", `the screen of ${key} (${name}) shows no dialog${told}`, {
      hint: `see what it shows: overstory attach ${key}; to tell it something: overstory send ${key} TEXT`,
    });
  }

  async #press(session: Session, { label, keys }: DialogOption): Promise<void> {
    const { tmux, pane } = requireLivePane(this.#parts, session);
    for (const [index, key] of keys.entries()) {
      if (index > 0) await Bun.sleep(KEY_PAUSE_MS);
      // Once it is gone the keys that are left would go into the input, on which a draft may stand.
      if (index > 0 && !(await readPane(this.#parts, session)).dialog) return;
      if ((await tmux.press(pane, key)) === "dead")
        throw new OverstoryError("conflict", `${session.key} ended before "${label}" was chosen`);
    }
  }

  async #requireGone(session: Session, before: Dialog, { label }: DialogOption): Promise<void> {
    const { key } = session;
    const end = performance.now() + GONE_WITHIN_MS;
    let what = "";
    do {
      const reading = await readPane(this.#parts, session).catch(unlessUnreadable);
      if (reading && (!reading.dialog || dialogId(reading.dialog) !== dialogId(before))) return;
      what = reading ? "still shows the dialog" : "may not have taken it: its screen cannot be read";
      await Bun.sleep(LOOK_EVERY_MS);
    } while (performance.now() < end);
    throw new OverstoryError("conflict", `"${label}" was chosen, but ${key} ${what}`, {
      hint: `overstory attach ${key}`,
    });
  }

  async #record(session: Session, { text }: Dialog, { label, means }: DialogOption): Promise<void> {
    const { store, answered } = this.#parts;
    const { id, key, runId, currentTaskId: taskId } = session;
    await store.write((tx) => {
      const turn = getTurn(tx.db, id);
      if (turn?.ask) saveTurn(tx, { ...turn, ask: null });
      tx.event(
        "session.answered",
        { runId, sessionId: id, taskId },
        { key, answer: means, option: label, text },
      );
    });
    await answered(id);
  }
}

/** Whether words of one's own are an answer to what it asks now. */
function takesText(session: Session, reading: ScreenReading | undefined, hasKeys: boolean): boolean {
  const asks = session.attention === "question" || session.attention === "permission";
  if (!reading) return false;
  if (reading.dialog) return !hasKeys && reading.dialog.options.length === 0;
  return asks || reading.screen === "prompt";
}

/** Throws `conflict`, with what is asked now, when that is not what was seen. */
function requireSeen({ key }: Session, dialog: Dialog | null, seen: SeenQuestion): void {
  if (seen === undefined || seen === (dialog && dialogId(dialog))) return;
  const choices = dialog ? describeChoices(dialog) : "";
  const now = dialog
    ? `asks something else now: ${oneLine(dialog.text, 300)}${choices && ` [${choices}]`}`
    : "does not show that dialog any more";
  throw new OverstoryError("conflict", `nothing was answered: ${key} ${now}`, {
    hint: `see it whole: overstory answer ${key}`,
  });
}

const refused = ({ key }: Session, what: string): OverstoryError =>
  new OverstoryError("conflict", `${key} ${what}`, {
    hint: `see it with: overstory answer ${key}; answer it there: overstory attach ${key}`,
  });

const atTheGate = (key: string): OverstoryError =>
  new OverstoryError("conflict", `${key} waits for an approval`, {
    hint: `overstory approve ${key}, or overstory reject ${key}`,
  });

function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof OverstoryError)) throw error;
}
