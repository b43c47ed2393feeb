import type { Alert } from "../../domain/alert.ts";
import type { Message } from "../../domain/alerting/message.ts";
import { describeError } from "../../errors.ts";
import type { Sink } from "../../sinks/sink.ts";
import { isFor } from "./addressees.ts";
import type { SinkQueue } from "./sink-queue.ts";

/** Tells that the database refuses writes: from memory, because the outbox refuses that alert too. Once, until it is over. */
export class DatabaseAlarm {
  readonly #project: string;
  readonly #sinks: readonly Sink[];
  readonly #queues: readonly SinkQueue[];
  #incident: Alert | undefined;

  /** @param queues those of the sinks, in the same order */
  constructor(project: string, sinks: readonly Sink[], queues: readonly SinkQueue[]) {
    this.#project = project;
    this.#sinks = sinks;
    this.#queues = queues;
  }

  get isRaised(): boolean {
    return this.#incident !== undefined;
  }

  /** @param now ms UTC */
  raise(error: Error, now: number): void {
    if (this.#incident) return;
    const incident = databaseAlert(error, now);
    this.#incident = incident;
    const id = `database/${now}`;
    const message: Message = {
      id,
      project: this.#project,
      alerts: [{ id, news: "raised", alert: incident }],
    };
    const isOver = () => this.#incident !== incident;
    for (const [index, sink] of this.#sinks.entries())
      if (isFor(sink, incident)) void this.#queues[index]?.tellDirectly(message, isOver);
  }

  /** What happened, for the journal. */
  describe(now: number): string {
    const since = new Date(this.#incident?.raisedAt ?? now).toISOString();
    return `the database refused writes from ${since} to ${new Date(now).toISOString()}`;
  }

  end(): void {
    this.#incident = undefined;
  }
}

const databaseAlert = (error: Error, now: number): Alert => ({
  id: "database",
  key: "database",
  cause: "database",
  kind: "database",
  severity: "critical",
  subject: "daemon",
  message: describeError(error),
  hint: "is the disk full? agents go on, but nothing new is begun or recorded",
  state: "raised",
  tellings: 1,
  raisedAt: now,
  toldAt: now,
  reopenedAt: null,
  acknowledgedAt: null,
  resolvedAt: null,
  resolvedBy: null,
  goneAt: null,
});
