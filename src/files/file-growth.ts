import { closeSync, type FSWatcher, openSync, watch } from "node:fs";
import { describeError, systemCode } from "../errors.ts";

/** How often is looked at a file that the system does not watch. */
const LOOK_MS = 500;

/**
 * Tells when something is written to a file, which is made when it is absent; also what was written before, soon after this
 * returned. One watch on the file itself costs half of one on its folder, in which other files come and go with every line.
 */
export class FileGrowth {
  readonly #grown: () => void;
  readonly #failed: (why: string) => void;
  #watcher: FSWatcher | undefined;
  #timer: Timer | undefined;

  /** @param failed the system does not watch it, and why: whether it has grown is then asked twice a second */
  constructor(path: string, grown: () => void, failed: (why: string) => void) {
    this.#grown = grown;
    this.#failed = failed;
    this.#open(path);
    queueMicrotask(grown);
  }

  close(): void {
    this.#watcher?.close();
    clearInterval(this.#timer);
  }

  #open(path: string): void {
    try {
      closeSync(openSync(path, "a", 0o600));
      this.#watcher = watch(path, { persistent: false }, this.#grown).on("error", (error) =>
        this.#poll(describeError(error)),
      );
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      this.#poll(describeError(error));
    }
  }

  #poll(why: string): void {
    this.#timer ??= setInterval(this.#grown, LOOK_MS);
    this.#timer.unref();
    this.#failed(why);
  }
}
