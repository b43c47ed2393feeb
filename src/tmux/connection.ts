import { OverstoryError } from "../errors.ts";
import type { Logger } from "../log.ts";
import { ControlClient, type OnNotification } from "./control-client.ts";
import type { TmuxCommand } from "./quote.ts";
import type { SignalServer } from "./recover-server.ts";
import {
  describeServer,
  isSameServer,
  keepAlive,
  readIdentity,
  type ServerIdentity,
  type ServerPlace,
} from "./server.ts";

/**
 * - client_lost: our client ended, the server did not; we are connected again. Calls that were under way failed.
 * - server_gone: the server's process has ended, and every pane with it; the connection is of no more use.
 */
export type Loss = "client_lost" | "server_gone";

export interface ConnectionOptions {
  place: ServerPlace;
  logger: Logger;
  signalServer: SignalServer;
  onLost(loss: Loss): void;
  onNotification: OnNotification;
}

const RETRY_MS = { first: 10, most: 2000 };

/** The daemon's line to one tmux server: connects again when its client is lost, and to no other server ever. */
export class Connection {
  readonly server: ServerIdentity;
  readonly place: ServerPlace;
  readonly signalServer: SignalServer;
  readonly #options: ConnectionOptions;
  #client: Promise<ControlClient>;
  #isClosed = false;

  private constructor(options: ConnectionOptions, client: ControlClient, server: ServerIdentity) {
    this.#options = options;
    this.place = options.place;
    this.signalServer = options.signalServer;
    this.server = server;
    this.#client = Promise.resolve(client);
    this.#watch(client);
  }

  static async open(options: ConnectionOptions): Promise<Connection> {
    const { client, server } = await ControlClient.attach(options.place, options.onNotification);
    return new Connection(options, client, server);
  }

  /**
   * Lines that the commands print. Throws `tmux` with tmux's own words when one fails (those after it are not carried
   * out), when the server is gone, or when the client was lost meanwhile; `timeout` when the server hangs. After the
   * last two it is unknown whether they were carried out.
   */
  async run(commands: readonly TmuxCommand[]): Promise<string[]> {
    const { deadlineMs } = this.place;
    const client = await this.#connected(deadlineMs);
    const replies = await client.request(commands, deadlineMs);
    const failed = replies.findIndex((reply) => reply.failed);
    if (failed >= 0) {
      const [name] = commands[failed] ?? commands[0] ?? ["line"];
      throw new OverstoryError("tmux", `tmux ${name}: ${replies[failed]?.lines.join(" ")}`);
    }
    return replies.flatMap((reply) => reply.lines);
  }

  /** Ends our client; the server and its panes stay. Calls from now on throw. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#client.then(
      (client) => client.close(),
      () => undefined, // it was not connected
    );
  }

  async #connected(deadlineMs: number): Promise<ControlClient> {
    const late = Promise.withResolvers<never>();
    const error = new OverstoryError("timeout", `not connected to ${describeServer(this.server)} again yet`);
    const timer = setTimeout(() => late.reject(error), deadlineMs);
    try {
      return await Promise.race([this.#client, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #watch(client: ControlClient): void {
    void client.ended.then(() => {
      if (this.#isClosed) return;
      this.#client = this.#reconnect();
      this.#client.catch(() => undefined); // every call from now on throws it
    });
  }

  async #reconnect(): Promise<ControlClient> {
    const name = describeServer(this.server);
    for (let pauseMs = RETRY_MS.first; !this.#isClosed; pauseMs = Math.min(pauseMs * 2, RETRY_MS.most)) {
      const client = await this.#tryAttach();
      if (client) {
        this.#watch(client);
        this.#tell("client_lost");
        return client;
      }
      // Only the end of its process proves that it is gone; a living one is asked to make its socket again.
      if ((await this.signalServer(this.server, "SIGUSR1")) === "dead") {
        this.#tell("server_gone");
        throw new OverstoryError("tmux", `${name} is gone`);
      }
      await Bun.sleep(pauseMs);
    }
    throw new OverstoryError("tmux", `the connection to ${name} is closed`);
  }

  #tell(loss: Loss): void {
    if (!this.#isClosed) this.#options.onLost(loss);
  }

  /**
   * tmux 3.3 crashes, and all agents with it, when it notices the end of a client while a control client is half
   * attached. An ordinary client goes first: by its answer the server has done with ours that ended.
   */
  async #tryAttach(): Promise<ControlClient | undefined> {
    const { place, logger, onNotification } = this.#options;
    try {
      const found = await readIdentity(place);
      if (!found || !this.#isOurs(found)) return undefined;
      await keepAlive(place);
      const { client, server } = await ControlClient.attach(place, onNotification);
      if (this.#isOurs(server)) return client;
      await client.close();
    } catch (error) {
      if (!(error instanceof OverstoryError)) throw error;
      logger.debug(`cannot reach ${describeServer(this.server)}: ${error.message}`);
    }
    return undefined;
  }

  #isOurs(found: ServerIdentity): boolean {
    if (isSameServer(found, this.server)) return true;
    const message = `${describeServer(found)} answers on the socket of ${describeServer(this.server)}`;
    this.#options.logger.warn(message);
    return false;
  }
}
