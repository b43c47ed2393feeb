import type { BunRequest } from "bun";
import { bestState, hasReached, type Message } from "../../domain/agent/message.ts";
import type { Session } from "../../domain/session.ts";
import { usageError } from "../../errors.ts";
import { parse } from "../../schema.ts";
import { listMessages, requireMessage } from "../../store/messages.ts";
import { requireSession } from "../../store/sessions.ts";
import { ownSessionOf, readCall, requireSelf } from "../callers.ts";
import type { AnsweredView, AwaitedState } from "../contract/message.ts";
import { GiveAnswer, MessageQuery, MessagesQuery, readWish, SendMessage } from "../message-input.ts";
import type { MessageServices } from "../message-services.ts";
import type { Patience } from "../patience.ts";
import { readJson, readQuery } from "../respond.ts";
import type { Services } from "../services.ts";
import { viewMessage } from "../views/message-view.ts";
import { viewQuestion } from "../views/question-view.ts";

/** Less than a request may take: who waits longer asks again, and so outlives a daemon. */
const PATIENCE_MS = 20_000;
/** Newest messages that one answer lists. */
const LISTED = 200;

type MessageRouteServices = Pick<Services, "store" | "messages" | "work">;

/** What is said to an agent is for people, and for that agent. */
export function messageRoutes(services: MessageRouteServices, patience: Patience) {
  const { store, messages } = services;
  const view = (message: Message) => viewMessage(services, message);
  return {
    "/sessions/:key/messages": {
      POST: async (request: BunRequest<"/sessions/:key/messages">) => {
        const {
          wanted,
          requestId = null,
          ...message
        } = parse(SendMessage, await readJson(request), "message");
        const session = requireSession(store.db, request.params.key);
        if (wanted) requirePossible(messages, session, message.submit, wanted);
        const sent = await messages.send(session, { ...message, requestId, origin: "operator" });
        return Response.json({ message: view(sent) });
      },
    },
    "/messages": {
      GET: (request: Request) => {
        const call = readCall(services, request);
        const { session } = parse(MessagesQuery, readQuery(request), "messages");
        const named = session === undefined ? null : ownSessionOf(services, call, session);
        const id = named?.id ?? (call.caller.kind === "session" ? call.caller.sessionId : null);
        return Response.json({ messages: listMessages(store.db, id, LISTED).map(view) });
      },
    },
    "/messages/:key": {
      GET: async (request: BunRequest<"/messages/:key">) => {
        const { wanted, known } = parse(MessageQuery, readQuery(request), "message");
        const message = requireMessage(store.db, request.params.key);
        requireSelf(readCall(services, request), requireSession(store.db, message.sessionId));
        const now = wanted
          ? await messages.reached(message.id, {
              state: wanted,
              known,
              signal: patience(request, PATIENCE_MS),
            })
          : message;
        return Response.json({ message: view(now) });
      },
    },
    "/sessions/:key/question": {
      GET: async (request: BunRequest<"/sessions/:key/question">) => {
        const session = ownSessionOf(services, readCall(services, request), request.params.key);
        return Response.json({ question: viewQuestion(session, await messages.question(session)) });
      },
    },
    "/sessions/:key/answer": {
      POST: async (request: BunRequest<"/sessions/:key/answer">) => {
        const { question, ...given } = parse(GiveAnswer, await readJson(request), "answer");
        const wish = readWish(given);
        const session = requireSession(store.db, request.params.key);
        const done = await messages.answer(session, wish, question);
        const answered: AnsweredView = {
          session: session.key,
          question: done.question,
          option: "option" in done ? done.option.label : null,
          message: "message" in done ? view(done.message) : null,
        };
        return Response.json({ answered });
      },
    },
  };
}

/** Throws `usage` when a message to that session can never be in that state. */
function requirePossible(
  messages: MessageServices,
  session: Session,
  submit: boolean,
  wanted: AwaitedState,
): void {
  const best = bestState({ submit }, messages.isProvable(session));
  if (hasReached({ state: best }, wanted)) return;
  const why = submit
    ? `nothing proves that a ${session.runtime} agent has seen a message`
    : "without Enter a message is only typed";
  throw usageError(`wait: ${why}`, `wait for "${best}"`);
}
