import type { Message } from "../../domain/agent/message.ts";
import type { EventKind } from "../../domain/event.ts";
import type { Session } from "../../domain/session.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import { listSessionsTold } from "../../store/events.ts";
import type { NewMessage } from "../../store/messages.ts";
import { getSession, listOpenSessions } from "../../store/sessions.ts";
import { requireTask } from "../../store/tasks.ts";
import { promptFor } from "../agent-start.ts";
import type { World } from "../world.ts";

/** After these an agent may take its first prompt. */
const MOMENTS: readonly EventKind[] = ["session.working", "session.ready"];
/** It takes prompts by then, or a person is needed anyway. */
const PATIENCE_MS = 60 * 60_000;

interface Sender {
  send(session: Session, message: NewMessage): Promise<Message>;
}

/** Types the first prompt of agents that get it neither as an argument nor in their environment, once they are ready. */
export class TypedPrompts {
  readonly #world: World;
  readonly #sender: Sender;
  #cursor = 0;
  #unsubscribe = () => {};
  /** One after the other. */
  #sending: Promise<void> = Promise.resolve();

  constructor(world: World, sender: Sender) {
    this.#world = world;
    this.#sender = sender;
  }

  start(): void {
    const { store } = this.#world;
    this.#cursor = store.lastEventId;
    this.#unsubscribe = store.onEvents(() => this.#follow());
    for (const { id } of listOpenSessions(store.db)) this.#queue(id);
  }

  /** Resolves when nothing is being put on record any more. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    await this.#sending;
  }

  #follow(): void {
    const { store } = this.#world;
    const after = this.#cursor;
    this.#cursor = store.lastEventId;
    for (const id of listSessionsTold(store.db, after, MOMENTS)) this.#queue(id);
  }

  #queue(id: string): void {
    this.#sending = this.#sending
      .then(() => this.#send(id))
      .catch((error) => this.#world.log.warn(`the first prompt of session ${id}: ${describeError(error)}`));
  }

  /** The same request again is the same message, so that a crash at any point loses nothing and repeats nothing. */
  async #send(id: string): Promise<void> {
    const { store } = this.#world;
    const session = getSession(store.db, id);
    if (!session || !this.#isWaiting(session)) return;
    const task = session.currentTaskId === null ? null : requireTask(store.db, session.currentTaskId);
    const text = promptFor(this.#world, session, task);
    if (text === "") return;
    try {
      await this.#sender.send(session, {
        text,
        origin: "supervisor",
        submit: true,
        requestId: `first-prompt:${id}`,
        patienceMs: PATIENCE_MS,
      });
    } catch (error) {
      if (!(error instanceof OverstoryError) || error.code !== "conflict") throw error;
    }
  }

  #isWaiting({ runtime, mode, state, adoptedAt, exitedAt }: Session): boolean {
    const found = this.#world.runtimes.all.find(({ name }) => name === runtime);
    const isTyped = found?.abilities.firstPrompt === "typed" && mode === "interactive";
    return isTyped && state === "working" && adoptedAt === null && exitedAt === null;
  }
}
