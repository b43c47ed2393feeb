import { OverstoryError, systemCode } from "../errors.ts";
import {
  type ControlEvent,
  type ControlNotification,
  ControlParser,
  type ControlReply,
} from "./control-parser.ts";
import { commandLine, type TmuxCommand } from "./quote.ts";
import {
  clientArgv,
  IDENTITY_FORMAT,
  KEEPER,
  parseIdentity,
  type ServerIdentity,
  type ServerPlace,
} from "./server.ts";

interface PendingRequest {
  /** What the marker after its commands prints: its replies are all in. */
  marker: string;
  replies: ControlReply[];
  resolve(replies: ControlReply[]): void;
  reject(error: OverstoryError): void;
}

export type OnNotification = (notification: ControlNotification) => void;

/** With so many calls unanswered the server hangs: more would only pile up. */
const PENDING_LIMIT = 1000;

/** One `tmux -C` process attached to the keeper session: commands go in order, and replies come in that order. */
export class ControlClient {
  readonly #child;
  readonly #parser = new ControlParser();
  readonly #onNotification: OnNotification;
  readonly #pending: PendingRequest[] = [];
  /** The reply to attaching; undefined when it ended without. */
  readonly #attached = Promise.withResolvers<ControlReply | undefined>();
  #count = 0;
  #hasEnded = false;
  /** Settles when the client has ended, by itself or by `close`. */
  readonly ended: Promise<void>;

  private constructor(place: ServerPlace, onNotification: OnNotification) {
    this.#onNotification = onNotification;
    // no-output: tmux would otherwise hold all output of the keeper for a daemon that does not read.
    const attach = ["-C", "attach-session", "-t", `=${KEEPER}:`, "-f", "no-output,ignore-size"];
    const argv = clientArgv(place, ...attach);
    this.#child = Bun.spawn(argv, {
      cwd: "/",
      env: place.environment,
      stdin: "pipe",
      stdout: "pipe",
      stderr: "ignore",
    });
    // The server holds our pipe too, so a hung one keeps it open after the client's end.
    this.ended = Promise.race([this.#read(), this.#child.exited]).then(() => this.#end());
  }

  /** Throws `tmux` when no server answers there, `timeout` when it hangs. */
  static async attach(
    place: ServerPlace,
    onNotification: OnNotification,
  ): Promise<{ client: ControlClient; server: ServerIdentity }> {
    const client = new ControlClient(place, onNotification);
    try {
      const [reply] = await client.request([["display-message", "-p", IDENTITY_FORMAT]], place.deadlineMs);
      const server = parseIdentity(reply?.lines.join("\n") ?? "");
      // A client that cannot attach ends, but may have carried out a first command before.
      if (server && (await client.#isAttached(place.deadlineMs))) return { client, server };
      throw new OverstoryError("tmux", `cannot attach to ${KEEPER} of the tmux server on ${place.socket}`);
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  async #isAttached(deadlineMs: number): Promise<boolean> {
    const timer = setTimeout(() => void this.close(), deadlineMs);
    const reply = await this.#attached.promise;
    clearTimeout(timer);
    return reply?.failed === false;
  }

  /**
   * Replies to the commands that were carried out, failed ones included: the first failure ends the line. Throws
   * `timeout`, after which they may still be carried out, or `tmux` when the connection ends before the answer.
   */
  async request(commands: readonly TmuxCommand[], deadlineMs: number): Promise<ControlReply[]> {
    if (this.#hasEnded) throw connectionEnded();
    if (this.#pending.length >= PENDING_LIMIT) throw hanging(`${PENDING_LIMIT} commands are unanswered`);
    const marker = `=${++this.#count}`;
    const answer = Promise.withResolvers<ControlReply[]>();
    // A line answers with one reply a command, nested ones too, and with fewer when one fails: the marker ends them.
    void this.#send(`${commandLine(commands)}\n${commandLine([["display-message", "-p", marker]])}\n`);
    this.#pending.push({ marker, replies: [], resolve: answer.resolve, reject: answer.reject });
    const name = commands[0]?.[0] ?? "";
    const timer = setTimeout(() => answer.reject(hanging(`${name} within ${deadlineMs} ms`)), deadlineMs);
    try {
      return await answer.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The server and its sessions stay. Returns when the client's process is gone; may be called twice. */
  async close(): Promise<void> {
    // Asked politely, it would wait for the answer of a server that may hang.
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  async #send(text: string): Promise<void> {
    try {
      this.#child.stdin.write(text);
      await this.#child.stdin.flush();
    } catch (error) {
      if (systemCode(error) !== "EPIPE") throw error;
      // The client is gone or going: its end fails what waits for an answer.
    }
  }

  async #read(): Promise<void> {
    for await (const bytes of this.#child.stdout) {
      for (const event of this.#parser.push(bytes)) this.#take(event);
    }
  }

  #take(event: ControlEvent): void {
    if (this.#hasEnded) return;
    if (event.kind === "notification") this.#onNotification(event);
    else this.#takeReply(event);
  }

  #takeReply(event: ControlReply): void {
    if (!event.ours) {
      this.#attached.resolve(event);
      return;
    }
    const [oldest] = this.#pending;
    if (!oldest) return;
    if (event.lines.length !== 1 || event.lines[0] !== oldest.marker) {
      oldest.replies.push(event);
      return;
    }
    this.#pending.shift();
    oldest.resolve(oldest.replies);
  }

  #end(): void {
    this.#hasEnded = true;
    this.#attached.resolve(undefined);
    for (const { reject } of this.#pending.splice(0)) reject(connectionEnded());
  }
}

const connectionEnded = () =>
  new OverstoryError("tmux", "the connection to the tmux server ended before it answered");

const hanging = (what: string) => new OverstoryError("timeout", `the tmux server did not answer: ${what}`);
