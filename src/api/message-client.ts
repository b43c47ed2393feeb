import { type Connection, part, query } from "./connection.ts";
import type {
  AnsweredView,
  AnswerRequest,
  AwaitedState,
  MessageRequest,
  MessageView,
  QuestionView,
} from "./contract/message.ts";

/** The calls that speak to agents. */
export class MessageClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Answers as soon as the message is on record. */
  send = (session: string, request: MessageRequest) =>
    this.#connection
      .send<{ message: MessageView }>("POST", `/sessions/${part(session)}/messages`, request)
      .then(({ message }) => message);
  show = (key: string) =>
    this.#connection.get<{ message: MessageView }>(`/messages/${part(key)}`).then(({ message }) => message);
  /** Answers when it has come so far, is settled, or waits for something else than what is known; or after some seconds. */
  follow = ({ key, reason }: Pick<MessageView, "key" | "reason">, wanted: AwaitedState) =>
    this.#connection
      .get<{ message: MessageView }>(`/messages/${part(key)}${query({ wanted, known: reason ?? "" })}`)
      .then(({ message }) => message);
  /** The newest, oldest first; of one session or of all. */
  list = (session?: string) =>
    this.#connection
      .get<{ messages: MessageView[] }>(`/messages${query({ session })}`)
      .then(({ messages }) => messages);

  /** What the session asks. */
  question = (session: string) =>
    this.#connection
      .get<{ question: QuestionView }>(`/sessions/${part(session)}/question`)
      .then(({ question }) => question);
  answer = (session: string, request: AnswerRequest) =>
    this.#connection
      .send<{ answered: AnsweredView }>("POST", `/sessions/${part(session)}/answer`, request)
      .then(({ answered }) => answered);
}
