/** Writes a terminal's output to standard output: as it is, or as plain text a whole line at a time. */
export class LogWriter {
  readonly #keepsControls: boolean;
  readonly #decoder = new TextDecoder();
  #line = "";

  /** @param keepsControls escape sequences pass, as a terminal wants them */
  constructor(keepsControls: boolean) {
    this.#keepsControls = keepsControls;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#keepsControls) return await put(bytes);
    const lines = (this.#line + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#line = lines.pop() ?? "";
    await put(lines.map((line) => `${plain(line)}\n`).join(""));
  }

  /** Writes a last line that has no end. */
  async end(): Promise<void> {
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
