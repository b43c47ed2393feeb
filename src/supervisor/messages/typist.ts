import type { Message } from "../../domain/agent/message.ts";
import type { Handling } from "../../domain/agent/message-step.ts";
import type { Session } from "../../domain/session.ts";
import {
  beginEnter,
  beginTyping,
  expireMessage,
  recordSubmitted,
  recordTyped,
  takeBackTyping,
} from "../../store/messages.ts";
import { requireLivePane } from "./live-pane.ts";
import type { MessageParts } from "./parts.ts";
import { readPane } from "./read-pane.ts";

/** Types messages into panes, each deed on record before it is done and again after it. */
export class Typist {
  readonly #parts: MessageParts;

  constructor(parts: MessageParts) {
    this.#parts = parts;
  }

  /** Answers what has been done about it by now. Throws like `Tmux.paste`: then it is not known what was typed. */
  async act(
    session: Session,
    message: Message,
    deed: "type" | "typed" | "enter" | "release",
    handling: Handling,
  ): Promise<Handling> {
    switch (deed) {
      case "type":
        return this.#type(session, message, handling);
      case "typed":
        await this.#parts.store.write((tx) => recordTyped(tx, message));
        return handling;
      case "enter":
        return this.#enter(session, message, handling);
      case "release":
        return { ...handling, isReleased: true };
    }
  }

  async #type(session: Session, message: Message, handling: Handling): Promise<Handling> {
    const { store, clock } = this.#parts;
    const { tmux, pane } = requireLivePane(this.#parts, session);
    if (!(await store.write((tx) => beginTyping(tx, message)))) return handling;
    if ((await tmux.paste(pane, message.text)) === "dead") {
      await store.write((tx) => {
        takeBackTyping(tx, message);
        expireMessage(tx, message, `the pane of ${session.key} is dead`);
      });
      return handling;
    }
    await store.write((tx) => recordTyped(tx, message));
    if (!message.submit) await this.#tellAnswered(session, message);
    return { ...handling, pastedAt: clock() };
  }

  async #enter(session: Session, message: Message, handling: Handling): Promise<Handling> {
    const { store, clock } = this.#parts;
    const { tmux, pane } = requireLivePane(this.#parts, session);
    if (!(await store.write((tx) => beginEnter(tx, message)))) return handling;
    if (await this.#asksByNow(session)) return handling;
    if ((await tmux.press(pane, "Enter")) === "dead") {
      await store.write((tx) =>
        expireMessage(
          tx,
          message,
          `the pane of ${session.key} has died; it was typed, but Enter was not pressed`,
        ),
      );
      return handling;
    }
    await store.write((tx) => recordSubmitted(tx, message));
    await this.#tellAnswered(session, message);
    return { ...handling, enters: handling.enters + 1, enteredAt: clock() };
  }

  /** While that was put on record a dialog may have come up, which would take Enter for its answer. */
  async #asksByNow(session: Session): Promise<boolean> {
    const { abilities } = this.#parts.runtimes.require(session.runtime);
    return abilities.proof !== null && (await readPane(this.#parts, session)).dialog !== null;
  }

  /** An agent without hooks does not tell that it goes on: what it asked has its answer. */
  async #tellAnswered(session: Session, { origin }: Message): Promise<void> {
    const { runtimes, answered } = this.#parts;
    const asks = session.attention === "question" || session.attention === "permission";
    if (asks && origin === "operator" && !runtimes.require(session.runtime).abilities.hooks)
      await answered(session.id);
  }
}
