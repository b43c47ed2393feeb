import { Client } from "../../../src/api/client.ts";
import type { Chance } from "../../domain/chance.ts";
import type { TestProject } from "../../support/daemon.ts";
import { until } from "../../support/wait.ts";
import type { Answers } from "./answers.ts";
import { type Hands, perform, Whims } from "./deeds.ts";

/** Clients that each keep a session, and do with tasks whatever comes to their mind until they are stopped. */
export class Clients {
  readonly #project: TestProject;
  readonly #answers: Answers;
  readonly #tasks: string[] = [];
  /** The session of each. */
  readonly #sessions: string[] = [];
  #mayAct = Promise.withResolvers<void>();
  #acting = 0;
  #isOver = false;
  readonly #whims: Whims;

  constructor(project: TestProject, answers: Answers, chance: Chance) {
    this.#whims = new Whims(chance);
    this.#project = project;
    this.#answers = answers;
    this.#mayAct.resolve();
  }

  /** Lets so many act; resolves when all have stopped. */
  async play(count: number): Promise<void> {
    for (let n = 0; n < 8; n++)
      this.#tasks.push((await this.#client().work.createTask({ title: `task ${n}` })).key);
    await Promise.all(Array.from({ length: count }, (_, n) => this.#act(n)));
  }

  /** From now on nobody begins anything; resolves when what was begun has its answer. */
  async hold(): Promise<void> {
    this.#mayAct = Promise.withResolvers();
    await until("every client has its answer", () => this.#acting === 0, 60_000);
  }

  goOn(): void {
    this.#mayAct.resolve();
  }

  stop(): void {
    this.#isOver = true;
    this.#mayAct.resolve();
  }

  async #act(n: number): Promise<void> {
    while (!this.#isOver) {
      await this.#mayAct.promise;
      this.#acting++;
      try {
        await this.#doSomething(n);
      } finally {
        this.#acting--;
      }
    }
  }

  async #doSomething(n: number): Promise<void> {
    const session = this.#sessions[n] ?? (await this.#begin(n));
    if (session === null) return;
    const deed = this.#whims.next(session, this.#tasks, this.#sessions);
    const made = await perform(deed, this.#handsOf(n, session)).then(
      (key) => {
        this.#answers.add(deed, null);
        this.#whims.remember(session, deed, key);
        return key;
      },
      (error) => {
        this.#answers.add(deed, error);
        // Whether its session has ended is not known, or it has.
        if (deed.kind === "end" || /^SESSION-\d+ has ended/.test(String(error.message)))
          delete this.#sessions[n];
        return null;
      },
    );
    if (made !== null) this.#tasks.push(made);
  }

  /** A session for it; null when the daemon does not answer. */
  async #begin(n: number): Promise<string | null> {
    const begun = await this.#client()
      .work.startSession({ source: "api" })
      .catch(() => null);
    if (begun) this.#sessions[n] = begun.key;
    return begun?.key ?? null;
  }

  #handsOf(n: number, session: string): Hands {
    const { work } = this.#client(session);
    return {
      change: (task, change, request) => work.changeTask(task, change, request),
      push: (request) => work.push(session, request),
      pop: (request) => work.pop(session, request),
      clear: () => work.clear(session),
      note: (text) => work.record(session, { kind: "note", text }),
      end: async (request) => {
        await work.endSession(session, request);
        delete this.#sessions[n];
      },
      create: async (fields) => (await work.createTask(fields)).key,
    };
  }

  #client(session?: string): Client {
    return new Client(this.#project.paths.socket, { session });
  }
}
