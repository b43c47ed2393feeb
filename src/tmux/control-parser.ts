/** What a control client reads: a command's reply, or something that happened on the server. */
export type ControlEvent = ControlReply | ControlNotification;

export interface ControlReply {
  kind: "reply";
  /** False for what no command of this client asked for, such as the reply to its own attaching. */
  ours: boolean;
  failed: boolean;
  lines: string[];
}

export interface ControlNotification {
  kind: "notification";
  /** Without the percent sign: `sessions-changed`. */
  name: string;
  text: string;
}

/**
 * Reads the stream of `tmux -C`. A reply ends only at the guard that bears its own time and number, whatever its lines
 * look like. Screens of agents must not be asked for through it: an agent could guess that guard and print it.
 */
export class ControlParser {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #open: { guard: string; reply: ControlReply } | undefined;

  /** Takes the next bytes, cut anywhere, and answers what they complete. */
  push(bytes: Uint8Array): ControlEvent[] {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#take(line) ?? []);
  }

  #take(line: string): ControlEvent | undefined {
    if (!this.#open) return this.#begin(line);
    const { guard, reply } = this.#open;
    if (line !== `%end ${guard}` && line !== `%error ${guard}`) {
      reply.lines.push(line);
      return undefined;
    }
    this.#open = undefined;
    return { ...reply, failed: line.startsWith("%error") };
  }

  #begin(line: string): ControlEvent | undefined {
    const [, name, text = ""] = /^%(\S+) ?(.*)$/.exec(line) ?? [];
    if (name === undefined) return undefined;
    if (name !== "begin") return { kind: "notification", name, text };
    this.#open = {
      guard: text,
      reply: { kind: "reply", ours: text.endsWith(" 1"), failed: false, lines: [] },
    };
    return undefined;
  }
}
