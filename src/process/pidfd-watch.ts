import { closeSync, writeSync } from "node:fs";
import type { ProcessIdentity } from "../domain/session.ts";
import type { DeathWatch } from "./death-watch.ts";
import { addToEpoll, createEpoll, createEventFd, END_TOKEN } from "./epoll.ts";
import { openPidfd } from "./pidfd.ts";
import { readProcStat } from "./proc-stat.ts";
import { isRow } from "./process-row.ts";

interface Watched {
  identity: ProcessIdentity;
  onDeath: () => void;
  stop: () => void;
}

/**
 * Learns of deaths from the kernel, at once and without polling: one pidfd per process in one epoll, in which a worker
 * thread sleeps. What cannot be watched this way is given to `fallback`, and everything is if the worker breaks.
 */
export class PidfdWatch implements DeathWatch {
  readonly #epoll: number;
  readonly #wake: number;
  readonly #fallback: DeathWatch;
  readonly #worker = new Worker(new URL("./death-watch.worker.ts", import.meta.url).href);
  readonly #workerEnded = new Promise<void>((resolve) =>
    this.#worker.addEventListener("close", () => resolve()),
  );
  readonly #watched = new Map<number, Watched>();
  #lastToken = END_TOKEN;
  #usable = true;
  #closed: Promise<void> | undefined;

  /** Undefined where the system has no pidfd. */
  static open(fallback: DeathWatch): PidfdWatch | undefined {
    const probe = openPidfd(process.pid);
    if (probe === undefined) return undefined;
    closeSync(probe);
    const epoll = createEpoll();
    const wake = createEventFd();
    if (epoll !== undefined && wake !== undefined) return new PidfdWatch(epoll, wake, fallback);
    for (const fd of [epoll, wake]) if (fd !== undefined) closeSync(fd);
    return undefined;
  }

  private constructor(epoll: number, wake: number, fallback: DeathWatch) {
    this.#epoll = epoll;
    this.#wake = wake;
    this.#fallback = fallback;
    addToEpoll(epoll, wake, END_TOKEN);
    this.#worker.onmessage = ({ data }: MessageEvent<number[]>) => this.#tell(data);
    this.#worker.postMessage(epoll);
    void this.#workerEnded.then(() => this.#handOver());
  }

  watch(identity: ProcessIdentity, onDeath: () => void): () => void {
    const fd = this.#usable ? openPidfdOf(identity) : undefined;
    const one = fd === undefined ? undefined : this.#register(fd, identity, onDeath);
    return one ? () => one.stop() : this.#fallback.watch(identity, onDeath);
  }

  close(): Promise<void> {
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  #register(fd: number, identity: ProcessIdentity, onDeath: () => void): Watched | undefined {
    const token = ++this.#lastToken;
    if (!addToEpoll(this.#epoll, fd, token)) {
      closeSync(fd);
      return undefined;
    }
    const stop = () => {
      if (this.#watched.delete(token)) closeSync(fd);
    };
    const one = { identity, onDeath, stop };
    this.#watched.set(token, one);
    return one;
  }

  #tell(tokens: number[]): void {
    for (const one of tokens.flatMap((token) => this.#watched.get(token) ?? [])) {
      one.stop();
      // One that throws must not keep the others of this batch from being told.
      queueMicrotask(one.onDeath);
    }
  }

  #handOver(): void {
    if (this.#closed) return;
    this.#usable = false;
    for (const one of [...this.#watched.values()]) {
      one.stop();
      one.stop = this.#fallback.watch(one.identity, one.onDeath);
    }
  }

  async #shutDown(): Promise<void> {
    this.#usable = false;
    for (const one of [...this.#watched.values()]) one.stop();
    writeSync(this.#wake, new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0]));
    this.#worker.terminate();
    await this.#workerEnded;
    closeSync(this.#epoll);
    closeSync(this.#wake);
  }
}

/** Undefined when this very process cannot be held: it is dead, another has its pid, or it cannot be told. */
function openPidfdOf({ pid, startTime }: ProcessIdentity): number | undefined {
  const fd = openPidfd(pid);
  if (fd === undefined) return undefined;
  const look = readProcStat(pid);
  if (isRow(look) && look.startTime === startTime) return fd;
  closeSync(fd);
  return undefined;
}
