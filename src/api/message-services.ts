import type { Message } from "../domain/agent/message.ts";
import type { AnswerWish, Question, SeenQuestion } from "../domain/agent/question.ts";
import type { DialogOption } from "../domain/agent/screen-reading.ts";
import type { Session } from "../domain/session.ts";
import type { AwaitedState } from "./contract/message.ts";

export interface AwaitedMessage {
  state: AwaitedState;
  /** The reason to wait that the caller knows; undefined when another is no news. */
  known: string | undefined;
  signal: AbortSignal;
}

/** What the routes need of what speaks to agents. */
export interface MessageServices {
  /** Puts it on record; the same request id answers with the same message. */
  send(
    session: Session,
    message: {
      text: string;
      origin: "operator";
      submit: boolean;
      requestId: string | null;
      patienceMs: number;
    },
  ): Promise<Message>;
  /** See `Messages.reached`. */
  reached(id: string, wanted: AwaitedMessage): Promise<Message>;
  /** Its runtime can prove that a message was seen. */
  isProvable(session: Pick<Session, "runtime">): boolean;
  question(session: Session): Promise<Question>;
  answer(
    session: Session,
    wish: AnswerWish,
    seen: SeenQuestion,
  ): Promise<{ question: string } & ({ option: DialogOption } | { message: Message })>;
}
