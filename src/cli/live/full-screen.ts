const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";
const HOME = "\x1b[H";
const CLEAR_LINE_END = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";
const CTRL_C = "\x03";

/** The whole terminal for one page, on its second screen; the first one is as it was after `close`. */
export class FullScreen {
  /** Resolves when the person quits: q, ^C, or a signal to end. */
  readonly quit: Promise<void>;
  readonly #onResize: () => void;
  readonly #onInput: (bytes: Buffer) => void;
  readonly #onSignal: () => void;
  readonly #closing = new AbortController();

  constructor(onResize: () => void) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.quit = promise;
    this.#onResize = onResize;
    this.#onSignal = () => resolve();
    this.#onInput = (bytes) => {
      const text = bytes.toString();
      if (text.includes("q") || text.includes(CTRL_C)) resolve();
    };
    process.stdout.write(ENTER);
    process.stdout.on("resize", this.#onResize);
    process.on("SIGINT", this.#onSignal).on("SIGTERM", this.#onSignal).on("SIGHUP", this.#onSignal);
    if (!process.stdin.isTTY) return;
    process.stdin.setRawMode(true);
    process.stdin.on("data", this.#onInput);
    process.stdin.resume();
  }

  get rows(): number {
    return process.stdout.rows || 24;
  }

  /** Aborts at `close`. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Draws over what was there, without a flash of an empty screen. */
  show(lines: readonly string[]): void {
    if (this.closed.aborted) return;
    const visible = lines.slice(0, this.rows).map((line) => `${line}${CLEAR_LINE_END}`);
    process.stdout.write(`${HOME}${visible.join("\r\n")}${CLEAR_BELOW}`);
  }

  close(): void {
    if (this.closed.aborted) return;
    this.#closing.abort();
    process.stdout.off("resize", this.#onResize);
    process.off("SIGINT", this.#onSignal).off("SIGTERM", this.#onSignal).off("SIGHUP", this.#onSignal);
    if (process.stdin.isTTY) {
      process.stdin.off("data", this.#onInput);
      process.stdin.setRawMode(false);
      process.stdin.pause();
    }
    process.stdout.write(LEAVE);
  }
}
