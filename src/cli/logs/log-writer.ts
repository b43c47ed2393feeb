import { TerminalText } from "./terminal-text.ts";

/** As it is; with what a terminal may be shown; or as plain text, a whole line at a time. */
export type LogForm = "raw" | "terminal" | "plain";

/** Writes a terminal's output to standard output. */
export class LogWriter {
  readonly #form: LogForm;
  readonly #shown = new TerminalText();
  readonly #decoder = new TextDecoder();
  #line = "";

  constructor(form: LogForm) {
    this.#form = form;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#form === "raw") return await put(bytes);
    if (this.#form === "terminal") return await put(this.#shown.take(bytes));
    const lines = (this.#line + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#line = lines.pop() ?? "";
    await put(lines.map((line) => `${plain(line)}\n`).join(""));
  }

  /** Writes a last line that has no end; a terminal gets its own colours back. */
  async end(): Promise<void> {
    if (this.#form === "terminal") await put("\x1b[0m");
    if (this.#line !== "") await put(`${plain(this.#line)}\n`);
    this.#line = "";
  }
}

/** What a line held at last: a carriage return starts it anew, as progress bars do. */
export function plain(line: string): string {
  const text = Bun.stripANSI(line).replace(/\r+$/, "");
  return text.slice(text.lastIndexOf("\r") + 1);
}

async function put(data: Uint8Array | string): Promise<void> {
  if (data.length > 0) await Bun.write(Bun.stdout, data);
}
